import { z } from 'zod'
import { hours } from './engine/calendar.ts'
import { defineFlow } from './engine/define.ts'
import { PagePath } from './engine/staff-effects.ts'

/** A line of the day's list that is done on a page: its number sends a one-time link there. */
export const openPage = defineFlow({
  id: 'open-page',
  staff: true,
  about: z.object({ path: PagePath }),
  answers: z.object({}),
  start: 'show',
  silence: { remindAfter: [], giveUpAfter: hours(1) },
  lost: 'show',
  steps: { show: { does: ({ about }) => [{ type: 'openPage', path: about.path }], say: false } },
})
