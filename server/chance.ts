import { randomInt } from 'node:crypto'

/** A lot: a number from 0 up to, not including, 1. Tests bring their own. */
export type Chance = () => number

const FINE = 2 ** 32

export const systemChance: Chance = () => randomInt(FINE) / FINE
