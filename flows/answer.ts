import { z } from 'zod'
import { minutes } from './engine/calendar.ts'
import { defineFlow } from './engine/define.ts'

const About = z.object({ request: z.uuid() })

/** A family waits for an answer: what it said, and the next words or voice note go there with the director's name. */
export const answer = defineFlow({
  id: 'answer',
  staff: true,
  about: About,
  answers: z.object({ words: z.string() }),
  start: 'begin',
  // Soon over: what is written later is not meant for this family.
  silence: { remindAfter: [], giveUpAfter: minutes(30) },
  lost: 'dropped',
  steps: {
    begin: {
      does: ({ about }) => [{ type: 'showRequest', request: about.request }],
      say: false,
      then: 'whatToSay',
    },
    whatToSay: {
      ask: 'words',
      unless: [
        {
          when: 'taken back',
          is: ({ words }) => /^(?:取消|算了|不回了?)[.。!！]?$/.test(words.trim()),
          then: 'dropped',
        },
      ],
      voice: 'spoken',
      does: ({ about, words }) => [
        { type: 'answerFamily', no: null, words, voice: null, request: about.request },
      ],
      then: 'passedOn',
    },
    passedOn: { say: false },
    spoken: {
      does: ({ about, voice }) => [
        { type: 'answerFamily', no: null, words: '', voice, request: about.request },
      ],
      say: false,
    },
    dropped: {},
  },
})
