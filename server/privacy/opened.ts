import { type Keys, seal, unseal } from './seal.ts'

/** Values kept open: the people a few thousand conversations are about, some megabytes. */
const MOST = 20_000

// By owner and the sealed bytes' own nonce and tag, which no other sealing ever has: a changed row never meets its
// old value. What is kept is in the process's memory, where the key is too.
const opened = new Map<string, unknown>()

const nameOf = (owner: string, sealed: Buffer): string => owner + sealed.toString('latin1', 1, 29)

/**
 * Opens and reads a value that is met again and again, such as a child's name in every turn of the family: once per
 * sealing. The value is shared; nobody changes it. Throws like `unseal`.
 */
export function openOnce<T>(keys: Keys, owner: string, sealed: Buffer, read: (value: unknown) => T): T {
  const name = nameOf(owner, sealed)
  const known = opened.get(name)
  if (known !== undefined) return known as T
  const value = read(unseal(keys, owner, sealed))
  keep(name, value)
  return value
}

/** Seals a value that will be opened again soon by `openOnce`. */
export function sealOpen(keys: Keys, owner: string, value: unknown): Buffer {
  const sealed = seal(keys, owner, value)
  keep(nameOf(owner, sealed), value)
  return sealed
}

function keep(name: string, value: unknown): void {
  if (opened.size >= MOST) opened.delete(opened.keys().next().value!)
  opened.set(name, value)
}
