import type { House, Item } from '../conversation/apply.ts'
import type { Tx } from '../db/scope.ts'
import { heading, lastNotice } from './last-notice.ts'
import { stopNotice as stop } from './steer.ts'

/** 停发: letters of the last notice of one's own that have not left stay here. What has left cannot be called back. */
export async function stopNotice(tx: Tx, house: House, items: readonly Item<'stopNotice'>[]): Promise<void> {
  for (const { turn } of items) {
    const { id: staff } = turn.facts.person!.staff!
    const notice = await lastNotice(tx, house, turn, staff)
    if (!notice) {
      turn.replies.push({ key: 'notice:none', values: {} })
      continue
    }
    const { sent, unsent } = await stop(tx, house, { acts: turn.acts, notice: notice.id, staff })
    turn.replies.push({
      key: unsent > 0 ? 'notice:stopped' : 'notice:tooLateToStop',
      values: { ...heading(house, turn, notice), count: unsent, sent },
    })
  }
}
