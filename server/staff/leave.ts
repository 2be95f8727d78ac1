import { randomUUID } from 'node:crypto'
import { addDays, instantOf, outOfQuiet } from '../../flows/engine/calendar.ts'
import type { House, Item, Turned } from '../conversation/apply.ts'
import { type Ink, PRIORITY, prompt, tell } from '../conversation/outbox.ts'
import type { Tx } from '../db/scope.ts'
import { type DueWork, type Outcome, schedule, suppress } from '../due.ts'
import { record } from '../evidence/of-turn.ts'
import { PersonSealed } from '../families/sealed.ts'
import { type Keys, unseal } from '../privacy/seal.ts'
import { nextUp, officersOf, placeName } from './staff.ts'

type Colleague = { id: string; person: string; name: string; place: string }

/** Who may stand in for a director: the other directors of the township and its supervisors, in a lasting order. */
async function colleaguesOf(
  tx: Tx,
  keys: Keys,
  { id, place }: { id: string; place: string },
): Promise<Colleague[]> {
  const { rows } = await tx.query(
    `select s.id, s.person_id as person, s.place, p.sealed from staff s join people p on p.id = s.person_id
     where s.until is null and starts_with(s.place, $1) and s.id <> $2 order by length(s.place) desc, s.place, s.since, s.id`,
    [place.slice(0, 9), id],
  )
  return rows.map(({ sealed, ...row }) => ({
    ...row,
    name: PersonSealed.parse(unseal(keys, `people:${row.person}`, sealed)).name,
  }))
}

export async function listStandIns(
  tx: Tx,
  house: House,
  items: readonly Item<'listStandIns'>[],
): Promise<void> {
  for (const { turn } of items) {
    const lines: string[] = []
    for (const [n, one] of (await colleaguesOf(tx, house.keys, turn.facts.person!.staff!)).entries())
      lines.push(
        house.words(turn.waiting.to.language, 'leave:colleague', {
          n: n + 1,
          name: one.name,
          place: await placeName(tx, one.place),
        }),
      )
    turn.replies.push({ key: 'leave:colleagues', values: { lines: lines.join('\n') } })
  }
}

/** The line's number or the name; null: nobody (0). Undefined when it is neither. */
function chosen(colleagues: readonly Colleague[], said: string): Colleague | null | undefined {
  const words = said.normalize('NFKC').replace(/[\s。.号]/gu, '')
  if (/^(?:0|没有|没人|无)$/u.test(words)) return null
  if (/^\d{1,3}$/u.test(words)) return colleagues[Number(words) - 1]
  const named = colleagues.filter(one => words.includes(one.name))
  return named.length === 1 ? named[0] : undefined
}

const spoken = (day: string): string => `${Number(day.slice(5, 7))}.${Number(day.slice(8))}`

/** From the first day until the end of the last; a newer leave takes the place of an older one. */
export async function takeLeave(tx: Tx, house: House, items: readonly Item<'takeLeave'>[]): Promise<void> {
  for (const { effect, turn } of items) {
    const staff = turn.facts.person!.staff!
    const standIn = chosen(await colleaguesOf(tx, house.keys, staff), effect.standIn)
    if (standIn === undefined) {
      turn.replies.push({ key: 'leave:noSuchColleague', values: {} })
      const about = { from: effect.from, until: effect.until }
      const again = { flow: 'leave', about, urgency: 0, expiresAt: null }
      const arrived = { type: 'prompt', prompt: again }
      await prompt(tx, house, [
        { contact: turn.waiting.to.contact, key: `leave-again:${turn.waiting.key}`, arrived },
      ])
      continue
    }
    await endLeaves(tx, house, staff.id)
    const leave = { id: randomUUID(), place: staff.place }
    const from = Math.max(instantOf(effect.from, '00:00'), house.now)
    const until = instantOf(addDays(effect.until, 1), '00:00')
    await tx.query(
      `insert into leaves (id, place, staff_id, stand_in_id, from_at, until_at, asked_at) values ($1, $2, $3, $4, $5, $6, $7)`,
      [
        leave.id,
        leave.place,
        staff.id,
        standIn?.id ?? null,
        new Date(from),
        new Date(until),
        new Date(house.now),
      ],
    )
    record(turn, {
      kind: 'leave-taken',
      place: staff.place,
      subjects: [staff.id],
      rows: [
        {
          table: 'leaves',
          id: leave.id,
          is: {
            staff_id: staff.id,
            stand_in_id: standIn?.id ?? null,
            from_at: from,
            until_at: until,
            asked_at: house.now,
          },
        },
      ],
    })
    const item = (kind: string, dueAt: number) => ({
      key: `${kind}:${leave.id}`,
      place: leave.place,
      kind,
      subject: leave.id,
      dueAt,
    })
    await schedule(tx, [item('leave-begins', from), item('leave-ends', until)])
    const days = { from: spoken(effect.from), until: spoken(effect.until) }
    turn.replies.push({
      key: standIn ? 'leave:taken' : 'leave:takenAlone',
      values: { ...days, name: standIn?.name ?? '' },
    })
    if (!standIn) continue
    const values = { ...days, village: await placeName(tx, staff.place), name: turn.facts.person!.name }
    await tell(
      tx,
      house,
      [standIn.person],
      { key: 'leave:asked', values },
      how(house, `leave-asked:${leave.id}`, house.policy.quiet),
    )
  }
}

