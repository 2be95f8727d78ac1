import { z } from 'zod'
import { hours } from './engine/calendar.ts'
import { defineFlow } from './engine/define.ts'

/** Asked before any picture goes on, a family's or a notice's. */
export const isNoChildInIt = {
  ask: 'noChild',
  as: 'picture',
  // 有 says that a child is in it, and must never be read as yes.
  words: {
    yes: /^(?:图里|图上|照片里|里面|里头)?(?:没有?|冇得?|无)(?:人|孩子|小孩|娃|小朋友)?[的了呢啊]*[.!。]?$/u,
    no: /^(?:图里|图上|照片里|里面|里头)?(?:只?有|是)(?:一?[个两几]个?)?(?:人|孩子|小孩|娃|小朋友)[的了呢啊]*[.!。]?$|^有[的了呢啊]*$/u,
  },
} as const

/** A picture goes on to the director only when the sender says that no child is in it; nothing of it is kept. */
export const picture = defineFlow({
  id: 'picture',
  about: z.object({
    /** The provider's id of the picture's message. */
    message: z.string(),
  }),
  answers: z.object({ noChild: z.enum(['yes', 'no']) }),
  start: 'isNoChildInIt',
  silence: { remindAfter: [], giveUpAfter: hours(2), then: 'dropped' },
  lost: 'dropped',
  steps: {
    isNoChildInIt: {
      ...isNoChildInIt,
      then: { yes: 'passedOn', no: 'inPerson' } as const,
    },
    passedOn: { does: ({ about }) => [{ type: 'passPicture', message: about.message }] },
    inPerson: {},
    dropped: {},
  },
})
