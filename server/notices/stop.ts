import type { House, Item } from '../conversation/apply.ts'
import type { Tx } from '../db/scope.ts'
import { record } from '../evidence/of-turn.ts'
import { heading, lastNotice } from './last-notice.ts'
import { letterKey } from './release.ts'

/** 停发: letters of the last notice of one's own that have not left stay here. What has left cannot be called back. */
export async function stopNotice(tx: Tx, house: House, items: readonly Item<'stopNotice'>[]): Promise<void> {
  for (const { turn } of items) {
    const staff = turn.facts.person!.staff!
    const notice = await lastNotice(tx, house, turn, staff.id)
    if (!notice) {
      turn.replies.push({ key: 'notice:none', values: {} })
      continue
    }
    const { rows } = await tx.query(
      'select distinct person_id from deliveries where notice_id = $1 and outbox_id is not null',
      [notice.id],
    )
    const keys = rows.map(row => letterKey(notice.id, row.person_id))
    const stopped = await tx.query(
      `update outbox set state = 'cancelled', reason = 'stopped'
       where dedupe_key = any($1) and state = 'queued' returning person_id`,
      [keys.flatMap(key => [key, `${key}:voice`, `${key}:picture`, `${key}:file`, `${key}:link`])],
    )
    await tx.query('update notices set stopped_at = $2 where id = $1', [notice.id, new Date(house.now)])
    record(turn, {
      kind: 'notice-stopped',
      place: staff.place,
      subjects: [],
      what: { letters: keys.length },
      rows: [{ table: 'notices', id: notice.id, is: { stopped_at: house.now } }],
    })
    const people = new Set(stopped.rows.map(row => row.person_id))
    turn.replies.push({
      key: people.size > 0 ? 'notice:stopped' : 'notice:tooLateToStop',
      values: { ...heading(house, turn, notice), count: people.size, sent: rows.length - people.size },
    })
  }
}
