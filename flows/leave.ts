import { z } from 'zod'
import { hours } from './engine/calendar.ts'
import { defineFlow, type Moment } from './engine/define.ts'
import { normalise, understand } from './engine/understand.ts'

const About = z.object({
  /** Days (YYYY-MM-DD) already given, when only the name is asked once more. */
  from: z.string().optional(),
  until: z.string().optional(),
})
const Answers = z.object({ from: z.string(), until: z.string(), standIn: z.string() })
type Now = Pick<Moment<z.infer<typeof About>, z.infer<typeof Answers>>, 'about' | 'answers' | 'facts'>

function dayIn(words: string, today: string): string | null {
  const reading = understand({ context: 'date', today, text: words })
  return reading.kind === 'date' ? reading.value : null
}

/** 12月1日到12月5日: both days in one breath; one day alone is the first. */
function daysIn(words: string, today: string): { from: string | null; until: string | null } {
  const [first, last] = words.split(/[到至~～—]/u)
  const from = dayIn(first ?? '', today)
  return from !== null && last !== undefined
    ? { from, until: dayIn(last, today) }
    : { from: dayIn(words, today), until: null }
}

/** First and last day away. */
function daysOf({ about, answers, facts }: Now): { from: string; until: string } {
  const said = daysIn(answers.from ?? '', facts.today)
  const from = about.from ?? said.from ?? facts.today
  return { from, until: about.until ?? said.until ?? dayIn(answers.until ?? '', facts.today) ?? from }
}

/** A director goes away for some days: from when, until when, and who stands in. */
export const leave = defineFlow({
  id: 'leave',
  staff: true,
  about: About,
  answers: Answers,
  start: 'begin',
  silence: { remindAfter: [], giveUpAfter: hours(1) },
  lost: 'dropped',
  steps: {
    begin: {
      say: false,
      then: {
        fork: [{ when: 'the days are known', is: ({ about }) => about.until !== undefined, then: 'listed' }],
        otherwise: 'fromWhen',
      },
    },
    fromWhen: {
      ask: 'from',
      unless: [
        {
          when: 'no day to come',
          is: ({ words, facts }) => {
            const { from, until } = daysIn(words, facts.today)
            if (normalise(words) === '') return false
            return from === null || from < facts.today || (until !== null && until < from)
          },
          then: 'noDay',
        },
      ],
      then: {
        fork: [
          {
            when: 'both days are known',
            is: ({ answers, facts }) => daysIn(answers.from ?? '', facts.today).until !== null,
            then: 'listed',
          },
        ],
        otherwise: 'untilWhen',
      },
    },
    noDay: { then: 'fromWhen' },
    untilWhen: {
      ask: 'until',
      unless: [
        {
          when: 'no day after the first',
          is: moment =>
            normalise(moment.words) !== '' &&
            (dayIn(moment.words, moment.facts.today) ?? '') < daysOf(moment).from,
          then: 'noLastDay',
        },
      ],
      then: 'listed',
    },
    noLastDay: { say: 'noDay', then: 'untilWhen' },
    listed: { does: [{ type: 'listStandIns' }], say: false, then: 'who' },
    who: { ask: 'standIn', then: 'taken' },
    taken: {
      does: moment => [{ type: 'takeLeave', ...daysOf(moment), standIn: moment.answers.standIn ?? '' }],
      say: false,
    },
    dropped: {},
  },
})
