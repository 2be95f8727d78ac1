import { z } from 'zod'
import { hours } from './engine/calendar.ts'
import { defineFlow } from './engine/define.ts'
import type { Facts } from './engine/facts.ts'

const childrenOf = (facts: Facts) => facts.person?.children.map(child => child.id) ?? []

/**
 * 停: what the house sends by itself stops at once, and nobody asks why. One question: is that all, is what was agreed
 * to taken back as well, or would they rather talk with somebody. Whoever says nothing more has said enough.
 */
export const stop = defineFlow({
  id: 'stop',
  about: z.object({}),
  answers: z.object({ more: z.enum(['enough', 'withdraw', 'call-me']) }),
  start: 'stopNow',
  silence: { remindAfter: [], giveUpAfter: hours(12) },
  lost: 'toDirector',
  steps: {
    stopNow: {
      does: ({ facts }) => [
        { type: 'refuse', wording: 'stop', person: facts.person?.id ?? null },
        { type: 'openTask', kind: 'stopped', children: childrenOf(facts), words: '' },
      ],
      say: false,
      then: 'isThatAll',
    },
    isThatAll: {
      ask: 'more',
      words: {
        enough: /^(?:就这样|没有?|没别的|不用|不要|好的?|嗯+|行|可以|谢谢)[了吧啦]?[.!。]?$/u,
        withdraw: /^(?:同意过的?)?(?:也|都|全)?(?:要|请)?(?:收回|撤回|撤销|不算数?)(?:同意)?[了吧]?$/u,
      },
      voice: 'spoken',
      then: { enough: 'goodbye', withdraw: 'withdrawn', 'call-me': 'callMe' },
    },
    goodbye: {},
    withdrawn: {
      does: ({ facts }) => [
        { type: 'withdraw', person: facts.person?.id ?? null },
        { type: 'openTask', kind: 'withdrawn', children: childrenOf(facts).slice(0, 1), words: '' },
      ],
    },
    callMe: { does: [{ type: 'openRequest', words: [], voice: null }], say: false },
    spoken: { does: ({ voice }) => [{ type: 'openRequest', words: [], voice }], say: false },
    toDirector: {
      does: ({ unclear }) => [{ type: 'openRequest', words: [...unclear], voice: null }],
      say: false,
    },
  },
})
