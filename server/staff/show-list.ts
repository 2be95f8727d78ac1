import type { Shown } from '../../flows/index.ts'
import type { House, Turned } from '../conversation/apply.ts'

/** A line of a list, and the conversation its number opens. */
export type Line = { line: string; item: Shown['items'][number] }

/** Whom and what something is about: the ids in it. */
export const idsOf = (abouts: readonly object[]): string[] =>
  abouts.flatMap(about => Object.values(about)).filter(isId)

const isId = (value: unknown): value is string =>
  typeof value === 'string' && /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(value)

/** Replies with a numbered list and remembers what the numbers stand for, until the next one. */
export function showList(
  { words, now }: House,
  turn: Turned,
  key: string,
  lines: readonly Line[],
  { most = lines.length, values = {} }: { most?: number; values?: Record<string, unknown> } = {},
): void {
  const { language } = turn.waiting.to
  const shown = lines.slice(0, most).map(({ line }, n) => words(language, 'staff:item', { no: n + 1, line }))
  turn.mind = { ...turn.mind, list: { at: now, items: lines.map(one => one.item) } }
  turn.replies.push({ key, values: { ...values, lines: shown.join('\n') } })
}
