import type { Tx } from '../db/scope.ts'
import { keepBack } from '../notices/keep-back.ts'
import { letterKey } from '../notices/letter-keys.ts'
import type { Mark } from './marks.ts'
import { type Ink, type Letter, post } from './outbox.ts'
import type { Recipient, Round } from './rounds.ts'

/** Where one message stands: not tried yet, tried with this result; null: it has left, or there is none. */
type Stands = Mark | 'fresh' | null

/** Somebody of a round who is looked after one by one from here on; `before`: what goes before the words, in order. */
export type Handed = { recipient: Recipient; before: readonly Stands[]; line: Stands }

/** Everything of a notice for a person stands the same. */
export const allOfIt = ({ words }: Round, recipient: Recipient, stands: Stands): Handed => ({
  recipient,
  before: words.before.map(() => stands),
  line: stands,
})

/** Puts letters of a round into the outbox, standing as they stand. */
export async function handOver(
  tx: Tx,
  ink: Pick<Ink, 'keys' | 'now'>,
  round: Round,
  handed: readonly Handed[],
): Promise<void> {
  const letters = handed.flatMap(one => lettersOf(round, one))
  if (letters.length === 0) return
  const ids = await post(
    tx,
    ink,
    letters.map(({ letter }) => letter),
  )
  const tried = letters.flatMap(({ letter, stands }) => {
    const id = ids.get(letter.key)
    return id === undefined || stands === 'fresh' ? [] : [{ id, ...stands }]
  })
  await tx.query(
    `update outbox o set state = m.state, reason = m.reason, attempts = 1 - m.unsent::int,
       not_before = coalesce(m.not_before, o.not_before)
     from unnest($1::bigint[], $2::text[], $3::text[], $4::timestamptz[], $5::boolean[])
       as m(id, state, reason, not_before, unsent)
     where o.id = m.id`,
    [
      tried.map(one => one.id),
      tried.map(one => one.state),
      tried.map(one => one.reason),
      tried.map(one => one.notBefore),
      tried.map(one => one.unsent),
    ],
  )
  const lines = handed.filter(({ line }) => line !== null).map(({ recipient }) => recipient.person)
  await tx.query(
    `update deliveries d set outbox_id = m.letter from unnest($2::uuid[], $3::bigint[]) as m(person, letter)
     where d.notice_id = $1 and d.person_id = m.person and d.round > 0 and m.letter is not null`,
    [round.notice, lines, lines.map(person => ids.get(letterKey(round.notice, person)) ?? null)],
  )
  await keepBack(
    tx,
    ink,
    letters.map(({ letter }) => letter.key),
  )
}

function lettersOf(
  { notice, priority, routine, expiresAt, words }: Round,
  { recipient, before, line }: Handed,
): { letter: Letter; stands: Mark | 'fresh' }[] {
  const { person, contact, account, language } = recipient
  const key = letterKey(notice, person)
  const to = { person, contact, account, language }
  const letter = { to, priority, routine, expiresAt }
  const first = words.before.flatMap(({ as, bodies }, n) => {
    const stands = before[n]
    const one: Letter = { ...letter, body: bodies[language], key: `${key}:${as}`, beside: true }
    return stands ? [{ letter: one, stands }] : []
  })
  const text: Letter = { ...letter, body: { text: words.texts[language] }, key }
  return [...first, ...(line === null ? [] : [{ letter: text, stands: line }])]
}

/** These people have no WeChat any more: they are left out. */
export async function leaveOut(tx: Tx, notice: string, people: readonly string[]): Promise<void> {
  if (people.length === 0) return
  await tx.query(
    `update deliveries set excluded = 'unbound' where notice_id = $1 and person_id = any($2) and excluded is null`,
    [notice, people],
  )
}