const how = ({ now }: { now: number }, key: string, quiet: Parameters<typeof outOfQuiet>[1]) => ({
  priority: PRIORITY.prompt,
  key,
  notBefore: outOfQuiet(now, quiet),
})

/** 销假: back, today or before it began. */
export async function endLeave(tx: Tx, house: House, items: readonly Item<'endLeave'>[]): Promise<void> {
  for (const { turn } of items) {
    const ended = await endLeaves(tx, house, turn.facts.person!.staff!.id)
    for (const { id, place } of ended)
      record(turn, {
        kind: 'leave-ended',
        place,
        subjects: [turn.facts.person!.staff!.id],
        rows: [{ table: 'leaves', id, is: { ended_at: house.now } }],
      })
    turn.replies.push({ key: ended.length > 0 ? 'leave:back' : 'leave:none', values: {} })
    for (const leave of ended) await thank(tx, house, leave, turn)
  }
}

type Leave = { id: string; place: string; staff_id: string; stand_in_id: string | null }

async function endLeaves(tx: Tx, { now }: Pick<Ink, 'now'>, staff: string): Promise<Leave[]> {
  const { rows } = await tx.query(
    `update leaves set ended_at = $2 where staff_id = $1 and ended_at is null and until_at > $2
     returning id, place, staff_id, stand_in_id`,
    [staff, new Date(now)],
  )
  await suppress(
    tx,
    rows.map(row => row.id),
    'back',
    now,
  )
  for (const leave of rows) await handBack(tx, leave)
  return rows
}

/** What the stand-in has open in the village goes back to whoever was away. */
const handBack = (tx: Tx, { place, staff_id, stand_in_id }: Leave) =>
  tx.query(`update requests set holder_id = $2 where place = $1 and state <> 'closed' and holder_id = $3`, [
    place,
    staff_id,
    stand_in_id,
  ])

async function thank(tx: Tx, house: House, { id, place, stand_in_id }: Leave, turn: Turned): Promise<void> {
  const { rows } = await tx.query('select person_id from staff where id = $1', [stand_in_id])
  if (!rows[0]) return
  const values = { village: await placeName(tx, place), name: turn.facts.person!.name }
  const text = { key: 'leave:thanks', values }
  await tell(tx, house, [rows[0].person_id], text, how(house, `leave-thanks:${id}`, house.policy.quiet))
}

/** The first day: what the director held moves to whoever is there. */
export const leaveBegins: DueWork = async (tx, { parts, now }, items) => {
  const outcomes: Outcome[] = []
  for (const item of items) {
    const { rows } = await tx.query(
      `update requests r set holder_id = l.stand_in_id from leaves l
       where l.id = $1 and l.ended_at is null and r.place = l.place and r.holder_id = l.staff_id and r.state <> 'closed'
       returning r.id`,
      [item.subject],
    )
    if (rows.length > 0) {
      const holder = nextUp(await officersOf(tx, parts.keys, item.place, now))[0]
      await tx.query('update requests set holder_id = coalesce(holder_id, $2) where id = any($1)', [
        rows.map(row => row.id),
        holder?.id ?? null,
      ])
    }
    outcomes.push('done')
  }
  return outcomes
}

/** The day after the last: everything rests with the director again. */
export const leaveEnds: DueWork = async (tx, _house, items) => {
  for (const item of items) {
    const { rows } = await tx.query(
      `update leaves set ended_at = until_at where id = $1 and ended_at is null returning id, place, staff_id, stand_in_id`,
      [item.subject],
    )
    for (const leave of rows) await handBack(tx, leave)
  }
  return items.map(() => 'done')
}
