import type { Channel, Outgoing, SendResult } from '../../bot/channel.ts'
import type { Language } from '../../locales/index.ts'
import type { Tx } from '../db/scope.ts'
import { holdNotices } from '../notices/keep-back.ts'
import { letterKey } from '../notices/letter-keys.ts'
import { inEveryLanguage, type NoticeWords } from '../notices/words.ts'
import type { Parts } from '../parts.ts'
import { contentOf } from './content.ts'
import { markStretch, type Went } from './hand.ts'
import { allOfIt, type Handed, handOver } from './hand-over.ts'
import { markOf } from './marks.ts'
import type { Ink } from './outbox.ts'
import type { Recipient, Sender, Stretch } from './rounds.ts'

/** Sends under way at once. */
const SIDE_BY_SIDE = 20
/** So many people are in hand at first, and more as long as they leave within this time (ms): a crash makes them uncertain. */
export const FEWEST = 20
const MOST = 5_000
const WITHIN = 20

/** One person's try, message by message; null: not tried. */
type Try = { recipient: Recipient; before: (SendResult | null)[]; line: SendResult | null }
type Before = Record<Language, Outgoing>

/** A stretch that was sent, or the part of it up to which sending came in time. */
export type Sent = {
  went: Went
  /** Who is looked after one by one. */
  handed: Handed[]
  sent: number
  cut: boolean
  /** How many to take next. */
  next: number
}

/** Sends a stretch, cutting it off where sending takes long. */
export async function sendStretch(
  parts: Parts & { channel: Channel },
  place: string,
  stretch: Stretch,
): Promise<Sent> {
  const before = await firstOf(parts, place, stretch.words)
  const began = performance.now()
  const tries = before ? await sendAll(parts.channel, stretch, before, began + WITHIN) : []
  const took = performance.now() - began
  const all = stretch.recipients.length
  const cut = before !== null && tries.length < all
  const next = cut ? tries.length : took < WITHIN / 3 ? Math.min(MOST, all * 4) : all
  return {
    ...outcomeOf(stretch, tries, cut, parts.clock.now()),
    ...{ sent: tries.length, cut, next: Math.max(FEWEST, next) },
  }
}

/** So many leave at once that the next of them are taken while these are on their way. */
export const atOnce = ({ cut, next }: Pick<Sent, 'cut' | 'next'>): boolean => !cut && next >= MOST / 8

/** Puts down what was sent; `behind` stays in hand. */
export async function putDown(
  tx: Tx,
  ink: Pick<Ink, 'keys' | 'now'>,
  sender: Sender,
  { went, handed }: Sent,
  behind: Stretch | null,
): Promise<void> {
  // Before its round, as whoever stops it does.
  if (handed.length > 0) await holdNotices(tx, [letterKey(went.stretch.notice, '')])
  if (await markStretch(tx, ink, sender, went, behind)) await handOver(tx, ink, went.stretch, handed)
}

/** What goes before the words, fetched once for all of them; null: some of it cannot be had at this moment. */
async function firstOf(
  parts: Parts & { channel: Channel },
  place: string,
  { before }: NoticeWords,
): Promise<Before[] | null> {
  const found: Before[] = []
  for (const { bodies } of before) {
    const content = new Map<string, Outgoing>()
    for (const body of Object.values(bodies)) {
      const key = JSON.stringify(body)
      const one = content.get(key) ?? (await contentOf(parts, place, body))
      if ('result' in one) return null
      content.set(key, one)
    }
    found.push(inEveryLanguage(({ language }) => content.get(JSON.stringify(bodies[language]))!))
  }
  return found
}

async function sendAll(
  channel: Channel,
  { recipients, words }: Stretch,
  before: readonly Before[],
  deadline: number,
): Promise<Try[]> {
  const tries: Try[] = []
  let next = 0
  async function lane() {
    while (next < recipients.length && (next < SIDE_BY_SIDE || performance.now() < deadline)) {
      const n = next++
      const recipient = recipients[n]!
      tries[n] = await sendTo(channel, recipient, before, words.texts[recipient.language])
    }
  }
  await Promise.all(Array.from({ length: SIDE_BY_SIDE }, lane))
  return tries
}

/** Each follows only what has left or will never leave. */
async function sendTo(
  channel: Channel,
  recipient: Recipient,
  before: readonly Before[],
  text: string,
): Promise<Try> {
  const { wechatId, language } = recipient
  const tried: Try = { recipient, before: before.map(() => null), line: null }
  for (const [n, one] of before.entries()) {
    const result = await channel.send(wechatId, one[language])
    tried.before[n] = result
    if (result.result === 'uncertain' || (result.result === 'failed' && result.again)) return tried
  }
  tried.line = await channel.send(wechatId, { kind: 'text', text })
  return tried
}

function outcomeOf(
  stretch: Stretch,
  tries: readonly Try[],
  cut: boolean,
  now: number,
): Pick<Sent, 'went' | 'handed'> {
  const passed = cut
    ? stretch.passed.slice(0, stretch.passed.indexOf(tries.at(-1)!.recipient.person) + 1)
    : stretch.passed
  const left = tries.flatMap(({ line }) => (line?.result === 'sent' ? [line] : []))
  const fresh = cut ? [] : stretch.recipients.slice(tries.length)
  return {
    went: { stretch, upTo: passed.at(-1)!, passed: passed.length, providers: left.map(({ id }) => id) },
    handed: [
      ...tries.flatMap(one => handedOf(one, now)),
      ...fresh.map(recipient => allOfIt(stretch, recipient, 'fresh')),
    ],
  }
}

/** Whatever did not simply leave is looked after one by one. */
function handedOf({ recipient, before, line }: Try, now: number): Handed[] {
  const stands = (result: SendResult | null) => {
    if (result === null) return 'fresh'
    return result.result === 'sent' ? null : markOf(result, { attempts: 1, createdAt: now }, now)
  }
  const one: Handed = { recipient, before: before.map(stands), line: stands(line) }
  return one.line || one.before.some(stands => stands !== null) ? [one] : []
}
