import { z } from 'zod'
import { hours } from './engine/calendar.ts'
import { defineFlow } from './engine/define.ts'

/**
 * 代绑: somebody who cannot type, or has a new phone, hands it to the director, who types a code of half an hour into it.
 * The questions about consent are put there as to everybody, and answered by whose phone it is.
 */
export const bindFor = defineFlow({
  id: 'bind-for',
  staff: true,
  about: z.object({ household: z.uuid(), person: z.uuid().nullable().default(null) }),
  answers: z.object({}),
  start: 'begin',
  silence: { remindAfter: [], giveUpAfter: hours(1) },
  lost: 'code',
  steps: {
    begin: {
      say: false,
      then: {
        fork: [{ when: 'one adult is meant', is: ({ about }) => about.person !== null, then: 'code' }],
        otherwise: 'whichAdult',
      },
    },
    whichAdult: {
      does: ({ about }) => [{ type: 'showAdults', household: about.household }],
      say: false,
    },
    code: {
      does: ({ about }) =>
        about.person === null
          ? []
          : [{ type: 'issueCode', household: about.household, person: about.person }],
      say: false,
    },
  },
})
