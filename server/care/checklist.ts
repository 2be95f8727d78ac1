import { z } from 'zod'
import { dayOf, days, instantOf } from '../../flows/engine/calendar.ts'
import { QUESTIONS } from '../../flows/index.ts'
import { talkingAmong } from '../cases/request-rows.ts'
import type { House, Item } from '../conversation/apply.ts'
import { addressesOf, prompt } from '../conversation/outbox.ts'
import type { Tx } from '../db/scope.ts'
import { type Due, type DueItem, type DueWork, type Outcome, schedule } from '../due.ts'
import { goOnWithEntrusting } from '../entrustment/say.ts'
import { careQuestions } from '../families/first-questions.ts'
import { budgetLeft } from '../notices/budget.ts'
import { type Policy, policyOn } from '../policy.ts'
import { type Keys, unseal } from '../privacy/seal.ts'
import { dayToAsk } from './day-to-ask.ts'
import { addTasks } from './tasks.ts'

type Party = keyof typeof QUESTIONS

/** A sitting of somebody's checklist about one carer, so many days from now at the county's hour, never on check-in day. */
function sitting(
  policy: Policy,
  now: number,
  inDays: number,
  to: Pick<Due, 'person' | 'place'>,
  carer: string,
): DueItem {
  const day = dayToAsk(policy, now, inDays)
  return {
    key: `checklist:${to.person}:${carer}:${day}`,
    place: to.place,
    kind: 'checklist',
    person: to.person ?? null,
    subject: carer,
    dueAt: instantOf(day, policy['care-question'].at),
  }
}

/** The next day after a yes the checklist begins, where the county asks for the whole of it. */
export async function beginChecklists(
  tx: Tx,
  { policy, now }: House,
  items: readonly Item<'confirmCare'>[],
): Promise<void> {
  if (policy['care-checklist'].checklist === 'short') return
  const yes = items.filter(({ effect }) => effect.answer === 'yes' && effect.carer !== null)
  await schedule(
    tx,
    yes.map(({ effect, turn }) => {
      const person = turn.facts.person!
      return sitting(policy, now, 1, { person: person.id, place: person.place }, effect.carer!)
    }),
  )
}

type Left = {
  flow: string
  about: { children: string[]; carer: string; known: Record<string, string | null>; wished: boolean }
}

/** What is still to be asked of somebody about a carer; null when nothing is, or the carer is another one by now. */
async function leftToAsk(
  tx: Tx,
  keys: Keys,
  policy: Policy,
  now: number,
  person: string,
  carer: string,
): Promise<Left | null> {
  const fresh = new Date(now - days(policy['care-checklist'].freshDays))
  const { rows } = await tx.query(
    `select c.id, r.role, r.kin, r.lives_with, r.away_in, r.since > $3 as recent,
            exists (select 1 from entrustments e where e.child_id = c.id and e.carer_id = $2 and e.ended_at is null) as entrusted,
            (select json_agg(json_build_object('id', a.id, 'question', a.question, 'sealed', encode(a.sealed, 'base64')) order by a.at)
             from care_checklist_answers a
             where a.child_id = c.id and a.person_id = $1 and a.carer_id = $2 and a.at > $3) as answers
     from relations r
     join children_asked_about c on c.id = r.child_id
     join relations k on k.child_id = c.id and k.role = 'carer' and k.until is null and k.person_id = $2
     where r.person_id = $1 and r.until is null and r.role in ('father', 'mother', 'carer')
       and (select answer from care_answers a where a.child_id = c.id and a.person_id = $1 order by a.at desc limit 1) = 'yes'
     order by c.birth_date, c.id`,
    [person, carer, fresh],
  )
  if (rows.length === 0) return null
  const party: Party = rows[0].role === 'carer' ? 'carer' : 'parent'
  const known = rows
    .map(row => ({ ...(row.recent ? onRecord(row) : {}), ...answered(keys, row.answers ?? []) }))
    .reduce((all, one) =>
      Object.fromEntries(Object.entries(all).filter(([name]) => Object.hasOwn(one, name))),
    )
  const last = QUESTIONS[party].at(-1)!
  if (Object.hasOwn(known, last)) return null
  // What the entrustment asks is not asked here as well.
  const entrusted: Record<string, null> = rows.every(row => row.entrusted)
    ? { willing: null, agree: null }
    : {}
  return {
    flow: `checklist-${party}`,
    about: { children: rows.map(row => row.id), carer, known: { ...entrusted, ...known }, wished: false },
  }
}

/** What the roster says already. */
function onRecord(row: {
  role: string
  kin: string
  lives_with: boolean | null
  away_in: string | null
}): Record<string, string | null> {
  if (row.role !== 'carer') return { role: row.role, ...(row.away_in && { where: null }) }
  return { ...(row.kin && { kin: null }), ...(row.lives_with === true && { together: null }) }
}

const Answer = z.array(z.object({ id: z.string(), question: z.string(), sealed: z.string() }))
const Kept = z.object({ answer: z.string() })

