import { calledBy } from '../../flows/index.ts'
import { addTasks } from '../care/tasks.ts'
import type { Ink } from '../conversation/outbox.ts'
import { PRIORITY, tell } from '../conversation/outbox.ts'
import type { Tx } from '../db/scope.ts'
import { unseal } from '../privacy/seal.ts'
import { officersOf, placeName } from '../staff/staff.ts'
import type { Outcome } from './act.ts'
import type { Act, Party } from './chain.ts'
import { EntrustmentDocument } from './document.ts'
import type { Entrustment } from './rows.ts'

/**
 * What follows an act that counted: lines of the director's list; whoever may know is told. Of what a parent said the
 * carer hears nothing, in no words and at no time; of a carer's no the parents hear, because they have to find somebody.
 */
export async function followUp(
  tx: Tx,
  ink: Ink,
  act: Act,
  by: Party,
  outcomes: readonly Outcome[],
): Promise<void> {
  const done = outcomes.flatMap(outcome =>
    'change' in outcome && !outcome.again ? [{ ...outcome, entrustment: outcome.entrustment }] : [],
  )
  const line = (kind: string, { child, carer }: Entrustment) => ({
    kind,
    child,
    person: by === 'carer' ? carer : null,
    words: '',
  })
  const stopped = done.filter(
    one => one.change.stamp.includes('stopped') && !one.entrustment.standing.done.has('stopped'),
  )
  const refused = act.act === 'refuses' ? done : []
  const tooLate = outcomes.flatMap(outcome =>
    act.act === 'refuses' && 'refusal' in outcome && outcome.refusal === 'too-late' && outcome.entrustment
      ? [outcome.entrustment]
      : [],
  )
  await addTasks(tx, ink, [
    ...stopped.map(one => line('entrust-stopped', one.entrustment)),
    ...refused.map(one => line(`entrust-refused-${by}`, one.entrustment)),
    ...tooLate.map(entrustment => line('carer-unwilling', entrustment)),
  ])
  if (['agrees', 'refuses'].includes(act.act)) await noLongerSilent(tx, ink, by, done)
  for (const { entrustment } of stopped) await tellAbove(tx, ink, entrustment)
  if (by === 'carer') for (const { entrustment } of refused) await tellParents(tx, ink, entrustment)
}

/** Who has answered by now is no line of the director's any more. */
async function noLongerSilent(
  tx: Tx,
  { now }: Ink,
  side: Party,
  done: readonly { entrustment: Entrustment }[],
): Promise<void> {
  await tx.query(`update tasks set done_at = $1 where child_id = any($2) and kind = $3 and done_at is null`, [
    new Date(now),
    done.map(({ entrustment }) => entrustment.child),
    `entrust-silent-${side}`,
  ])
}

/** The township hears that it stands still, without what was said and by whom. */
async function tellAbove(
  tx: Tx,
  ink: Ink,
  { id, no, place, hiddenFrom, sealed }: Entrustment,
): Promise<void> {
  const officers = await officersOf(tx, ink.keys, place, ink.now)
  const { child } = EntrustmentDocument.parse(unseal(ink.keys, `entrustments:${id}`, sealed))
  await tell(
    tx,
    ink,
    officers
      .filter(officer => officer.role === 'supervisor' && !hiddenFrom.includes(officer.id))
      .map(officer => officer.person),
    {
      key: 'entrustment:stoppedAbove',
      values: { no, village: await placeName(tx, place), child: calledBy(child.name) },
    },
    { priority: PRIORITY.reply, key: `entrustment-stopped:${id}:${ink.now}` },
  )
}

async function tellParents(tx: Tx, ink: Ink, { id, sealed }: Entrustment): Promise<void> {
  const { child, carer, parents } = EntrustmentDocument.parse(unseal(ink.keys, `entrustments:${id}`, sealed))
  await tell(
    tx,
    ink,
    parents.map(parent => parent.id),
    {
      key: 'entrustment:carerUnwilling',
      values: { child: calledBy(child.name), carer: carer.kin || carer.name },
    },
    { priority: PRIORITY.prompt, routine: true, key: `entrustment-refused:${id}` },
  )
}
