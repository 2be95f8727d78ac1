import { dayOf, hours } from '../../flows/engine/calendar.ts'
import { PRIORITY, tell } from '../conversation/outbox.ts'
import type { Tx } from '../db/scope.ts'
import { type DueWork, type Outcome, schedule } from '../due.ts'
import type { Ladder, Standing } from '../ladders/ladder.ts'
import { policyOn } from '../policy.ts'
import { levelOf, nextUp, officersOf, placeName } from '../staff/staff.ts'
import { promiseTime } from './promise.ts'
import { closeQuiet, lastWords } from './request-rows.ts'

/** A promise that was not kept: the request moves one level up from whoever holds it at this moment, visibly. */
const moveUp: DueWork = async (tx, { parts, now }, items) => {
  const outcomes: Outcome[] = []
  for (const item of items) {
    const { rows } = await tx.query(
      'select id, place, no, opened_at, holder_id from requests where id = $1',
      [item.subject],
    )
    const open = rows[0]
    const officers = await officersOf(tx, parts.keys, open.place, now)
    const holder = officers.find(officer => officer.id === open.holder_id)
    const next = nextUp(officers, holder ? levelOf(holder) : -1)
    if (next.length === 0) {
      outcomes.push({ skipped: 'nobody-above' })
      continue
    }
    await tx.query(
      'update requests set holder_id = $2, told_overdue = told_overdue || $3::uuid[] where id = $1',
      [open.id, next[0]!.id, next.map(officer => officer.id)],
    )
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
      next.map(officer => officer.person),
      { key: 'request:overdue', values },
      { priority: PRIORITY.reply, key: item.key },
    )
    outcomes.push('done')
  }
  return outcomes
}

async function look(tx: Tx, requests: readonly string[]): Promise<Map<string, Standing>> {
  const { rows } = await tx.query(
    `select r.id, r.state, (select account from contacts where id = r.contact_id) as account
     from requests r where r.id = any($1) for no key update of r skip locked`,
    [requests],
  )
  return new Map(rows.map(({ id, state, account }) => [id, state === 'open' ? { account } : { over: state }]))
}

/** A family waits for an answer: at the promised time one level up, and once more when that level keeps it waiting. */
export const requestLadder: Ladder = {
  safety: false,
  look,
  rungs: [
    { kind: 'request-overdue', at: (asked, { request }) => promiseTime(asked, request), take: moveUp },
    {
      kind: 'request-overdue-again',
      at: (asked, { request }) => promiseTime(promiseTime(asked, request), request),
      take: moveUp,
    },
  ],
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
