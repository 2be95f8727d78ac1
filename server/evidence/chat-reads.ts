import type { EffectType } from '../../flows/index.ts'
import type { Turned } from '../conversation/apply.ts'
import { idsOf } from '../staff/show-list.ts'
import { record } from './of-turn.ts'

/** What shows a member of staff something about children, families or what they said. */
const SHOWING: ReadonlySet<EffectType> = new Set<EffectType>([
  'showToday',
  'showCalls',
  'showFamily',
  'showRequest',
  'showCase',
  'showExit',
  'listExits',
  'showLeaver',
  'showAdults',
  'findFamily',
  'showProgress',
  'draftReport',
  'issueCode',
])

/**
 * Whoever of the staff was shown something in a turn: what they asked for, which answer they got, and whom it was
 * about, those behind the numbers of a list included. 未成年人网络保护条例 36: staff looking at minors’ data is recorded.
 */
export function recordChatReads(turned: readonly Turned[]): void {
  for (const turn of turned) {
    const staff = turn.facts.person?.staff
    if (!staff) continue
    const asked = turn.effects.filter(effect => SHOWING.has(effect.type))
    if (asked.length === 0) continue
    const { list } = turn.mind
    const listed = list?.at === turn.facts.now ? list.items : []
    const subjects = idsOf([...asked, ...listed.map(item => item.about)])
    record(turn, {
      kind: 'read',
      // Among them may be a case, which is the county's own part of the record.
      place: turn.place,
      subjects,
      what: {
        page: 'chat',
        asked: asked.map(effect => effect.type),
        shown: turn.replies.map(reply => reply.key),
      },
    })
  }
}
