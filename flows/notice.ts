import { z } from 'zod'
import { hours } from './engine/calendar.ts'
import { defineFlow } from './engine/define.ts'

/** 发出 and 不发, as a director says them. */
const words = {
  yes: /^(?:马上|就|可以|好的?,?)?发(?:出|送|布|吧|了|出去)*[.!。]?$/u,
  no: /^(?:先|还是|暂时|都)?(?:不|别|不要|莫|不用)发(?:出|送|布|了|吧)*[.!。]?$|^取消[了吧]*$/u,
}

/** A director's notice: the words, a preview with the households it reaches, and out with 1. */
export const noticeFlow = defineFlow({
  id: 'notice',
  staff: true,
  about: z.object({}),
  answers: z.object({
    text: z.string(),
    release: z.enum(['yes', 'no']),
  }),
  start: 'whatToSay',
  silence: { remindAfter: [], giveUpAfter: hours(12) },
  lost: 'dropped',
  steps: {
    whatToSay: { ask: 'text', voice: 'spoken', then: 'preview' },
    preview: {
      does: ({ answers }) => [{ type: 'previewNotice', text: answers.text!, voice: null }],
      say: false,
      then: 'release',
    },
    release: { ask: 'release', as: 'notice', words, then: { yes: 'released', no: 'dropped' } },
    released: {
      does: ({ answers }) => [{ type: 'releaseNotice', text: answers.text!, voice: null }],
      say: false,
    },
    spoken: {
      does: ({ voice }) => [{ type: 'previewNotice', text: '', voice }],
      say: false,
      then: 'releaseSpoken',
    },
    releaseSpoken: {
      ask: 'release',
      as: 'notice',
      words,
      then: { yes: 'releasedSpoken', no: 'dropped' },
    },
    releasedSpoken: { does: ({ voice }) => [{ type: 'releaseNotice', text: '', voice }], say: false },
    dropped: {},
  },
})
