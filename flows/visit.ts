import { z } from 'zod'
import { hours } from './engine/calendar.ts'
import { defineFlow } from './engine/define.ts'
import type { EffectOf } from './engine/effects.ts'
import type { Seen } from './engine/staff-effects.ts'
import { dayPast, normalise, seenIn, stateIn } from './engine/understand.ts'

const About = z.object({
  household: z.uuid(),
  /** The line of the list it was opened from. */
  task: z.uuid().nullable().default(null),
  /** What was said in the same breath: 走访 晓悦 昨天，孩子和奶奶都在. */
  said: z.string().default(''),
})
const Answers = z.object({
  seen: z.enum(['both', 'carer', 'child', 'nobody']),
  child: z.enum(['well', 'trouble', 'help']),
  home: z.enum(['safe', 'unsafe']),
  more: z.enum(['done', 'other-day']),
  day: z.iso.date(),
})
type At = {
  about: z.infer<typeof About>
  answers: Partial<z.infer<typeof Answers>>
  words: string
  voice: string | null
  facts: { today: string }
}

/** More than a figure or a choice: a sentence to keep. */
const isSentence = (words: string): boolean => [...normalise(words)].length >= 6

/** A line of the first question, typed out. */
const CHOICE = /^(?:选?\d[\s.、]*)?(?:大人孩子都见到|只?见到照看人|只?见到孩子|没[见碰]到?上?人)[了.。]*$/u

/** What the taps say, and what a sentence says where there were none. */
function recorded(at: At, words: string, seen: Seen | null = null): EffectOf<'recordVisit'>[] {
  const { about, answers, voice, facts } = at
  const spoken = stateIn(words)
  return [
    {
      type: 'recordVisit',
      household: about.household,
      task: about.task,
      day: dayPast(`${about.said} ${words}`, facts.today),
      seen: seen ?? answers.seen ?? 'nobody',
      child: answers.child ?? spoken.child,
      home: answers.home ?? spoken.home,
      // A day alone is no note.
      words: isSentence(words) || dayPast(words, facts.today) === null ? words.trim() : '',
      voice,
    },
  ]
}

const seenAtOnce = (moment: At) => seenIn(moment.about.said)

/** Somebody was at a family's door: four taps, or one sentence that says who was there. A message never counts as a visit. */
export const visit = defineFlow({
  id: 'visit',
  staff: true,
  about: About,
  answers: Answers,
  start: 'begin',
  silence: { remindAfter: [], giveUpAfter: hours(2), then: 'dropped' },
  lost: 'dropped',
  steps: {
    begin: {
      say: false,
      then: {
        fork: [
          {
            when: 'said in the same breath who was there',
            is: moment => seenAtOnce(moment) !== null,
            then: 'atOnce',
          },
        ],
        otherwise: 'whichFamily',
      },
    },
    whichFamily: {
      does: ({ about }) => [{ type: 'showFamily', household: about.household, task: about.task }],
      say: false,
      then: 'whoWasThere',
    },
    atOnce: { does: moment => recorded(moment, moment.about.said, seenAtOnce(moment)), say: false },
    whoWasThere: {
      ask: 'seen',
      words: {
        both: /^(?:大人(?:和|、)?孩子|孩子(?:和|、)?大人|两个)?都?(?:见到|见着|看到|在)了?[.。!]?$/u,
        carer: /^(?:只|就|光)?(?:见到|见着|看到|有)?照看人[.。!]?$/u,
        child: /^(?:只|就|光)?(?:见到|见着|看到|有)?孩子[.。!]?$/u,
        nobody: /^(?:没|未)(?:有)?(?:见到|见着|看到|碰上|碰到)?人[.。!]?$|^家里没人[.。!]?$/u,
      },
      unless: [
        {
          when: 'a sentence that says who was there',
          is: ({ words }) => isSentence(words) && !CHOICE.test(normalise(words)) && seenIn(words) !== null,
          then: 'inOneSentence',
        },
      ],
      voice: 'spoken',
      then: { both: 'afterWho', carer: 'afterWho', child: 'afterWho', nobody: 'cameInVain' },
    },
    inOneSentence: { does: moment => recorded(moment, moment.words, seenIn(moment.words)), say: false },
    /** Their voice is kept; who was there must still be told by a tap. */
    spoken: { then: 'whoWasThere' },
    afterWho: {
      say: false,
      then: {
        fork: [
          { when: 'the rest is in the voice note', is: ({ voice }) => voice !== null, then: 'recorded' },
        ],
        otherwise: 'howIsChild',
      },
    },
    cameInVain: { does: moment => recorded(moment, ''), say: false },
    howIsChild: {
      ask: 'child',
      words: {
        well: /^(?:都|挺|很|还)?(?:好|好的|没事)(?:着呢|了|的)?[.。!]?$/u,
        trouble: /^有(?:点|些)?(?:小)?(?:事|情况|问题)[.。!]?$/u,
        help: /^(?:要|需要)(?:人)?(?:帮忙|帮助|帮)[.。!]?$/u,
      },
      then: 'isHomeSafe',
    },
    isHomeSafe: {
      ask: 'home',
      words: {
        safe: /^(?:家里|屋里)?(?:都)?(?:安全|没问题|放心|没(?:有)?隐患)[.。!]?$/u,
        unsafe: /^有(?:些|点)?(?:安全)?(?:隐患|危险|问题)[.。!]?$/u,
      },
      then: 'anythingElse',
    },
    anythingElse: {
      ask: 'more',
      words: {
        done: /^(?:就这些|没有?了?|完了?|好了|记吧|没别的)[.。!]?$/u,
        'other-day': /^不是今天(?:去)?的?[.。!]?$/u,
      },
      unless: [
        {
          when: 'a day is named',
          is: ({ words, facts }) => !isSentence(words) && dayPast(words, facts.today) !== null,
          then: 'noted',
        },
        {
          when: 'a sentence to keep',
          is: ({ words }) => isSentence(words) && !/不是今天/.test(words),
          then: 'noted',
        },
      ],
      voice: 'recorded',
      silence: { remindAfter: [], giveUpAfter: hours(2), then: 'recorded' },
      then: { done: 'recorded', 'other-day': 'whichDay' },
    },
    whichDay: {
      ask: 'day',
      as: 'date',
      unless: [
        {
          when: 'a day gone by',
          is: ({ words, facts }) => dayPast(words, facts.today) !== null,
          then: 'daySaid',
        },
      ],
      silence: { remindAfter: [], giveUpAfter: hours(2), then: 'recorded' },
      then: 'notYet',
    },
    notYet: { then: 'whichDay' },
    daySaid: { does: moment => recorded(moment, moment.words), say: false },
    noted: { does: moment => recorded(moment, moment.words), say: false },
    recorded: { does: moment => recorded(moment, ''), say: false },
    dropped: {},
  },
})
