import { askedByTheHouse, type Effect, type EffectOf, inDanger } from '../../flows/index.ts'
import type { Tx } from '../db/scope.ts'
import { routineFrom } from '../families/part-of-day.ts'
import type { Policy } from '../policy.ts'
import { sealOpen } from '../privacy/opened.ts'
import type { Turned } from './apply.ts'
import { type Asks, type Ink, type Letter, PRIORITY, post } from './outbox.ts'

/** Saves what a batch of turns leaves behind, one statement per kind of row: words, minds, timers, handled marks. */
export async function save(tx: Tx, ink: Ink & { policy: Policy }, turned: readonly Turned[]): Promise<void> {
  const posted = post(
    tx,
    ink,
    turned.flatMap(turn => lettersOf(ink, turn)),
  )
  const saved = tx.query(
    {
      name: 'save-turns',
      text: `with m as (
       select * from unnest($1::uuid[], $2::bytea[], $3::int[], $4::bigint[], $5::boolean[], $6::timestamptz[], $7::text[])
         as m(contact, mind, turn, seq, forget, wake, place)
     ), minds as (
       update contacts c set sealed = m.mind, turn = m.turn from m where c.id = m.contact
     ), timed as (
       insert into timers (contact_id, place, turn, due_at)
       select contact, place, turn, wake from m where wake is not null
       on conflict (contact_id) do update set turn = excluded.turn, due_at = excluded.due_at
     )
     update inbox i set state = 'done', handled_at = $8, sealed = case when m.forget then null else i.sealed end
     from m where i.seq = m.seq`,
    },
    [
      turned.map(turn => turn.waiting.to.contact),
      turned.map(turn => sealOpen(ink.keys, `contacts:${turn.waiting.to.contact}`, turn.mind)),
      turned.map(turn => turn.mind.turn),
      turned.map(turn => turn.waiting.seq),
      turned.map(turn => turn.effects.some(effect => effect.type === 'forget')),
      turned.map(wakeOf),
      turned.map(turn => turn.place),
      new Date(ink.now),
    ],
  )
  await Promise.all([posted, saved])
}

const isSay = (effect: Effect): effect is EffectOf<'say'> => effect.type === 'say'

/** Rendered before saving, so the record holds the exact words. An answer to somebody is never held back. */
function lettersOf(ink: Ink & { policy: Policy }, { waiting, effects, replies, mind }: Turned): Letter[] {
  const { arrived } = waiting
  const wished = arrived.type === 'prompt' && arrived.reply === true
  const asked = !wished && ['prompt', 'remind', 'timer', 'resume'].includes(arrived.type)
  const alarmed = effects.some(effect => effect.type === 'openCase')
  // Also when the question had waited behind another one: from its sending the ladder counts.
  const subject = typeof mind.open?.about.checkIn === 'string' ? mind.open.about.checkIn : null
  return [...replies, ...effects.filter(isSay)].map((said, n) => ({
    to: waiting.to,
    body: { text: ink.words(waiting.to.language, said.key, said.values), ...asksOf(said, mind) },
    priority: alarmed ? PRIORITY.danger : asked ? PRIORITY.prompt : PRIORITY.reply,
    routine: asked,
    key: `${waiting.key}:${n}`,
    notBefore: asked ? routineFrom(ink.policy, ink.now, waiting.to.part ?? null) : ink.now,
    subject,
  }))
}

/** A question of the house goes with its words, so that a reply that quotes them finds it again. */
function asksOf(said: { key: string; asks?: true | undefined }, { open }: Turned['mind']): { asks?: Asks } {
  if (!said.asks || !open || !askedByTheHouse(open)) return {}
  return { asks: { flow: open.flow, step: open.step, about: open.about } }
}

/** While people talk, or nothing automatic may be said, the clock of the open question stands; 'resume' winds it up. */
function wakeOf({ effects, facts, mind }: Turned): Date | null {
  const wake =
    (facts.handedOver || facts.held) && !inDanger(mind)
      ? undefined
      : effects.find(effect => effect.type === 'wakeMe')
  return wake ? new Date(wake.at) : null
}
