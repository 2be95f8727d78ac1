import type { FastifyReply, FastifyRequest } from 'fastify'
import { dayOf } from '../../flows/engine/calendar.ts'
import { inScope, rescope, type Scope, type Tx } from '../db/scope.ts'
import { AppError } from '../errors.ts'
import { type Act, appendEvidence } from '../evidence/append.ts'
import type { Parts } from '../parts.ts'
import { countyOn, type Policy } from '../policy.ts'
import { tokenOf } from '../privacy/token.ts'
import type { Limit } from './limit.ts'
import type { Right } from './rights.ts'
import { holderOf, type Issued } from './tokens.ts'

export type Api = Parts & { limit: Limit }

/** A program that calls, by its token. `county` is where its record lies. */
export type Caller = Issued & { county: string }

/**
 * What a call works with: a transaction that sees what staff of the token's place see. What of it goes into the county's
 * record is added to `acts`, and written last; `shown` are the ids of whom it was about.
 */
export type Calling = Parts & {
  tx: Tx
  caller: Caller
  now: number
  policy: Policy
  acts: Act[]
  shown: string[]
}

type Call = { route: string; right: Right | null; writes: boolean }

/**
 * Works under the scope of the token a request carries, in one transaction that begins with the check that it still
 * holds. Throws E-API-TOKEN for any other, E-API-RIGHT when it may not do this, E-TOO-MANY beyond the policy's limits.
 * Each call stands in the record; what was refused as well, with the code.
 */
export async function asCaller<R>(
  api: Api,
  request: FastifyRequest,
  reply: FastifyReply,
  { route, right, writes }: Call,
  work: (calling: Calling) => Promise<R>,
): Promise<R> {
  const token = tokenOf(/^Bearer +(\S+)$/i.exec(request.headers.authorization ?? '')?.[1] ?? '')
  if (!token) throw new AppError('E-API-TOKEN')
  const now = api.clock.now()
  const known: { caller?: Caller } = {}
  const called = (caller: Caller, subjects: readonly string[], what: NonNullable<Act['what']>): Act => ({
    ...{ kind: 'called', place: caller.place, subjects, by: { token: caller.id }, what: { route, ...what } },
  })
  try {
    return await inScope(api.pool, { place: token.county }, async tx => {
      const holder = await holderOf(tx, token, now)
      if (!holder) throw new AppError('E-API-TOKEN')
      const caller = { ...holder, county: token.county }
      const { policy } = await countyOn(tx, token.county, dayOf(now))
      countCall(api, reply, caller, policy, writes, now)
      known.caller = caller
      if (right !== null && !caller.may.includes(right)) throw new AppError('E-API-RIGHT', { right })
      await rescope(tx, scopeOf(caller))
      const [acts, shown]: [Act[], string[]] = [[], []]
      const done = await work({ ...api, tx, caller, now, policy, acts, shown })
      await rescope(tx, { place: token.county })
      await appendEvidence(tx, { keys: api.keys, now }, [
        ...acts.map(act => ({ ...act, by: { ...act.by, token: caller.id } })),
        called(caller, shown, {}),
      ])
      return done
    })
  } catch (error) {
    if (known.caller && error instanceof AppError && error.status < 500) {
      const refused = called(known.caller, [], { refused: error.code })
      await inScope(api.pool, { place: token.county }, tx =>
        appendEvidence(tx, { keys: api.keys, now }, [refused]),
      )
    }
    throw error
  }
}

/** What staff of the token's place see; what is kept from whom it speaks for is kept from it. */
export const scopeOf = ({ place, staff }: Pick<Caller, 'place' | 'staff'>): Scope => ({
  place,
  ...(staff && { staff: staff.id }),
})

function countCall(
  { limit }: Api,
  reply: FastifyReply,
  { id }: Caller,
  { api }: Policy,
  writes: boolean,
  now: number,
): void {
  const wait = Math.max(
    limit(id, api.perMinute, now),
    writes ? limit(`${id}:writes`, api.writesPerMinute, now) : 0,
  )
  if (wait === 0) return
  reply.header('retry-after', wait)
  throw new AppError('E-TOO-MANY')
}
