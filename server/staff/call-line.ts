import { days } from '../../flows/engine/calendar.ts'
import type { Language } from '../../locales/index.ts'
import type { Ink } from '../conversation/outbox.ts'
import type { Tx } from '../db/scope.ts'
import type { Line } from './show-list.ts'

/** For so long families whom a notice does not reach are a line of the list. */
const WORTH = days(7)

/** One line for the call list: how many families the village's last notice does not reach by WeChat and nobody told yet. */
export async function callLine(tx: Tx, ink: Ink, language: Language): Promise<Line[]> {
  const { rows } = await tx.query(
    `select count(*) as count from (
       select from deliveries d
       where d.notice_id = (select id from notices where released_at > $1 and stopped_at is null
                            order by released_at desc, id limit 1)
       group by d.household_id
       having bool_and(d.confirmed_at is null and d.excluded is not null)) h`,
    [new Date(ink.now - WORTH)],
  )
  const { count } = rows[0]
  return count > 0
    ? [{ line: ink.words(language, 'staff:callLine', { count }), item: { flow: 'calls', about: {} } }]
    : []
}
