import { calledBy } from '../../flows/engine/placeholders.ts'
import type { House, Item, Turned } from '../conversation/apply.ts'
import type { Tx } from '../db/scope.ts'
import { asStaff } from '../staff/as-staff.ts'
import { heading, lastNotice, ownReceipts } from './last-notice.ts'
import { childrenOf, type Receipt, receiptStates } from './receipts.ts'

const MOST_NAMES = 15

/** 进度: the receipts of the last notice, counted by household, and who should be telephoned. No ranking. */
export async function showProgress(
  tx: Tx,
  house: House,
  items: readonly Item<'showProgress'>[],
): Promise<void> {
  for (const { turn } of items) {
    const notice = await lastNotice(tx, house, turn)
    if (!notice) {
      turn.replies.push({ key: 'notice:none', values: {} })
      continue
    }
    const receipts = await ownReceipts(tx, turn, notice)
    const lines = [...countLines(house, turn, receipts), ...(await nameLines(tx, house, turn, receipts))]
    turn.replies.push({
      key: 'notice:progress',
      values: { ...heading(house, turn, notice), total: receipts.length, lines: lines.join('\n') },
    })
  }
}

function countLines({ words }: House, turn: Turned, receipts: readonly Receipt[]): string[] {
  const { language } = turn.waiting.to
  const always = ['confirmed', 'sent']
  return receiptStates.flatMap(state => {
    const those = receipts.filter(receipt => receipt.state === state)
    if (those.length === 0 && !always.includes(state)) return []
    const line = words(language, `notice:state-${state}`, { count: those.length })
    // Why somebody was left out may be a case: not a word of it here.
    const kinds =
      state === 'confirmed'
        ? those.map(one => one.how)
        : state === 'undelivered'
          ? those.map(one => one.reason)
          : []
    const parts = [...new Set(kinds)].map(kind =>
      words(language, `notice:${state}-${kind}`, { count: kinds.filter(other => other === kind).length }),
    )
    return [
      parts.length
        ? words(language, 'notice:with-parts', { line, parts: parts.join(words(language, 'notice:comma')) })
        : line,
    ]
  })
}

/** Whose children, and who confirmed: at most fifteen each. Who WeChat cannot reach is told another way. */
async function nameLines(
  tx: Tx,
  house: House,
  turn: Turned,
  receipts: readonly Receipt[],
): Promise<string[]> {
  const groups = {
    whoConfirmed: receipts.filter(receipt => receipt.state === 'confirmed').sort((a, b) => a.at! - b.at!),
    whoIsMissing: receipts.filter(receipt => receipt.state === 'sent'),
    whomToCall: receipts.filter(
      ({ state, reason }) =>
        ['unbound', 'refused', 'no-smartphone'].includes(state) ||
        (state === 'undelivered' && reason !== 'queued'),
    ),
  }
  const shown = Object.values(groups).flatMap(group => group.slice(0, MOST_NAMES))
  const called = await asStaff(tx, turn, () => callNames(tx, house, turn, shown))
  const { language } = turn.waiting.to
  return Object.entries(groups).flatMap(([key, group]) => {
    if (group.length === 0) return []
    const names = group.slice(0, MOST_NAMES).map(receipt => called.get(receipt.household) ?? '')
    const more =
      group.length > MOST_NAMES ? house.words(language, 'notice:andMore', { count: group.length }) : ''
    return [house.words(language, `notice:${key}`, { names: names.join('、') + more })]
  })
}

/** 晓悦家, with the village for whoever has several, and with the relative who confirmed. */
async function callNames(tx: Tx, { keys, words }: House, turn: Turned, receipts: readonly Receipt[]) {
  const children = await childrenOf(
    tx,
    keys,
    receipts.map(receipt => receipt.household),
  )
  const { rows: villages } = await tx.query('select code, name from places where code = any($1)', [
    receipts.map(receipt => receipt.place),
  ])
  const { rows: kin } = await tx.query(
    `select distinct on (c.household_id) c.household_id, r.kin from children c
     join relations r on r.child_id = c.id
     join unnest($1::uuid[], $2::uuid[]) as k(household, person) on k.household = c.household_id and k.person = r.person_id
     order by c.household_id, r.until desc nulls first, c.birth_date, c.id`,
    [receipts.map(receipt => receipt.household), receipts.map(receipt => receipt.by)],
  )
  const villageOf = new Map<string, string>(villages.map(row => [row.code, row.name]))
  const kinOf = new Map<string, string>(kin.map(row => [row.household_id, row.kin]))
  const several = turn.facts.person!.staff!.role !== 'director'
  const { language } = turn.waiting.to
  return new Map(
    receipts.map(({ household, place, how }) => {
      const village = several ? (villageOf.get(place) ?? place) : ''
      const family = words(language, 'notice:family', {
        village,
        child: calledBy(children.get(household)?.[0] ?? ''),
      })
      if (!how) return [household, family]
      const who = kinOf.get(household) || words(language, 'notice:somebody')
      return [
        household,
        words(language, 'notice:familyConfirmed', { family, who, how: words(language, `notice:how-${how}`) }),
      ]
    }),
  )
}
