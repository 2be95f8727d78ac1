import type { FastifyReply, FastifyRequest } from 'fastify'
import { dayOf } from '../../flows/engine/calendar.ts'
import { inScope, rescope, type Tx } from '../db/scope.ts'
import { AppError } from '../errors.ts'
import { type Act, appendEvidence } from '../evidence/append.ts'
import { addressOf, type Parts } from '../parts.ts'
import { countyOn, type Policy } from '../policy.ts'
import { type Token, tokenOf } from '../privacy/token.ts'
import { staffScope } from '../staff/as-staff.ts'
import { keepAwake, sessionOf, type Who } from '../staff/sessions.ts'

/**
 * What a page works with: a transaction that sees what this member of staff may see, and nothing else. What of it goes
 * into the county's record is added to `acts`, and written last.
 */
export type Looking = Parts & { tx: Tx; who: Who; now: number; policy: Policy; acts: Act[] }

/** Under https a name that only this host, over https and for all paths, can set. */
const cookieName = (parts: Parts) => (isSecure(parts) ? '__Host-xiangban' : 'xiangban')
const isSecure = (parts: Parts): boolean => addressOf(parts).startsWith('https:')

export function giveCookie(parts: Parts, reply: FastifyReply, { text }: Token, hours: number): void {
  reply.setCookie(cookieName(parts), text, {
    path: '/',
    httpOnly: true,
    sameSite: 'lax',
    secure: isSecure(parts),
    maxAge: hours * 3600,
  })
}

export function takeCookie(parts: Parts, reply: FastifyReply): void {
  reply.clearCookie(cookieName(parts), {
    path: '/',
    httpOnly: true,
    sameSite: 'lax',
    secure: isSecure(parts),
  })
}

/**
 * Works under the scope of whoever the request's cookie names, in one transaction that begins with the check that they
 * still are who they were; `awake` false where nobody is there, only their page. Throws E-LOGIN for anybody else.
 */
export async function asWhoever<R>(
  parts: Parts,
  request: FastifyRequest,
  work: (looking: Looking) => Promise<R>,
  { awake }: { awake: boolean } = { awake: true },
): Promise<R> {
  const token = tokenOf(request.cookies[cookieName(parts)] ?? '')
  if (!token) throw new AppError('E-LOGIN')
  const now = parts.clock.now()
  return await inScope(parts.pool, { place: token.county }, async tx => {
    const who = await sessionOf(tx, parts.keys, token, now)
    if (!who) throw new AppError('E-LOGIN')
    const { policy } = await countyOn(tx, token.county, dayOf(now))
    if (awake) await keepAwake(tx, who, policy['staff-pages'], now)
    await rescope(tx, await staffScope(tx, who, now))
    const acts: Act[] = []
    const done = await work({ ...parts, tx, who, now, policy, acts })
    // What was named in confidence belongs to the county's record, above whoever wrote it down.
    await rescope(tx, { place: token.county })
    await appendEvidence(tx, { keys: parts.keys, now }, acts)
    return done
  })
}
