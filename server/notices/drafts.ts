import { dayOf, days, outOfQuiet } from '../../flows/engine/calendar.ts'
import type { Language } from '../../locales/index.ts'
import type { House, Item, Turned } from '../conversation/apply.ts'
import type { Ink } from '../conversation/outbox.ts'
import { rescope, type Tx } from '../db/scope.ts'
import { type DueWork, type Outcome, suppress } from '../due.ts'
import type { Act } from '../evidence/append.ts'
import { type Policy, policyOn } from '../policy.ts'
import { unseal } from '../privacy/seal.ts'
import { asStaff } from '../staff/as-staff.ts'
import { audienceOf, peopleOf, standingOf } from './audience.ts'
import { insertNotice, release } from './release.ts'

/** A notice that could not be delivered in two days is told by telephone. */
const WORTH = days(2)

type Draft = { id: string; place: string; text: string; author: string; danger: boolean }

/** A draft still waiting, locked, as far as this director may decide about it. */
async function waitingDraft(tx: Tx, house: House, turn: Turned, id: string): Promise<Draft | null> {
  const seen = await asStaff(tx, turn, () =>
    tx.query(`select id from announcement_drafts where id = $1`, [id]),
  )
  return seen.rows[0] ? await openDraft(tx, house, id) : null
}

/** Under the county's scope: the announcement itself belongs to a place above the village. */
async function openDraft(tx: Tx, { keys }: Pick<Ink, 'keys'>, id: string): Promise<Draft | null> {
  const { rows } = await tx.query(
    `select d.id, d.place, a.id as announcement, a.sealed, a.author_id, a.danger from announcement_drafts d
     join announcements a on a.id = d.announcement_id where d.id = $1 and d.state = 'waiting' for update of d`,
    [id],
  )
  if (!rows[0]) return null
  const { text } = unseal(keys, `announcements:${rows[0].announcement}`, rows[0].sealed) as { text: string }
  const { place, author_id: author, danger } = rows[0]
  return { id, place, text, author, danger }
}

/** The draft as families would read it, in the director's own words once there are some. */
export async function showDraft(tx: Tx, house: House, items: readonly Item<'showDraft'>[]): Promise<void> {
  for (const { effect, turn } of items) {
    const draft = await waitingDraft(tx, house, turn, effect.draft)
    turn.replies.push(
      draft
        ? { key: 'announce:draft', values: { text: effect.text ?? draft.text } }
        : { key: 'announce:decided', values: {} },
    )
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
    const staff = turn.facts.person!.staff!
    const text = effect.text ?? draft.text
    const households = await send(tx, house, { ...draft, text, author: staff.id }, staff.id, turn.acts)
    await rescope(tx, { place: turn.place })
    await suppress(tx, [draft.id], 'decided', house.now)
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
    if (draft) {
      await decide(tx, draft.id, 'declined', turn.facts.person!.staff!.id, null, house.now)
      await suppress(tx, [draft.id], 'decided', house.now)
    }
    turn.replies.push({ key: draft ? 'announce:declined' : 'announce:decided', values: {} })
  }
}

/** An urgent draft nobody decided about in the policy's time goes out as it was written above. */
export const releaseByItself: DueWork = async (tx, { parts, county, now, acts }, items) => {
  const ink = { ...parts, now, policy: await policyOn(tx, county, dayOf(now)) }
  const outcomes: Outcome[] = []
  for (const item of items) {
    const draft = await openDraft(tx, ink, item.subject!)
    if (draft) await send(tx, ink, draft, null, acts)
    await rescope(tx, { place: county })
    outcomes.push(draft ? 'done' : { skipped: 'decided' })
  }
  return outcomes
}

/** To everybody of the village, like a notice of its director; at night only where life is in danger. Returns how many households. */
async function send(
  tx: Tx,
  ink: Ink & { policy: Policy },
  { id, place, text, author, danger }: Draft,
  decidedBy: string | null,
  acts: Act[],
): Promise<number> {
  await rescope(tx, { place })
  const adults = await audienceOf(tx, place)
  await rescope(tx, { place: place.slice(0, 6) })
  const standing = await standingOf(tx, peopleOf(adults), { automatic: false })
  const notice = await insertNotice(tx, ink, acts, {
    ...{ place, author, key: `announcement:${id}`, kind: 'director' as const },
    content: { text },
  })
  const notBefore = danger ? ink.now : outOfQuiet(ink.now, ink.policy.quiet)
  if (notice)
    await release(tx, ink, {
      ...{ id: notice, adults, standing, voice: null, notBefore, danger },
      text: (to: { language: Language }) => ink.words(to.language, 'notice:letter', { text }),
      expiresAt: notBefore + WORTH,
    })
  await decide(tx, id, 'released', decidedBy, notice, ink.now)
  return new Set(adults.map(adult => adult.household)).size
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
