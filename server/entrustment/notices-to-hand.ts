import { randomUUID } from 'node:crypto'
import { dayOf } from '../../flows/engine/calendar.ts'
import { calledBy } from '../../flows/index.ts'
import type { Language } from '../../locales/index.ts'
import type { House, Item, Turned } from '../conversation/apply.ts'
import type { Ink } from '../conversation/outbox.ts'
import type { Tx } from '../db/scope.ts'
import { readBy } from '../evidence/append.ts'
import { unseal } from '../privacy/seal.ts'
import { asStaff } from '../staff/as-staff.ts'
import type { Line } from '../staff/show-list.ts'
import type { Change } from './chain.ts'
import { EntrustmentDocument } from './document.ts'
import type { Entrustment } from './rows.ts'

/** Of these ends nobody at school or in the village is told on paper. */
const UNTOLD: readonly Change['end'][] = ['death', 'wrong-entry']

/**
 * The written notice that an act owes to school and village: an entrustment is in force, alone or instead of another, or
 * one that was in force has ended. What was to be told of it before is not owed any more.
 */
export async function oweNotice(
  tx: Tx,
  now: number,
  { id, place, child, hiddenFrom, standing }: Entrustment,
  { stamp, end }: Pick<Change, 'stamp' | 'end'>,
  replaces: boolean,
): Promise<void> {
  const begins = stamp.includes('witnessed')
  if (!begins && !end) return
  const why = begins ? (replaces ? 'changed' : 'begun') : 'ended'
  if (begins || (end !== 'changed' && !UNTOLD.includes(end)))
    await tx.query(
      `insert into notices_to_hand (id, place, entrustment_id, child_id, why, owed_at, hidden_from)
       select $1, $2, $3, $4, $5, $6, $7
       where $8 or exists (select 1 from notices_to_hand where entrustment_id = $3)
       on conflict (entrustment_id, why) do nothing`,
      [
        ...[randomUUID(), place, id, child, why, new Date(now), hiddenFrom],
        begins || standing.done.has('witnessed'),
      ],
    )
  if (end)
    await tx.query(
      `delete from notices_to_hand where entrustment_id = $1 and why <> 'ended' and handed_on is null`,
      [id],
    )
}

type Owed = { id: string; place: string; entrustment: string; child: string; called: string; why: string }

/** What is owed as far as the scope sees it, the oldest first; one alone by its id. */
async function owed(tx: Tx, { keys }: Pick<Ink, 'keys'>, id: string | null = null): Promise<Owed[]> {
  const { rows } = await tx.query(
    `select n.id, n.place, n.entrustment_id, n.child_id, n.why, e.sealed
     from notices_to_hand n join entrustments e on e.id = n.entrustment_id
     where n.handed_on is null and ($1::uuid is null or n.id = $1) order by n.owed_at, n.id limit 20`,
    [id],
  )
  return rows.map(row => {
    const { child } = EntrustmentDocument.parse(
      unseal(keys, `entrustments:${row.entrustment_id}`, row.sealed),
    )
    return {
      ...{ id: row.id, place: row.place, entrustment: row.entrustment_id, child: row.child_id },
      ...{ called: calledBy(child.name), why: row.why },
    }
  })
}

/** Lines of the director's 今天: notices that school and village are still to be handed. */
export const noticesToHand = async (tx: Tx, ink: Ink, language: Language): Promise<Line[]> =>
  (await owed(tx, ink)).map(({ id, entrustment, called, why }) => ({
    line: ink.words(language, `hand-notice:${why}`, { child: called }),
    item: { flow: 'hand-notice', about: { notice: id, entrustment } },
  }))

/** What of it still waits, before something is asked about it. */
export async function showNoticeToHand(
  tx: Tx,
  house: House,
  items: readonly Item<'showNoticeToHand'>[],
): Promise<void> {
  for (const { effect, turn } of items) {
    const [one] = await asStaff(tx, turn, () => owed(tx, house, effect.notice))
    if (one) turn.acts.push(readBy(staffOf(turn).id, one.place, { page: 'chat:hand-notice' }, [one.child]))
    turn.replies.unshift(
      one
        ? { key: `hand-notice:${one.why}`, values: { child: one.called } }
        : { key: 'staff:notOnList', values: {} },
    )
  }
}

/** 已交: school and village have it, since a day that has come. */
export async function handNotice(tx: Tx, house: House, items: readonly Item<'handNotice'>[]): Promise<void> {
  for (const { effect, turn } of items) {
    const staff = staffOf(turn)
    const [one] = await asStaff(tx, turn, () => owed(tx, house, effect.notice))
    if (!one || effect.day > dayOf(house.now)) {
      turn.replies.push({ key: 'staff:notOnList', values: {} })
      continue
    }
    await asStaff(tx, turn, () =>
      tx.query(`update notices_to_hand set handed_on = $2, handed_by = $3, recorded_at = $4 where id = $1`, [
        ...[one.id, effect.day, staff.id, new Date(house.now)],
      ]),
    )
    turn.acts.push({
      kind: 'notice-handed',
      place: one.place,
      subjects: [one.entrustment, one.child],
      by: { person: turn.facts.person!.id, staff: staff.id, contact: turn.waiting.to.contact },
      message: turn.waiting.key,
      what: { why: one.why, on: effect.day },
      rows: [
        {
          table: 'notices_to_hand',
          id: one.id,
          is: { handed_on: effect.day, handed_by: staff.id, why: one.why },
        },
      ],
    })
    const [, month, date] = effect.day.split('-').map(Number)
    turn.replies.push({ key: 'hand-notice:kept', values: { child: one.called, month, date } })
  }
}

const staffOf = (turn: Turned) => turn.facts.person!.staff!
