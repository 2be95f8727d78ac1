import { dayOf, instantOf } from '../../flows/engine/calendar.ts'
import type { House, Item } from '../conversation/apply.ts'
import type { Tx } from '../db/scope.ts'
import { wasShown } from './answered-since.ts'
import { asStaff } from './as-staff.ts'
import { showList } from './show-list.ts'
import { todayList } from './today-list.ts'

/** So many numbered lines fit a glance; 更多 shows the rest. */
const MOST_LINES = 12

/** 今天: what waits for this staff member, numbered, read under their own scope. Pushed in the morning, it says good morning. */
export async function showToday(tx: Tx, house: House, items: readonly Item<'showToday'>[]): Promise<void> {
  for (const { effect, turn } of items) {
    const { language } = turn.waiting.to
    const staff = turn.facts.person!.staff!
    const { lines, below, answered } = await asStaff(tx, turn, () => todayList(tx, house, language, staff))
    const most = effect.all ? lines.length : MOST_LINES
    if (lines.length + below.length === 0) turn.replies.push({ key: 'staff:nothingToday', values: {} })
    else {
      const more = Math.max(lines.length - most, 0)
      const last = [
        ...(more > 0 ? [house.words(language, 'staff:moreItems', { count: more })] : []),
        ...below,
        ...(lines.length > 0 ? [house.words(language, 'staff:howToPick')] : []),
      ]
      showList(house, turn, effect.morning ? 'staff:morning' : 'staff:today', lines, {
        most,
        values: { below: last.join('\n') },
      })
    }
    await wasShown(tx, answered, house.now)
    if (effect.morning)
      await tx.query(
        'update bindings set told_director_at = $2 where place = $1 and told_director_at is null',
        [staff.place, new Date(house.now)],
      )
  }
}

/** 早报 7点半: from now on at this hour; what is planned already moves along. Today's comes once, whatever is asked. */
export async function setMorning(tx: Tx, house: House, items: readonly Item<'setMorning'>[]): Promise<void> {
  for (const { effect, turn } of items) {
    const staff = turn.facts.person!.staff!
    const { at } = effect
    await asStaff(tx, turn, () => tx.query('update staff set morning_at = $2 where id = $1', [staff.id, at]))
    if (at === 'off') {
      turn.replies.push({ key: 'staff:morningOff', values: {} })
      continue
    }
    const { rows } = await tx.query(
      `select id, due_at from due_items where subject = $1 and kind = 'morning-list' and state = 'open'`,
      [staff.id],
    )
    const moved = rows
      .map(row => ({ id: row.id, to: instantOf(dayOf(row.due_at.getTime()), at) }))
      .filter(item => item.to > house.now)
    await tx.query(
      `update due_items d set due_at = m.at, expires_at = m.at + (d.expires_at - d.due_at)
       from unnest($1::uuid[], $2::timestamptz[]) as m(id, at) where d.id = m.id`,
      [moved.map(item => item.id), moved.map(item => new Date(item.to))],
    )
    turn.replies.push({ key: 'staff:morningSet', values: { time: at } })
  }
}
