import { dayOf } from '../../flows/engine/calendar.ts'
import type { House, Item, Turned } from '../conversation/apply.ts'
import type { Tx } from '../db/scope.ts'
import { unseal } from '../privacy/seal.ts'
import { ChildSealed, masked, maskedPhone, PersonSealed } from './sealed.ts'

/** So many of their own answers are shown; the paper file has the rest. */
const LATEST = 4

/**
 * What is kept about somebody and, masked, about their children: shown to them alone, in a few short messages. Their
 * own answers, never anybody else's; nothing of a case.
 */
export async function showMyData(tx: Tx, house: House, items: readonly Item<'showMyData'>[]): Promise<void> {
  for (const { turn } of items) {
    const say = (key: string, values: Record<string, unknown>) =>
      turn.replies.push({ key: `my-data:${key}`, values })
    const line = lineOf(house, turn)
    const me = await person(tx, house, turn)
    say('self', me)
    const children = await childrenOf(tx, house, turn)
    if (children.length > 0)
      say('children', { lines: children.map(child => line('child', child)).join('\n') })
    const agreed = [
      ...(me.consentOn ? [line(`consent-${me.consent}`, { on: day(line, me.consentOn) })] : []),
      ...children.flatMap(({ child, consent, on }) =>
        on ? [line(`child-consent-${consent}`, { child, on: day(line, on) })] : [],
      ),
    ]
    if (agreed.length > 0) say('consents', { lines: agreed.join('\n') })
    const answers = await answersOf(tx, turn)
    if (answers.length > 0)
      say('answers', {
        lines: answers
          .map(({ kind, answer, at }) => line(`${kind}-${answer}`, { on: day(line, at) }))
          .join('\n'),
      })
    say('rest', { days: house.policy.retention.chatDays })
  }
}

type Line = (key: string, values: Record<string, unknown>) => string

const lineOf =
  ({ words }: House, turn: Turned): Line =>
  (key, values) =>
    words(turn.waiting.to.language, `my-data:${key}`, values)

function day(line: Line, at: Date): string {
  const [, month, date] = dayOf(at.getTime()).split('-').map(Number)
  return line('day', { month, date })
}

async function person(tx: Tx, { keys }: House, turn: Turned) {
  const { rows } = await tx.query('select sealed, consent, consent_at from people where id = $1', [
    turn.facts.person!.id,
  ])
  const { name, phone } = PersonSealed.parse(unseal(keys, `people:${turn.facts.person!.id}`, rows[0].sealed))
  return {
    name: masked(name),
    phone: phone === null ? '-' : maskedPhone(phone),
    consent: rows[0].consent as string,
    consentOn: rows[0].consent_at as Date | null,
  }
}

async function childrenOf(tx: Tx, { keys }: House, turn: Turned) {
  const { rows } = await tx.query(
    `select c.id, c.sealed, min(r.kin) as kin, k.answer, k.at from relations r
     join children c on c.id = r.child_id and c.state <> 'left'
     left join lateral (
       select answer, at from child_consents
       where child_id = c.id and person_id = $1 order by at desc limit 1) k on true
     where r.person_id = $1 and r.until is null group by c.id, k.answer, k.at order by c.birth_date, c.id`,
    [turn.facts.person!.id],
  )
  return rows.map(row => ({
    child: masked(ChildSealed.parse(unseal(keys, `children:${row.id}`, row.sealed)).name),
    kin: row.kin as string,
    consent: row.answer as string | null,
    on: row.at as Date | null,
  }))
}

async function answersOf(tx: Tx, turn: Turned): Promise<{ kind: string; answer: string; at: Date }[]> {
  const { rows } = await tx.query(
    `select kind, answer, at from (
       select 'report' as kind, answer, answered_at as at from check_ins
       where answered_by = $1 and answered_at is not null
       union all select distinct 'care', answer, at from care_answers where person_id = $1) said
     order by at desc limit $2`,
    [turn.facts.person!.id, LATEST],
  )
  return rows
}
