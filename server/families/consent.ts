import type { House, Item } from '../conversation/apply.ts'
import type { Tx } from '../db/scope.ts'

/**
 * A refusal or 停, once and for all: nothing automatic goes to this person any more, the director can still reach
 * them. Somebody not bound is only remembered by their contact (flows/engine/state.ts).
 */
export async function refuse(tx: Tx, { now }: House, items: readonly Item<'refuse'>[]): Promise<void> {
  const known = items.filter(item => item.effect.person !== null)
  if (known.length === 0) return
  await tx.query(
    `update people p set consent = 'refused', consent_wording = r.wording, consent_at = $1
     from unnest($2::uuid[], $3::text[]) as r(person, wording) where p.id = r.person`,
    [new Date(now), known.map(item => item.effect.person), known.map(item => item.effect.wording)],
  )
  await tx.query(
    `update outbox set state = 'cancelled', reason = 'refused' where person_id = any($1) and routine and state = 'queued'`,
    [known.map(item => item.effect.person)],
  )
}
