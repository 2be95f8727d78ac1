import { z } from 'zod'
import { hours } from './engine/calendar.ts'
import { defineFlow } from './engine/define.ts'

/** An urgent case on the list: somebody takes it on. To close one needs two people and is typed out (结案 3 结果). */
export const urgent = defineFlow({
  id: 'urgent',
  staff: true,
  about: z.object({ case: z.uuid(), no: z.number().int() }),
  answers: z.object({ take: z.enum(['yes', 'later']) }),
  start: 'begin',
  silence: { remindAfter: [], giveUpAfter: hours(1) },
  lost: 'later',
  steps: {
    begin: {
      does: ({ about }) => [{ type: 'showCase', case: about.case }],
      say: false,
      then: 'whoTakesIt',
    },
    whoTakesIt: {
      ask: 'take',
      words: {
        yes: /^(?:我)?(?:来|在|去|马上|这就)*(?:处理|办|管|到|接)(?:了|着呢|这件)?[.。!]?$/u,
        later: /^(?:先放着|先不接?|等会儿?|以后再?说?|晚点|算了)[吧了]?[.。!]?$/u,
      },
      then: { yes: 'taken', later: 'later' },
    },
    taken: { does: ({ about }) => [{ type: 'acknowledgeCase', no: about.no }], say: false },
    later: {},
  },
})
