import { z } from 'zod'
import { days } from './engine/calendar.ts'
import { defineFlow, type Moment } from './engine/define.ts'

/** The version of the question and of its full text. */
export const CHILD_PRIVACY = 'child-privacy/2'

/** Until this birthday a father or mother decides (PIPL art. 31). */
export const OF_AGE = 14

const About = z.object({
  children: z.array(z.uuid()).min(1),
  /** Somebody came by themselves to look at it again. */
  own: z.boolean().default(false),
})
const Answers = z.object({ consent: z.enum(['agree', 'refuse', 'full-text']) })

const decide =
  (answer: 'agreed' | 'refused') =>
  ({ about }: Moment<z.infer<typeof About>, z.infer<typeof Answers>>) =>
    ({
      type: 'childConsent',
      children: about.children,
      answer,
      wording: CHILD_PRIVACY,
      own: about.own,
    }) as const

/**
 * The separate consent of a father or mother for the data of a child under 14: a question of its own, put once by the
 * house and never again. A refusal leaves the parent as they are; the director goes on by telephone and in person.
 */
export const childConsent = defineFlow({
  id: 'child-consent',
  about: About,
  answers: Answers,
  start: 'mayWe',
  // Nobody is reminded: silence is no consent, and no refusal.
  silence: { remindAfter: [], giveUpAfter: days(7) },
  lost: 'toDirector',
  steps: {
    mayWe: {
      ask: 'consent',
      as: 'consent',
      voice: 'spoken',
      then: { agree: 'agreed', refuse: 'refused', 'full-text': 'fullText' },
    },
    fullText: { then: 'mayWe' },
    agreed: { does: moment => [decide('agreed')(moment)] },
    refused: {
      does: moment => [
        decide('refused')(moment),
        { type: 'openTask', kind: 'child-consent', children: moment.about.children, words: '' },
      ],
    },
    spoken: { does: ({ voice }) => [{ type: 'openRequest', words: [], voice }], say: false },
    toDirector: {
      does: ({ unclear }) => [{ type: 'openRequest', words: [...unclear], voice: null }],
      say: false,
    },
  },
})
