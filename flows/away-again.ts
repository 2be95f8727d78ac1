import { z } from 'zod'
import { hours } from './engine/calendar.ts'
import { defineFlow } from './engine/define.ts'

const About = z.object({ exits: z.array(z.uuid()).min(1), children: z.array(z.uuid()).min(1) })
type At = { about: z.infer<typeof About> }
const comeBack = ({ about }: At) => ({ type: 'comeBack' as const, exits: about.exits })

/**
 * 又出去了, by a family whose children left the list not long ago because the parents were back: one question, and
 * everything is as it was. Nothing that is known is asked again.
 */
export const awayAgain = defineFlow({
  id: 'away-again',
  about: About,
  answers: z.object({ same: z.enum(['yes', 'changed', 'no']), who: z.string() }),
  start: 'sameCarer',
  silence: { remindAfter: [], giveUpAfter: hours(12) },
  lost: 'notClear',
  steps: {
    sameCarer: {
      ask: 'same',
      words: {
        changed: /^(?:2\s*)?(?:换人了?|换了人?|不是原来的人?)[了的.!。]*$/u,
        no: /^(?:3\s*)?(?:没有?(?:出去|外出|走)|还在家|在家呢?)[了的.!。]*$/u,
      },
      voice: 'spoken',
      then: { yes: 'asBefore', changed: 'whoNow', no: 'stays' },
    },
    asBefore: { does: now => [comeBack(now)], say: false },
    whoNow: { ask: 'who', voice: 'spoken', then: 'willCheck' },
    willCheck: {
      does: now => [
        comeBack(now),
        { type: 'openTask', kind: 'who-cares', children: now.about.children, words: now.answers.who ?? '' },
      ],
    },
    stays: {},
    spoken: { does: ({ voice }) => [{ type: 'openRequest', words: [], voice }], say: false },
    notClear: {
      does: ({ unclear }) => [{ type: 'openRequest', words: [...unclear], voice: null }],
      say: false,
    },
  },
})
