import { danger } from '../flows/engine/danger.ts'
import { understand } from '../flows/engine/understand.ts'
import { readOwn } from '../test/flows/utterances/score.ts'

/** Only so much of a text is read (RELIABILITY.md 3.1, C6). */
const LENGTH = 8_000
const ROUNDS = 40

const utterances: { text: string }[] = [...readOwn('tuned'), ...readOwn('held-out')]

/** A random sequence that is the same every time. */
function dice(seed: number): (below: number) => number {
  let state = seed
  return below => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state % below
  }
}

/** Texts of 8,000 characters: random ones, those of real sentences, and those made to be slow. */
function texts(round: number): Record<string, string> {
  const roll = dice(round + 1)
  const fill = (piece: () => string) => {
    let text = ''
    while (text.length < LENGTH) text += piece()
    return text.slice(0, LENGTH)
  }
  const utterance = () => utterances[roll(utterances.length)]!.text
  const danger = [
    '孩子',
    '不见了',
    '打',
    '河里',
    '死',
    '血',
    '没',
    '他爸',
    '一个人',
    '烧',
    '喝',
    '药',
    '掉',
    '被',
  ]
  return {
    'what families write, in one message': fill(() => `${utterance()}。`),
    'the same without punctuation': fill(() => utterance().replace(/[^一-鿿0-9a-z]/gu, '')),
    'random characters': fill(() => String.fromCharCode(0x4e00 + roll(20_000))),
    'alarm words at random': fill(() => danger[roll(danger.length)]!),
    'one character': fill(() => danger[round % danger.length]!),
    'one sentence, over and over': fill(() => utterances[round % utterances.length]!.text),
    'half of an alarm, over and over': fill(() => `${danger[round % danger.length]}没`),
    commas: fill(() => `${danger[roll(danger.length)]},`),
    digits: fill(() => String(roll(10))),
    days: fill(() => `${1 + roll(12)}月${1 + roll(30)}`),
    pinyin: fill(() => ['hai', 'zi', 'bu', 'jian', 'le', 'zhao', 'da', 'o'][roll(8)]!),
    'split characters': fill(() => `${danger[roll(danger.length)]![0]} `),
    'invisible characters': fill(() => '\u200b'),
  }
}

const quantile = (sorted: number[], share: number) =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]!

/** The quickest of three, in ms of this thread's processor time: a busy machine adds little. `forget` makes it work again. */
function measured(work: () => void, forget: () => void): number {
  let best = Number.POSITIVE_INFINITY
  for (let i = 0; i < 3; i++) {
    forget()
    const begun = process.threadCpuUsage()
    work()
    const { user, system } = process.threadCpuUsage(begun)
    best = Math.min(best, (user + system) / 1_000)
  }
  return best
}

/** Another text, too long to be remembered for more than a moment, so that nothing is known of the last one. */
const LONG = '今天在地里收了一天的稻子，晚上做饭'
const forget = () => danger(LONG)

/** How long the longest texts take to be understood: `npm run bench -- understanding`. */
export function benchUnderstanding(): void {
  const times = new Map<string, number[]>()
  for (let round = -10; round < ROUNDS; round++)
    for (const [name, text] of Object.entries(texts(Math.max(round, 0)))) {
      // A date is asked for, because days are read too.
      const time = measured(() => understand({ context: 'date', today: '2026-09-10', text }), forget)
      if (round >= 0) times.set(name, [...(times.get(name) ?? []), time])
    }
  const short = utterances
    .map(({ text }) => measured(() => danger(`${text}。${LONG}`), forget))
    .sort((a, b) => a - b)
  const show = (ms: number) => ms.toFixed(2).padStart(8)
  console.log(`${LENGTH} characters, CPU ms`.padEnd(40), '     p50      p99      max')
  for (const [name, unsorted] of times) {
    const all = unsorted.sort((a, b) => a - b)
    console.log(name.padEnd(40), show(quantile(all, 0.5)), show(quantile(all, 0.99)), show(all.at(-1)!))
  }
  console.log(
    `danger in ${short.length} messages`.padEnd(40),
    show(quantile(short, 0.5)),
    show(quantile(short, 0.99)),
    show(short.at(-1)!),
  )
}
