import { createHash, randomBytes } from 'node:crypto'

/** What a link or a cookie carries, and under which its row is found. Only the hash is stored. */
export type Token = { text: string; county: string; hash: Buffer }

const BYTES = 24

/** A new secret of 192 bits. The county behind it says under which scope to look; it ends in a digit, so that WeChat takes all of it into a link. */
export function newToken(county: string): Token {
  return tokenOf(`${randomBytes(BYTES).toString('base64url')}.${county}`)!
}

/** Reads what somebody presents; null when it has not even the shape. */
export function tokenOf(text: string): Token | null {
  const [, secret, county] = /^([\w-]{32})\.(\d{6})$/.exec(text) ?? []
  if (!secret || !county) return null
  return { text, county, hash: createHash('sha256').update(secret).digest() }
}
