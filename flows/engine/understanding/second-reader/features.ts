import type { Clause, Said } from '../clauses.ts'

/** Only so much of a text is read twice; the rules read all of it. */
const readTwice = 1_200
/** What families write at once; a longer text is read in pieces of about this many characters. */
const piece = 90
/** How many words apart two kinds of words still belong together. */
const apart = 3

/**
 * What the second reader sees of a text, piece by piece: every character and pair of characters (`不见`; all marks are `,`,
 * all figures `0`, small pictures `☺`, `^` and `$` are the ends), the kinds of its words (`child/`), and pairs of kinds that stand near each
 * other in their order (`child/vanished`). Each once.
 */
export function featuresOf(said: Said): string[][] {
  const out: string[][] = []
  let clauses: Clause[] = []
  let length = 0
  let read = 0
  for (const clause of said.clauses) {
    if (length > 0 && length + clause.text.length > piece) {
      out.push(featuresIn(clauses))
      clauses = []
      length = 0
      if (read > readTwice) return out
    }
    clauses.push(clause)
    length += clause.text.length
    read += clause.text.length
  }
  if (clauses.length > 0) out.push(featuresIn(clauses))
  return out
}

function featuresIn(clauses: readonly Clause[]): string[] {
  const found = new Set<string>()
  const words = clauses.map(clause => clause.text.slice(0, piece)).join(',')
  const marked = `^${words.replace(/[0-9]+/g, '0').replace(/[\ud800-\udfff]+/g, '☺')}$`
  for (let i = 0; i < marked.length; i++) {
    found.add(marked[i]!)
    if (i + 1 < marked.length) found.add(marked.slice(i, i + 2))
  }
  for (const { tokens } of clauses) {
    const kinds = tokens.map(token => token.kinds.each)
    for (let i = 0; i < kinds.length && i < piece; i++)
      for (const kind of kinds[i]!) {
        found.add(`${kind}/`)
        for (let j = i + 1; j < kinds.length && j <= i + apart; j++)
          for (const other of kinds[j]!) found.add(`${kind}/${other}`)
      }
  }
  return [...found]
}
