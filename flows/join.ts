import { z } from 'zod'
import { days } from './engine/calendar.ts'
import { codeIn } from './engine/code.ts'
import { defineFlow, type Moment } from './engine/define.ts'

/** The version of the short and full privacy text that is agreed to. */
export const PRIVACY = 'privacy/2'

const About = z.object({
  /** The code somebody began with. */
  digits: z.string().optional(),
  /** Already agreed in an earlier try: consent is asked once. */
  agreed: z.boolean().default(false),
  /** Somebody known from another phone: the code comes first. */
  newPhone: z.boolean().default(false),
  /** Somebody bound who had said no, and comes back. */
  again: z.boolean().default(false),
})
const Answers = z.object({
  consent: z.enum(['agree', 'refuse', 'full-text']),
  code: z.string().refine(words => codeIn(words) !== null),
  isMe: z.enum(['yes', 'no']),
})
type Now = Moment<z.infer<typeof About>, z.infer<typeof Answers>>

const valid = ({ facts }: Now) => facts.code?.state === 'valid'
const staffCode = ({ facts }: Now) => facts.code?.state === 'valid' && facts.code.staff !== null
const agreedBefore = ({ about, facts }: Now) =>
  facts.code?.state === 'valid' && (facts.code.consent === 'agreed' || about.agreed)
const hasCode = ({ about, answers }: Now) => about.digits !== undefined || answers.code !== undefined
const locked = ({ facts }: Now) => facts.code?.state === 'locked' || facts.code?.state === 'busy'
const person = ({ facts }: Now) =>
  facts.code?.state === 'valid' ? facts.code.person : (facts.person?.id ?? null)

// Without digits in the words, what was looked up is the code that came first, counted already.
const wrong = ({ facts, words }: Now) => facts.code?.state === 'wrong' && codeIn(words) !== null

/** Welcome, privacy, code, masked name, bound. No answer tells whether a child exists. */
export const join = defineFlow({
  id: 'join',
  about: About,
  answers: Answers,
  start: 'begin',
  // Nobody is reminded to join.
  silence: { remindAfter: [], giveUpAfter: days(7) },
  lost: 'pointToPerson',
  steps: {
    begin: {
      say: false,
      then: {
        fork: [
          { when: 'comes back of their own accord', is: ({ about }) => about.again, then: 'privacy' },
          { when: 'known from another phone', is: ({ about }) => about.newPhone, then: 'newPhone' },
          { when: 'a staff code', is: staffCode, then: 'isItYouStaff' },
          { when: 'agreed before, perhaps on an older phone', is: agreedBefore, then: 'isItYou' },
          { when: 'agreed a moment ago, and sends a code', is: ({ about }) => about.agreed, then: 'agreed' },
        ],
        otherwise: 'welcome',
      },
    },
    welcome: { then: 'privacy' },
    privacy: {
      ask: 'consent',
      as: 'consent',
      then: { agree: 'agreed', refuse: 'refused', 'full-text': 'fullText' },
    },
    fullText: { then: 'privacy' },
    refused: { does: moment => [{ type: 'refuse', wording: PRIVACY, person: person(moment) }] },
    agreed: {
      say: false,
      then: {
        fork: [
          {
            when: 'is known here',
            is: ({ about, facts }) => about.again && facts.person !== null,
            then: 'agreedAgain',
          },
          { when: 'the code came first', is: moment => hasCode(moment) && valid(moment), then: 'isItYou' },
          {
            when: 'the code came first, too many tries',
            is: moment => hasCode(moment) && locked(moment),
            then: 'locked',
          },
          { when: 'the code came first and does not fit', is: hasCode, then: 'wrongFirst' },
        ],
        otherwise: 'code',
      },
    },
    agreedAgain: {
      does: ({ facts }) => [{ type: 'agree', wording: PRIVACY, person: facts.person?.id ?? null }],
    },
    newPhone: {
      ask: 'code',
      unless: [
        { when: 'too many tries', is: locked, then: 'locked' },
        { when: 'a code that does not fit', is: wrong, then: 'wrongNewPhone' },
      ],
      then: {
        fork: [
          { when: 'a staff code', is: staffCode, then: 'isItYouStaff' },
          { when: 'agreed before, on an older phone', is: agreedBefore, then: 'isItYou' },
        ],
        otherwise: 'welcome',
      },
    },
    code: {
      ask: 'code',
      unless: [
        { when: 'too many tries', is: locked, then: 'locked' },
        { when: 'a code that does not fit', is: wrong, then: 'wrongCode' },
      ],
      then: {
        fork: [{ when: 'a staff code', is: staffCode, then: 'isItYouStaff' }],
        otherwise: 'isItYou',
      },
    },
    // Counted when it came (engine/hear-stranger.ts).
    wrongFirst: { say: 'wrongCode', then: 'code' },
    wrongCode: { does: [{ type: 'wrongCode' }], then: 'code' },
    // Back to where nothing has been agreed to yet.
    wrongNewPhone: { does: [{ type: 'wrongCode' }], say: 'wrongCode', then: 'newPhone' },
    locked: {},
    isItYou: { ask: 'isMe', as: 'confirm-care-carer', then: { yes: 'bound', no: 'notMe' } },
    isItYouStaff: { ask: 'isMe', as: 'confirm-care-carer', then: { yes: 'boundStaff', no: 'notMe' } },
    // The house says what came of it: somebody else may have used the card a moment ago.
    bound: { does: moment => [{ type: 'bind', code: digits(moment), agreed: PRIVACY }], say: false },
    boundStaff: { does: moment => [{ type: 'bind', code: digits(moment), agreed: null }], say: false },
    notMe: { does: [{ type: 'wrongCode' }] },
    pointToPerson: {},
  },
})

const digits = ({ facts }: Now): string => (facts.code?.state === 'valid' ? facts.code.digits : '')
