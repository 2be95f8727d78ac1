/**
 * The dialogue everybody in the benchmark holds, again and again: four turns, each of which is answered. Names are
 * the keys of the answers in locales/.
 */
export const dialogue = [
  { says: '报平安', answered: 'check-in:howAreThey' },
  { says: '2', answered: 'check-in:whatHappened' },
  { says: '书包带子断了', answered: 'check-in:helpComing' },
  { says: '菜单', answered: 'menu:everything' },
] as const

/** Which of the four turns; the first of the next dialogue follows the last. */
export type Turn = 0 | 1 | 2 | 3

/** One side of the comparison. */
export type Contender = {
  /** A person says a turn of the dialogue; resolves when the answer stands committed. `n` counts all turns of a run. */
  say(person: number, turn: Turn, n: number): Promise<void>
  /** Throws unless the database holds exactly what so many turns must have left behind. */
  check(turns: number): Promise<void>
  close(): Promise<void>
}

export const PEOPLE = 2_000
