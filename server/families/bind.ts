import { randomUUID } from 'node:crypto'
import { dayOf } from '../../flows/engine/calendar.ts'
import type { Language } from '../../locales/index.ts'
import { close } from '../cases/request-rows.ts'
import type { House, Item, Turned } from '../conversation/apply.ts'
import { PRIORITY, post, prompt, tell } from '../conversation/outbox.ts'
import { nextNo } from '../db/numbers.ts'
import type { Tx } from '../db/scope.ts'
import { record } from '../evidence/of-turn.ts'
import { blindIndex, unseal } from '../privacy/seal.ts'
import { asStaff } from '../staff/as-staff.ts'
import { childConsentQuestion } from './child-consent.ts'
import { recordConsent } from './consent.ts'
import { careQuestions, openCheckIns } from './first-questions.ts'
import { PersonSealed } from './sealed.ts'

/** A contact becomes a person, by a card. An older contact of that person gives way; its history stays with the person. */
export async function bind(tx: Tx, house: House, items: readonly Item<'bind'>[]): Promise<void> {
  for (const { effect, turn } of items) {
    const card = await useCode(tx, house, effect.code, turn.waiting.to.contact)
    if (!card) {
      turn.replies.push({ key: 'join:wrongCode', values: {} })
      continue
    }
    const back = await take(tx, house, card, turn)
    if (effect.agreed !== null) {
      const { rowCount } = await tx.query(
        `update people set consent = 'agreed', consent_wording = $2, consent_at = $3 where id = $1 and consent <> 'agreed'`,
        [card.person, effect.agreed, new Date(house.now)],
      )
      if (rowCount) recordConsent(house, turn, card.person, 'agreed', effect.agreed)
    }
    turn.replies.push({
      key: card.staff ? 'join:boundStaff' : back ? 'join:boundAgain' : 'join:bound',
      values: {},
    })
    if (card.staff) continue
    const { contact } = turn.waiting.to
    // What is asked about a child under 14 comes after a parent's own yes for that child (child-consent.ts).
    const first = await childConsentQuestion(tx, card.person, dayOf(house.now), true)
    const questions = [
      ...(first
        ? [{ contact, key: `child-consent:${contact}`, arrived: first }]
        : await careQuestions(tx, card.person, contact)),
      ...(await openCheckIns(tx, card.person, contact)),
    ]
    // Somebody may go back to an older phone: each joining asks anew.
    await prompt(
      tx,
      house,
      questions.map(one => ({ ...one, key: `${turn.waiting.key}:${one.key}` })),
    )
  }
}

type Used = {
  code: string
  person: string
  place: string
  staff: boolean
  /** Who gave the code out in person, a staff id. */
  helper: string | null
}

async function useCode(tx: Tx, { keys, now }: House, digits: string, contact: string): Promise<Used | null> {
  const { rows } = await tx.query(
    `update codes k set ended_at = $2, used_by = $3 from people p
     where p.id = k.person_id and k.code_index = $1 and k.ended_at is null and k.expires_at > $2
     returning k.id, k.person_id, k.issued_by, p.place,
       exists (select 1 from staff s where s.person_id = k.person_id and s.until is null) as staff`,
    [blindIndex(keys, 'code', digits), new Date(now), contact],
  )
  const row = rows[0]
  return row
    ? {
        code: row.id,
        person: row.person_id,
        place: row.place,
        staff: row.staff,
        helper: row.issued_by,
      }
    : null
}

