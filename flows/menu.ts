import { z } from 'zod'
import { minutes } from './engine/calendar.ts'
import { defineFlow } from './engine/define.ts'

/**
 * A way on for words that were not understood, a greeting, and everything a family can do here. Words that are not
 * understood here either are read by a person.
 */
export const menu = defineFlow({
  id: 'menu',
  about: z.object({ unclear: z.string().optional(), everything: z.boolean().default(false) }),
  answers: z.object({
    wish: z.enum(['how-to', 'call-me']),
    choice: z.enum(['report', 'call-me', 'pass-on', 'danger', 'hotlines', 'my-data', 'hours', 'usage']),
  }),
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
          { when: 'all that can be done here', is: ({ about }) => about.everything, then: 'everything' },
        ],
        otherwise: 'greet',
      },
    },
    notClear: {
      ask: 'wish',
      as: 'menu',
      voice: 'spoken',
      then: { 'how-to': 'everything', 'call-me': 'callMe' },
    },
    greet: {
      ask: 'wish',
      as: 'menu',
      voice: 'spoken',
      then: { 'how-to': 'everything', 'call-me': 'callMe' },
    },
    everything: {
      ask: 'choice',
      as: 'menu',
      words: {
        report: /^报个?平安[吧了]?$/u,
        'pass-on': /^(?:帮我)?捎(?:一?句)?话$/u,
        danger: /^(?:\d[ .、]*)?有危险$/u,
        hotlines: /^(?:急事)?(?:电话|热线)(?:号码)?$/u,
        'my-data': /^(?:看)?我的资料$/u,
        hours: /^(?:收消息的)?时间$/u,
        usage: /^(?:看看?)?(?:怎么用|用法|说明)$/u,
      },
      voice: 'spoken',
      then: {
        report: 'report',
        'call-me': 'callMe',
        'pass-on': 'passOn',
        danger: 'danger',
        hotlines: 'hotlines',
        'my-data': 'myData',
        hours: 'hours',
        usage: 'howTo',
      },
    },
    report: { say: false, word: '报平安' },
    passOn: { say: false, word: '捎句话' },
    danger: { say: false, word: '有危险' },
    hotlines: { say: false, word: '热线' },
    myData: { say: false, word: '我的资料' },
    hours: { say: false, word: '几点方便' },
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
