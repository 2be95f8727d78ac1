import { z } from 'zod'
import { hours } from './engine/calendar.ts'
import { defineFlow } from './engine/define.ts'

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
    isNoChildInIt: { ask: 'noChild', as: 'picture', then: { yes: 'passedOn', no: 'inPerson' } },
    passedOn: { does: ({ about }) => [{ type: 'passPicture', message: about.message }] },
    inPerson: {},
    dropped: {},
  },
})
