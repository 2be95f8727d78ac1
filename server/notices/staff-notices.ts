import { createHmac } from 'node:crypto'
import { dayOf, days, outOfQuiet, spokenTime, timeOf } from '../../flows/engine/calendar.ts'
import type { EffectOf, NoticeFor } from '../../flows/index.ts'
import type { Language } from '../../locales/index.ts'
import type { House, Item, Turned } from '../conversation/apply.ts'
import type { Tx } from '../db/scope.ts'
import type { Keys } from '../privacy/seal.ts'
import { asStaff } from '../staff/as-staff.ts'
import { type Adult, audienceOf, countHouseholds, peopleOf, type Standing, standingOf } from './audience.ts'
import { lastNotice, ownReceipts } from './last-notice.ts'
import { silentIn } from './receipts.ts'
import { insertNotice, release } from './release.ts'
import { type Whom, whomOf } from './whom.ts'

export { showProgress } from './progress.ts'
export { remindSilent } from './remind.ts'

/** A notice that could not be delivered in two days is told by telephone. */
const WORTH = days(2)

type Draft = Omit<EffectOf<'releaseNotice'>, 'type'>
type Audience = { adults: Adult[]; standing: Map<string, Standing> }

/** Households of the staff member's place, and how many of them the notice would reach. Nothing is written. */
export async function previewNotice(
  tx: Tx,
  house: House,
  items: readonly Item<'previewNotice'>[],
): Promise<void> {
  for (const { effect, turn } of items) {
    const audience = await ownAudience(tx, house, turn, effect.audience)
    const { language } = turn.waiting.to
    turn.replies.push({
      key: effect.voice ? 'notice:previewVoice' : 'notice:preview',
      values: { letter: letterText(house, language, effect), ...counts(house, language, audience, effect) },
    })
  }
}

/**
 * Sends a draft to everybody below the staff member's place. The same words of the same author go out once a day.
 * A person decided, so neither the weekly budget nor a hold keeps it back; it counts in the budget and keeps quiet
 * hours.
 */
export async function releaseNotice(
  tx: Tx,
  house: House,
  items: readonly Item<'releaseNotice'>[],
): Promise<void> {
  for (const { effect, turn } of items) {
    const { id: author, place } = turn.facts.person!.staff!
    const key = `notice:${author}:${dayOf(house.now)}:${fingerprint(house.keys, effect)}`
    const { text: words, voice, picture } = effect
    const content = voice ? { voice } : { text: words, ...(picture && { picture }) }
    // Frozen before the notice exists: 没回的 are those of the last one.
    const { whom, ...audience } = await ownAudience(tx, house, turn, effect.audience)
    const id = await insertNotice(tx, house, turn.acts, {
      place,
      key,
      kind: 'director',
      author,
      content,
      audience: effect.audience,
      whom,
    })
    if (!id) {
      const { rows } = await tx.query('select released_at from notices where key = $1', [key])
      turn.replies.push({ key: 'notice:already', values: { time: timeOf(rows[0].released_at.getTime()) } })
      continue
    }
    const notBefore = outOfQuiet(effect.at ?? house.now, house.policy.quiet)
    const text = (to: { language: Language }) => letterText(house, to.language, effect)
    await release(tx, house, {
      id,
      ...audience,
      text,
      voice,
      picture,
      notBefore,
      expiresAt: notBefore + WORTH,
    })
    turn.replies.push(released(house, turn, audience, notBefore, effect))
  }
}

/** Who lives in the place is read under the staff member's own scope; whether WeChat reaches them, under the county's. */
async function ownAudience(
  tx: Tx,
  house: House,
  turn: Turned,
  choice: NoticeFor = 'all',
): Promise<Audience & { whom: Whom }> {
  const { place } = turn.facts.person!.staff!
  const last = choice === 'silent' ? await lastNotice(tx, house, turn) : null
  const whom = whomOf(choice, last?.id ?? null)
  const households = choice === 'silent' ? silentIn(last ? await ownReceipts(tx, turn, last) : []) : undefined
  const adults = await asStaff(tx, turn, () =>
    audienceOf(tx, place, { whom, today: dayOf(house.now), ...(households && { households }) }),
  )
  return { adults, standing: await standingOf(tx, peopleOf(adults), { automatic: false }), whom }
}

function letterText(
  { words }: House,
  language: Language,
  { text, voice }: Pick<Draft, 'text' | 'voice'>,
): string {
  return voice ? words(language, 'notice:letterVoice') : words(language, 'notice:letter', { text })
}

function counts(house: House, language: Language, { adults, standing }: Audience, draft: Draft) {
  const { words } = house
  const households = countHouseholds(adults, standing)
  const line = (of: Standing | 'nobody') =>
    words(language, `notice:count-${of}`, { count: households.get(of)! })
  const unusual = (['refused', 'nobody'] as const).filter(of => households.get(of)! > 0)
  const lines = (['reachable', 'unbound', 'no-smartphone', ...unusual] as const).map(line)
  const limits = [
    ...(draft.audience && draft.audience !== 'all' ? [words(language, `notice:to-${draft.audience}`)] : []),
    ...(draft.picture ? [words(language, 'notice:withPicture')] : []),
    ...(draft.at === undefined
      ? []
      : [words(language, 'notice:leavesAt', dayAndTime(outOfQuiet(draft.at, house.policy.quiet)))]),
  ]
  const total = new Set(adults.map(adult => adult.household)).size
  return { total, lines: [...lines, ...limits].join('\n') }
}

function released(
  house: House,
  turn: Turned,
  audience: Audience,
  notBefore: number,
  draft: Draft,
): Turned['replies'][number] {
  const values = counts(house, turn.waiting.to.language, audience, draft)
  const reached = [...audience.standing.values()].includes('reachable')
  if (!reached) return { key: 'notice:releasedToNobody', values }
  if (notBefore <= house.now) return { key: 'notice:released', values }
  if (draft.at !== undefined)
    return { key: 'notice:willLeave', values: { ...values, ...dayAndTime(notBefore) } }
  const { day, time } = spokenTime(notBefore, house.now)
  return { key: `notice:released-${day}`, values: { ...values, time } }
}

const dayAndTime = (ms: number) => {
  const [, month, date] = dayOf(ms).split('-').map(Number)
  return { month, date, time: timeOf(ms) }
}

/** Keyed, so that the words cannot be guessed back from the notice's key. */
const fingerprint = ({ index }: Keys, { text, voice, picture, audience = 'all', at }: Draft): string =>
  createHmac('sha256', index)
    .update(voice === null ? `notice-text:${text.trim().replace(/\s+/g, ' ')}` : `notice-voice:${voice}`)
    .update([picture ?? '', audience, at ?? ''].join('\n'))
    .digest('hex')
