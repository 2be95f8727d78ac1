/** What may be happening to whom: DOMAIN.md 4. `call` is a bare cry for help that says nothing of what happened. */
export type DangerClass =
  | 'missing'
  | 'drowning'
  | 'violence'
  | 'sexual'
  | 'suicide'
  | 'injury'
  | 'unattended'
  | 'dropout'
  | 'fraud'
  | 'bullying'
  | 'carer-in-need'
  | 'call'

/** `red`: a person must look now. `amber`: a person must look today. */
export type Level = 'red' | 'amber'

export type Finding = { level: Level; class: DangerClass }

/** The graver of two findings; of two alike, the first. */
export function graver(a: Finding | null, b: Finding | null): Finding | null {
  if (a === null) return b
  return b !== null && b.level === 'red' && a.level === 'amber' ? b : a
}
