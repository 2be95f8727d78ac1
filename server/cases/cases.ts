import { randomUUID } from 'node:crypto'
import { minutes } from '../../flows/engine/calendar.ts'
import type { House, Item, Turned } from '../conversation/apply.ts'
import { PRIORITY, prompt, tell } from '../conversation/outbox.ts'
import { nextNo } from '../db/numbers.ts'
import { countyOf, type Tx } from '../db/scope.ts'
import { suppress } from '../due.ts'
import type { Claim } from '../evidence/append.ts'
import { record } from '../evidence/of-turn.ts'
import { begin } from '../ladders/ladder.ts'
import { withhold } from '../notices/withhold.ts'
import { seal } from '../privacy/seal.ts'
import { asStaff } from '../staff/as-staff.ts'
import { type Officer, officersOf, placeName } from '../staff/staff.ts'
import { caseLadders, mayBeTold, TOLD_AT_ONCE, urgencyOf } from './case-ladder.ts'
import { speakerOf } from './speaker.ts'
import { tellTaken } from './told-above.ts'

/** The same contact writing the same kind of danger again within this time belongs to the same case. */
const SAME_CASE = minutes(60)

/**
 * Danger: a case, and a person alerted ahead of everything else (`TOLD_AT_ONCE`), then step by step until somebody
 * acknowledges it. The county for somebody not bound; never the director who is complained of.
 */
export async function openCases(tx: Tx, house: House, items: readonly Item<'openCase'>[]): Promise<void> {
  for (const { effect: cried, turn } of items) {
    const effect = { ...cried, words: wordsOf(house, turn, cried) }
    const place = turn.facts.person?.place ?? turn.place
    const officers = (await officersOf(tx, house.keys, place, house.now)).filter(
      officer => officer.person !== turn.waiting.to.person,
    )
    const hidden = effect.aboutDirector
      ? officers.filter(officer => officer.posts.includes('director')).map(officer => officer.id)
      : []
    const urgency = urgencyOf(effect)
    const told = mayBeTold(officers, hidden, TOLD_AT_ONCE[urgency])
    const opened =
      (await sameCase(tx, house, item(effect, turn))) ??
      (await insert(tx, house, place, hidden, item(effect, turn)))
    if (effect.hold) await holdFamily(tx, house, opened.id, turn)
    await alert(tx, house, told, opened, place, item(effect, turn))
    await begin(tx, caseLadders[urgency], house.policy, [{ subject: opened.id, place, from: house.now }])
  }
}

/** What is kept and told: the words, or the line that was chosen instead, and what was not understood. */
const wordsOf = (house: House, { waiting }: Turned, { words, chosen }: Item<'openCase'>['effect']): string =>
  chosen ? [house.words(waiting.to.language, `case:chose-${chosen}`), words].filter(Boolean).join(' ') : words

const item = (effect: Item<'openCase'>['effect'], turn: Turned): Item<'openCase'> => ({ effect, turn })

async function sameCase(
  tx: Tx,
  { now }: House,
  { effect, turn }: Item<'openCase'>,
): Promise<{ id: string; no: number } | null> {
  const { rows } = await tx.query(
    `select id, no from cases where contact_id = $1 and class = $2 and closed_at is null and opened_at > $3 order by opened_at desc limit 1`,
    [turn.waiting.to.contact, effect.class, new Date(now - SAME_CASE)],
  )
  return rows[0] ?? null
}

