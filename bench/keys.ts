import { createSecretKey } from 'node:crypto'
import type { Keys } from '../server/privacy/seal.ts'

const key = (fill: number) => createSecretKey(Buffer.alloc(32, fill))

/** Real keys of the real size, the same in every process of a run. */
export const benchKeys: Keys = { version: 1, sealing: new Map([[1, key(7)]]), index: key(9) }
