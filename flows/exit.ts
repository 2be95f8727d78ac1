import { z } from 'zod'
import { hours } from './engine/calendar.ts'
import { defineFlow } from './engine/define.ts'

/** A child whose parents are back for good, on the list of whoever has to say so next: the director, then the township. */
export const exit = defineFlow({
  id: 'exit',
  staff: true,
  about: z.object({ exit: z.uuid(), no: z.number().int() }),
  answers: z.object({ so: z.enum(['yes', 'no', 'later']) }),
  start: 'begin',
  silence: { remindAfter: [], giveUpAfter: hours(1) },
  lost: 'later',
  steps: {
    begin: {
      does: ({ about }) => [{ type: 'showExit', exit: about.exit }],
      say: false,
      then: 'isItSo',
    },
    isItSo: {
      ask: 'so',
      words: {
        yes: /^(?:属实|核实了|同意)?[,，\s]*(?:可以)?退出?[了吧]?[.。!]?$/u,
        no: /^(?:不属实|不同意)?[,，\s]*不(?:能|用)?退(?:出)?[.。!]?$/u,
        later: /^(?:先放着|先不|等会儿?|以后再?说?|晚点|算了|还没(?:去看|核实))[吧了]?[.。!]?$/u,
      },
      then: { yes: 'confirmed', no: 'declined', later: 'later' },
    },
    confirmed: {
      does: ({ about }) => [{ type: 'confirmExit', no: about.no, exit: about.exit }],
      say: false,
    },
    declined: {
      does: ({ about }) => [{ type: 'refuseExit', no: about.no, exit: about.exit }],
      say: false,
    },
    later: {},
  },
})