async function insert(
  tx: Tx,
  house: House,
  place: string,
  hidden: string[],
  { effect, turn }: Item<'openCase'>,
) {
  const id = randomUUID()
  const no = await nextNo(tx, 'cases', place)
  await tx.query(
    `insert into cases (id, place, no, level, class, person_id, contact_id, sealed, hidden_from, inbox_key, opened_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
    [
      id,
      place,
      no,
      effect.level,
      effect.class,
      turn.waiting.to.person,
      turn.waiting.to.contact,
      seal(house.keys, `cases:${id}`, { words: effect.words }),
      hidden,
      turn.waiting.key,
      new Date(house.now),
    ],
  )
  recordCase(
    turn,
    'case-opened',
    { id, place },
    {
      ...{ place, no, level: effect.level, class: effect.class, person_id: turn.waiting.to.person },
      ...{ contact_id: turn.waiting.to.contact, inbox_key: turn.waiting.key, opened_at: house.now },
    },
    { words: effect.words },
  )
  return { id, no }
}

/** A case is the county's own part of the record: whom it is about may sit in the village. */
function recordCase(
  turn: Turned,
  kind: 'case-opened' | 'case-acknowledged' | 'case-closed',
  { id, place }: { id: string; place: string },
  is: Claim['is'],
  words?: { words: string },
): void {
  record(turn, {
    kind,
    place: countyOf(place),
    subjects: turn.facts.person?.staff ? [] : (turn.facts.person?.children.map(child => child.id) ?? []),
    rows: [{ table: 'cases', id, is, ...(words && { sealed: words }) }],
  })
}

/** Everybody at home, the sender included: one of them may be doing the harm. What is queued for them does not leave. */
async function holdFamily(tx: Tx, { now }: House, id: string, turn: Turned): Promise<void> {
  const { rows } = await tx.query(
    `insert into holds (case_id, person_id, place, from_at)
     select distinct $1::uuid, r.person_id, p.place, $3::timestamptz
     from relations r join people p on p.id = r.person_id
     where r.until is null and r.child_id = any($2)
     on conflict (case_id, person_id) do update set until_at = null returning person_id`,
    [id, turn.facts.person?.children.map(child => child.id) ?? [], new Date(now)],
  )
  await withhold(
    tx,
    rows.map(row => row.person_id),
    'held',
  )
}

async function alert(
  tx: Tx,
  house: House,
  officers: readonly Officer[],
  { id, no }: { id: string; no: number },
  place: string,
  { effect, turn }: Item<'openCase'>,
): Promise<void> {
  const values = {
    no,
    village: await placeName(tx, place),
    ...speakerOf(turn),
    words: effect.words,
    reporter: turn.waiting.to.person ? 'known' : 'unknown',
  }
  // Nobody knows where a stranger is: only the chat itself, on the bot's own phone, leads to them.
  const strange = turn.waiting.to.person === null
  const inWords = strange ? 'case:alertStranger' : `case:alert-${effect.level}`
  const key = effect.words ? inWords : strange ? 'case:alertChildStranger' : 'case:alertChild'
  const how = { priority: PRIORITY.danger, key: `case:${id}:${turn.waiting.key}` }
  await tell(
    tx,
    house,
    officers.map(officer => officer.person),
    { key, values },
    how,
  )
}

/** Numbers count within a township; whoever sees several and types one that two cases bear is not guessed at. */
const MEANT = `no = $1 and (select count(*) from cases same where same.no = $1 and same.closed_at is null) = 1`

/** 到 3: somebody is on it. */
export async function acknowledgeCase(
  tx: Tx,
  house: House,
  items: readonly Item<'acknowledgeCase'>[],
): Promise<void> {
  for (const { effect, turn } of items) {
    const staff = turn.facts.person!.staff!
    const { rows } = await asStaff(tx, turn, () =>
      tx.query(
        `update cases set acknowledged_at = coalesce(acknowledged_at, $2), acknowledged_by = coalesce(acknowledged_by, $3)
         where closed_at is null and (${MEANT} or ($1::int is null and acknowledged_at is null)) returning id, no, place, acknowledged_at = $2 and acknowledged_by = $3 as first`,
        [effect.no, new Date(house.now), staff.id],
      ),
    )
    for (const row of rows.filter(one => one.first))
      recordCase(turn, 'case-acknowledged', row, { acknowledged_at: house.now, acknowledged_by: staff.id })
    await suppress(
      tx,
      rows.map(row => row.id),
      'acknowledged',
      house.now,
    )
    await tellTaken(
      tx,
      house,
      rows.map(row => row.id),
      staff.id,
    )
    const numbers = rows.map(row => row.no).join('、')
    turn.replies.push(rows.length ? { key: 'case:acknowledged', values: { no: numbers } } : noSuch(effect.no))
  }
}

/** 结案 3 原因: the first proposes, a second person closes. Nobody closes alone. */
export async function closeCase(tx: Tx, house: House, items: readonly Item<'closeCase'>[]): Promise<void> {
  for (const { effect, turn } of items) {
    const staff = turn.facts.person!.staff!
    const at = new Date(house.now)
    const { rows } = await asStaff(tx, turn, () =>
      tx.query(
        `update cases set
           closed_at = case when proposed_by <> $2 then $3::timestamptz end,
           closed_by = case when proposed_by <> $2 then $2 end,
           proposed_by = coalesce(proposed_by, $2)
         where ${MEANT} and closed_at is null returning id, place, no, closed_at, proposed_by`,
        [effect.no, staff.id, at],
      ),
    )
    const found = rows[0]
    if (!found) {
      turn.replies.push(noSuch(effect.no))
    } else if (found.closed_at) {
      recordCase(turn, 'case-closed', found, { closed_at: house.now, closed_by: staff.id })
      await endHolds(tx, house, turn, found.id)
      await suppress(tx, [found.id], 'closed', house.now)
      turn.replies.push({ key: 'case:closed', values: { no: effect.no } })
    } else {
      record(turn, {
        kind: 'case-close-proposed',
        place: countyOf(found.place),
        subjects: [],
        what: { words: effect.words },
        rows: [{ table: 'cases', id: found.id, is: { proposed_by: found.proposed_by } }],
      })
      await askSecond(tx, house, turn, found, effect.words)
      turn.replies.push({ key: 'case:closeProposed', values: { no: effect.no } })
    }
  }
}

async function askSecond(
  tx: Tx,
  house: House,
  turn: Turned,
  found: { id: string; place: string; no: number },
  words: string,
) {
  const hidden = await tx.query('select hidden_from from cases where id = $1', [found.id])
  const others = (await officersOf(tx, house.keys, found.place, house.now)).filter(
    officer =>
      officer.id !== turn.facts.person!.staff!.id && !hidden.rows[0].hidden_from.includes(officer.id),
  )
  await tell(
    tx,
    house,
    others.map(officer => officer.person),
    { key: 'case:closeAsked', values: { no: found.no, words, village: await placeName(tx, found.place) } },
    { priority: PRIORITY.reply, key: `case-close:${found.id}:${turn.waiting.key}` },
  )
}

/** 恢复 3: a person has decided that the family may be written to again. */
export async function releaseHold(
  tx: Tx,
  house: House,
  items: readonly Item<'releaseHold'>[],
): Promise<void> {
  for (const { effect, turn } of items) {
    const { rows } = await asStaff(tx, turn, () =>
      tx.query(`select id, place from cases where ${MEANT} and closed_at is null`, [effect.no]),
    )
    if (rows[0]) {
      await endHolds(tx, house, turn, rows[0].id)
      record(turn, { kind: 'hold-ended', place: countyOf(rows[0].place), subjects: [rows[0].id] })
    }
    turn.replies.push(rows[0] ? { key: 'case:released', values: { no: effect.no } } : noSuch(effect.no))
  }
}

/** What waited for these people may be asked again. */
async function endHolds(tx: Tx, house: House, turn: Turned, id: string): Promise<void> {
  const { rows } = await tx.query(
    `with ended as (
       update holds set until_at = $2 where case_id = $1 and until_at is null returning person_id
     ) select c.id from ended join contacts c on c.person_id = ended.person_id`,
    [id, new Date(house.now)],
  )
  await prompt(
    tx,
    house,
    rows.map(row => ({
      contact: row.id,
      key: `resume:${turn.waiting.key}:${row.id}`,
      arrived: { type: 'resume' },
    })),
  )
}

const noSuch = (no: number | null) => ({ key: 'staff:noSuchNumber', values: { no: no ?? '' } })
