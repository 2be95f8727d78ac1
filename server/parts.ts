import type { Words } from '../locales/index.ts'
import type { Chance } from './chance.ts'
import type { Clock } from './clock.ts'
import type { Limits } from './conversation/pace.ts'
import type { Pool } from './db/scope.ts'
import type { Keys } from './privacy/seal.ts'

/** Logs carry ids and codes, never names or words. */
export type Log = Record<'info' | 'warn' | 'error', (details: object, line: string) => void>

/** What the engine's parts are given. */
export type Parts = {
  pool: Pool
  keys: Keys
  words: Words
  clock: Clock
  log: Log
  chance?: Chance
  /** Where people open our pages, without a slash at the end: https://xiangban.example.gov.cn */
  address?: () => string
  /** Of each account; none: as fast as it takes them. */
  sends?: Limits | null
  /** Where the daily ends of the evidence record are told outside the database. */
  anchorFile?: string
}

/** The address of our pages; the machine itself unless somebody says another. */
export const addressOf = ({ address }: Pick<Parts, 'address'>): string =>
  address?.() ?? 'http://127.0.0.1:3000'
