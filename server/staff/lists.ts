import { dayOf, days, weekday } from '../../flows/engine/calendar.ts'
import { addressesOf, PRIORITY, post, tell } from '../conversation/outbox.ts'
import { rescope, type Tx } from '../db/scope.ts'
import type { Due, DueWork, Outcome } from '../due.ts'
import { policyOn } from '../policy.ts'
import { type List, listLines } from './list-lines.ts'

const MONDAY = 1

/** In the morning, if something is new or cannot wait, and every Monday: what waits, and who joined (撤 undoes it). */
export const morningList: DueWork = async (tx, { parts, county, now }, items) => {
  const ink = { ...parts, now }
  const addresses = await addressesOf(
    tx,
    items.map(item => item.person!),
  )
  const outcomes: Outcome[] = []
  for (const item of items) {
    const to = addresses.get(item.person!)
    const list: List = to
      ? await underScope(tx, county, item, () => listLines(tx, ink, to.language))
      : { lines: [], fresh: false }
    if (!to || list.lines.length === 0 || !(list.fresh || weekday(dayOf(now)) === MONDAY)) {
      outcomes.push({ skipped: !to ? 'no-wechat' : list.lines.length ? 'nothing-new' : 'nothing' })
      continue
    }
    const text = parts.words(to.language, 'staff:morning', { lines: list.lines.join('\n') })
    await post(tx, ink, [{ to, body: { text }, priority: PRIORITY.prompt, key: item.key }])
    await tx.query(
      'update bindings set told_director_at = $2 where place = $1 and told_director_at is null',
      [item.place, new Date(now)],
    )
    outcomes.push('done')
  }
  return outcomes
}

/** Once a week to the supervisor: gaps by village, no ranking. Silence reaches this level only after weeks without any contact. */
export const digest: DueWork = async (tx, { parts, county, now }, items) => {
  const policy = await policyOn(tx, county, dayOf(now))
  const outcomes: Outcome[] = []
  for (const item of items) {
    const villages = await underScope(tx, county, item, () =>
      gaps(tx, now, policy['check-in'].digestAfterWeeks),
    )
    if (villages.length === 0) {
      outcomes.push({ skipped: 'nothing' })
      continue
    }
    const to = (await addressesOf(tx, [item.person!])).get(item.person!)
    const lines = villages.map(village => parts.words(to?.language ?? 'zh-CN', 'staff:digestLine', village))
    const text = { key: 'staff:digest', values: { lines: lines.join('\n') } }
    const { unreached } = await tell(tx, { ...parts, now }, [item.person!], text, {
      priority: PRIORITY.prompt,
      key: item.key,
    })
    outcomes.push(unreached.length > 0 ? { skipped: 'no-wechat' } : 'done')
  }
  return outcomes
}

async function underScope<T>(tx: Tx, county: string, item: Due, work: () => Promise<T>): Promise<T> {
  await rescope(tx, { place: item.place, staff: item.subject! })
  const result = await work()
  await rescope(tx, { place: county })
  return result
}

type Gaps = { village: string; silent: number; requests: number; cases: number }

async function gaps(tx: Tx, now: number, weeks: number): Promise<Gaps[]> {
  const { rows } = await tx.query(
    `with silent as (
       select i.place, i.person_id from check_ins i
       where i.asked_at > $1 and i.state <> 'asked'
         and not exists (select 1 from care_contacts k where k.person_id = i.person_id and k.at > $1)
       group by i.place, i.person_id
       having count(*) filter (where i.state = 'silent') >= $2 and bool_and(i.state = 'silent')
     ), counted as (
       select place, 1 as silent, 0 as requests, 0 as cases from silent
       union all select place, 0, 1, 0 from requests where state = 'open' and promised_at < $3
       union all select place, 0, 0, 1 from cases where closed_at is null
     )
     select v.name as village, sum(silent) as silent, sum(requests) as requests, sum(cases) as cases
     from counted c join places v on v.code = c.place group by v.code, v.name order by v.code`,
    [new Date(now - days(7 * weeks + 3)), weeks, new Date(now)],
  )
  return rows.map(row => ({
    village: row.village,
    silent: Number(row.silent),
    requests: Number(row.requests),
    cases: Number(row.cases),
  }))
}
