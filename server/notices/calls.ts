import type { House, Item } from '../conversation/apply.ts'
import type { Tx } from '../db/scope.ts'
import { asStaff } from '../staff/as-staff.ts'
import { adultsOf, familyCalled } from '../staff/families.ts'
import { type Line, showList } from '../staff/show-list.ts'
import { audienceOf, peopleOf, standingOf } from './audience.ts'
import { heading, lastNotice, ownReceipts } from './last-notice.ts'
import type { Receipt } from './receipts.ts'

const MOST = 12

/**
 * 名单: the families whom the last notice does not reach by WeChat, or who stayed silent after the reminder, each with
 * telephone numbers and a number of its own. One that was telephoned counts like a reply. Without a notice: every family
 * of the place without WeChat.
 */
export async function showCalls(tx: Tx, house: House, items: readonly Item<'showCalls'>[]): Promise<void> {
  for (const { turn } of items) {
    const notice = await lastNotice(tx, house, turn)
    const receipts = notice ? await ownReceipts(tx, turn, notice) : []
    const reminded = notice ? await remindedIn(tx, notice.id) : new Set<string>()
    const households = notice
      ? receipts.filter(receipt => mustCall(receipt, reminded)).map(receipt => receipt.household)
      : await withoutWeChat(tx, turn)
    if (households.length === 0) {
      turn.replies.push({ key: 'notice:nobodyToCall', values: {} })
      continue
    }
    const { language } = turn.waiting.to
    const lines = await asStaff(tx, turn, async () => {
      const found: Line[] = []
      for (const household of households) {
        const adults = found.length < MOST ? await adultsOf(tx, house, language, household) : []
        const family = await familyCalled(tx, house, language, household)
        const line = [family, ...adults.slice(0, 2)].join(' ')
        const item = notice
          ? { flow: 'call', about: { household, notice: notice.id } }
          : { flow: 'contact', about: { household, task: null } }
        found.push({ line, item })
      }
      return found
    })
    const more =
      lines.length > MOST ? [house.words(language, 'notice:moreToCall', { count: lines.length - MOST })] : []
    const below = [...more, house.words(language, 'notice:howToCall')].join('\n')
    showList(house, turn, notice ? 'notice:calls' : 'notice:withoutWeChat', lines, {
      most: MOST,
      values: { below, ...(notice && heading(house, turn, notice)) },
    })
  }
}

/** Whom WeChat does not reach, or who stayed silent after the reminder. */
export function mustCall({ household, state, reason }: Receipt, reminded: ReadonlySet<string>): boolean {
  if (['unbound', 'refused', 'no-smartphone'].includes(state)) return true
  if (state === 'undelivered') return reason !== 'queued'
  return state === 'sent' && reminded.has(household)
}

/** Households of which somebody was reminded. */
export async function remindedIn(tx: Tx, notice: string): Promise<Set<string>> {
  const { rows } = await tx.query(
    'select distinct household_id from deliveries where notice_id = $1 and reminded_at is not null',
    [notice],
  )
  return new Set(rows.map(row => row.household_id))
}

async function withoutWeChat(tx: Tx, turn: Item<'showCalls'>['turn']): Promise<string[]> {
  const { place } = turn.facts.person!.staff!
  const adults = await asStaff(tx, turn, () => audienceOf(tx, place))
  const standing = await standingOf(tx, peopleOf(adults), { automatic: false })
  const reached = new Set(
    adults
      .filter(({ person }) => person !== null && standing.get(person) === 'reachable')
      .map(({ household }) => household),
  )
  return [...new Set(adults.map(({ household }) => household))].filter(household => !reached.has(household))
}
