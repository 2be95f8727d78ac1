import { textsOf } from '../locales/index.ts'
import type { House, Item } from './conversation/apply.ts'
import type { Tx } from './db/scope.ts'

/** Where help comes at once; everything else is for ordinary days. */
const EMERGENCY = new Set(['110', '119', '120'])
const NUMBERS_WITH_WORDS = new Set(Object.keys(textsOf('zh-CN').hotlines!))

/** 热线: the county's own numbers and what each is for, those for emergencies in a message of their own, first. */
export async function showHotlines(
  _tx: Tx,
  { policy, words }: House,
  items: readonly Item<'showHotlines'>[],
): Promise<void> {
  for (const { turn } of items) {
    const { language } = turn.waiting.to
    const line = ({ number, for: use }: (typeof policy.hotlines)[number]) => {
      const known = use === undefined && NUMBERS_WITH_WORDS.has(number)
      return `${number} ${known ? words(language, `hotlines:${number}`) : (use ?? '')}`.trim()
    }
    const lines = (emergency: boolean) =>
      policy.hotlines
        .filter(({ number }) => EMERGENCY.has(number) === emergency)
        .map(line)
        .join('\n')
    for (const [key, shown] of [
      ['hotlines:emergency', lines(true)],
      ['hotlines:ordinary', lines(false)],
    ] as const)
      if (shown) turn.replies.push({ key, values: { lines: shown } })
  }
}
