import { z } from 'zod'
import { only } from './checklist.ts'
import { normalise } from './engine/understand.ts'

/** What the paper of an entrustment says besides who agreed, by who knows it, in the order in which it is asked. */
export const PAPER_QUESTIONS = {
  parent: ['worksIn', 'awayFrom', 'awayUntil', 'weekly', 'second'],
  carer: ['together', 'livesAt', 'health'],
} as const
export const PaperQuestion = z.enum([...PAPER_QUESTIONS.parent, ...PAPER_QUESTIONS.carer])
export type PaperQuestion = z.infer<typeof PaperQuestion>

/** `onPaper`: what is on record from elsewhere, and only has to be right. A conversation begun earlier has none. */
type About = { known: readonly string[]; onPaper?: Partial<Record<PaperQuestion, string>> }

const offered = ({ onPaper }: About): Partial<Record<PaperQuestion, string>> => onPaper ?? {}
const isOffered = (about: About): boolean => Object.keys(offered(about)).length > 0

/** Passes over what was said about this entrustment, and over what is on record, unless that is wrong. */
export const paperGate = <const Q extends PaperQuestion, const N extends string>(question: Q, next: N) => ({
  say: false as const,
  then: {
    fork: [
      {
        when: 'on the paper',
        is: ({ about, answers }: { about: About; answers: { isItSo?: string } }) =>
          about.known.includes(question) || (question in offered(about) && answers.isItSo === 'yes'),
        then: next,
      },
    ],
    otherwise: question,
  },
})

/** After the yes: to the end where the paper lacks nothing more that this side knows, otherwise to its first words. */
export const toPaper = <const N extends string, const M extends string>(
  party: keyof typeof PAPER_QUESTIONS,
  full: N,
  paper: M,
) => ({
  fork: [
    {
      when: 'nothing is missing',
      is: ({ about }: { about: About }) => PAPER_QUESTIONS[party].every(one => about.known.includes(one)),
      then: full,
    },
  ],
  otherwise: paper,
})

/** What is on record is shown, and need only be right. */
export const firstOffered = <const N extends string, const M extends string>(show: N, next: M) => ({
  fork: [
    { when: 'something is on record', is: ({ about }: { about: About }) => isOffered(about), then: show },
  ],
  otherwise: next,
})

/** What was on record, once somebody has said that it is so. */
export const confirmed = (about: About, answer: unknown): Partial<Record<PaperQuestion, string>> =>
  answer === 'yes' ? offered(about) : {}

/** Nobody has to know everything, or to say it. */
const SKIPPED = only(
  '跳过|(?:我|这个)?(?:也|还)?(?:不太?清楚|不知道|不晓得|说不清楚?|说不准|没定|没想好)|没有?|不想说|不说|不方便说',
)

/** So much of an answer stands on the paper (characters). */
const LONGEST = 60

/** What an answer puts on the paper; null for who leaves it out. */
export const onPaper = (answer: unknown): string | null => {
  const said = String(answer).trim()
  return said === 'skip' || SKIPPED.test(normalise(said)) ? null : [...said].slice(0, LONGEST).join('')
}