/** Not willing yet, or a summary that was not right, is no last word. */
const LAST_WORDS: Record<string, string[]> = { agree: ['agree', 'disagree'] }

function answered(keys: Keys, answers: unknown): Record<string, string | null> {
  return Object.fromEntries(
    Answer.parse(answers)
      .map(({ id, question, sealed }) => {
        const kept = unseal(keys, `care_checklist_answers:${id}`, Buffer.from(sealed, 'base64'))
        return [question, Kept.parse(kept).answer] as const
      })
      .filter(([question, answer]) => LAST_WORDS[question]?.includes(answer) ?? true),
  )
}

/** A sitting: the questions that are left, in the weekly budget. What stands in its way today may be gone another day. */
export const askChecklists: DueWork = async (tx, { parts, county, now }, items) => {
  const policy = await policyOn(tx, county, dayOf(now))
  const people = items.map(item => item.person!)
  const addresses = await addressesOf(tx, people)
  const talking = await talkingAmong(tx, people)
  const left = await budgetLeft(tx, policy, now, people, 'notice')
  const { rows } = await tx.query(
    `select id, consent = 'refused' as refused,
            exists (select 1 from holds h where h.person_id = p.id and h.until_at is null) as held
     from people p where id = any($1)`,
    [people],
  )
  const of = new Map(rows.map(row => [row.id, row]))
  const outcomes: Outcome[] = []
  for (const item of items) {
    const person = item.person!
    const forever = !addresses.has(person) ? 'no-wechat' : of.get(person).refused ? 'refused' : null
    const today = of.get(person).held
      ? 'held'
      : talking.has(person)
        ? 'talking'
        : left.get(person)! > 0
          ? null
          : 'budget'
    const questions =
      forever === null && policy['care-checklist'].checklist === 'whole'
        ? await leftToAsk(tx, parts.keys, policy, now, person, item.subject!)
        : null
    if (questions && today)
      await schedule(tx, [sitting(policy, now, policy['care-checklist'].everyDays, item, item.subject!)])
    if (questions && !today)
      await prompt(tx, { keys: parts.keys, now }, [
        { contact: addresses.get(person)!.contact, key: item.key, arrived: question(questions) },
      ])
    outcomes.push(
      questions && !today ? 'done' : { skipped: forever ?? (questions ? today! : 'nothing-left') },
    )
  }
  return outcomes
}

const question = ({ flow, about }: Left) => ({
  type: 'prompt',
  prompt: { flow, about, urgency: 3, expiresAt: null },
})

/** Another sitting some days later; after as many in silence as the county allows, a line of the director's list. */
export async function pauseChecklists(
  tx: Tx,
  house: House,
  items: readonly Item<'pauseChecklist'>[],
): Promise<void> {
  const { everyDays, reminders } = house.policy['care-checklist']
  for (const { effect, turn } of items) {
    const person = turn.facts.person!
    const { rows } = await tx.query(
      `select count(*)::int as asked, (select count(*)::int from care_checklist_answers a where a.person_id = $1 and a.carer_id = $2) as answers
       from due_items d
       where d.person_id = $1 and d.subject = $2 and d.kind = 'checklist' and d.state = 'done'
         and d.ended_at > coalesce((select max(at) from care_checklist_answers a where a.person_id = $1 and a.carer_id = $2), '-infinity')`,
      [person.id, effect.carer],
    )
    const reminded = rows[0].asked - (rows[0].answers > 0 ? 0 : 1)
    if (reminded < reminders)
      await schedule(tx, [
        sitting(house.policy, house.now, everyDays, { person: person.id, place: person.place }, effect.carer),
      ])
    else {
      const [child] = effect.children
      const line = {
        kind: 'checklist-unfinished',
        child: child!,
        person: person.id,
        words: String(effect.number),
      }
      await addTasks(tx, house, [line])
    }
  }
}

/**
 * 继续: what is left is asked now, because it was wished for; whoever was never asked who looks after the children is
 * asked that. Otherwise somebody says that nothing is left.
 */
export async function goOnWithChecklists(
  tx: Tx,
  house: House,
  items: readonly Item<'goOnWithChecklist'>[],
): Promise<void> {
  for (const { turn } of items) {
    const person = turn.facts.person!
    const carers = new Set(person.children.flatMap(child => child.carer?.id ?? []))
    const whole = house.policy['care-checklist'].checklist === 'whole'
    let found: Left | null = null
    for (const carer of whole ? carers : [])
      found ??= await leftToAsk(tx, house.keys, house.policy, house.now, person.id, carer)
    const { contact } = turn.waiting.to
    if (!found && (await goOnWithEntrusting(tx, house, turn, carers))) continue
    const asked = found
      ? [question({ ...found, about: { ...found.about, wished: true } })]
      : (await careQuestions(tx, person.id, contact)).map(one => one.arrived)
    if (asked.length === 0) turn.replies.push({ key: 'common:nothingLeft', values: {} })
    await prompt(
      tx,
      house,
      asked.map((one, n) => ({
        contact,
        key: `checklist:${turn.waiting.key}:${n}`,
        arrived: { ...one, reply: true },
      })),
    )
  }
}
