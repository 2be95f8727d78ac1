import type { EffectOf } from '../../flows/index.ts'
import type { House, Item } from '../conversation/apply.ts'
import { prompt } from '../conversation/outbox.ts'
import type { Tx } from '../db/scope.ts'
import { schedule } from '../due.ts'
import { end } from '../ladders/ladder.ts'
import { type Actor, actOn, type Outcome } from './act.ts'
import { asking, leftToEntrust, questionsOf } from './ask.ts'
import type { Party } from './chain.ts'
import { followUp } from './follow-up.ts'
import { ladders } from './ladder.ts'

/** What a parent or a carer said, one thing for each of the children; what has to follow, follows. */
export async function sayEntrusting(
  tx: Tx,
  house: House,
  items: readonly Item<'entrustSay'>[],
): Promise<void> {
  for (const { effect, turn } of items) {
    const person = turn.facts.person!
    const by: Actor = {
      party: effect.party,
      person: person.id,
      staff: null,
      how: 'wechat',
      contact: turn.waiting.to.contact,
      key: turn.waiting.key,
    }
    const outcomes: Outcome[] = []
    for (const [n, id] of effect.entrustments.entries())
      outcomes.push(
        await actOn(tx, { ...house, acts: turn.acts }, id, effect.said, by, {
          words: effect.words,
          wording: effect.wording,
          ...(effect.said.act === 'agrees' && { version: effect.versions[n] ?? 0 }),
        }),
      )
    if (isAnswer(effect)) await end(tx, ladders[effect.party], effect.entrustments, 'answered', house.now)
    await followUp(tx, house, effect.said, effect.party as Party, outcomes)
    // A yes to a document that is another one by now: the new one is shown.
    const outdated = outcomes.find(outcome => 'refusal' in outcome && outcome.refusal === 'outdated')
    if (outdated?.entrustment)
      await schedule(tx, [asking(house.policy, house.now, 1, whose(turn), outdated.entrustment.carer)])
  }
}

/** Whoever has decided, or named something, is not reminded. */
const isAnswer = ({ said }: EffectOf<'entrustSay'>): boolean =>
  ['agrees', 'refuses'].includes(said.act) ||
  (said.act === 'exclusions' && Object.values(said.declared).includes('yes'))

const whose = ({ facts }: Item<'entrustPause'>['turn']) => ({
  person: facts.person!.id,
  place: facts.person!.place,
})

/** Another day, when somebody said so; silence is the ladder's. */
export async function pauseEntrusting(
  tx: Tx,
  { policy, now }: House,
  items: readonly Item<'entrustPause'>[],
): Promise<void> {
  await schedule(
    tx,
    items
      .filter(({ effect }) => effect.why === 'later')
      .map(({ effect, turn }) =>
        asking(policy, now, policy.entrustment.everyDays, whose(turn), effect.carer),
      ),
  )
}

/** 继续: what is left of an entrustment is asked now. Answers whether something was. */
export async function goOnWithEntrusting(
  tx: Tx,
  house: House,
  turn: Item<'goOnWithChecklist'>['turn'],
  carers: Iterable<string>,
): Promise<boolean> {
  for (const carer of carers) {
    const left = await leftToEntrust(tx, { ...house, acts: turn.acts }, turn.facts.person!.id, carer)
    if (!left) continue
    await prompt(tx, house, [
      {
        contact: turn.waiting.to.contact,
        key: `entrust:${turn.waiting.key}`,
        arrived: { ...questionsOf(left), reply: true },
      },
    ])
    return true
  }
  return false
}
