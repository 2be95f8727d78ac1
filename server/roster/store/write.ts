import { randomUUID } from 'node:crypto'
import type { Tx } from '../../db/scope.ts'
import { classesIn, stageIn } from '../../notices/whom.ts'
import { blindIndex, type Keys, seal } from '../../privacy/seal.ts'
import { problemsOf } from '../check.ts'
import { categoriesIn } from '../rules/vocabulary.ts'
import type { Plan } from './plan.ts'

/** Rows a statement takes at once: some 4 MB of parameters. */
const BATCH = 2_000

/** Writes a plan, one statement per kind of row and batch. `now` is the instant (ms) everything begins or ends. */
export async function writePlan(tx: Tx, keys: Keys, plan: Plan, now: number): Promise<void> {
  const at = new Date(now)
  const phoneIndex = (phone: string | null) => (phone ? blindIndex(keys, 'phone', phone) : null)
  const idIndex = (id: string | null) => (id ? blindIndex(keys, 'id-number', id) : null)

  await inBatches(plan.people, people =>
    tx.query(
      `insert into people (id, place, sealed, phone_index, id_index, device, created_at)
       select *, $7::timestamptz
       from unnest($1::uuid[], $2::text[], $3::bytea[], $4::bytea[], $5::bytea[], $6::text[])
       on conflict (id) do update set sealed = excluded.sealed, phone_index = excluded.phone_index,
         id_index = excluded.id_index, device = excluded.device`,
      [
        people.map(one => one.id),
        people.map(one => one.place),
        people.map(one => seal(keys, `people:${one.id}`, one.record)),
        people.map(one => phoneIndex(one.record.phone)),
        people.map(one => idIndex(one.record.idNumber)),
        people.map(one => one.device),
        at,
      ],
    ),
  )
  await inBatches(plan.households, households =>
    tx.query(
      `insert into households (id, place, number, sealed)
       select * from unnest($1::uuid[], $2::text[], $3::text[], $4::bytea[])
       on conflict (id) do update set sealed = excluded.sealed`,
      [
        households.map(one => one.id),
        households.map(one => one.place),
        households.map(one => one.number),
        households.map(one => seal(keys, `households:${one.id}`, one.record)),
      ],
    ),
  )
  await inBatches(plan.children, children =>
    tx.query(
      `insert into children (id, place, household_id, key_index, sealed, birth_date, gender, state, stage, classes,
                             created_at, changed_at)
       select id, place, household, key, sealed, born, gender, state, stage, string_to_array(classes, ','),
              $11::timestamptz, $11::timestamptz
       from unnest($1::uuid[], $2::text[], $3::uuid[], $4::bytea[], $5::bytea[], $6::date[], $7::text[], $8::text[], $9::text[], $10::text[])
         as c(id, place, household, key, sealed, born, gender, state, stage, classes)
       on conflict (id) do update set household_id = excluded.household_id, key_index = excluded.key_index,
         sealed = excluded.sealed, birth_date = excluded.birth_date, gender = excluded.gender,
         state = excluded.state, stage = excluded.stage, classes = excluded.classes, changed_at = excluded.changed_at`,
      [
        children.map(one => one.id),
        children.map(one => one.place),
        children.map(one => one.household),
        children.map(one => Buffer.from(one.key, 'hex')),
        children.map(one => seal(keys, `children:${one.id}`, one.record)),
        children.map(one => one.birthDate),
        children.map(one => one.gender),
        children.map(one => one.state),
        children.map(one => stageIn(one.record.details.schooling)),
        children.map(one => classesIn(categoriesIn(one.record.details.categories ?? ''))?.join() ?? null),
        at,
      ],
    ),
  )
  // The old carer ends before the new one begins, also when both happen at one instant of the clock.
  await inBatches(plan.endedRelations, ids =>
    tx.query(
      `update relations set until = greatest($2::timestamptz, since + interval '1 millisecond')
       where id = any($1) and until is null`,
      [ids, at],
    ),
  )
  await inBatches(plan.relations, relations =>
    tx.query(
      `insert into relations (id, place, child_id, person_id, role, kin, lives_with, away_in, since)
       select *, $9::timestamptz
       from unnest($1::uuid[], $2::text[], $3::uuid[], $4::uuid[], $5::text[], $6::text[], $7::boolean[], $8::text[])
       on conflict (id) do update set kin = excluded.kin, lives_with = excluded.lives_with, away_in = excluded.away_in`,
      [
        relations.map(one => one.id),
        relations.map(one => one.place),
        relations.map(one => one.child),
        relations.map(one => one.person),
        relations.map(one => one.role),
        relations.map(one => one.kin),
        relations.map(one => one.livesWith),
        relations.map(one => one.awayIn),
        at,
      ],
    ),
  )
  await inBatches(plan.settled, ids =>
    tx.query(
      `update roster_questions set settled_at = $2 where child_id = any($1) and kind = 'new' and settled_at is null`,
      [ids, at],
    ),
  )
  await inBatches(plan.questions, questions => {
    const ids = questions.map(() => randomUUID())
    return tx.query(
      `insert into roster_questions (id, place, child_id, kind, fingerprint, sealed, asked_at)
       select *, $7::timestamptz
       from unnest($1::uuid[], $2::text[], $3::uuid[], $4::text[], $5::bytea[], $6::bytea[])
       on conflict (child_id, fingerprint) do nothing`,
      [
        ids,
        questions.map(one => one.place),
        questions.map(one => one.child),
        questions.map(one => one.kind),
        questions.map(one => Buffer.from(one.fingerprint, 'hex')),
        questions.map((one, i) => seal(keys, `roster_questions:${ids[i]}`, questionOf(one.wanted))),
        at,
      ],
    )
  })
}

/** A question as a person will see it: what is doubtful, and the row as read and as written. */
function questionOf({
  row,
  record,
  household,
  birthDate,
  gender,
  adults,
}: Plan['questions'][number]['wanted']) {
  const cells = Object.fromEntries(Object.entries(row.row.cells).map(([field, cell]) => [field, cell.text]))
  return { problems: problemsOf(row), row: { record, household, birthDate, gender, adults }, cells }
}

async function inBatches<T>(rows: readonly T[], write: (batch: T[]) => Promise<unknown>): Promise<void> {
  for (let i = 0; i < rows.length; i += BATCH) await write(rows.slice(i, i + BATCH))
}
