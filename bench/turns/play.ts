import { type Contender, PEOPLE, type Turn } from './dialogue.ts'

/** Until when a round goes on: so many ms, or so many turns. */
export type Until = { ms: number } | { turns: number }

/** What a round was like; latencies in ms from the saying to the committed answer. */
export type Played = { turns: number; ms: number; p50: number; p99: number }

/**
 * The people of one contender. `inFlight` of them wait for an answer at any moment, each for one; whoever is
 * answered goes to the end of the line, so a person's next turn comes some 2,000 turns later.
 */
export function openPlay(contender: Contender) {
  const line = Array.from({ length: PEOPLE }, (_, person) => ({ person, turn: 0 as Turn }))
  let said = 0

  async function play(inFlight: number, until: Until): Promise<Played> {
    const latencies: number[] = []
    const begun = performance.now()
    const end = 'ms' in until ? begun + until.ms : Number.POSITIVE_INFINITY
    let left = 'turns' in until ? until.turns : Number.POSITIVE_INFINITY
    async function lane() {
      while (left > 0 && performance.now() < end) {
        left -= 1
        const one = line.shift()!
        const asked = performance.now()
        await contender.say(one.person, one.turn, said++)
        latencies.push(performance.now() - asked)
        line.push({ person: one.person, turn: ((one.turn + 1) % 4) as Turn })
      }
    }
    await Promise.all(Array.from({ length: inFlight }, lane))
    const ms = performance.now() - begun
    latencies.sort((a, b) => a - b)
    const at = (share: number) =>
      latencies[Math.min(latencies.length - 1, Math.floor(latencies.length * share))]!
    return { turns: latencies.length, ms, p50: at(0.5), p99: at(0.99) }
  }

  /** Everybody has spoken, and a quarter of the people stands at each of the four turns: so they mix from now on. */
  async function warmUp(): Promise<void> {
    const waiting = line.splice(0).map(({ person }) => ({ person, turn: 0, left: 4 + (person % 4) }))
    async function lane() {
      for (let one = waiting.shift(); one; one = waiting.shift()) {
        await contender.say(one.person, one.turn as Turn, said++)
        const next = { ...one, turn: (one.turn + 1) % 4, left: one.left - 1 }
        if (next.left > 0) waiting.push(next)
      }
    }
    await Promise.all(Array.from({ length: 64 }, lane))
    for (let person = 0; person < PEOPLE; person++) line.push({ person, turn: (person % 4) as Turn })
  }

  return { play, warmUp, said: () => said }
}
