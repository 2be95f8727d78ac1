import { days } from '../../flows/engine/calendar.ts'
import { PAPER_QUESTIONS, type PaperQuestion } from '../../flows/index.ts'
import type { Tx } from '../db/scope.ts'
import type { Act as Evidence } from '../evidence/append.ts'
import { ChildSealed } from '../families/sealed.ts'
import type { Policy } from '../policy.ts'
import { type Keys, unseal } from '../privacy/seal.ts'
import { actOn } from './act.ts'
import type { ActRow } from './acts.ts'
import { monthIn } from './said-when.ts'

/** What somebody said for the paper; `person` null: staff, about whoever is meant. */
export type PaperFact = { value: string | null; person: string | null; at: number }

/** What the acts say of one thing, the newest word counting: of one person, of staff, or of anybody. */
export function factOf(acts: readonly ActRow[], name: string, person?: string): PaperFact | null {
  const act = acts.findLast(
    one =>
      one.act === 'tells' &&
      Object.hasOwn(one.given.facts as object, name) &&
      (person === undefined || one.person === null || one.person === person),
  )
  return act
    ? {
        value: (act.given.facts as Record<string, string | null>)[name] ?? null,
        person: act.person,
        at: act.at,
      }
    : null
}

/** What is left to ask one side for the paper of some entrustments, and what of it is on record elsewhere. */
export type ForPaper = { known: PaperQuestion[]; onPaper: Partial<Record<PaperQuestion, string>> }

type House = { keys: Keys; now: number; policy: Policy; acts: Evidence[] }
type Of = { side: keyof typeof PAPER_QUESTIONS; person: string; carer: string }

/**
 * Nobody is asked what was said about these entrustments, what the roster says of living together, or what the carer has
 * said in the checklist, which is taken over word for word. What the roster, the parent's checklist or an earlier
 * entrustment says otherwise has only to be right.
 */
export async function leftForPaper(
  tx: Tx,
  house: House,
  of: Of,
  entrustments: readonly { id: string; child_id: string }[],
): Promise<ForPaper> {
  const said = await saidFor(tx, house.keys, of, entrustments)
  const checklist = await checklistOf(tx, house, of, entrustments)
  const roster = await rosterOf(tx, house.keys, of, entrustments)
  const taken = of.side === 'carer' ? await takeOver(tx, house, of, entrustments, checklist, said) : []
  const known = PAPER_QUESTIONS[of.side].filter(
    one =>
      taken.includes(one) ||
      (one === 'together' && roster.together !== undefined) ||
      entrustments.every(({ id }) => said.some(fact => fact.name === one && fact.entrustment === id)),
  )
  const onPaper: ForPaper['onPaper'] = {}
  for (const one of PAPER_QUESTIONS[of.side]) {
    if (known.includes(one) || one === 'together' || one === 'health') continue
    const before = said.findLast(fact => fact.name === one && fact.value !== null)
    const value = before ? asSaid(one, before) : (roster[one] ?? checklist.get(one)?.words)
    if (value) onPaper[one] = value
  }
  return { known, onPaper }
}

/** 今年3月 is another month a year later. */
const asSaid = (name: string, { value, at }: Pick<Told, 'value' | 'at'>): string =>
  (name === 'awayFrom' || name === 'awayUntil' ? monthIn(value!, name, at) : null) ?? value!

type Told = { name: string; value: string | null; entrustment: string; at: number }

/** What was told for the paper of these entrustments, and of others by the same person; the oldest first. */
async function saidFor(
  tx: Tx,
  keys: Keys,
  { person }: Of,
  entrustments: readonly { id: string }[],
): Promise<Told[]> {
  const { rows } = await tx.query(
    `select id, entrustment_id, at, sealed from entrustment_acts
     where act = 'tells' and (person_id = $1 or (entrustment_id = any($2) and person_id is null)) order by n`,
    [person, entrustments.map(one => one.id)],
  )
  return rows.flatMap(row => {
    const { facts } = unseal(keys, `entrustment_acts:${row.id}`, row.sealed) as {
      facts: Record<string, string | null>
    }
    return Object.entries(facts).map(([name, value]) => ({
      ...{ name, value, entrustment: row.entrustment_id, at: row.at.getTime() },
    }))
  })
}

type Answered = { id: string; child: string; answer: string; words: string; wording: string; contact: string }

/** The newest answers of the checklist that are fresh, by question. */
async function checklistOf(
  tx: Tx,
  { keys, policy, now }: House,
  { person, carer }: Of,
  entrustments: readonly { child_id: string }[],
): Promise<Map<string, Answered>> {
  const { rows } = await tx.query(
    `select id, child_id, question, sealed, wording, contact_id from care_checklist_answers
     where person_id = $1 and carer_id = $2 and child_id = any($3) and question = any($4) and at > $5 order by at`,
    [
      ...[person, carer, entrustments.map(one => one.child_id), ['second', 'together', 'health']],
      new Date(now - days(policy['care-checklist'].freshDays)),
    ],
  )
  return new Map(
    rows.flatMap(row => {
      const { answer, words } = unseal(keys, `care_checklist_answers:${row.id}`, row.sealed) as {
        answer: string
        words: string
      }
      const said = { id: row.id, child: row.child_id, wording: row.wording, contact: row.contact_id }
      // 没有 and 有时 say nothing that could stand there.
      return NOTHING_SAID.has(answer) ? [] : [[row.question, { ...said, answer, words }] as const]
    }),
  )
}

const NOTHING_SAID = new Set(['没有', '没', 'sometimes'])

/** What the carer has said in the checklist, as an act of each of these entrustments. */
async function takeOver(
  tx: Tx,
  house: House,
  { person }: Of,
  entrustments: readonly { id: string }[],
  checklist: ReadonlyMap<string, Answered>,
  said: readonly Told[],
): Promise<string[]> {
  for (const question of ['together', 'health']) {
    const answer = checklist.get(question)
    if (!answer) continue
    for (const { id } of entrustments) {
      if (said.some(one => one.entrustment === id && one.name === question)) continue
      await actOn(
        tx,
        house,
        id,
        { act: 'tells', facts: { [question]: answer.answer } },
        {
          ...{ party: 'carer', person, staff: null, how: 'wechat' },
          ...{ contact: answer.contact, key: `checklist:${answer.id}` },
        },
        { words: answer.words, wording: answer.wording },
      )
    }
  }
  return ['together', 'health'].filter(question => checklist.has(question))
}

/** What the roster says of the same: where a parent works, whether the carer lives with the children, and where. */
async function rosterOf(
  tx: Tx,
  keys: Keys,
  { side, person }: Of,
  entrustments: readonly { child_id: string }[],
): Promise<Partial<Record<PaperQuestion, string>>> {
  const { rows } = await tx.query(
    `select c.id, c.sealed, r.lives_with, r.away_in from children c
     join relations r on r.child_id = c.id and r.person_id = $1 and r.until is null
     where c.id = any($2) order by r.role = 'carer' desc, c.id`,
    [person, entrustments.map(one => one.child_id)],
  )
  const [row] = rows
  if (!row) return {}
  if (side === 'parent') return { worksIn: row.away_in ?? undefined }
  if (row.lives_with === null) return {}
  const { details } = ChildSealed.parse(unseal(keys, `children:${row.id}`, row.sealed)) as {
    details?: Record<string, string>
  }
  return {
    together: row.lives_with ? 'yes' : 'no',
    ...(row.lives_with && details?.livesAt && { livesAt: details.livesAt }),
  }
}
