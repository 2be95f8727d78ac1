import { dayOf, days } from '../../flows/engine/calendar.ts'
import type { Ink } from '../conversation/outbox.ts'
import { asCounty, rescope, type Tx } from '../db/scope.ts'
import type { Act } from '../evidence/append.ts'
import type { Policy } from '../policy.ts'
import { staffScope } from '../staff/as-staff.ts'
import type { Who } from '../staff/sessions.ts'
import { announceTo, villagesBelow } from './announcements.ts'
import { type Adult, audienceOf } from './audience.ts'
import { endPrepared, type Prepared } from './prepared.ts'
import { type Reach, reachOf } from './reach.ts'
import { type Receipt, receiptsOf, silentIn } from './receipts.ts'
import { fileOf, insertNotice, release } from './release.ts'
import { countyWords, type Filling, fillIn, fillingOf, inTheirWords } from './templates.ts'
import type { Whom } from './whom.ts'

/** A notice that could not be delivered in two days is told by telephone. */
const WORTH = days(2)

/** Whoever works on a notice at a page: a transaction under their own scope, and what goes into the record. */
export type Desk = Ink & {
  tx: Tx
  policy: Policy
  acts: Act[]
  who: Pick<Who, 'id' | 'place' | 'county' | 'role'>
}

/** The receipts of a notice as whoever looks may see them, below a place of theirs. */
export const receiptsFor = ({ tx, who, now }: Desk, notice: string, place = who.place): Promise<Receipt[]> =>
  asCounty(tx, who.county, () =>
    receiptsOf(tx, notice, place, async read => {
      await rescope(tx, await staffScope(tx, who, now))
      const found = await read()
      await rescope(tx, { place: who.county })
      return found
    }),
  )

/** What stands for the marks in its words; above the villages, in whose hands it is laid, they stay until each releases it. */
type Hands = { villages: null; filling: Filling } | { villages: readonly string[]; filling: null }

/** To how many it would go at this moment. */
export type Reckoned = Hands & { adults: Adult[]; reach: Reach }

/** In whose hands somebody above the villages lays a notice; null for a village's own. */
export async function villagesFor({ tx, who }: Desk, { places }: Whom): Promise<string[] | null> {
  if (who.role === 'director') return null
  const all = await villagesBelow(tx, who.place)
  return places ? all.filter(code => places.some(place => code.startsWith(place))) : all
}

/** Whom a notice would reach, read under the scope of whoever writes it. Nothing is written. */
export async function reckon(
  desk: Desk,
  { whom, soon, leavesAt }: Pick<Prepared, 'whom' | 'soon' | 'leavesAt'>,
): Promise<Reckoned> {
  const { tx, who, now, policy, keys } = desk
  const households = whom.unanswered ? silentIn(await receiptsFor(desk, whom.unanswered)) : undefined
  const adults = await audienceOf(tx, who.place, {
    whom,
    today: dayOf(now),
    ...(households && { households }),
  })
  const reach = await asCounty(tx, who.county, () => reachOf(tx, desk, adults, { soon, leavesAt }))
  const villages = await villagesFor(desk, whom)
  if (villages !== null) return { adults, reach, villages, filling: null }
  const filling = await asCounty(tx, who.county, () =>
    fillingOf(tx, { keys, now, duty: policy.duty.phone }, who.place),
  )
  return { adults, reach, villages, filling }
}

/**
 * The last step: a village's notice goes out to its families, one from above to the villages as a draft of each. Of the
 * latter only the villages need be known: each counts its own families. Returns the notice or the announcement.
 */
export async function sendPrepared(
  desk: Desk,
  prepared: Prepared,
  reckoned: Reckoned | { villages: readonly string[] },
): Promise<{ notice: string } | { announcement: string }> {
  const { tx, who, now } = desk
  return await asCounty(tx, who.county, async () => {
    const sent =
      reckoned.villages === null
        ? { notice: await give(desk, prepared, reckoned) }
        : { announcement: await handDown(desk, prepared, reckoned.villages) }
    await endPrepared(tx, prepared.id, sent, now)
    return sent
  })
}

async function give(
  desk: Desk,
  { id, content, whom, soon, file, leavesAt }: Prepared,
  { adults, reach, filling }: Reckoned & { villages: null },
): Promise<string> {
  const { tx, who, acts, words: ours, now } = desk
  const words = await countyWords(tx, ours, who.county, dayOf(now))
  const { link } = content
  const notice = await insertNotice(tx, desk, acts, {
    ...{ place: who.place, author: who.id, key: `prepared:${id}`, kind: 'director' as const, whom },
    audience: Object.keys(whom).length > 0 ? 'chosen' : 'all',
    content: { text: fillIn(content.text, filling), ...(link && { link }), ...(file && { file }) },
  })
  if (notice === null) throw new Error(`released before: ${id}`)
  await release(tx, desk, {
    ...{ id: notice, adults, standing: reach.standing, voice: null, link, danger: soon === 'danger' },
    ...(file && { file: fileOf(ours, file) }),
    text: to =>
      ours(to.language, 'notice:letter', {
        text: fillIn(inTheirWords(words, content, to.language), filling),
      }),
    notBefore: to => reach.fromFor(to.part ?? null),
    expiresAt: Math.max(leavesAt ?? now, reach.last) + WORTH,
  })
  return notice
}

async function handDown(desk: Desk, prepared: Prepared, villages: readonly string[]): Promise<string> {
  const { content, whom, soon, file } = prepared
  const { places: _, ...whomInVillage } = whom
  const { id } = await announceTo(desk.tx, desk, desk.who, {
    ...{ content, file, villages, whom: whomInVillage, acts: desk.acts },
    ...{ urgent: soon !== 'plain', danger: soon === 'danger' },
  })
  return id
}
