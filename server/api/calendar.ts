import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { dayOf } from '../../flows/engine/calendar.ts'
import { AppError } from '../errors.ts'
import { CalendarEntry, type CalendarRow, calendarRows, setCalendarRow } from '../notices/calendar/rows.ts'
import { withStates } from '../notices/calendar/states.ts'
import type { Api } from './caller.ts'
import { cursorOf, page, readCursor } from './cursor.ts'
import { BadInput } from './input.ts'
import { apiRoute, County, wholeCounty } from './route.ts'
import { Day, InstantText, isoOf } from './times.ts'

const KINDS = ['rule', 'vacation', 'exam', 'holidays'] as const

const Row = z.object({
  id: z.uuid(),
  kind: z.enum(KINDS),
  key: z.string(),
  value: z.json(),
  source: z.string(),
  from: Day,
  until: Day.nullable(),
  state: z.enum(['holds', 'planned', 'over']),
  recordedAt: InstantText,
})

const NewRow = z.strictObject({
  county: County.optional(),
  entry: CalendarEntry,
  source: z.string().trim().min(1).max(200),
  from: Day,
  until: Day.nullable().default(null),
})

const list = (api: Api) => async (app: FastifyInstance) =>
  apiRoute(app, api, {
    ...{ id: 'calendar-list', method: 'GET', url: '/calendar', right: 'policy:read' },
    query: z.strictObject({ county: County.optional(), kind: z.enum(KINDS).optional(), ...page }),
    answer: z.object({ rows: z.array(Row), next: z.string().nullable() }),
    work: async (calling, { query: { county: place, kind, cursor, limit } }) => {
      const rows = await calendarRows(calling.tx, wholeCounty(calling, place))
      const asked = withStates(rows, dayOf(calling.now)).filter(
        ({ row }) => kind === undefined || row.kind === kind,
      )
      const after = readCursor(z.tuple([z.uuid()]), cursor)
      const start = after ? asked.findIndex(({ row }) => row.id === after[0]) + 1 : 0
      const shown = asked.slice(start, start + limit)
      const next = start + limit < asked.length ? cursorOf([shown.at(-1)!.row.id]) : null
      return { is: { rows: shown.map(({ row, state }) => rowOf(row, state)), next } }
    },
  })

const rowOf = (
  { to, writtenAt, value, ...row }: CalendarRow,
  state: z.infer<typeof Row>['state'],
): z.infer<typeof Row> => ({
  ...{ id: row.id, kind: row.kind, key: row.key, source: row.source, from: row.from },
  ...{ value: value as z.infer<typeof Row>['value'], until: to, state, recordedAt: isoOf(writtenAt) },
})

const write = (api: Api) => async (app: FastifyInstance) =>
  apiRoute(app, api, {
    ...{ id: 'calendar-write', method: 'POST', url: '/calendar', right: 'policy:write' },
    body: NewRow,
    answer: z.object({ id: z.uuid() }),
    work: async (calling, { body: { county: place, entry, source, from, until } }) => {
      const county = wholeCounty(calling, place)
      if (from < dayOf(calling.now)) throw new AppError('E-POLICY-DAY')
      const row = { ...entry, source, from, to: until }
      const written = await setCalendarRow(calling.tx, calling, county, row, { token: calling.caller.id })
      if ('id' in written) return { status: 201, is: written }
      throw new BadInput(
        written.issues.map(({ path, message }) => ({ field: ['entry', ...path].join('.'), message })),
      )
    },
  })

/** A county's own calendar: what is said when, vacations, exams, the year's legal holidays. */
export const calendarRoutes = (api: Api) => async (app: FastifyInstance) => {
  for (const one of [list, write]) await app.register(one(api))
}
