import { type Keys, seal, unseal } from './seal.ts'

/** Values kept open: the people a few thousand conversations are about, some megabytes. */
const MOST = 20_000

// By owner, with the sealed bytes' own nonce and tag, which no other sealing ever has: a changed row never meets its
// old value. What is kept is in the process's memory, where the key is too.
const opened = new Map<string, { stamp: string; value: unknown }>()

const stampOf = (sealed: Buffer): string => sealed.toString('latin1', 1, 29)

/**
 * Opens and reads a value that is met again and again, such as a child's name in every turn of the family: once per
 * sealing. The value is shared; nobody changes it. Throws like `unseal`.
 */
export function openOnce<T>(keys: Keys, owner: string, sealed: Buffer, read: (value: unknown) => T): T {
  const stamp = stampOf(sealed)
  const known = opened.get(owner)
  if (known?.stamp === stamp) return known.value as T
  const value = read(unseal(keys, owner, sealed))
  keep(owner, { stamp, value })
  return value
}

/** Seals a value that will be opened again soon by `openOnce`. */
export function sealOpen(keys: Keys, owner: string, value: unknown): Buffer {
  const sealed = seal(keys, owner, value)
  keep(owner, { stamp: stampOf(sealed), value })
  return sealed
}

function keep(owner: string, open: { stamp: string; value: unknown }): void {
  if (opened.size >= MOST) opened.delete(opened.keys().next().value!)
  opened.set(owner, open)
}
