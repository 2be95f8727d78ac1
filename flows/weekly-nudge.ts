import { z } from 'zod'
import { days } from './engine/calendar.ts'
import { defineFlow } from './engine/define.ts'
import { noMoreNudges } from './engine/understand.ts'

/**
 * Once a week to a parent who works away (未保法 23: contact with child and carer at least weekly). Nothing waits for
 * an answer, nobody is told when none comes, and one word ends just this.
 */
export const weeklyNudge = defineFlow({
  id: 'weekly-nudge',
  about: z.object({ children: z.array(z.uuid()).min(1) }),
  answers: z.object({ talked: z.enum(['yes', 'words']) }),
  start: 'haveYouTalked',
  silence: { remindAfter: [], giveUpAfter: days(2) },
  lost: 'toDirector',
  steps: {
    haveYouTalked: {
      ask: 'talked',
      unless: [{ when: 'no more of these', is: ({ words }) => noMoreNudges(words), then: 'stopped' }],
      words: {
        yes: /^(?:1\s*)?(?:都?说过话?了?|(?:刚|昨天|前天|今天|天天|每天|昨晚|周末)?(?:都|才|刚)?(?:打|通|视频|聊|说)(?:了|过)?(?:电话|视频|话)?(?:了|过|的)?)[啊呢的.!。]*$/u,
        words: /^(?:2\s*)?(?:想?捎句?话(?:回家|回去)?)[.!。]*$/u,
      },
      then: { yes: 'glad', words: 'passOn' },
    },
    glad: {},
    passOn: { say: false, word: '捎句话' },
    stopped: { does: [{ type: 'stopNudge', stop: true }] },
    toDirector: {
      does: ({ unclear }) => [{ type: 'openRequest', words: [...unclear], voice: null }],
      say: false,
    },
  },
})
