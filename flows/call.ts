import { z } from 'zod'
import { hours } from './engine/calendar.ts'
import { defineFlow } from './engine/define.ts'
import type { EffectOf } from './engine/effects.ts'

const About = z.object({ household: z.uuid(), notice: z.uuid() })

const told =
  (how: 'phone' | 'visit') =>
  ({ about }: { about: z.infer<typeof About> }): EffectOf<'answerFor'>[] => [
    { type: 'answerFor', ...about, what: 'receipt', who: 'carer', answer: 'received', words: '', how },
  ]

/** A family of the call list: whom to telephone, and whether they know the notice now. */
export const call = defineFlow({
  id: 'call',
  staff: true,
  about: About,
  answers: z.object({ told: z.enum(['phone', 'visit', 'nobody']) }),
  start: 'begin',
  silence: { remindAfter: [], giveUpAfter: hours(1) },
  lost: 'notYet',
  steps: {
    begin: {
      does: ({ about }) => [{ type: 'showFamily', household: about.household, task: null }],
      say: false,
      then: 'doTheyKnow',
    },
    doTheyKnow: {
      ask: 'told',
      words: {
        phone: /^(?:电话里?说了|打过?电话了?|打过了|电话了?)[.。!]?$/u,
        visit: /^(?:上门|当面)(?:去)?(?:说了?|了)?[.。!]?$/u,
        nobody: /^(?:还)?没(?:有)?(?:打通|联系上|说上|说)[.。!]?$/u,
      },
      then: { phone: 'byPhone', visit: 'atTheDoor', nobody: 'notYet' },
    },
    byPhone: { does: told('phone'), say: false },
    atTheDoor: { does: told('visit'), say: false },
    notYet: {},
  },
})

/** The line of the day's list that stands for the whole call list. */
export const calls = defineFlow({
  id: 'calls',
  staff: true,
  about: z.object({}),
  answers: z.object({}),
  start: 'show',
  silence: { remindAfter: [], giveUpAfter: hours(1) },
  lost: 'show',
  steps: { show: { does: [{ type: 'showCalls' }], say: false } },
})
