import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { inScope } from '../db/scope.ts'
import { isoOf } from './messages.ts'
import type { SimulatorParts } from './parts.ts'
import { Besides, besides } from './records/besides.ts'
import { Bindings, bindings } from './records/bindings.ts'
import { Care, care } from './records/care.ts'
import { Cases, cases } from './records/cases.ts'
import { CheckIns, checkIns } from './records/check-ins.ts'
import { Checklists, checklists } from './records/checklists.ts'
import { Due, due } from './records/due.ts'
import { Notices, notices } from './records/notices.ts'
import { Requests, requests } from './records/requests.ts'
import { Tasks, tasks } from './records/tasks.ts'
import { Visits, visits } from './records/visits.ts'

const Records = z.object({
  now: z.string(),
  checkIns: CheckIns,
  care: Care,
  checklists: Checklists,
  visits: Visits,
  cases: Cases,
  requests: Requests,
  tasks: Tasks,
  notices: Notices,
  due: Due,
  bindings: Bindings,
  besides: Besides,
})
export type Records = z.infer<typeof Records>

/** The tables that what is shown here comes from. */
export const recordTables = [
  'bindings',
  'care_answers',
  'care_checklist_answers',
  'care_states',
  'cases',
  'check_ins',
  'deliveries',
  'dropped_questions',
  'due_items',
  'holds',
  'late_answers',
  'notices',
  'notice_rounds',
  'oddities',
  'outbox',
  'request_messages',
  'requests',
  'tasks',
  'visits',
]

/** What the system recorded, opened and read under the county's scope: about 20 queries, each bounded. */
function readRecords({ pool, keys, clock, county }: SimulatorParts): Promise<Records> {
  return inScope(pool, { place: county }, async tx => {
    const reading = { tx, keys }
    return {
      now: isoOf(clock.now()),
      checkIns: await checkIns(reading),
      care: await care(reading),
      checklists: await checklists(reading),
      visits: await visits(reading),
      cases: await cases(reading),
      requests: await requests(reading),
      tasks: await tasks(reading),
      notices: await notices(reading),
      due: await due(reading),
      bindings: await bindings(reading),
      besides: await besides(reading),
    }
  })
}

/** What the page shows beside the phones. */
export const recordRoutes =
  (parts: SimulatorParts): FastifyPluginAsyncZod =>
  async app => {
    app.get(
      '/simulator/records',
      { schema: { querystring: z.strictObject({}), response: { 200: Records } } },
      () => readRecords(parts),
    )
  }
