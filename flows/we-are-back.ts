import { z } from 'zod'
import { hours } from './engine/calendar.ts'
import { defineFlow } from './engine/define.ts'

/**
 * 我们回来了: for how long? A visit of less than three months ends nothing (DOMAIN.md 1.6); who stays and looks after the
 * children asks for them to leave the list, which the director and then the township must confirm.
 */
export const weAreBack = defineFlow({
  id: 'we-are-back',
  about: z.object({ children: z.array(z.uuid()).min(1) }),
  answers: z.object({ howLong: z.enum(['stay', 'visit', 'unsure']), withYou: z.enum(['yes', 'no']) }),
  start: 'howLong',
  silence: { remindAfter: [], giveUpAfter: hours(12), then: 'kept' },
  lost: 'notClear',
  steps: {
    howLong: {
      ask: 'howLong',
      words: {
        stay: /^(?:1\s*)?(?:三个月以上|长住|不走了|不出去了|以后都在家|不再出去)[了的.!。]*$/u,
        visit:
          /^(?:2\s*)?(?:过完年就?走|过完节就?走|不到三个月|几天|住几天|半个月|一个月|待几天|三个月内就走)[了的.!。]*$/u,
        unsure: /^(?:3\s*)?(?:还?没定|不一定|不知道|再看|看情况)[呢吧.!。]*$/u,
      },
      voice: 'spoken',
      then: { stay: 'withYou', visit: 'welcome', unsure: 'tellLater' },
    },
    withYou: {
      ask: 'withYou',
      voice: 'spoken',
      then: { yes: 'willCheck', no: 'noted' },
    },
    willCheck: {
      does: ({ about }) => [{ type: 'askExit', children: about.children, reason: 'parents-back' }],
    },
    noted: {
      does: ({ about }) => [{ type: 'openTask', kind: 'home-again', children: about.children, words: '' }],
    },
    welcome: {},
    tellLater: {},
    kept: {
      does: ({ about }) => [{ type: 'openTask', kind: 'home-again', children: about.children, words: '' }],
      say: false,
    },
    spoken: { does: ({ voice }) => [{ type: 'openRequest', words: [], voice }], say: false },
    notClear: {
      does: ({ unclear }) => [{ type: 'openRequest', words: [...unclear], voice: null }],
      say: false,
    },
  },
})
