import { z } from 'zod'
import { days, hours } from './engine/calendar.ts'
import { defineFlow } from './engine/define.ts'
import { notNow } from './engine/understand.ts'

/** 捎句话: a few words, or a voice note, from one adult of the children to the other. Who gets them is the house's to know. */
export const passOn = defineFlow({
  id: 'pass-on',
  about: z.object({ children: z.array(z.uuid()).min(1) }),
  answers: z.object({ words: z.string() }),
  start: 'whatWords',
  silence: { remindAfter: [], giveUpAfter: hours(2) },
  lost: 'letGo',
  steps: {
    whatWords: {
      ask: 'words',
      unless: [{ when: 'not now', is: ({ words }) => notNow(words), then: 'letGo' }],
      voice: 'spoken',
      does: ({ about, words }) => [
        { type: 'passOn', children: about.children, words, voice: null, back: null },
      ],
      then: 'handed',
    },
    // The house answers: to whom it went, or why it did not.
    handed: { say: false },
    spoken: {
      does: ({ about, voice }) => [
        { type: 'passOn', children: about.children, words: '', voice, back: null },
      ],
      say: false,
    },
    letGo: {},
  },
})

/** Words from home or from away reach the carer, who says whether the children heard them, or sends some back. */
export const wordsArrive = defineFlow({
  id: 'words-arrive',
  about: z.object({
    children: z.array(z.uuid()).min(1),
    /** What is passed on (a row of passed_words). */
    passed: z.uuid(),
    /** Who the words are from, seen from the children: 父亲 … */
    from: z.string(),
    /** Null: a voice note, which goes ahead of this question. */
    words: z.string().nullable(),
    voice: z.string().nullable(),
  }),
  answers: z.object({ heard: z.enum(['yes', 'back']), back: z.string() }),
  start: 'begin',
  silence: { remindAfter: [], giveUpAfter: days(2), then: 'noEcho' },
  lost: 'notClear',
  steps: {
    begin: {
      say: false,
      then: {
        fork: [{ when: 'a voice note', is: ({ about }) => about.words === null, then: 'playIt' }],
        otherwise: 'forThem',
      },
    },
    playIt: {
      does: ({ about }) => (about.voice ? [{ type: 'playVoice', voice: about.voice }] : []),
      say: false,
      then: 'voiceForThem',
    },
    forThem: { ask: 'heard', ...heard() },
    voiceForThem: { ask: 'heard', ...heard() },
    toldThem: { does: ({ about }) => [{ type: 'wordsArrived', passed: about.passed }] },
    whatBack: {
      ask: 'back',
      unless: [{ when: 'not now', is: ({ words }) => notNow(words), then: 'toldThem' }],
      voice: 'spokenBack',
      silence: { remindAfter: [], giveUpAfter: hours(2), then: 'toldThem' },
      does: ({ about, words }) => [
        { type: 'passOn', children: about.children, words, voice: null, back: about.passed },
      ],
      then: 'handed',
    },
    handed: { say: false },
    spokenBack: {
      does: ({ about, voice }) => [
        { type: 'passOn', children: about.children, words: '', voice, back: about.passed },
      ],
      say: false,
    },
    noEcho: { does: ({ about }) => [{ type: 'wordsUnanswered', passed: about.passed }], say: false },
    notClear: {
      does: ({ unclear }) => [{ type: 'openRequest', words: [...unclear], voice: null }],
      say: false,
    },
  },
})

function heard() {
  return {
    words: {
      yes: /^(?:1\s*)?(?:都?转到了?|念了|读了|说了|带到了|听到了?|听了|放了|告诉(?:他|她|孩子|娃)(?:们)?了|知道了)[啦的.!。]*$/u,
      back: /^(?:2\s*)?(?:想?捎话回去|捎句?话|回一句|想回一句)[.!。]*$/u,
    },
    then: { yes: 'toldThem', back: 'whatBack' },
  } as const
}
