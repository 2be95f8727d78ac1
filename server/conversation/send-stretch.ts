import type { Channel, Outgoing, SendResult } from '../../bot/channel.ts'
import type { Language } from '../../locales/index.ts'
import { inScope } from '../db/scope.ts'
import { inEveryLanguage, type NoticeWords } from '../notices/words.ts'
import type { Parts } from '../parts.ts'
import { contentOf } from './content.ts'
import { allOfIt, type Handed, handOver } from './hand-over.ts'
import { markOf } from './marks.ts'
import { markStretch, type Recipient, type Sender, type Stretch } from './rounds.ts'

/** Sends under way at once. */
const SIDE_BY_SIDE = 20
/** So many people are in hand at first, and more as long as they leave within this time (ms): a crash makes them uncertain. */
export const FEWEST = 20
const MOST = 1_000
const WITHIN = 20

/** One person's try, message by message; null: not tried. */
type Try = { recipient: Recipient; before: (SendResult | null)[]; line: SendResult | null }
type Before = Record<Language, Outgoing>

/** Sends a stretch, cutting it off where sending takes long, and marks it. Returns how many left, and how many to take next. */
export async function sendStretch(
  parts: Parts & { channel: Channel },
  place: string,
  sender: Sender,
  stretch: Stretch,
): Promise<{ sent: number; next: number }> {
  const before = await firstOf(parts, place, stretch.words)
  const began = performance.now()
  const tries = before ? await sendAll(parts.channel, stretch, before, began + WITHIN) : []
  const took = performance.now() - began
  const all = stretch.recipients.length
  const cut = before !== null && tries.length < all
  await mark(parts, place, sender, stretch, tries, cut)
  const next = cut ? tries.length : took < WITHIN / 3 ? Math.min(MOST, all * 2) : all
  return { sent: tries.length, next: Math.max(FEWEST, next) }
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

async function mark(
  parts: Parts,
  place: string,
  sender: Sender,
  stretch: Stretch,
  tries: readonly Try[],
  cut: boolean,
): Promise<void> {
  const now = parts.clock.now()
  const ink = { ...parts, now }
  const passed = cut
    ? stretch.passed.slice(0, stretch.passed.indexOf(tries.at(-1)!.recipient.person) + 1)
    : stretch.passed
  const left = tries.flatMap(({ line }) => (line?.result === 'sent' ? [line] : []))
  const fresh = cut ? [] : stretch.recipients.slice(tries.length)
  const handed = [
    ...tries.flatMap(one => handedOf(one, now)),
    ...fresh.map(recipient => allOfIt(stretch, recipient, 'fresh')),
  ]
  await inScope(parts.pool, { place }, async tx => {
    const marked = await markStretch(tx, ink, sender, {
      stretch,
      upTo: passed.at(-1)!,
      passed: passed.length,
      providers: left.map(({ id }) => id),
    })
    if (marked) await handOver(tx, ink, stretch, handed)
  })
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
