import { z } from 'zod'
import { hours } from './engine/calendar.ts'
import { defineFlow } from './engine/define.ts'
import type { EffectOf } from './engine/effects.ts'

const About = z.object({
  draft: z.uuid(),
  /** It goes out by itself after the policy's time. */
  urgent: z.boolean(),
})
const Answers = z.object({ decision: z.enum(['send', 'edit', 'drop']), text: z.string() })
type At = { about: z.infer<typeof About>; answers: Partial<z.infer<typeof Answers>> }

const shows = ({ about, answers }: At): EffectOf<'showDraft'>[] => [
  { type: 'showDraft', draft: about.draft, text: answers.text ?? null },
]

const decide = {
  ask: 'decision',
  as: 'notice',
  words: {
    send: /^(?:马上|就|可以|好的?,?)?(?:发(?:出|送|布|吧|了|出去)*|好的?|可以|行|是的?)[.!。]?$/u,
    edit: /^(?:我)?(?:改一?(?:改|下)|修改|改改)[.!。]?$/u,
    drop: /^(?:先|还是|暂时|都)?(?:不|别|不要|莫|不用)发(?:出|送|布|了|吧)*[.!。]?$|^取消[了吧]*$|^算了$/u,
  },
  then: { send: 'released', edit: 'newWords', drop: 'declined' },
} as const

/** What township or county wants announced, at the village's director: as it is, in other words, or not at all. */
export const releaseDraft = defineFlow({
  id: 'release-draft',
  staff: true,
  about: About,
  answers: Answers,
  start: 'show',
  // It stays on the list of the day; an urgent one goes out by itself.
  silence: { remindAfter: [], giveUpAfter: hours(12) },
  lost: 'waits',
  steps: {
    show: {
      does: shows,
      say: false,
      then: {
        fork: [{ when: 'it cannot wait', is: ({ about }) => about.urgent, then: 'releaseSoon' }],
        otherwise: 'release',
      },
    },
    release: decide,
    releaseSoon: decide,
    newWords: { ask: 'text', then: 'show' },
    released: {
      does: ({ about, answers }) => [
        { type: 'releaseDraft', draft: about.draft, text: answers.text ?? null },
      ],
      say: false,
    },
    declined: { does: ({ about }) => [{ type: 'declineDraft', draft: about.draft }], say: false },
    waits: {},
  },
})
