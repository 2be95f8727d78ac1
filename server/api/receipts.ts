import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { asCounty, rescope } from '../db/scope.ts'
import { type Receipt, receiptStates, receiptsOf } from '../notices/receipts.ts'
import { findNotice, type Notice, noticesBefore } from '../notices/recent.ts'
import { type Api, type Calling, scopeOf } from './caller.ts'
import { cursorOf, page, readCursor } from './cursor.ts'
import { apiRoute, Place, placeOf } from './route.ts'
import { InstantText, isoOf } from './times.ts'

const Brief = z.object({
  id: z.uuid(),
  place: Place,
  text: z.string(),
  automatic: z.boolean(),
  releasedAt: InstantText,
  stoppedAt: InstantText.nullable(),
})
const Counted = z.object({ state: z.enum(receiptStates), count: z.int() })
const Household = z.object({
  household: z.uuid(),
  place: Place,
  state: z.enum(receiptStates),
  how: z.enum(['wechat', 'phone', 'visit']).nullable(),
  at: InstantText.nullable(),
  reason: z.string().nullable(),
})
const params = z.strictObject({ id: z.uuid() })

const list = (api: Api) => async (app: FastifyInstance) =>
  apiRoute(app, api, {
    ...{ id: 'notice-list', method: 'GET', url: '/notices', right: 'notices:read' },
    query: z.strictObject({ place: Place.optional(), ...page }),
    answer: z.object({ rows: z.array(Brief), next: z.string().nullable() }),
    work: async (calling, { query: { place: given, cursor, limit } }) => {
      const { tx, keys, caller } = calling
      const place = placeOf(calling, given)
      const before = readCursor(z.tuple([z.int(), z.uuid()]), cursor)
      const found = await asCounty(tx, caller.county, () => noticesBefore(tx, keys, place, before, limit + 1))
      const rows = found.slice(0, limit)
      const last = rows.at(-1)
      const next = found.length > limit ? cursorOf([last!.releasedAt, last!.id]) : null
      return { is: { rows: rows.map(briefOf), next } }
    },
  })

const one = (api: Api) => async (app: FastifyInstance) =>
  apiRoute(app, api, {
    ...{ id: 'notice-receipts', method: 'GET', url: '/notices/:id', right: 'notices:read', params },
    query: z.strictObject({ place: Place.optional() }),
    answer: Brief.extend({ total: z.int(), receipts: z.array(Counted) }),
    work: async (calling, { params: { id }, query }) => {
      const seen = await receiptsSeen(calling, id, placeOf(calling, query.place))
      if (!seen) return null
      const { notice, receipts } = seen
      const count = (state: Receipt['state']) => receipts.filter(receipt => receipt.state === state).length
      const counts = receiptStates.map(state => ({ state, count: count(state) }))
      return { is: { ...briefOf(notice), total: receipts.length, receipts: counts } }
    },
  })

const households = (api: Api) => async (app: FastifyInstance) =>
  apiRoute(app, api, {
    ...{ id: 'notice-households', method: 'GET', url: '/notices/:id/households', params },
    right: 'households:read',
    query: z.strictObject({ place: Place.optional(), ...page }),
    answer: z.object({ rows: z.array(Household), next: z.string().nullable() }),
    work: async (calling, { params: { id }, query: { place, cursor, limit } }) => {
      const seen = await receiptsSeen(calling, id, placeOf(calling, place))
      if (!seen) return null
      const after = readCursor(z.tuple([z.uuid()]), cursor)
      const start = after ? seen.receipts.findIndex(receipt => receipt.household === after[0]) + 1 : 0
      const shown = seen.receipts.slice(start, start + limit)
      calling.shown.push(...shown.map(({ household }) => household))
      const next = start + limit < seen.receipts.length ? cursorOf([shown.at(-1)!.household]) : null
      return { is: { rows: shown.map(householdOf), next } }
    },
  })

/** A notice that concerns the place, with the receipts of those households that the token may see; null when it does not. */
async function receiptsSeen(calling: Calling, id: string, place: string) {
  const { tx, keys, caller } = calling
  return await asCounty(tx, caller.county, async () => {
    const notice = await findNotice(tx, keys, place, id)
    if (!notice) return null
    const receipts = await receiptsOf(tx, id, place, async read => {
      await rescope(tx, scopeOf(caller))
      const found = await read()
      await rescope(tx, { place: caller.county })
      return found
    })
    return { notice, receipts }
  })
}

const instant = (ms: number | null): string | null => (ms === null ? null : isoOf(ms))

const briefOf = ({ id, place, text, author, releasedAt, stoppedAt }: Notice): z.infer<typeof Brief> => ({
  ...{ id, place, text, automatic: author === null, releasedAt: isoOf(releasedAt) },
  stoppedAt: instant(stoppedAt),
})

/** Why somebody was left out this time may be a case: not a word of it. */
const householdOf = ({ household, place, state, how, at, reason }: Receipt): z.infer<typeof Household> => ({
  ...{ household, place, state, how, at: instant(at) },
  reason: state === 'excluded' ? null : reason,
})

/** What has gone out, and who has confirmed it: counted, and household by household for whoever may see them. */
export const receiptRoutes = (api: Api) => async (app: FastifyInstance) => {
  for (const route of [list, one, households]) await app.register(route(api))
}
