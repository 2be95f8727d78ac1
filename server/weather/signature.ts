import { createHmac, timingSafeEqual } from 'node:crypto'
import { minutes } from '../../flows/engine/calendar.ts'

/** What a sender puts beside a warning: who they are, when (seconds since 1970), and signatures of both with the body. */
export type Signed = { sender: string; time: string; signatures: readonly string[] }

const SENDER = /^\d{6}-[0-9a-f]{8}$/
const TIME = /^\d{10}$/
const SIGNATURE = /^sha256=([0-9a-f]{64})$/
const LONGEST = 400
/** While a secret is changed a sender signs with both. */
const MOST = 3

/** Reads the three headers; null when they have not even the shape. */
export function signedBy(headers: Readonly<Record<string, unknown>>): Signed | null {
  const [sender, time, given] = ['sender', 'time', 'signature'].map(name => headers[`x-warning-${name}`])
  if (typeof sender !== 'string' || typeof time !== 'string' || typeof given !== 'string') return null
  if (!SENDER.test(sender) || !TIME.test(time) || given.length > LONGEST) return null
  const signatures = given.split(/, ?/).map(one => SIGNATURE.exec(one)?.[1])
  if (signatures.length > MOST) return null
  const read = signatures.filter(one => one !== undefined)
  return read.length === signatures.length ? { sender, time, signatures: read } : null
}

/** The value of `x-warning-signature`: HMAC-SHA-256 over the time, a full stop and the bytes of the body as they are sent. */
export const signatureOf = (secret: string, time: string, body: Buffer): string =>
  `sha256=${createHmac('sha256', secret).update(`${time}.`).update(body).digest('hex')}`

/** Whether somebody who holds one of these secrets signed this body within so many minutes of `now` (ms). */
export function isSignedBy(
  secrets: readonly string[],
  { time, signatures }: Signed,
  body: Buffer,
  { now, within }: { now: number; within: number },
): boolean {
  // Every pair is compared, and somebody unknown costs as much as a sender, so that the time taken says nothing.
  const tried = secrets.length > 0 ? secrets : ['']
  let right = 0
  for (const secret of tried) {
    const wanted = Buffer.from(signatureOf(secret, time, body).slice('sha256='.length), 'hex')
    for (const given of signatures) right += Number(timingSafeEqual(wanted, Buffer.from(given, 'hex')))
  }
  return secrets.length > 0 && right > 0 && Math.abs(now - Number(time) * 1_000) <= minutes(within)
}
