/** Where business time comes from: ms since 1970, UTC. The only file that reads the wall clock. */
export type Clock = { now(): number }

export const systemClock: Clock = { now: () => Date.now() }

/** A clock that stands until moved: for tests. */
export function stoppedClock(
  at: string | number,
): Clock & { moveTo(ms: number): void; advance(ms: number): void } {
  let now = typeof at === 'number' ? at : Date.parse(at)
  return {
    now: () => now,
    moveTo: ms => {
      now = ms
    },
    advance: ms => {
      now += ms
    },
  }
}

/** The real clock plus an offset that the simulator may enlarge; never backwards. */
export function movableClock(offset: number): Clock & { offset(): number; moveTo(ms: number): void } {
  let ahead = offset
  return {
    now: () => Date.now() + ahead,
    offset: () => ahead,
    moveTo: ms => {
      ahead = Math.max(ahead, ms - Date.now())
    },
  }
}
