import { inScope, type Pool } from '../../../server/db/scope.ts'
import { countReceipts, countsOf, type HouseholdCounts } from '../../../server/notices/count.ts'
import { receiptsOf } from '../../../server/notices/receipts.ts'
import { COUNTY } from './families.ts'
import type { Seen } from './gateway.ts'
import { type Notice, numberOf, type Played, textOf } from './play.ts'

export type Check = { what: string; wrong: number; of: number; such?: string }

/** A letter sent once more after a doubt is allowed (RELIABILITY G6). */
const MOST_COPIES = 2

/** The house's books held against what the gateway has seen and what the families have said. */
export async function checkBooks(pool: Pool, played: Played, seen: readonly Seen[]): Promise<Check[]> {
  const found = new Map<string, { wrong: number; of: number; such?: string }>()
  const check = (what: string, right: boolean, such: () => string) => {
    const one = found.get(what) ?? { wrong: 0, of: 0 }
    one.of++
    if (!right) {
      one.wrong++
      one.such ??= such()
    }
    found.set(what, one)
  }
  const personOf = new Map(played.adults.map(adult => [adult.wechatId, adult.person]))
  const byNotice = Map.groupBy(seen, one => numberOf(one.text))
  for (const notice of played.notices) {
    const tries = Map.groupBy(byNotice.get(notice.no) ?? [], one => personOf.get(one.to)!)
    const { receipts, counts, frozen, left } = await booksOf(pool, notice)
    for (const [row, count] of Object.entries(countsOf(receipts)))
      check(
        'states counted by the database as in the list',
        counts[row as keyof HouseholdCounts] === count,
        () => `${notice.no} ${row}`,
      )
    const { total, ...rows } = counts
    const sum = Object.values(rows).reduce((all, count) => all + count, 0)
    check(
      'audiences that add up',
      sum === notice.households.size && sum === total,
      () => `${notice.no} ${sum}`,
    )
    check('notices with nothing under way', left === 0, () => `${notice.no}`)
    for (const [household, people] of Map.groupBy(frozen, row => row.household_id as string)) {
      const receipt = receipts.find(one => one.household === household)!
      const such = () =>
        `${notice.no} ${JSON.stringify(receipt)} ${JSON.stringify(people.map(({ person_id }) => tries.get(person_id)))} ${JSON.stringify(people)} ${JSON.stringify(notice.stopped && { step: notice.stopped.step })} ${JSON.stringify(notice.pauses)}`
      const some = (is: (person: string) => boolean) => people.some(row => is(row.person_id))
      const got = (person: string) => (tries.get(person) ?? []).some(one => one.arrived)
      const gone = (person: string) => played.gone.has(person)
      const confirmed = some(person => played.confirmed.has(`${notice.id} ${person}`))
      check('households that have confirmed', (receipt.state === 'confirmed') === confirmed, such)
      const told = receipt.state === 'sent' || receipt.state === 'confirmed'
      check('households said to have got it that did', !told || some(got), such)
      const unsure = told || receipt.reason === 'uncertain' || some(gone)
      check('households said not to have got it that did not', unsure || !some(got), such)
      check('households under way no more', receipt.reason !== 'queued', such)
      const untried = receipt.reason === 'failed' && !some(person => tries.has(person))
      check('households not reached that were tried', !untried, such)
    }
    for (const [person, those] of tries) {
      const such = () =>
        `${notice.no} ${person} ${JSON.stringify(those)} ${JSON.stringify(notice.stopped && { step: notice.stopped.step })} ${JSON.stringify(notice.pauses)} ${JSON.stringify(notice.changes)}`
      const copies = those.filter(one => one.arrived)
      check('people with two copies at the most', copies.length <= MOST_COPIES, such)
      check('copies with the same words', new Set(copies.map(one => one.text)).size <= 1, such)
      check(
        'letters that kept to pause and stop',
        those.every(one => mayLeave(notice, person, one)),
        such,
      )
      check(
        'letters with the latest words',
        those.every((one, n) => isUpToDate(notice, those.slice(0, n), one, played.deaths)),
        such,
      )
    }
  }
  const stray = seen.filter(one => numberOf(one.text) > 0 && !personOf.has(one.to))
  check('letters to people of the audience', stray.length === 0, () => JSON.stringify(stray[0]))
  return [...found].map(([what, one]) => ({ what, ...one }))
}

/** After a stop only what was in hand at its commit, in the same piece of work; nothing while it stands still. */
function mayLeave({ stopped, pauses }: Notice, person: string, { step, at }: Seen): boolean {
  if (stopped && step > stopped.step) return false
  if (stopped && step === stopped.step && at > stopped.at && !stopped.inHand.has(person)) return false
  return !pauses.some(({ from, to }) => step > from && step < to)
}

/** Whoever was certainly not reached, as far as a sender lived to tell, gets the new words from the next piece of work on. */
const isUpToDate = (
  { no, changes }: Notice,
  before: readonly Seen[],
  { step, text }: Seen,
  deaths: ReadonlySet<number>,
): boolean =>
  before.length === 0 ||
  before.some(one => one.answer !== 'failed' || deaths.has(one.step)) ||
  !changes.some(
    change => before[0]!.step <= change.step && change.step < step && text === textOf(no, change.version - 1),
  )

async function booksOf(pool: Pool, { id }: Notice) {
  return await inScope(pool, { place: COUNTY }, async tx => {
    const receipts = await receiptsOf(tx, id, COUNTY)
    const counts = await countReceipts(tx, id, COUNTY)
    const { rows: frozen } = await tx.query(
      `select d.household_id, d.person_id, d.round, d.excluded, d.outbox_id, o.state, o.reason, o.attempts from deliveries d left join outbox o on o.id = d.outbox_id where notice_id = $1`,
      [id],
    )
    const { rows } = await tx.query(
      `select count(*)::int as left from notice_rounds where notice_id = $1 and state = 'open'`,
      [id],
    )
    return { receipts, counts, frozen, left: rows[0].left as number }
  })
}
