import { randomUUID } from 'node:crypto'
import { dayOf, hours, instantOf, outOfQuiet } from '../../flows/engine/calendar.ts'
import { systemChance } from '../chance.ts'
import type { House, Item } from '../conversation/apply.ts'
import type { Tx } from '../db/scope.ts'
import { schedule } from '../due.ts'
import { record } from '../evidence/of-turn.ts'
import { seal } from '../privacy/seal.ts'
import { asStaff } from '../staff/as-staff.ts'
import { familyCalled } from '../staff/families.ts'
import { recordMeeting } from './contacts.ts'
import { dutiesDue } from './duties.ts'
import { addTasks } from './tasks.ts'

type Visit = Item<'recordVisit'>

/**
 * A visit: a row of the ledger and of the child's file, a contact, and, when the carer was there, an answer to the
 * week's question. One that is written down on a later day says so.
 */
export async function recordVisits(tx: Tx, house: House, items: readonly Visit[]): Promise<void> {
  for (const item of items) {
    const { effect, turn } = item
    const staff = turn.facts.person!.staff!
    const today = dayOf(house.now)
    const day = effect.day ?? today
    const visit = { id: randomUUID(), household: effect.household, day, late: day < today }
    const place = await asStaff(tx, turn, () => insert(tx, house, item, visit))
    if (place === null) {
      turn.replies.push({ key: 'staff:notOnList', values: {} })
      continue
    }
    const { words, voice } = effect
    record(turn, {
      kind: 'visit',
      place,
      subjects: [effect.household],
      rows: [
        {
          table: 'visits',
          id: visit.id,
          is: {
            ...{ household_id: effect.household, staff_id: staff.id, day, recorded_at: house.now },
            ...{
              late: visit.late,
              seen: effect.seen,
              child: effect.child,
              home: effect.home,
              voice_key: voice,
            },
          },
          ...(words && { sealed: { words } }),
        },
      ],
    })
    const met = effect.seen !== 'nobody'
    if (met) await settle(tx, house, item, place, visit)
    if (met && effect.seen !== 'child') await drawSpotCheck(tx, house, visit)
    const [due] = (
      await asStaff(tx, turn, () => dutiesDue(tx, house.policy.duties, staff.place, today))
    ).filter(duty => duty.household === effect.household)
    const { language } = turn.waiting.to
    const [, month, date] = day.split('-').map(Number)
    const family = await asStaff(tx, turn, () => familyCalled(tx, house, language, effect.household))
    turn.replies.push({
      key: met ? (visit.late ? 'visit:keptLate' : 'visit:kept') : 'visit:nobodyThere',
      values: { family, month, date, seen: house.words(language, `visit:seen-${effect.seen}`) },
    })
    if (met && due?.visit === 'due') turn.replies.push({ key: 'visit:stillDue', values: { family } })
  }
}

/** Writes the visit down under the visitor's own scope; the village, or null when the family is not theirs. */
async function insert(
  tx: Tx,
  house: House,
  { effect, turn }: Visit,
  visit: { id: string; household: string; day: string; late: boolean },
): Promise<string | null> {
  const { rows } = await tx.query(
    `insert into visits (id, place, household_id, staff_id, day, recorded_at, late, seen, child, home, sealed, voice_key)
     select $1, place, id, $3, $4, $5, $6, $7, $8, $9, $10, $11 from households where id = $2 returning place`,
    [
      visit.id,
      visit.household,
      turn.facts.person!.staff!.id,
      visit.day,
      new Date(house.now),
      visit.late,
      effect.seen,
      effect.child,
      effect.home,
      effect.words ? seal(house.keys, `visits:${visit.id}`, { words: effect.words }) : null,
      effect.voice,
    ],
  )
  return rows[0]?.place ?? null
}

/** Somebody was met: a contact on that day, the line it was opened from is done, and what was found is a new one. */
async function settle(
  tx: Tx,
  house: House,
  { effect, turn }: Visit,
  place: string,
  { day, late }: { day: string; late: boolean },
): Promise<void> {
  const answer = effect.child === 'well' ? 'well' : effect.child === null ? null : 'trouble'
  await recordMeeting(tx, house, turn, {
    household: effect.household,
    place,
    task: effect.task,
    how: 'visit',
    at: late ? instantOf(day, '12:00') : house.now,
    // What was seen some days ago does not answer this week's question.
    child: late || effect.seen === 'child' ? null : answer,
  })
  const found = [
    ...(effect.child === 'help' || effect.child === 'trouble' ? ['from-visit'] : []),
    ...(effect.home === 'unsafe' ? ['unsafe-home'] : []),
  ]
  if (found.length === 0) return
  const { rows } = await tx.query(
    `select id from children where household_id = $1 and state <> 'left' order by birth_date, id limit 1`,
    [effect.household],
  )
  await addTasks(
    tx,
    house,
    found.map((kind, n) => ({ kind, child: rows[0].id, person: null, words: n === 0 ? effect.words : '' })),
  )
}

/**
 * Where the county has switched it on, at most one visit in so many is drawn by lot; the carer gets one question later,
 * and the answer is the county's alone. Off by default: in a small village such a question exposes the carer.
 */
async function drawSpotCheck(
  tx: Tx,
  house: House,
  { id, household }: { id: string; household: string },
): Promise<void> {
  const { on, oneIn, askAfter } = house.policy['spot-checks']
  if (!on || (house.chance ?? systemChance)() * oneIn >= 1) return
  const check = randomUUID()
  const { rows } = await tx.query(
    `insert into spot_checks (id, place, visit_id, person_id, drawn_at)
     select $1, left(v.place, 6), v.id, r.person_id, $3
     from visits v join children c on c.household_id = $4 and c.state <> 'left'
     join relations r on r.child_id = c.id and r.role = 'carer' and r.until is null
     where v.id = $2
       and (select count(*) + 1 from spot_checks) * $5 <= (select count(*) from visits where seen <> 'nobody')
     limit 1 returning person_id, place`,
    [check, id, new Date(house.now), household, oneIn],
  )
  if (!rows[0]) return
  const dueAt = outOfQuiet(house.now + hours(askAfter), house.policy.quiet)
  await schedule(tx, [
    {
      key: `spot-check:${id}`,
      place: rows[0].place,
      kind: 'spot-check',
      person: rows[0].person_id,
      subject: check,
      dueAt,
    },
  ])
}
