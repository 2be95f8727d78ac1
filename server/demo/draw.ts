/** Drawing lots that fall the same way for the same seed (mulberry32); no secret may come from here. */
export type Lots = {
  /** A whole number from `from` to `to`, both included. */
  between(from: number, to: number): number
  /** One of a list that is not empty. */
  one<T>(list: readonly T[]): T
  /** True in `percent` of a hundred draws. */
  chance(percent: number): boolean
  /** The list in another order. */
  shuffled<T>(list: readonly T[]): T[]
}

export function lots(seed: number): Lots {
  let state = seed >>> 0
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = Math.imul(state ^ (state >>> 15), state | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
  const between = (from: number, to: number) => from + Math.floor(next() * (to - from + 1))
  return {
    between,
    one: list => list[between(0, list.length - 1)]!,
    chance: percent => next() * 100 < percent,
    shuffled(list) {
      const order = [...list]
      for (let i = order.length - 1; i > 0; i--) {
        const j = between(0, i)
        ;[order[i], order[j]] = [order[j]!, order[i]!]
      }
      return order
    },
  }
}

/** Keeps drawing until `taken` does not hold the value, then adds it. Throws after 10,000 draws. */
export function fresh(taken: Set<string>, draw: () => string): string {
  for (let tries = 0; tries < 10_000; tries++) {
    const value = draw()
    if (taken.has(value)) continue
    taken.add(value)
    return value
  }
  throw new Error('the demo has run out of values to draw')
}
