import type { FileBoxInterface } from 'file-box'
import type { Puppet, payloads } from 'wechaty-puppet'
import type { Link, Media, Outgoing, SendResult } from './channel.ts'
import { causeOf } from './log.ts'
import { readMedia } from './media.ts'
import { isUnsupported, resultOfError } from './refusal.ts'
import { late, within } from './within.ts'

/** wechaty-puppet's message types that carry a file: attachment, audio, emoticon, image, video. */
const withFile = new Set([1, 2, 5, 6, 15])
const textType = 7
const locationType = 8

type Content = { text: string } | { media: Media }
/** `again`: whether asking later can help. */
type Missing = { missing: string; again: boolean }

/**
 * Sends through the puppet itself: wechaty's own `say` would ask for the contact before and for the sent message
 * after, and lose the id when the gateway cannot show that message. Answers within `ms`, never rejects.
 */
export async function sendThrough(
  puppet: Puppet,
  contact: string,
  outgoing: Outgoing,
  ms: number,
): Promise<SendResult> {
  const began = performance.now()
  const content = outgoing.kind === 'forward' ? await contentOf(puppet, outgoing.message, ms) : outgoing
  if ('missing' in content) return { result: 'failed', reason: content.missing, again: content.again }
  if ('media' in content && content.media.bytes.length === 0) {
    return { result: 'failed', reason: 'the file is empty', again: false }
  }
  try {
    const sending =
      'media' in content
        ? sendFile(puppet, contact, content)
        : outgoing.kind === 'link'
          ? sendLink(puppet, contact, outgoing)
          : puppet.messageSendText(contact, content.text)
    const id = await within(Math.max(1, ms - (performance.now() - began)), sending)
    if (id === late) return { result: 'uncertain', reason: `no answer within ${ms} ms` }
    return { result: 'sent', id: id || null }
  } catch (thrown) {
    return resultOfError(thrown)
  }
}

/** A paper that a gateway does not take is told in words. */
async function sendFile(
  puppet: Puppet,
  contact: string,
  content: { media: Media; text?: string },
): Promise<string | undefined> {
  try {
    return (await puppet.messageSendFile(contact, await fileBox(content.media))) ?? undefined
  } catch (thrown) {
    if (content.text === undefined || !isUnsupported(thrown)) throw thrown
    return (await puppet.messageSendText(contact, content.text)) ?? undefined
  }
}

/** Not every gateway knows cards, and one that does not says so before anything has left. */
async function sendLink(
  puppet: Puppet,
  contact: string,
  { link, text }: { link: Link; text: string },
): Promise<string | undefined> {
  try {
    return (await puppet.messageSendUrl(contact, link)) ?? undefined
  } catch (thrown) {
    if (!isUnsupported(thrown)) throw thrown
    return (await puppet.messageSendText(contact, text)) ?? undefined
  }
}

/** What an earlier message holds, within `ms`. */
export async function contentOf(puppet: Puppet, message: string, ms: number): Promise<Content | Missing> {
  const cancel = new AbortController()
  try {
    const content = await within(ms, readContent(puppet, message, cancel.signal))
    return content === late ? { missing: `no content within ${ms} ms`, again: true } : content
  } catch (thrown) {
    return { missing: causeOf(thrown), again: false }
  } finally {
    cancel.abort()
  }
}

async function readContent(puppet: Puppet, message: string, signal: AbortSignal): Promise<Content> {
  const { type, text } = await puppet.messagePayload(message)
  if (type === textType) return { text: text ?? '' }
  if (type === locationType) return { text: wordsOf(await puppet.messageLocation(message)) }
  if (!withFile.has(type)) throw new Error(`a message of type ${type} holds no file`)
  return { media: await readMedia(await puppet.messageFile(message), signal) }
}

/** Where it is, for somebody to read: name, address, and the numbers a map finds it by (latitude first). */
function wordsOf({ name, address, latitude, longitude }: payloads.Location): string {
  return [name, address, `${latitude}, ${longitude}`].filter(Boolean).join('\n')
}

async function fileBox(media: Media): Promise<FileBoxInterface> {
  const { FileBox } = await import('file-box')
  // From a buffer, a small file would take the deprecated stream of the gateway protocol.
  return FileBox.fromBase64(Buffer.from(media.bytes).toString('base64'), media.name)
}
