import { z } from 'zod'
import { hours } from './engine/calendar.ts'
import { defineFlow } from './engine/define.ts'
import type { EffectOf } from './engine/effects.ts'

const Answers = z.object({
  text: z.string(),
  soon: z.enum(['plain', 'urgent', 'danger']),
  release: z.enum(['yes', 'no']),
})
type At = { answers: Partial<z.infer<typeof Answers>> }

const draft = ({ answers }: At) => ({
  text: answers.text!,
  urgent: answers.soon !== 'plain',
  danger: answers.soon === 'danger',
})
const preview = (at: At): EffectOf<'previewAnnouncement'>[] => [{ type: 'previewAnnouncement', ...draft(at) }]
const announces = (at: At): EffectOf<'announce'>[] => [{ type: 'announce', ...draft(at) }]

/** What every village is to announce: each village's director gets it as a draft and releases it. */
export const announce = defineFlow({
  id: 'announce',
  staff: true,
  about: z.object({}),
  answers: Answers,
  start: 'whatToSay',
  silence: { remindAfter: [], giveUpAfter: hours(12) },
  lost: 'dropped',
  steps: {
    whatToSay: { ask: 'text', then: 'howSoon' },
    howSoon: {
      ask: 'soon',
      words: {
        plain: /^(?:一般|普通|不急)(?:的)?[.。!]?$/u,
        urgent: /^(?:急|紧急|很急)(?:的|事)?[.。!]?$/u,
        danger: /^(?:3[ .、]*)?(?:红色预警|人命关天|有?生命危险)(?:的)?[.。!]?$/u,
      },
      then: 'preview',
    },
    preview: { does: preview, say: false, then: 'release' },
    release: {
      ask: 'release',
      as: 'notice',
      words: {
        yes: /^(?:马上|就|可以|好的?,?)?(?:发(?:出|送|布|吧|了|给各村|给主任|给各村主任)*|好的?|可以|行|是的?)[.!。]?$/u,
        no: /^(?:先|还是|暂时|都)?(?:不|别|不要|莫|不用)发(?:出|送|布|了|吧)*[.!。]?$|^取消[了吧]*$|^算了$/u,
      },
      then: { yes: 'announced', no: 'dropped' },
    },
    announced: { does: announces, say: false },
    dropped: {},
  },
})
