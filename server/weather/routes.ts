import rateLimit from '@fastify/rate-limit'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { dayOf, minutes } from '../../flows/engine/calendar.ts'
import { countyOf, inScope, type Tx } from '../db/scope.ts'
import { AppError } from '../errors.ts'
import { type Act, appendEvidence } from '../evidence/append.ts'
import type { Parts } from '../parts.ts'
import { policyOn } from '../policy.ts'
import { type Accepted, acceptWarning } from './accept.ts'
import { readCap } from './cap.ts'
import { decodeJson, decodeXml } from './decode.ts'
import { readJson } from './json.ts'
import type { Desk } from './rows.ts'
import { senderOf } from './senders.ts'
import { isSignedBy, signedBy } from './signature.ts'
import type { Warning } from './warning.ts'

const LARGEST = 64 * 1024
/** Messages of one address in a minute, before anybody is known by their signature. */
const PER_MINUTE = 240

const XML = ['application/xml', 'text/xml', 'application/cap+xml']
const JSON_TYPE = 'application/json'

/**
 * POST /api/v1/warnings: a weather warning in CAP 1.2 or JSON, signed over its bytes. Nothing of it is read before the
 * signature is right; what is refused says one code and leaves nothing behind.
 */
export const warningRoutes = (parts: Parts) => async (app: FastifyInstance) => {
  const refusals = new app.metrics.client.Counter({
    name: 'xiangban_warnings_refused_total',
    help: 'warnings refused, by code',
    labelNames: ['code'],
  })
  app.removeAllContentTypeParsers()
  app.addContentTypeParser([...XML, JSON_TYPE], { parseAs: 'buffer' }, (_, body, done) => done(null, body))
  app.addHook('onError', async (_, __, error) => {
    refusals.inc({ code: error instanceof AppError ? error.code : (error.code ?? 'E-INTERNAL') })
  })
  await app.register(rateLimit, {
    max: PER_MINUTE,
    timeWindow: '1 minute',
    errorResponseBuilder: () => new AppError('E-TOO-MANY'),
  })

  app.post<{ Body: Buffer | undefined }>('/api/v1/warnings', { bodyLimit: LARGEST }, async request => {
    const signed = signedBy(request.headers)
    if (!signed || !Buffer.isBuffer(request.body)) throw new AppError('E-WARN-SIGNATURE')
    const body = request.body
    const now = parts.clock.now()
    const county = countyOf(signed.sender)
    const accepted = await inScope(parts.pool, { place: county }, async tx => {
      const policy = await policyOn(tx, county, dayOf(now))
      const sender = await senderOf(tx, parts.keys, signed.sender)
      const within = policy.weather.signatureMinutes
      if (!isSignedBy(sender?.secrets ?? [], signed, body, { now, within }) || !sender)
        throw new AppError('E-WARN-SIGNATURE')
      await isWithinLimit(tx, sender.id, policy.weather.perMinute, now)
      const { warning, raw } = read(request, body)
      const acts: Act[] = []
      const desk: Desk = { ...parts, now, county, policy, acts }
      const done = await acceptWarning(tx, desk, { warning, raw, from: { sender: sender.id } })
      await appendEvidence(tx, { keys: parts.keys, now }, acts)
      return { ...done, identifier: warning.identifier }
    })
    parts.log.info({ warning: accepted.id, outcome: accepted.outcome }, 'warning')
    return answer(accepted)
  })
}

/** A conflict is told to a person in a transaction that lasts, and answered as one. */
function answer({ outcome, identifier }: Accepted & { identifier: string }) {
  if (outcome === 'conflict') throw new AppError('E-WARN-CONFLICT')
  return { identifier, outcome }
}

function read({ headers }: FastifyRequest, body: Buffer): { warning: Warning; raw: string } {
  const isJson = (headers['content-type'] ?? '').split(';')[0]!.trim().toLowerCase() === JSON_TYPE
  const raw = isJson ? decodeJson(body) : decodeXml(body)
  return { raw, warning: isJson ? readJson(raw) : readCap(raw) }
}

/** Throws E-TOO-MANY when a sender's messages of the last minute are as many as the county takes. */
async function isWithinLimit(tx: Tx, sender: string, most: number, now: number): Promise<void> {
  const { rows } = await tx.query(
    'select count(*) as n from warnings where sender_id = $1 and received_at > $2',
    [sender, new Date(now - minutes(1))],
  )
  if (rows[0].n >= most) throw new AppError('E-TOO-MANY')
}
