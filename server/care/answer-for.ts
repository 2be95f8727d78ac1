import { randomUUID } from 'node:crypto'
import type { EffectOf } from '../../flows/index.ts'
import type { House, Item, Turned } from '../conversation/apply.ts'
import { prompt } from '../conversation/outbox.ts'
import type { Tx } from '../db/scope.ts'
import { record } from '../evidence/of-turn.ts'
import { confirmHousehold } from '../notices/confirm-household.ts'
import { seal } from '../privacy/seal.ts'
import { asStaff } from '../staff/as-staff.ts'
import { familyCalled } from '../staff/families.ts'
import { reportForCarer } from './answer-check-ins.ts'
import { settleCare } from './confirm.ts'
import { recordMeeting } from './contacts.ts'
import { addTasks } from './tasks.ts'

/** Questions answered by a member of staff show no wording of ours. */
const ASKED_BY_STAFF = 'asked-by-staff'

/**
 * 代填: what a family said by telephone or at the door, with who wrote it down, when and how. It counts like a reply and
 * ends what was waiting for one.
 */
export async function answerFor(tx: Tx, house: House, items: readonly Item<'answerFor'>[]): Promise<void> {
  for (const { effect, turn } of items) {
    const { language } = turn.waiting.to
    const { household, how } = effect
    const place = await asStaff(tx, turn, async () => {
      const { rows } = await tx.query('select place from households where id = $1', [household])
      return (rows[0]?.place as string | undefined) ?? null
    })
    if (place === null) {
      turn.replies.push({ key: 'staff:notOnList', values: {} })
      continue
    }
    const done = await writeDown(tx, house, turn, effect, place)
    const { what, who, answer, words } = effect
    if (done)
      record(turn, {
        kind: 'answered-for',
        place,
        subjects: [household],
        what: { what, who, answer, words, how },
      })
    await recordMeeting(tx, house, turn, { household, place, task: 'none', how, at: house.now, child: null })
    const family = await asStaff(tx, turn, () => familyCalled(tx, house, language, household))
    turn.replies.push({
      key: done ? 'answer-for:kept' : 'answer-for:noNotice',
      values: {
        family,
        what: house.words(language, `answer-for:what-${effect.what}`),
        how: house.words(language, `notice:how-${how}`),
      },
    })
  }
}

async function writeDown(
  tx: Tx,
  house: House,
  turn: Turned,
  effect: EffectOf<'answerFor'>,
  place: string,
): Promise<boolean> {
  const staff = turn.facts.person!.staff!
  switch (effect.what) {
    case 'check-in':
      await reportForCarer(tx, house, {
        ...{ household: effect.household, place, how: effect.how, staff: staff.id },
        answer: effect.answer === 'well' ? 'well' : 'trouble',
      })
      if (effect.answer === 'trouble') await followUp(tx, house, effect, 'small-trouble')
      return true
    case 'care':
      await answerCare(tx, house, turn, effect)
      if (effect.answer !== 'yes') await followUp(tx, house, effect, 'who-cares')
      return true
    case 'receipt':
      return await confirmHousehold(tx, house, turn, effect)
  }
}

async function followUp(tx: Tx, house: House, effect: EffectOf<'answerFor'>, kind: string): Promise<void> {
  const [first] = await childrenOf(tx, effect.household)
  if (first) await addTasks(tx, house, [{ kind, child: first, person: null, words: effect.words }])
}

async function childrenOf(tx: Tx, household: string): Promise<string[]> {
  const { rows } = await tx.query(
    `select id from children where household_id = $1 and state <> 'left' order by birth_date, id`,
    [household],
  )
  return rows.map(row => row.id)
}

/** Who looks after the children, in the words of a parent or the carer; the question in WeChat is withdrawn. */
async function answerCare(tx: Tx, house: House, turn: Turned, effect: EffectOf<'answerFor'>): Promise<void> {
  const { rows } = await tx.query(
    `select c.id as child, r.person_id as person,
       (select person_id from relations where child_id = c.id and role = 'carer' and until is null limit 1) as carer
     from children c join relations r on r.child_id = c.id and r.until is null and r.role = $2
     where c.household_id = $1 and c.state <> 'left'`,
    [effect.household, effect.who],
  )
  const party = effect.who === 'carer' ? 'carer' : 'parent'
  for (const { child, person, carer } of rows) {
    const id = randomUUID()
    await tx.query(
      `insert into care_answers (id, place, child_id, person_id, party, carer_id, answer, sealed, wording, inbox_key, at, how, recorded_by)
       select $1, place, id, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12 from children where id = $2`,
      [
        ...[id, child, person, party, carer, effect.answer],
        seal(house.keys, `care_answers:${id}`, { words: effect.words }),
        ...[ASKED_BY_STAFF, turn.waiting.key, new Date(house.now), effect.how, turn.facts.person!.staff!.id],
      ],
    )
    record(turn, {
      kind: 'care-answer',
      place: turn.facts.person!.staff!.place,
      subjects: [child, person],
      rows: [
        {
          table: 'care_answers',
          id,
          is: {
            ...{ child_id: child, person_id: person, party, carer_id: carer, answer: effect.answer },
            ...{ wording: ASKED_BY_STAFF, inbox_key: turn.waiting.key, at: house.now, how: effect.how },
            recorded_by: turn.facts.person!.staff!.id,
          },
          sealed: { words: effect.words },
        },
      ],
    })
    await settleCare(tx, house, child, { carer, wording: ASKED_BY_STAFF })
  }
  await tx.query(
    `update tasks set done_at = $2, done_by = $3 where child_id = any($1) and kind = 'unanswered' and done_at is null`,
    [rows.map(row => row.child), new Date(house.now), turn.facts.person!.staff!.id],
  )
  const carer = rows[0]?.carer
  const contacts = await tx.query('select id from contacts where person_id = any($1)', [
    rows.map(row => row.person),
  ])
  if (carer)
    await prompt(
      tx,
      house,
      contacts.rows.map(row => ({
        contact: row.id,
        key: `withdraw:${turn.waiting.key}:${row.id}`,
        arrived: { type: 'withdraw', flow: `confirm-care-${party}`, subject: carer },
      })),
    )
}
