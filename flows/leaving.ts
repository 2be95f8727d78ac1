import { z } from 'zod'
import { hours } from './engine/calendar.ts'
import { defineFlow } from './engine/define.ts'
import type { Effect } from './engine/effects.ts'

const Why = z.enum(['parents-back', 'sixteen', 'moved', 'death', 'wrong-entry', 'later'])
type At = {
  about: { child: string | null }
  answers: { why?: z.infer<typeof Why>; note?: string }
}

/** The second person is asked by the house; of a death and a wrong entry no family hears from a machine. */
const told = ({ about: { child }, answers: { why, note } }: At): Effect[] =>
  child === null || !why || why === 'later'
    ? []
    : [{ type: 'leaveList', child, reason: why, note: note ?? '' }]

/** 退出 晓悦: which child of the family leaves the list, and why. */
export const leaving = defineFlow({
  id: 'leaving',
  staff: true,
  about: z.object({ household: z.uuid(), child: z.uuid().nullable().default(null) }),
  answers: z.object({ why: Why, sure: z.enum(['yes', 'no']), note: z.string() }),
  start: 'begin',
  silence: { remindAfter: [], giveUpAfter: hours(1), then: 'later' },
  lost: 'later',
  steps: {
    begin: {
      say: false,
      then: {
        fork: [{ when: 'one child is meant', is: ({ about }) => about.child !== null, then: 'shown' }],
        otherwise: 'whichChild',
      },
    },
    whichChild: { does: ({ about }) => [{ type: 'showLeavers', household: about.household }], say: false },
    shown: {
      does: ({ about }) => (about.child === null ? [] : [{ type: 'showLeaver', child: about.child }]),
      say: false,
      then: 'whyLeave',
    },
    whyLeave: {
      ask: 'why',
      words: {
        'parents-back': /^(?:1\s*)?(?:家长|父母|爸妈|爸爸|妈妈)?(?:回来|返乡|回家)[了啦.。!]*$/u,
        sixteen: /^(?:2\s*)?满?(?:16|十六)[周]?岁[了.。!]*$/u,
        moved: /^(?:3\s*)?(?:一起|全家)?搬(?:走|家)[了.。!]*$/u,
        death: /^(?:4\s*)?(?:孩子)?(?:不在|去世|过世|没)[了.。!]*$/u,
        'wrong-entry': /^(?:5\s*)?(?:登记|录|记)错[了.。!]*$/u,
        later: /^(?:6\s*)?(?:先放着|先不退?|以后再?说?|算了|不退)[吧了]?[.。!]?$/u,
      },
      then: {
        'parents-back': 'recorded',
        sixteen: 'recorded',
        moved: 'recorded',
        death: 'isItTrue',
        'wrong-entry': 'whatIsWrong',
        later: 'later',
      },
    },
    isItTrue: { ask: 'sure', then: { yes: 'recorded', no: 'later' } },
    whatIsWrong: { ask: 'note', then: 'recorded' },
    recorded: { does: told, say: false },
    later: {},
  },
})
