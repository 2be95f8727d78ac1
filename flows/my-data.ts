import { z } from 'zod'
import { hours } from './engine/calendar.ts'
import { defineFlow, type Moment } from './engine/define.ts'
import { withoutIdNumber } from './engine/id-number.ts'

const About = z.object({
  /** What somebody asked for in words of their own. */
  wish: z.enum(['view', 'correct', 'delete']).optional(),
  /** Those words; they may already say what is wrong. */
  words: z.string().default(''),
})
const Answers = z.object({
  wish: z.enum(['view', 'correct', 'delete', 'stop']),
  what: z.string(),
  sure: z.enum(['yes', 'no']),
})
type Now = Moment<z.infer<typeof About>, z.infer<typeof Answers>>

/** Shorter than this only the wish is said (资料写错了), not yet what it is about. */
const SAYS_WHAT = 10

const toList =
  (kind: 'data-correct' | 'data-delete') =>
  ({ facts, answers, about }: Now) => {
    const words = kind === 'data-correct' ? withoutIdNumber(answers.what ?? about.words) : ''
    const children = facts.person?.children.slice(0, 1).map(child => child.id) ?? []
    return children.length > 0
      ? [{ type: 'openTask', kind, children, words } as const]
      : [{ type: 'openRequest', words: [words || about.words].filter(Boolean), voice: null } as const]
  }

/** 我的资料: see, correct, delete or stop, none of it with a why; what the law has the bureau keep is said. */
export const myData = defineFlow({
  id: 'my-data',
  about: About,
  answers: Answers,
  start: 'begin',
  silence: { remindAfter: [], giveUpAfter: hours(12) },
  lost: 'toDirector',
  steps: {
    begin: {
      say: false,
      then: {
        fork: [
          { when: 'wants to see it', is: ({ about }) => about.wish === 'view', then: 'view' },
          {
            when: 'says what is wrong',
            is: ({ about }) => about.wish === 'correct' && [...about.words].length >= SAYS_WHAT,
            then: 'passedOn',
          },
          { when: 'wants to correct it', is: ({ about }) => about.wish === 'correct', then: 'whatIsWrong' },
          { when: 'wants it deleted', is: ({ about }) => about.wish === 'delete', then: 'mayDelete' },
        ],
        otherwise: 'whatToDo',
      },
    },
    whatToDo: {
      ask: 'wish',
      as: 'menu',
      words: {
        view: /^(?:我要|想)?看看?(?:一下)?(?:记下的)?(?:内容)?$/u,
        correct: /^(?:我要|要)?改(?:一下)?(?:写错的)?(?:地方)?$/u,
        delete: /^(?:我要|要)?(?:都|全)?删[除掉]?(?:记录)?[了吧]?$/u,
        stop: /^不(?:想)?(?:再)?收消息[了]?$/u,
      },
      voice: 'spoken',
      then: { view: 'view', correct: 'whatIsWrong', delete: 'mayDelete', stop: 'stop' },
    },
    view: { does: [{ type: 'showMyData' }], say: false },
    whatIsWrong: { ask: 'what', voice: 'spoken', then: 'passedOn' },
    passedOn: { does: toList('data-correct') },
    mayDelete: {
      ask: 'sure',
      words: {
        yes: /^(?:是[,，]?)?(?:请|要)?(?:全)?删(?:掉|除)?[了吧]?$/u,
        no: /^先?(?:不删|别删|不要删|留着)[了吧]?$/u,
      },
      voice: 'spoken',
      then: { yes: 'willDelete', no: 'nothingDone' },
    },
    willDelete: { does: toList('data-delete') },
    nothingDone: {},
    stop: { say: false, word: '停' },
    spoken: { does: ({ voice }) => [{ type: 'openRequest', words: [], voice }], say: false },
    toDirector: {
      does: ({ unclear }) => [{ type: 'openRequest', words: [...unclear], voice: null }],
      say: false,
    },
  },
})
