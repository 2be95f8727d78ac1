import { z } from 'zod'
import { days, hours } from './engine/calendar.ts'
import { defineFlow } from './engine/define.ts'
import type { Condition, Effect, EffectOf } from './engine/effects.ts'
import type { Facts } from './engine/facts.ts'
import { nobodyWithThem } from './engine/left-alone.ts'
import { companionIn, notWithMe, sinceIn, troubleIn } from './engine/understand.ts'

const About = z.object({
  children: z.array(z.uuid()).min(1),
  /** The week's question; null when somebody reports of their own accord. */
  checkIn: z.uuid().nullable(),
  /** Asked of the other adult, because the first may be busy. */
  instead: z.boolean().default(false),
  /** 孩子不在我这儿, said of their own accord and with these words. */
  away: z.string().optional(),
})
type About = z.infer<typeof About>
type Told = { about: About; words: string; answers: { where?: string; withWhom?: string }; facts: Facts }

const record =
  (condition: Condition) =>
  ({ about }: { about: About }): EffectOf<'recordCheckIn'>[] => [
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

/** Everything said so far of where the children are; the last words may be an answer already. */
const told = ({ about, words, answers }: Told): string =>
  [...new Set([about.away, answers.where, answers.withWhom, words])].filter(Boolean).join(' / ')

const isAlone = { when: 'nobody is with them', is: (now: Told) => companionIn(told(now)) === 'nobody' }
const unsaidWho = { when: 'with whom was not said', is: (now: Told) => companionIn(told(now)) === null }
const unsaidWhen = {
  when: 'since when was not said',
  is: (now: Told) => !sinceIn(told(now), now.facts.today).said,
}

/** A line of the director's list with the day understood, where one was named. */
const away = (now: Told): Effect[] => {
  const since = sinceIn(told(now), now.facts.today).day
  const line = { type: 'openTask', kind: 'away', children: now.about.children, words: told(now) } as const
  return [since === null ? line : { ...line, since }]
}

/** A line for the director, a person who answers, or for an illness that goes on a look the same day. */
function weighed({ about, words }: { about: About; words: string }): Effect[] {
  const trouble = troubleIn(words)
  if (trouble.about === 'visit') return [{ type: 'openRequest', words: [words], voice: null }]
  if (!trouble.today) {
    const line = { type: 'openTask', kind: 'small-trouble', children: about.children, words } as const
    return [trouble.about === 'other' ? line : { ...line, about: trouble.about }]
  }
  const what = { class: 'illness', aboutDirector: false, hold: false, children: about.children, words }
  return [{ type: 'openCase', level: 'amber', ...what }]
}

/** Once a week, one question for all the children of a carer: 1 all well, 2 a small thing, 3 please call. */
export const checkIn = defineFlow({
  id: 'check-in',
  about: About,
  answers: z.object({
    condition: z.enum(['well', 'trouble', 'call-me']),
    trouble: z.string(),
    where: z.string(),
    withWhom: z.string(),
    since: z.string(),
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
          {
            when: 'the children are not with them',
            is: ({ about }) => about.away !== undefined,
            then: 'away',
          },
          { when: 'asked instead of the carer', is: ({ about }) => about.instead, then: 'howAreTheyInstead' },
          {
            when: 'told of their own accord',
            is: ({ about }) => about.checkIn === null,
            then: 'howAreTheyNow',
          },
        ],
        otherwise: 'howAreThey',
      },
    },
    howAreThey,
    howAreTheyInstead: howAreThey,
    howAreTheyNow: howAreThey,
    thanks: { does: record('well') },
    trouble: { does: record('trouble'), say: false, then: 'whatHappened' },
    whatHappened: {
      ask: 'trouble',
      weighs: ['injury'],
      voice: 'spokenTrouble',
      silence: { remindAfter: [], giveUpAfter: hours(2), then: 'leftOpen' },
      does: weighed,
      then: {
        fork: [
          { when: 'a visit is wanted', is: ({ words }) => troubleIn(words).about === 'visit', then: 'asked' },
          { when: 'ill for some time', is: ({ words }) => troubleIn(words).today, then: 'looksToday' },
        ],
        otherwise: 'helpComing',
      },
    },
    asked: { say: false },
    looksToday: {},
    helpComing: {},
    leftOpen: {
      does: ({ about }) => [{ type: 'openTask', kind: 'small-trouble', children: about.children, words: '' }],
      say: false,
    },
    willCall: {
      does: moment => [...record('call-me')(moment), { type: 'openRequest', words: [], voice: null }],
      say: false,
    },
    away: {
      does: record('away'),
      say: false,
      then: {
        fork: [
          { ...isAlone, then: 'alone' },
          {
            when: 'all of it was said at once',
            is: now => !unsaidWho.is(now) && !unsaidWhen.is(now),
            then: 'awayTold',
          },
        ],
        otherwise: 'whereNow',
      },
    },
    whereNow: {
      ask: 'where',
      weighs: ['unattended'],
      voice: 'spokenAway',
      silence: { remindAfter: [], giveUpAfter: hours(2), then: 'awayUnknown' },
      then: {
        fork: [
          { ...isAlone, then: 'alone' },
          { ...unsaidWho, then: 'withWhom' },
          { ...unsaidWhen, then: 'sinceWhen' },
        ],
        otherwise: 'awayTold',
      },
    },
    withWhom: {
      ask: 'withWhom',
      weighs: ['unattended'],
      voice: 'spokenAway',
      silence: { remindAfter: [], giveUpAfter: hours(2), then: 'awayUnknown' },
      then: {
        fork: [
          { ...isAlone, then: 'alone' },
          { ...unsaidWhen, then: 'sinceWhen' },
        ],
        otherwise: 'awayTold',
      },
    },
    sinceWhen: {
      ask: 'since',
      weighs: ['unattended'],
      voice: 'spokenAway',
      silence: { remindAfter: [], giveUpAfter: hours(2), then: 'awayUnknown' },
      then: 'awayTold',
    },
    awayTold: { does: away, say: 'helpComing' },
    alone: { does: now => [nobodyWithThem({ ...now, words: told(now) })] },
    awayUnknown: { does: away, say: false },
    spokenAway: {
      does: now => [...away(now), { type: 'openRequest', words: [], voice: now.voice }],
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
