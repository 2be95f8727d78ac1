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
    `select count(distinct d.household_id) as count from deliveries d
     where d.notice_id = (select id from notices where released_at > $1 and stopped_at is null
                          order by released_at desc, id limit 1)
       and not exists (select 1 from deliveries o where o.notice_id = d.notice_id and o.household_id = d.household_id
                         and (o.confirmed_at is not null or o.excluded is null))`,
    [new Date(ink.now - WORTH)],
  )
  const { count } = rows[0]
  return count > 0
    ? [{ line: ink.words(language, 'staff:callLine', { count }), item: { flow: 'calls', about: {} } }]
    : []
}
