import type { Day } from './day.ts'
import { forms } from './forms.ts'
import type { Look } from './reckoning.ts'

/** A day named in a text, or (`day` null) a span or an event that names none. `from` and `to` are character positions. */
export type Mention = { from: number; to: number; day: Day | null; kind: 'day' | 'weekday' | 'span' }
/** Every day and span a text names, in order; where two overlap the earlier and longer one stands. */
export function mentionsIn(text: string, look: Look): Mention[] {
  const found: (Mention & { rank: number })[] = []
  forms.forEach((form, rank) => {
    for (const match of text.matchAll(form.pattern)) {
      const day = form.read(match as RegExpExecArray, look)
      if (day === undefined) continue
      found.push({
        from: match.index,
        to: match.index + match[0].length,
        day,
        kind: form.kind ?? 'day',
        rank,
      })
    }
  })
  found.sort((a, b) => a.from - b.from || b.to - a.to || a.rank - b.rank)
  const out: Mention[] = []
  for (const { rank: _, ...mention } of found) {
    const last = out.at(-1)
    if (last === undefined || mention.from >= last.to) out.push(mention)
  }
  return out
}
