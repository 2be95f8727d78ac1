import { type Ink, prompt } from '../conversation/outbox.ts'
import type { Tx } from '../db/scope.ts'
import { type Actor, actOn } from '../entrustment/act.ts'
import type { Act as Doing } from '../entrustment/chain.ts'
import { followUp } from '../entrustment/follow-up.ts'
import { ladders } from '../entrustment/ladder.ts'
import { lockEntrustments } from '../entrustment/rows.ts'
import type { Act as Evidence } from '../evidence/append.ts'
import { end } from '../ladders/ladder.ts'
import { EXCLUSIONS } from '../paper/forms.ts'
import type { Answers } from './form.ts'
import { consume, type Link } from './links.ts'

/** The wording of the page; another text needs another version (a test compares). */
export const CONFIRM_WORDING = 'confirm-page/1'

/** What has to be answered before a yes, and is not. */
export function unanswered(link: Pick<Link, 'party'>, answers: Answers): string[] {
  if (answers.decision === 'refuses') return []
  const asked = [...EXCLUSIONS, ...(link.party === 'parent' ? (['view'] as const) : [])]
  return asked.filter(name => answers[name] === undefined)
}

/**
 * What was confirmed on the page: the link is used up, each answer is an act of the entrustment, with all that follows in
 * the chat. Null
 * when the document is another one by now, or there is nothing to agree to any more.
 */
export async function submit(
  tx: Tx,
  house: Ink & { acts: Evidence[] },
  link: Link,
  answers: Answers,
): Promise<NonNullable<Link['used']> | null> {
  const entrustment = (await lockEntrustments(tx, [link.entrustment])).get(link.entrustment)
  if (!entrustment || entrustment.hash !== link.hash) return null
  if (entrustment.standing.ended || entrustment.standing.done.has('witnessed')) return null
  const { decision, strokes, form } = answers
  const used = { form, decision, drawn: strokes.length > 0, at: house.now }
  await consume(tx, link, used, house.now)
  const by: Actor = {
    party: link.party,
    person: link.person,
    staff: null,
    how: 'page',
    contact: link.contact,
    key: `confirmed:${link.id}`,
  }
  for (const { act, more } of actsOf(link, answers)) {
    const outcome = await actOn(tx, house, link.entrustment, act, by, {
      wording: CONFIRM_WORDING,
      more: more ?? {},
    })
    if ('refusal' in outcome && outcome.refusal === 'outdated') return null
    if ('refusal' in outcome) throw new Error(`not counted: ${act.act}: ${outcome.refusal}`)
    await followUp(tx, house, act, link.party, [outcome])
  }
  await end(tx, ladders[link.party], [link.entrustment], 'answered', house.now)
  await withdrawQuestion(tx, house, link, entrustment.carer)
  house.acts.push({
    kind: 'link-used',
    place: entrustment.place,
    subjects: [link.entrustment, link.person],
    by: { person: link.person, contact: link.contact },
    message: by.key,
    what: { page: 'confirm', wording: CONFIRM_WORDING, document: link.hash, decision, drawn: used.drawn },
  })
  return used
}

/** Nobody is asked in the chat what was answered on the page; whatever is left of other children is asked on. */
async function withdrawQuestion(tx: Tx, house: Ink, link: Link, carer: string): Promise<void> {
  const { rowCount } = await tx.query(
    `select 1 from entrustments e
     where e.carer_id = $1 and e.ended_at is null and e.${link.party}_agreed_at is null
       and ($2 = $1 or exists (select 1 from relations r where r.child_id = e.child_id and r.person_id = $2 and r.until is null))
     limit 1`,
    [carer, link.person],
  )
  if (rowCount) return
  const arrived = { type: 'withdraw', flow: `entrust-${link.party}`, subject: carer }
  await prompt(tx, house, [{ contact: link.contact, key: `withdraw:confirmed:${link.id}`, arrived }])
}

function actsOf(
  { party }: Link,
  { decision, strokes, said, view, ...answers }: Answers,
): { act: Doing; more?: Record<string, unknown> }[] {
  if (decision === 'refuses') return [{ act: { act: 'refuses' } }]
  const { offences, addiction, neglect, unsuitable } = answers
  return [
    {
      act: {
        act: 'exclusions',
        declared: {
          offences: offences!,
          addiction: addiction!,
          neglect: neglect!,
          unsuitable: unsuitable!,
        },
      },
    },
    ...(party === 'parent'
      ? [{ act: { act: 'child-view', view: view! } as const, more: said ? { said } : {} }]
      : []),
    { act: { act: 'agrees' }, more: strokes.length > 0 ? { strokes } : {} },
  ]
}
