import { get } from 'node:https'
import { isIP } from 'node:net'
import { basename } from 'node:path'
import type { FileBoxInterface } from 'file-box'
import type { Media } from './channel.ts'
import { isPublic, publicAddressOnly } from './public-address.ts'

/** The largest file we take from WeChat, in bytes (RELIABILITY T16). */
const largestMedia = 10 * 1024 * 1024

/** file-box's type for "fetch it from this address", a number on the wire. */
const addressed = 2

/**
 * The bytes in a puppet's file box. Rejects when they are more than `most`, when they break off, or when the box
 * names an address that is not a public https one. Ends when `signal` does.
 */
export async function readMedia(
  box: FileBoxInterface,
  signal: AbortSignal,
  most = largestMedia,
): Promise<Media> {
  if (box.size > most) throw new Error(`file of ${box.size} bytes is too large`)
  const source = box.type === addressed ? await download(addressOf(box), signal) : await box.toStream()
  const chunks: Buffer[] = []
  let size = 0
  const stop = () => source.destroy(new Error('took too long'))
  signal.addEventListener('abort', stop, { once: true })
  try {
    for await (const chunk of source) {
      size += chunk.length
      if (size > most) throw new Error('file is too large')
      chunks.push(chunk)
    }
  } finally {
    signal.removeEventListener('abort', stop)
    source.destroy()
  }
  const bytes = Buffer.concat(chunks)
  return { bytes, mime: mimeOf(bytes, box.mediaType), name: basename(box.name) }
}

function addressOf(box: FileBoxInterface): URL {
  const json = box.toJSON()
  if (!('url' in json)) throw new Error('file without an address')
  return new URL(json.url)
}

/** A gateway may hand us any address: only public hosts over https are asked, and no redirect is followed. */
function download(address: URL, signal: AbortSignal) {
  if (address.protocol !== 'https:') throw new Error('file address is not https')
  // A number is connected to without asking the lookup below.
  const host = address.hostname.replace(/^\[|\]$/gu, '')
  if (isIP(host) !== 0 && !isPublic(host)) throw new Error('file address is not public')
  const response = Promise.withResolvers<import('node:http').IncomingMessage>()
  get(address, { lookup: publicAddressOnly, signal, agent: false }, answer => {
    if (answer.statusCode === 200) return response.resolve(answer)
    answer.destroy()
    response.reject(new Error(`file address answered ${answer.statusCode}`))
  }).on('error', response.reject)
  return response.promise
}

/** First bytes of what people send in WeChat; file names from gateways are often missing or wrong. */
const marks: [mime: string, mark: string, at: number][] = [
  ['image/jpeg', '\xff\xd8\xff', 0],
  ['image/png', '\x89PNG', 0],
  ['image/gif', 'GIF8', 0],
  ['image/webp', 'WEBP', 8],
  ['audio/wav', 'WAVE', 8],
  ['audio/mp4', 'ftypM4A', 4],
  ['audio/silk', '#!SILK', 0],
  ['audio/silk', '#!SILK', 1],
  ['audio/amr', '#!AMR', 0],
  ['audio/mpeg', 'ID3', 0],
  ['audio/mpeg', '\xff\xfb', 0],
  ['audio/ogg', 'OggS', 0],
  ['audio/webm', '\x1a\x45\xdf\xa3', 0],
  ['video/mp4', 'ftyp', 4],
]

/** The type of `bytes` by their first bytes, else `claimed`, else application/octet-stream. */
export function mimeOf(bytes: Buffer, claimed: string): string {
  const start = bytes.subarray(0, 16).toString('latin1')
  const known = marks.find(([, mark, at]) => start.startsWith(mark, at))
  if (known) return known[0]
  return claimed && claimed !== 'application/unknown' ? claimed : 'application/octet-stream'
}
