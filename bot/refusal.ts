import type { SendResult } from './channel.ts'
import { causeOf } from './log.ts'

/**
 * What is known after a send that threw. Only what certainly did not leave is `failed`; every other error may
 * come after delivery (a provider that delivered and then failed to answer was reproduced), so it is `uncertain`.
 */
export function resultOfError(thrown: unknown): SendResult {
  const reason = causeOf(thrown)
  const code = codeOf(thrown)
  if (neverLeft.test(reason)) return { result: 'failed', reason, again: true }
  if (code !== null && refusedCodes.has(code)) return { result: 'failed', reason, again: false }
  if (refused.test(reason)) return { result: 'failed', reason, again: false }
  return { result: 'uncertain', reason }
}

/** grpc-js before a connection stands, and a puppet whose client is closed: nothing was written to a socket. */
const neverLeft =
  /No connection established|ECONNREFUSED|ENOTFOUND|EAI_AGAIN|Name resolution failed|no grpc manager|NO CLIENT|file was not uploaded/u

/** gRPC: invalid argument, not found, permission denied, failed precondition, unimplemented, unauthenticated. */
const refusedCodes = new Set([3, 5, 7, 9, 12, 16])

/** The stock gateway turns a puppet's own error into code 2 (unknown), so only its words are left to go by. */
const refused =
  /no such contact|contact not found|not (your |a )?friend|Unsupported API|不是.{0,6}(好友|朋友)|拒收/iu

/** The gateway does not know this kind of message. gRPC 12: unimplemented. */
export const isUnsupported = (thrown: unknown): boolean =>
  codeOf(thrown) === 12 || /Unsupported API|not (?:supported|implemented)/iu.test(causeOf(thrown))

function codeOf(thrown: unknown): number | null {
  if (typeof thrown !== 'object' || thrown === null || !('code' in thrown)) return null
  return typeof thrown.code === 'number' ? thrown.code : null
}
