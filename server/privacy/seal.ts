import { createCipheriv, createDecipheriv, createHmac, type KeyObject, randomBytes } from 'node:crypto'

/**
 * What identifies a person lies sealed in the database: AES-256-GCM over a JSON value, bound to the table and row
 * it belongs to, so that a value moved to another row does not open. The key never enters the database.
 *
 * Layout: key version (1 byte) | nonce (12) | tag (16) | ciphertext.
 */
export type Keys = {
  /** Current version, 1-255. */
  version: number
  /** 32 bytes each, by version. As key objects: making one from bytes at every call costs as much as sealing. */
  sealing: ReadonlyMap<number, KeyObject>
  /** 32 bytes for blind indexes. */
  index: KeyObject
}

const NONCE = 12
const TAG = 16

/** Drawn a thousand at a time: a draw costs about as much as a sealing. */
let nonces = Buffer.alloc(0)

function freshNonce(): Buffer {
  if (nonces.length === 0) nonces = randomBytes(NONCE * 1_000)
  const nonce = nonces.subarray(0, NONCE)
  nonces = nonces.subarray(NONCE)
  return nonce
}

/** Seals a JSON value for `owner`, e.g. `people:<id>`. */
export const seal = (keys: Keys, owner: string, value: unknown): Buffer =>
  sealText(keys, owner, JSON.stringify(value))

/** Seals a text or a file whose every byte counts. */
export function sealText(keys: Keys, owner: string, text: string | Buffer): Buffer {
  const nonce = freshNonce()
  const key = keys.sealing.get(keys.version)!
  const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG })
  cipher.setAAD(Buffer.from(`${keys.version}:${owner}`))
  const body = typeof text === 'string' ? cipher.update(text, 'utf8') : cipher.update(text)
  cipher.final()
  return Buffer.concat([Buffer.of(keys.version), nonce, cipher.getAuthTag(), body])
}

/** Opens what `seal` made for the same owner; throws when it was changed, moved, or the key is another. */
export const unseal = (keys: Keys, owner: string, sealed: Buffer): unknown =>
  JSON.parse(unsealBytes(keys, owner, sealed).toString())

/** The bytes of what `sealText` made. Throws like `unseal`. */
export function unsealBytes(keys: Keys, owner: string, sealed: Buffer): Buffer {
  const version = sealed[0]!
  const key = keys.sealing.get(version)
  if (!key) throw new Error('unknown key version')
  const nonce = sealed.subarray(1, 1 + NONCE)
  const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG })
  decipher.setAAD(Buffer.from(`${version}:${owner}`))
  decipher.setAuthTag(sealed.subarray(1 + NONCE, 1 + NONCE + TAG))
  const body = decipher.update(sealed.subarray(1 + NONCE + TAG))
  decipher.final()
  return body
}

/** A keyed index of a normalised value: equal values meet, nothing can be read back without the key. */
export function blindIndex(
  keys: Keys,
  kind: 'phone' | 'id-number' | 'child' | 'code',
  value: string,
): Buffer {
  return createHmac('sha256', keys.index).update(`${kind}:${value}`).digest()
}
