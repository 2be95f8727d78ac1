import { dayOf, days, outOfQuiet } from '../../flows/engine/calendar.ts'
import type { Language } from '../../locales/index.ts'
import type { House, Item, Turned } from '../conversation/apply.ts'
import type { Ink } from '../conversation/outbox.ts'
import type { Tx } from '../db/scope.ts'
import { type DueWork, type Outcome, suppress } from '../due.ts'
import type { Act } from '../evidence/append.ts'
import { type Policy, policyOn } from '../policy.ts'
import { unseal } from '../privacy/seal.ts'
import { asStaff } from '../staff/as-staff.ts'
import { type Audience, sizeOf } from './audience.ts'
import { Content } from './prepared.ts'
import { receiptsOf, silentIn } from './receipts.ts'
import { fileOf, insertNotice, release } from './release.ts'
import { countyWords, fillIn, fillingOf, inTheirWords } from './templates.ts'
import { Whom } from './whom.ts'

/** A notice that could not be delivered in two days is told by telephone. */
const WORTH = days(2)

export type Draft = {
  id: string
  place: string
  content: Content
  whom: Whom
  file: string | null
  author: string
  urgent: boolean
  danger: boolean
}

/** A draft still waiting, locked, as far as this director may decide about it. */
async function waitingDraft(tx: Tx, house: House, turn: Turned, id: string): Promise<Draft | null> {
  const seen = await asStaff(tx, turn, () =>
    tx.query(`select id from announcement_drafts where id = $1`, [id]),
  )
  return seen.rows[0] ? await openDraft(tx, house, id) : null
}

/** What stands in every draft; the announcement itself belongs to a place above the village. */
const DRAFT = `select d.id, d.place, a.id as announcement, a.sealed, a.author_id, a.urgent, a.danger, a.whom, a.file_id
  from announcement_drafts d join announcements a on a.id = d.announcement_id where d.state = 'waiting'`

/** A draft that still waits, locked. Runs under the county's scope. */
export async function openDraft(tx: Tx, { keys }: Pick<Ink, 'keys'>, id: string): Promise<Draft | null> {
  const { rows } = await tx.query(`${DRAFT} and d.id = $1 for update of d`, [id])
  return rows[0] ? draftOf(keys, rows[0]) : null
}

/** What a village decided about a draft: the notice it became, or that it sends none. Runs under the county's scope. */
export async function decidedDraft(tx: Tx, place: string, id: string): Promise<string | 'declined' | null> {
  const { rows } = await tx.query(
    `select notice_id from announcement_drafts where id = $1 and place = $2 and state <> 'waiting'`,
    [id, place],
  )
  return rows[0] ? (rows[0].notice_id ?? 'declined') : null
}

/** What waits for a village's director, the latest first. Runs under the county's scope. */
export async function waitingDrafts(tx: Tx, { keys }: Pick<Ink, 'keys'>, place: string): Promise<Draft[]> {
  const { rows } = await tx.query(`${DRAFT} and d.place = $1 order by a.created_at desc, d.id limit 20`, [
    place,
  ])
  return rows.map(row => draftOf(keys, row))
}

type Row = {
  id: string
  place: string
  announcement: string
  sealed: Buffer
  author_id: string
  urgent: boolean
  danger: boolean
  whom: unknown
  file_id: string | null
}

const draftOf = (keys: Ink['keys'], row: Row): Draft => ({
  ...{ id: row.id, place: row.place, author: row.author_id, urgent: row.urgent, danger: row.danger },
  ...{ whom: Whom.parse(row.whom), file: row.file_id },
  content: Content.parse(unseal(keys, `announcements:${row.announcement}`, row.sealed)),
})

/** Its words as this village's families would read them, in a director's own words once there are some. */
export async function draftText(
  tx: Tx,
  { keys, now, policy }: Pick<Ink, 'keys' | 'now'> & { policy: Policy },
  { place, content }: Draft,
  text: string | null,
): Promise<string> {
  return fillIn(text ?? content.text, await fillingOf(tx, { keys, now, duty: policy.duty.phone }, place))
}

/** The draft as families would read it, in the director's own words once there are some. */
export async function showDraft(tx: Tx, house: House, items: readonly Item<'showDraft'>[]): Promise<void> {
  for (const { effect, turn } of items) {
    const draft = await waitingDraft(tx, house, turn, effect.draft)
    if (!draft) {
      turn.replies.push({ key: 'announce:decided', values: {} })
      continue
    }
    const { link } = draft.content
    const words = await draftText(tx, house, draft, effect.text)
    const brings = draft.file ? [house.words(turn.waiting.to.language, 'announce:brings')] : []
    const text = [words, ...(link ? [`${link.title} ${link.url}`] : []), ...brings].join('\n')
    turn.replies.push({ key: 'announce:draft', values: { text } })
  }
}

