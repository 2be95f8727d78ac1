import { hours, minutes } from '../../flows/engine/calendar.ts'
import type { Tx } from '../db/scope.ts'
import { schedule } from '../due.ts'
import { areasIn } from './areas.ts'
import { askCounty, tellConflict, tellPartUnknown } from './ask-county.ts'
import { isOverdue, mayFollow } from './follow.ts'
import { give } from './give.ts'
import { type Desk, digestOf, type From, insertWarning, type State, type Stored } from './rows.ts'
import type { Doubt, Warning } from './warning.ts'

/** What became of it at once; `known`: it is on record already; `conflict`: its identifier is, with other words. */
export type Accepted = { id: string; outcome: State | 'known' | 'conflict' }

/**
 * Takes a warning in: on record once for each identifier, then to whomever it concerns, at its time, or to a person where
 * anything is in doubt. Beneath the route, the paste form and a played season alike. Runs under the county's scope;
 * whoever calls it writes `desk.acts` into the record last.
 */
export async function acceptWarning(
  tx: Tx,
  desk: Desk,
  { warning, raw, from }: { warning: Warning; raw: string; from: From },
): Promise<Accepted> {
  // One warning of a county after the other: what updates another finds it.
  await tx.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [`warnings:${desk.county}`])
  const known = await knownAs(tx, warning)
  if (known) {
    if (known.digest.equals(digestOf(warning))) return { id: known.id, outcome: 'known' }
    await tellConflict(tx, desk, known.id, warning)
    return { id: known.id, outcome: 'conflict' }
  }
  const { codes, doubts, elsewhere } = await areasIn(tx, desk.county, warning.codes)
  const expiresAt = warning.expiresAt ?? warning.effectiveAt + hours(desk.policy.weather.holdsHours)
  const plan = { warning, raw, from, areas: codes, expiresAt }
  const insert = (state: State, of: Doubt[] = []) => insertWarning(tx, desk, { ...plan, state, doubts: of })
  if (warning.status !== 'Actual' || warning.change === 'Ack' || warning.change === 'Error')
    return outcomeOf(await insert('kept'))
  if (await isOverdue(tx, warning, 'sender' in from ? from.sender : null))
    return outcomeOf(await insert('replaced'))
  if (warning.change !== 'Cancel') {
    if (expiresAt <= Math.max(desk.now, warning.effectiveAt)) return outcomeOf(await insert('expired'))
    if (elsewhere && 'sender' in from) return outcomeOf(await insert('elsewhere'))
  }
  // Whoever pasted it has looked, and what is not for everybody reaches staff alone.
  const open = 'staff' in from || !warning.open ? [] : await inDoubt(tx, desk, warning, from, doubts)
  const partly = codes.length > 0 && open.length === 1 && open[0] === 'area'
  if (open.length > 0 && !partly) {
    const stored = await insert('waiting', open)
    await askCounty(tx, desk, stored)
    return outcomeOf(stored)
  }
  const stored = await insert(warning.open ? 'planned' : 'staff', open)
  if (partly) await tellPartUnknown(tx, desk, stored)
  return { id: stored.id, outcome: await atItsTime(tx, desk, stored) }
}

/** Gives it now, or when it begins to hold. */
export async function atItsTime(tx: Tx, desk: Desk, warning: Stored): Promise<State> {
  if (warning.effectiveAt <= desk.now) return await give(tx, desk, warning)
  await schedule(tx, [
    {
      key: `warning-begins:${warning.id}`,
      place: desk.county,
      kind: 'warning-begins',
      subject: warning.id,
      dueAt: warning.effectiveAt,
      expiresAt: Math.max(warning.expiresAt, warning.effectiveAt + 1),
    },
  ])
  return 'planned'
}

/** Why a person must look at it, if anything is in doubt. What takes a warning back needs no level and no area. */
async function inDoubt(
  tx: Tx,
  desk: Desk,
  warning: Warning,
  from: { sender: string },
  places: readonly Doubt[],
): Promise<Doubt[]> {
  const ahead = warning.sentAt > desk.now + minutes(desk.policy.weather.aheadMinutes)
  const strange = !(await mayFollow(tx, warning, from))
  const more = [...(ahead ? (['sent-ahead'] as const) : []), ...(strange ? (['reference'] as const) : [])]
  return warning.change === 'Cancel' ? more : [...warning.doubts, ...places, ...more]
}

async function knownAs(tx: Tx, { identifier }: Warning): Promise<{ id: string; digest: Buffer } | null> {
  const { rows } = await tx.query('select id, digest from warnings where identifier = $1', [identifier])
  return rows[0] ?? null
}

const outcomeOf = ({ id, state }: Stored): Accepted => ({ id, outcome: state })
