import { z } from 'zod'
import { hours } from './engine/calendar.ts'
import { defineFlow } from './engine/define.ts'
import { FamilyFlow } from './engine/staff-effects.ts'

/** Which family a member of staff means, when only the command was typed. The house looks the name up and goes on. */
export const whom = defineFlow({
  id: 'whom',
  staff: true,
  about: z.object({ for: FamilyFlow }),
  answers: z.object({ family: z.string() }),
  start: 'whichFamily',
  silence: { remindAfter: [], giveUpAfter: hours(1) },
  lost: 'dropped',
  steps: {
    whichFamily: {
      ask: 'family',
      does: ({ about, words }) => [
        { type: 'findFamily', words: words.trim(), no: null, for: about.for, said: '' },
      ],
      then: 'looked',
    },
    looked: { say: false },
    dropped: {},
  },
})
