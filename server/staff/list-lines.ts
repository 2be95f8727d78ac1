import { days } from '../../flows/engine/calendar.ts'
import { calledBy } from '../../flows/index.ts'
import type { Language } from '../../locales/index.ts'
import type { Ink } from '../conversation/outbox.ts'
import type { Tx } from '../db/scope.ts'
import { ChildSealed, PersonSealed } from '../families/sealed.ts'
import { unseal } from '../privacy/seal.ts'

/** What waits for a staff member. `fresh`: something in it is new since yesterday, or cannot wait. */
export type List = { lines: string[]; fresh: boolean }

const MOST_NAMES = 8
const MOST_WORDS = 5

/**
 * The list in the order of weight: open cases, families waiting for an answer, what was said, then one line for each
 * kind of thing to look into, and who joined. Read under whatever scope the transaction has.
 */
export async function listLines(
  tx: Tx,
  ink: Pick<Ink, 'keys' | 'words' | 'now'>,
  language: Language,
): Promise<List> {
  const yesterday = new Date(ink.now - days(1))
  const line = (key: string, values: Record<string, unknown> = {}) =>
    ink.words(language, `staff:${key}`, values)
  const cases = await tx.query(
    `select no, acknowledged_at from cases where closed_at is null order by opened_at limit 20`,
  )
  const requests = await tx.query(
    `select r.no, r.person_id as id, p.sealed from requests r left join people p on p.id = r.person_id
     where r.state = 'open' order by r.opened_at limit 20`,
  )
  const tasks = await tx.query(
    `select t.id, t.no, t.kind, t.sealed as words, t.opened_at, t.child_id, c.sealed as child
     from tasks t join children c on c.id = t.child_id where t.done_at is null order by t.opened_at, t.no limit 200`,
  )
  const joined = await tx.query(
    `select b.no, b.person_id as id, p.sealed, b.told_director_at from bindings b join people p on p.id = b.person_id
     where b.ended_at is null and (b.told_director_at is null or b.bound_at > $1)
       and not exists (select 1 from staff s where s.person_id = p.id) order by b.no limit 40`,
    [yesterday],
  )
  const name = (row: { id: string | null; sealed: Buffer | null }) =>
    row.id && row.sealed ? PersonSealed.parse(unseal(ink.keys, `people:${row.id}`, row.sealed)).name : ''
  const child = (row: { child_id: string; child: Buffer }) =>
    calledBy(ChildSealed.parse(unseal(ink.keys, `children:${row.child_id}`, row.child)).name)
  const spoken = tasks.rows.filter(task => task.words !== null)
  const silent = tasks.rows.filter(task => task.words === null)
  const kinds = [...new Set(silent.map(task => task.kind))]
  const few = (all: readonly string[]) =>
    all.slice(0, MOST_NAMES).join('、') +
    (all.length > MOST_NAMES ? line('andMore', { count: all.length - MOST_NAMES }) : '')
  const lines = [
    ...cases.rows.map(row => line(row.acknowledged_at ? 'caseTaken' : 'caseWaiting', { no: row.no })),
    ...requests.rows.map(row => line('requestWaiting', { no: row.no, name: name(row) })),
    ...spoken.slice(0, MOST_WORDS).map(task => {
      const { key, ...values } = spokenAs(task.kind, wordsOf(ink, task))
      return line(key, { no: task.no, child: child(task), ...values })
    }),
    ...(spoken.length > MOST_WORDS ? [line('andMore', { count: spoken.length - MOST_WORDS })] : []),
    ...kinds.map(kind => {
      const some = silent
        .filter(task => task.kind === kind)
        .map(task => line('numbered', { name: child(task), no: task.no }))
      return line(`task-${kind}`, { children: few(some) })
    }),
    ...(tasks.rows.length > 0 ? [line('taskHow')] : []),
    ...(joined.rows.length > 0
      ? [
          line('joined', {
            names: few(joined.rows.map(row => line('numbered', { name: name(row), no: row.no }))),
          }),
        ]
      : []),
  ]
  const fresh =
    cases.rows.length > 0 ||
    requests.rows.length > 0 ||
    tasks.rows.some(task => task.opened_at > yesterday) ||
    joined.rows.some(row => row.told_director_at === null)
  return { lines, fresh }
}

/** What the family said, in a sentence of its own where more is known. */
function spokenAs(
  kind: string,
  { words, since, about }: Spoken,
): { key: string; words: string; since?: string } {
  if (kind !== 'away') return { key: about ? `spoken-${about}` : 'taskSpoken', words }
  return since ? { key: 'spoken-away-since', words, since: since.slice(5) } : { key: 'spoken-away', words }
}

type Spoken = { words: string; since?: string; about?: string }

function wordsOf({ keys }: Pick<Ink, 'keys'>, task: { id: string; words: Buffer }): Spoken {
  const { words, ...more } = unseal(keys, `tasks:${task.id}`, task.words) as Spoken
  return { ...more, words: [...words].slice(0, 40).join('') }
}
