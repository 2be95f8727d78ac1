import { z } from 'zod'
import { days, hours } from './engine/calendar.ts'
import { defineFlow } from './engine/define.ts'
import type { Condition, EffectOf } from './engine/effects.ts'
import { notWithMe } from './engine/understand.ts'

const About = z.object({
  children: z.array(z.uuid()).min(1),
  /** The week's question; null when somebody reports of their own accord. */
  checkIn: z.uuid().nullable(),
  /** Asked of the other adult, because the first may be busy. */
  instead: z.boolean().default(false),
})

const record =
  (condition: Condition) =>
  ({ about }: { about: z.infer<typeof About> }): EffectOf<'recordCheckIn'>[] => [
    { type: 'recordCheckIn', children: about.children, checkIn: about.checkIn, condition },
  ]

const howAreThey = {
  ask: 'condition',
  as: 'check-in',
  unless: [
    {
      when: 'the child is not with me',
      is: ({ words }: { words: string }) => notWithMe(words),
      then: 'away',
    },
  ],
  voice: 'spoken',
  then: { well: 'thanks', trouble: 'trouble', 'call-me': 'willCall' },
} as const

/** Once a week, one question for all the children of a carer: 1 all well, 2 a small thing, 3 please call. */
export const checkIn = defineFlow({
  id: 'check-in',
  about: About,
  answers: z.object({
    condition: z.enum(['well', 'trouble', 'call-me']),
    trouble: z.string(),
    where: z.string(),
  }),
  start: 'begin',
  // Reminding is the ladder's work (server/care/check-ins.ts): the week's question simply lapses.
  silence: { remindAfter: [], giveUpAfter: days(6) },
  lost: 'notClear',
  steps: {
    begin: {
      say: false,
      then: {
        fork: [
          { when: 'asked instead of the carer', is: ({ about }) => about.instead, then: 'howAreTheyInstead' },
        ],
        otherwise: 'howAreThey',
      },
    },
    howAreThey,
    howAreTheyInstead: howAreThey,
    thanks: { does: record('well') },
    trouble: { does: record('trouble'), say: false, then: 'whatHappened' },
    whatHappened: {
      ask: 'trouble',
      voice: 'spokenTrouble',
      silence: { remindAfter: [], giveUpAfter: hours(2), then: 'leftOpen' },
      does: ({ about, words }) => [
        { type: 'openTask', kind: 'small-trouble', children: about.children, words },
      ],
      then: 'helpComing',
    },
    helpComing: {},
    leftOpen: {
      does: ({ about }) => [{ type: 'openTask', kind: 'small-trouble', children: about.children, words: '' }],
      say: false,
    },
    willCall: {
      does: moment => [...record('call-me')(moment), { type: 'openRequest', words: [], voice: null }],
      say: false,
    },
    away: { does: record('away'), say: false, then: 'whereNow' },
    whereNow: {
      ask: 'where',
      voice: 'spokenTrouble',
      silence: { remindAfter: [], giveUpAfter: hours(2), then: 'awayUnknown' },
      does: ({ about, words }) => [{ type: 'openTask', kind: 'away', children: about.children, words }],
      then: 'helpComing',
    },
    awayUnknown: {
      does: ({ about }) => [{ type: 'openTask', kind: 'away', children: about.children, words: '' }],
      say: false,
    },
    spoken: {
      does: moment => [...record('voice')(moment), { type: 'openRequest', words: [], voice: moment.voice }],
      say: false,
    },
    spokenTrouble: { does: ({ voice }) => [{ type: 'openRequest', words: [], voice }], say: false },
    notClear: {
      does: ({ unclear }) => [{ type: 'openRequest', words: [...unclear], voice: null }],
      say: false,
    },
  },
})
