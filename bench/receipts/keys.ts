import { createSecretKey } from 'node:crypto'
import type { Keys } from '../../server/privacy/seal.ts'

const key = (fill: number) => createSecretKey(Buffer.alloc(32, fill))
/** The same in every process of the drill. */
export const drillKeys: Keys = { version: 1, sealing: new Map([[1, key(7)]]), index: key(9) }
