import { z } from 'zod'
import { hours } from './engine/calendar.ts'
import { defineFlow } from './engine/define.ts'

const About = z.object({ request: z.uuid() })

/** A request on the list of somebody above the village: take it, give it back to the village, or settle it with a reason. */
export const escalation = defineFlow({
  id: 'escalation',
  staff: true,
  about: About,
  answers: z.object({ what: z.enum(['take', 'back', 'settle', 'later']), reason: z.string() }),
  start: 'begin',
  silence: { remindAfter: [], giveUpAfter: hours(1) },
  lost: 'later',
  steps: {
    begin: {
      does: ({ about }) => [{ type: 'showRequest', request: about.request }],
      say: false,
      then: 'whoDoesIt',
    },
    whoDoesIt: {
      ask: 'what',
      words: {
        take: /^(?:我)?(?:来|接)(?:办|处理|管|回|了|下)*[.。!]?$/u,
        back: /^(?:交|还|退)(?:回|给)?(?:村里|村上|主任)?[.。!]?$/u,
        settle: /^(?:已经)?(?:办完|办好|结|解决)了?[.。!]?$/u,
        later: /^(?:先放着|先不|等会儿?|以后再?说?|晚点|算了)[吧了]?[.。!]?$/u,
      },
      then: { take: 'taken', back: 'givenBack', settle: 'whatCameOfIt', later: 'later' },
    },
    taken: {
      does: ({ about }) => [{ type: 'takeRequest', no: null, request: about.request }],
      say: false,
    },
    givenBack: {
      does: ({ about }) => [{ type: 'giveBack', no: null, request: about.request }],
      say: false,
    },
    whatCameOfIt: {
      ask: 'reason',
      does: ({ about, words }) => [
        { type: 'settleRequest', no: null, request: about.request, words: words.trim() },
      ],
      then: 'settled',
    },
    settled: { say: false },
    later: {},
  },
})
