import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { dayOf } from '../../flows/engine/calendar.ts'
import { policyOn } from '../policy.ts'
import {
  type NewPolicyRow,
  POLICY_KEYS,
  PolicyKey,
  type PolicyRow,
  policyRows,
  valueFor,
  writePolicyRow,
} from '../policy-rows.ts'
import type { Api } from './caller.ts'
import { cursorOf, page, readCursor } from './cursor.ts'
import { apiRoute, County, wholeCounty } from './route.ts'
import { Day, InstantText, isoOf } from './times.ts'

const Row = z.object({
  id: z.uuid(),
  key: PolicyKey,
  value: z.json(),
  source: z.string(),
  from: Day,
  until: Day.nullable(),
  state: z.enum(['holds', 'planned', 'over']),
  recordedAt: InstantText.nullable(),
})
const Holding = z.object({
  key: PolicyKey,
  value: z.json(),
  source: z.string().nullable(),
  from: Day.nullable(),
  until: Day.nullable(),
})

const rowOf = ({ recordedBy: _, ...row }: PolicyRow): z.infer<typeof Row> => ({
  ...row,
  value: row.value as z.infer<typeof Row>['value'],
  recordedAt: row.recordedAt === null ? null : isoOf(row.recordedAt),
})

/** One body for each key, so that the document says what may stand in its value. */
const NewRow = z.discriminatedUnion(
  'key',
  POLICY_KEYS.map(key =>
    z.strictObject({
      county: County.optional(),
      key: z.literal(key),
      value: valueFor(key),
      source: z.string().trim().min(1).max(200),
      from: Day,
      until: Day.nullable().default(null),
    }),
  ) as unknown as [z.ZodObject],
) as unknown as z.ZodType<NewPolicyRow & { county?: string }>

const list = (api: Api) => async (app: FastifyInstance) =>
  apiRoute(app, api, {
    ...{ id: 'policy-list', method: 'GET', url: '/policies', right: 'policy:read' },
    query: z.strictObject({ county: County.optional(), on: Day.optional() }),
    answer: z.object({ county: County, on: Day, rows: z.array(Holding) }),
    work: async (calling, { query }) => {
      const county = wholeCounty(calling, query.county)
      const on = query.on ?? dayOf(calling.now)
      const policy = await policyOn(calling.tx, county, on)
      const decided = await policyRows(calling.tx, county, on)
      const rows = POLICY_KEYS.map(key => {
        const row = decided.find(one => one.key === key && one.state === 'holds')
        const { source = null, from = null, until = null } = row ?? {}
        return { key, value: policy[key] as z.infer<typeof Row>['value'], source, from, until }
      })
      return { is: { county, on, rows } }
    },
  })

const history = (api: Api) => async (app: FastifyInstance) =>
  apiRoute(app, api, {
    ...{ id: 'policy-history', method: 'GET', url: '/policies/:key', right: 'policy:read' },
    params: z.strictObject({ key: PolicyKey }),
    query: z.strictObject({ county: County.optional(), ...page }),
    answer: z.object({ rows: z.array(Row), next: z.string().nullable() }),
    work: async (calling, { params: { key }, query: { county: place, cursor, limit } }) => {
      const county = wholeCounty(calling, place)
      const rows = await policyRows(calling.tx, county, dayOf(calling.now), key)
      const after = readCursor(z.tuple([z.uuid()]), cursor)
      const start = after ? rows.findIndex(row => row.id === after[0]) + 1 : 0
      const shown = rows.slice(start, start + limit)
      const next = start + limit < rows.length ? cursorOf([shown.at(-1)!.id]) : null
      return { is: { rows: shown.map(rowOf), next } }
    },
  })

const write = (api: Api) => async (app: FastifyInstance) =>
  apiRoute(app, api, {
    ...{ id: 'policy-write', method: 'POST', url: '/policies', right: 'policy:write' },
    body: NewRow,
    answer: z.object({ id: z.uuid() }),
    work: async (calling, { body: { county: place, ...row } }) => {
      const county = wholeCounty(calling, place)
      const where = { county, today: dayOf(calling.now), now: calling.now, acts: calling.acts }
      return {
        status: 201,
        is: { id: await writePolicyRow(calling.tx, where, { token: calling.caller.id }, row) },
      }
    },
  })

/** What a county has decided: what holds, what was and will be, and a new row. */
export const policyRoutes = (api: Api) => async (app: FastifyInstance) => {
  for (const one of [list, history, write]) await app.register(one(api))
}