export async function releaseDraft(
  tx: Tx,
  house: House,
  items: readonly Item<'releaseDraft'>[],
): Promise<void> {
  for (const { effect, turn } of items) {
    const draft = await waitingDraft(tx, house, turn, effect.draft)
    if (!draft) {
      turn.replies.push({ key: 'announce:decided', values: {} })
      continue
    }
    const { id } = turn.facts.person!.staff!
    const households = await releaseBy(tx, house, draft, { text: effect.text, staff: id }, turn.acts)
    turn.replies.push({ key: 'announce:released', values: { count: households } })
  }
}

export async function declineDraft(
  tx: Tx,
  house: House,
  items: readonly Item<'declineDraft'>[],
): Promise<void> {
  for (const { effect, turn } of items) {
    const draft = await waitingDraft(tx, house, turn, effect.draft)
    if (draft) await declineBy(tx, house, draft, turn.facts.person!.staff!.id, turn.acts)
    turn.replies.push({ key: draft ? 'announce:declined' : 'announce:decided', values: {} })
  }
}

/** A member of staff sends it, in their own words perhaps. Runs, and ends, under the county's scope. Returns how many households. */
export async function releaseBy(
  tx: Tx,
  ink: Ink & { policy: Policy },
  draft: Draft,
  { text, staff }: { text: string | null; staff: string },
  acts: Act[],
): Promise<number> {
  const content = text === null ? draft.content : { ...draft.content, text }
  const households = await send(tx, ink, { ...draft, content, author: staff }, staff, acts)
  await suppress(tx, [draft.id], 'decided', ink.now)
  return households
}

/** Their village does not send it. */
export async function declineBy(
  tx: Tx,
  { now }: Pick<Ink, 'now'>,
  { id, place }: Draft,
  staff: string,
  acts: Act[],
): Promise<void> {
  await decide(tx, id, 'declined', staff, null, now)
  await suppress(tx, [id], 'decided', now)
  acts.push({ kind: 'announcement-declined', place, subjects: [id], by: { staff } })
}

/** An urgent draft nobody decided about in the policy's time goes out as it was written above. */
export const releaseByItself: DueWork = async (tx, { parts, county, now, acts }, items) => {
  const ink = { ...parts, now, policy: await policyOn(tx, county, dayOf(now)) }
  const outcomes: Outcome[] = []
  for (const item of items) {
    const draft = await openDraft(tx, ink, item.subject!)
    if (draft) await send(tx, ink, draft, null, acts)
    outcomes.push(draft ? 'done' : { skipped: 'decided' })
  }
  return outcomes
}

/** Whom of the village a draft is for. Runs under the county's scope. */
export async function draftAudience(
  tx: Tx,
  { now }: Pick<Ink, 'now'>,
  { place, whom }: Draft,
): Promise<Audience> {
  const { unanswered } = whom
  const households = unanswered ? silentIn(await receiptsOf(tx, unanswered, place)) : undefined
  return { place, whom, today: dayOf(now), households }
}

/** Like a notice of the village's director; at night only where life is in danger. Returns how many households. */
async function send(
  tx: Tx,
  ink: Ink & { policy: Policy },
  draft: Draft,
  decidedBy: string | null,
  acts: Act[],
): Promise<number> {
  const { id, place, author, danger, content, whom, file } = draft
  const audience = await draftAudience(tx, ink, draft)
  const filling = await fillingOf(tx, { ...ink, duty: ink.policy.duty.phone }, place)
  const { link } = content
  const own = await countyWords(tx, ink.words, place.slice(0, 6), dayOf(ink.now))
  const text = fillIn(content.text, filling)
  const notice = await insertNotice(tx, ink, acts, {
    ...{ place, author, key: `announcement:${id}`, kind: 'director' as const, whom },
    audience: Object.keys(whom).length > 0 ? 'chosen' : 'all',
    content: { text, ...(link && { link }), ...(file && { file }) },
  })
  const notBefore = danger ? ink.now : outOfQuiet(ink.now, ink.policy.quiet)
  if (notice)
    await release(tx, ink, {
      ...{ id: notice, audience, voice: null, notBefore, danger, link },
      ...(file && { file: fileOf(ink.words, file) }),
      text: (to: { language: Language }) =>
        ink.words(to.language, 'notice:letter', {
          text: fillIn(inTheirWords(own, content, to.language), filling),
        }),
      expiresAt: notBefore + WORTH,
    })
  await decide(tx, id, 'released', decidedBy, notice, ink.now)
  return await sizeOf(tx, audience)
}

const decide = (
  tx: Tx,
  draft: string,
  state: 'released' | 'declined',
  by: string | null,
  notice: string | null,
  now: number,
) =>
  tx.query(
    'update announcement_drafts set state = $2, decided_by = $3, notice_id = $4, decided_at = $5 where id = $1',
    [draft, state, by, notice, new Date(now)],
  )
