import { z } from 'zod'
import { minutes } from './engine/calendar.ts'
import { defineFlow } from './engine/define.ts'

/** A way on for words that were not understood, and for whoever asks. The second time, a person reads them. */
export const menu = defineFlow({
  id: 'menu',
  about: z.object({ unclear: z.string().optional() }),
  answers: z.object({ wish: z.enum(['how-to', 'call-me']) }),
  start: 'begin',
  silence: { remindAfter: [], giveUpAfter: minutes(60) },
  lost: 'toDirector',
  patience: 1,
  steps: {
    begin: {
      say: false,
      then: {
        fork: [
          {
            when: 'something was not understood',
            is: ({ about }) => about.unclear !== undefined,
            then: 'notClear',
          },
        ],
        otherwise: 'greet',
      },
    },
    notClear: { ask: 'wish', as: 'menu', voice: 'spoken', then: { 'how-to': 'howTo', 'call-me': 'callMe' } },
    greet: { ask: 'wish', as: 'menu', voice: 'spoken', then: { 'how-to': 'howTo', 'call-me': 'callMe' } },
    howTo: {},
    callMe: {
      does: ({ about }) => [
        { type: 'openRequest', words: about.unclear ? [about.unclear] : [], voice: null },
      ],
      say: false,
    },
    spoken: { does: ({ voice }) => [{ type: 'openRequest', words: [], voice }], say: false },
    toDirector: {
      does: ({ about, unclear }) => [
        { type: 'openRequest', words: [...(about.unclear ? [about.unclear] : []), ...unclear], voice: null },
      ],
      say: false,
    },
  },
})