/** Whether the person was bound before. */
async function take(
  tx: Tx,
  house: House,
  { person, place, staff, helper }: Used,
  turn: Turned,
): Promise<boolean> {
  const { contact } = turn.waiting.to
  const older = await tx.query(
    `select c.id, c.account, p.language from contacts c join people p on p.id = c.person_id
     where c.person_id = $1 and c.id <> $2`,
    [person, contact],
  )
  const no = await nextNo(tx, 'bindings', place)
  const at = new Date(house.now)
  const id = randomUUID()
  const { rowCount } = await tx.query(
    `update bindings set ended_at = $3 where ended_at is null and (person_id = $1 or contact_id = $2)`,
    [person, contact, at],
  )
  await tx.query(
    `with older as (
       update contacts set person_id = null, staff = false, sealed = null
       where person_id = $1 and id <> $2 returning id
     ), silenced as (
       delete from timers where contact_id in (select id from older)
     ), readdressed as (
       update outbox o set contact_id = c.id, account = c.account from contacts c
       where c.id = $2 and o.contact_id in (select id from older) and o.state = 'queued'
     )
     update requests set contact_id = $2 where contact_id in (select id from older) and state <> 'closed'`,
    [person, contact],
  )
  await tx.query(
    `update contacts set person_id = $1, staff = $3, wrong_codes = 0, locked_until = null where id = $2`,
    [person, contact, staff],
  )
  await tx.query(
    `update people p set language = c.language from contacts c where c.id = $2 and p.id = $1 and c.language is not null`,
    [person, contact],
  )
  await tx.query(
    `insert into bindings (id, place, no, person_id, contact_id, bound_at, helped_by, told_director_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [id, place, no, person, contact, at, helper, helper && at],
  )
  record(turn, {
    kind: 'joined',
    place,
    subjects: [person],
    what: { staff },
    rows: [
      {
        table: 'bindings',
        id,
        is: { place, no, person_id: person, contact_id: contact, bound_at: house.now, helped_by: helper },
      },
    ],
  })
  await tellOlderPhones(tx, house, older.rows, contact)
  if (helper) await tellHelper(tx, house, { person, helper, no })
  return rowCount! > 0
}

/** Whoever still holds the older phone learns that it speaks for nobody any more, and whom to call if that is a surprise. */
async function tellOlderPhones(
  tx: Tx,
  house: House,
  older: readonly { id: string; account: string; language: Language }[],
  contact: string,
): Promise<void> {
  const values = { dutyPhone: house.county.dutyPhone }
  await post(
    tx,
    house,
    older.map(({ id, account, language }) => ({
      to: { contact: id, account, person: null, language },
      body: { text: house.words(language, 'join:movedAway', values) },
      priority: PRIORITY.reply,
      key: `moved:${id}:${contact}:${house.now}`,
    })),
  )
}

/** Whoever gave the code out in person sees at once what came of it, and how to undo it. */
async function tellHelper(
  tx: Tx,
  house: House,
  { person, helper, no }: { person: string; helper: string; no: number },
): Promise<void> {
  const { rows } = await tx.query(
    `select s.person_id as helper, p.sealed from staff s join people p on p.id = $2 where s.id = $1`,
    [helper, person],
  )
  const { name } = PersonSealed.parse(unseal(house.keys, `people:${person}`, rows[0].sealed))
  await tell(
    tx,
    house,
    [rows[0].helper],
    { key: 'staff:joinedInPerson', values: { name, no } },
    { priority: PRIORITY.reply, key: `joined:${person}:${no}` },
  )
}

/** The director was told who joined and says that it is not so: the contact is nobody again. */
export async function undoJoin(tx: Tx, house: House, items: readonly Item<'undoJoin'>[]): Promise<void> {
  for (const { effect, turn } of items) {
    const staff = turn.facts.person!.staff!
    const undone = await asStaff(tx, turn, () =>
      tx.query(
        `update bindings set ended_at = $2, ended_by = $3 where no = $1 and place = $4 and ended_at is null
           and person_id <> $5
         returning id, place, contact_id, person_id, bound_at`,
        [effect.no, new Date(house.now), staff.id, staff.place, turn.facts.person!.id],
      ),
    )
    const binding = undone.rows[0]
    if (binding) {
      await release(tx, house, binding.contact_id)
      // It was somebody else who agreed.
      const { rowCount } = await tx.query(
        `update people set consent = 'unasked', consent_wording = null, consent_at = null where id = $1 and consent_at = $2`,
        [binding.person_id, binding.bound_at],
      )
      const unasked = { consent: 'unasked', consent_wording: null, consent_at: null }
      record(turn, {
        kind: 'join-undone',
        place: binding.place,
        subjects: [binding.person_id],
        rows: [
          { table: 'bindings', id: binding.id, is: { ended_at: house.now, ended_by: staff.id } },
          ...(rowCount ? [{ table: 'people', id: binding.person_id, is: unasked }] : []),
        ],
      })
    }
    reply(turn, binding ? 'staff:joinUndone' : 'staff:noSuchNumber', effect.no)
  }
}

async function release(tx: Tx, house: House, contact: string): Promise<void> {
  await tx.query('update contacts set person_id = null, staff = false, sealed = null where id = $1', [
    contact,
  ])
  await tx.query('delete from timers where contact_id = $1', [contact])
  await tx.query(
    `update outbox set state = 'cancelled', reason = 'unbound' where contact_id = $1 and state = 'queued'`,
    [contact],
  )
  const open = await tx.query(`select id from requests where contact_id = $1 and state <> 'closed'`, [
    contact,
  ])
  for (const { id } of open.rows) await close(tx, house, id, 'done')
}

const reply = (turn: Turned, key: string, no: number) => turn.replies.push({ key, values: { no } })
