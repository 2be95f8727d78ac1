import type pg from 'pg'
import type { SimulatorPuppet } from '../../bot/puppets/simulator/simulator.ts'
import type { Clock } from '../clock.ts'
import type { Keys } from '../privacy/seal.ts'

/** What the simulator's page stands on. */
export type SimulatorParts = {
  puppet: SimulatorPuppet
  pool: pg.Pool
  keys: Keys
  /** Business time. */
  clock: Clock
  /** Six digits. */
  county: string
  /** Resolves when everything heard so far has been handled and what it caused has been sent. */
  settle(): Promise<void>
  /** Moves business time forward to an instant, handling everything that comes due on the way, in order. */
  advanceTo(ms: number): Promise<void>
  /** The next due item a person would care about. */
  nextDue(): Promise<{ at: number; kind: string } | null>
  /** A fresh binding code for an adult of the roster; `expires` in ms. */
  issueCode(personId: string): Promise<{ code: string; expires: number }>
}
