import { dayOf, hours, minutes } from '../../flows/engine/calendar.ts'
import { PRIORITY, tell } from '../conversation/outbox.ts'
import { type DueWork, type Outcome, schedule } from '../due.ts'
import { policyOn } from '../policy.ts'
import { unseal } from '../privacy/seal.ts'
import { officersOf, placeName } from '../staff/staff.ts'
import { promiseTime } from './promise.ts'
import { closeQuiet, lastWords } from './request-rows.ts'

/** A case nobody acknowledged: everyone who may know it is told again, and the county as well. */
export const caseUnacknowledged: DueWork = async (tx, { parts, county, now }, items) => {
  const policy = await policyOn(tx, county, dayOf(now))
  const outcomes: Outcome[] = []
  for (const item of items) {
    const { rows } = await tx.query(
      `select id, place, no, sealed, hidden_from, opened_at from cases where id = $1 and acknowledged_at is null and closed_at is null`,
      [item.subject],
    )
    const open = rows[0]
    if (!open) {
      outcomes.push({ skipped: 'acknowledged' })
      continue
    }
    const officers = (await officersOf(tx, parts.keys, open.place)).filter(
      officer => !open.hidden_from.includes(officer.id),
    )
    const { words } = unseal(parts.keys, `cases:${open.id}`, open.sealed) as { words: string }
    const waited = Math.round((now - open.opened_at.getTime()) / minutes(1))
    const values = { no: open.no, village: await placeName(tx, open.place), words, minutes: waited }
    await tell(
      tx,
      { ...parts, now },
      officers.map(officer => officer.person),
      { key: 'case:unacknowledged', values },
      { priority: PRIORITY.danger, key: item.key },
    )
    const again = item.key.endsWith(':again')
      ? []
      : [{ ...item, key: `${item.key}:again`, dueAt: now + minutes(2 * policy.danger.acknowledgeWithin) }]
    await schedule(tx, again)
    outcomes.push('done')
  }
  return outcomes
}

/** A promise that was not kept: the request moves one level up, visibly. */
export const requestOverdue: DueWork = async (tx, { parts, county, now }, items) => {
  const policy = await policyOn(tx, county, dayOf(now))
  const outcomes: Outcome[] = []
  for (const item of items) {
    const { rows } = await tx.query(
      `select r.id, r.place, r.no, r.opened_at, s.place as holder_place from requests r left join staff s on s.id = r.holder_id
       where r.id = $1 and r.state = 'open'`,
      [item.subject],
    )
    const open = rows[0]
    if (!open) {
      outcomes.push({ skipped: 'answered' })
      continue
    }
    const officers = await officersOf(tx, parts.keys, open.place)
    const next = officers.filter(officer => officer.place.length < (open.holder_place ?? open.place).length)
    const level = next.filter(officer => officer.place === next[0]!.place)
    if (level.length === 0) {
      outcomes.push({ skipped: 'nobody-above' })
      continue
    }
    await tx.query('update requests set holder_id = $2 where id = $1', [open.id, level[0]!.id])
    const waited = Math.round((now - open.opened_at.getTime()) / hours(1))
    const values = {
      no: open.no,
      village: await placeName(tx, open.place),
      hours: waited,
      words: await lastWords(tx, parts.keys, open.id),
    }
    await tell(
      tx,
      { ...parts, now },
      level.map(officer => officer.person),
      { key: 'request:overdue', values },
      { priority: PRIORITY.reply, key: item.key },
    )
    await schedule(tx, [
      {
        ...item,
        key: `request-overdue:${open.id}:${level[0]!.place}`,
        dueAt: promiseTime(now, policy.request),
      },
    ])
    outcomes.push('done')
  }
  return outcomes
}

/** People have stopped talking: the bot may go on. */
export const requestQuiet: DueWork = async (tx, { parts, county, now }, items) => {
  const policy = await policyOn(tx, county, dayOf(now))
  const outcomes: Outcome[] = []
  for (const item of items) {
    const closed = await closeQuiet(tx, { ...parts, now }, item.subject!, hours(policy.request.closeAfter))
    if (closed === 'closed') outcomes.push('done')
    else if (closed === 'gone') outcomes.push({ skipped: 'closed' })
    else {
      await schedule(tx, [
        { ...item, key: `request-quiet:${item.subject}:${closed.quietAt}`, dueAt: closed.quietAt },
      ])
      outcomes.push({ skipped: 'still-talking' })
    }
  }
  return outcomes
}
