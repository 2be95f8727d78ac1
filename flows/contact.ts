import { z } from 'zod'
import { hours } from './engine/calendar.ts'
import { defineFlow } from './engine/define.ts'
import type { EffectOf } from './engine/effects.ts'

const About = z.object({
  household: z.uuid(),
  /** The line of the list it was opened from; null when the family came up by itself. */
  task: z.uuid().nullable(),
})

const called =
  (child?: 'well' | 'trouble') =>
  (moment: { about: z.infer<typeof About>; words: string }): EffectOf<'recordContact'>[] => [
    {
      type: 'recordContact',
      household: moment.about.household,
      ...(moment.about.task && { task: moment.about.task }),
      how: 'phone',
      ...(child && { child }),
      ...(child === 'trouble' && { words: moment.words }),
    },
  ]

/** A family on the list: was it telephoned, was somebody there, and how is the child. */
export const contact = defineFlow({
  id: 'contact',
  staff: true,
  about: About,
  answers: z.object({
    how: z.enum(['phone', 'visit', 'later']),
    child: z.enum(['well', 'trouble', 'nobody']),
    trouble: z.string(),
  }),
  start: 'begin',
  silence: { remindAfter: [], giveUpAfter: hours(1) },
  lost: 'later',
  steps: {
    begin: {
      does: ({ about }) => [{ type: 'showFamily', household: about.household, task: about.task }],
      say: false,
      then: 'howMet',
    },
    howMet: {
      ask: 'how',
      words: {
        phone: /^(?:打过?|电话)(?:了|过|电话)*[.。!]?$/u,
        visit: /^(?:上过?门|去|走访|见)(?:过|了|面)*[.。!]?$/u,
        later: /^(?:先放着|先不|等会儿?|以后再?说?|待会儿?|晚点|算了|取消)[吧了]?[.。!]?$/u,
      },
      then: { phone: 'howIsChild', visit: 'visited', later: 'later' },
    },
    howIsChild: {
      ask: 'child',
      words: {
        well: /^(?:都|挺|很|还)?(?:好|好的|没事|平安)(?:着呢|了|的)?[.。!]?$/u,
        trouble: /^有(?:点|些)?(?:小)?(?:事|情况|问题)[.。!]?$/u,
        nobody: /^(?:没|未)(?:有)?(?:打通|接|人接|联系上|接通)[.。!]?$|^打不通[.。!]?$/u,
      },
      then: { well: 'calledWell', trouble: 'whatTrouble', nobody: 'notReached' },
    },
    calledWell: { does: called('well'), say: false },
    whatTrouble: {
      ask: 'trouble',
      does: called('trouble'),
      silence: { remindAfter: [], giveUpAfter: hours(1), then: 'calledOnly' },
      then: 'calledTrouble',
    },
    calledTrouble: { say: false },
    calledOnly: { does: called(), say: false },
    visited: {
      does: ({ about }) => [
        { type: 'begin', flow: 'visit', about: { household: about.household, task: about.task, said: '' } },
      ],
      say: false,
    },
    notReached: {},
    later: {},
  },
})
