import { hash } from 'node:crypto'
import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { dayOf } from '../../flows/engine/calendar.ts'
import { checkRows } from '../roster/check.ts'
import type { Field } from '../roster/fields.ts'
import { headings, titleOf } from '../roster/headings.ts'
import { importRows, type Summary, summarize } from '../roster/import.ts'
import type { LedgerRow } from '../roster/ledger.ts'
import { gazetteer } from '../roster/places.ts'
import { tidy, unmarked } from '../roster/text.ts'
import type { Api, Calling } from './caller.ts'
import { apiRoute, County, wholeCounty } from './route.ts'

/** A batch; a whole county comes as a file (roster:import). */
const MOST = 200
const BODY = 512 * 1024

/** The ledger's columns as JSON: `father: { phone }` is the column `father.phone`; each says what the form calls it. */
const cell = (field: Field) => z.string().max(500).optional().describe(titleOf(field))
const columns = headings.map(heading => heading.field)
const group = (name: string) =>
  z.strictObject(
    Object.fromEntries(
      columns.filter(field => field.startsWith(`${name}.`)).map(field => [field.split('.')[1]!, cell(field)]),
    ),
  )
const Child = z.strictObject({
  ...Object.fromEntries(columns.filter(field => !field.includes('.')).map(field => [field, cell(field)])),
  ...{ father: group('father').optional(), mother: group('mother').optional() },
  carer: group('carer').optional(),
})

const Batch = z.strictObject({
  county: County.optional(),
  children: z.array(Child).min(1).max(MOST),
  dryRun: z.boolean().default(false),
  acceptValid: z.boolean().default(false),
})

const count = z.int().min(0)
const Report = z.object({
  imported: z.boolean(),
  ...{ rows: count, importable: count, doubtful: count, refused: count },
  ...{ created: count, changed: count, unchanged: count },
  problems: z.array(
    z.object({ row: z.int(), field: z.string(), value: z.string().optional(), reason: z.string() }),
  ),
})

/** Children entered and changed by the rules of roster:import, with its report. The same children again change nothing. */
export const rosterRoutes = (api: Api) => async (app: FastifyInstance) =>
  apiRoute(app, api, {
    ...{ id: 'roster-upsert', method: 'POST', url: '/roster', right: 'roster:write' },
    ...{ body: Batch, bodyLimit: BODY, answer: Report },
    work: async (calling, { body }) => {
      // Who is recorded already may live in any village: a part of the county would enter people twice.
      const county = wholeCounty(calling, body.county)
      const summary = await upsert(calling, county, body)
      const { dryRun, acceptValid } = body
      const taken = summary.rows > summary.refused && (summary.refused === 0 || acceptValid)
      return { status: taken ? 200 : 422, is: reportOf(summary, taken && !dryRun) }
    },
  })

async function upsert(
  { tx, keys, now, acts }: Calling,
  county: string,
  { children, dryRun, acceptValid }: z.infer<typeof Batch>,
): Promise<Summary> {
  const { rows: places } = await tx.query('select code, name from places where starts_with(code, $1)', [
    county,
  ])
  const rows = checkRows(children.map(ledgerRow), gazetteer(places), dayOf(now))
  const sha256 = hash('sha256', JSON.stringify(children), 'hex')
  const file = { ledger: { rows: [], hints: [] }, places: [], sha256 }
  if (rows.every(row => row.status === 'refused')) return summarize(file, rows)
  const { summary, act } = await importRows(tx, { keys, now }, county, file, rows, { dryRun, acceptValid })
  if (act) acts.push({ ...act, by: null })
  return summary
}

type Sent = Record<string, string | Record<string, string>>

/** As if it stood in a sheet of text; a cell is named by its field. */
function ledgerRow(child: z.infer<typeof Child>, index: number): LedgerRow {
  const written = Object.entries(child as Sent).flatMap(([name, value]): [string, string][] =>
    typeof value === 'string'
      ? [[name, value]]
      : Object.entries(value).map(([part, text]) => [`${name}.${part}`, text]),
  )
  const cells = written
    .filter(([, text]) => tidy(text) !== '')
    .map(([field, text]) => [field, { kind: 'text', text: unmarked(text) }])
  return {
    ...{ sheet: '', number: index + 1, cells: Object.fromEntries(cells) },
    columns: new Map(columns.map(field => [field, field])),
  }
}

const reportOf = ({ problems, ...counts }: Summary, imported: boolean): z.infer<typeof Report> => ({
  ...counts,
  imported,
  problems: problems.map(({ sheet: _, column, ...problem }) => ({ ...problem, field: column })),
})
