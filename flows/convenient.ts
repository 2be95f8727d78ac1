import { z } from 'zod'
import { hours } from './engine/calendar.ts'
import { defineFlow } from './engine/define.ts'

/** 几点方便: at which part of the day the house writes by itself, for people who sleep when others wake. */
export const convenient = defineFlow({
  id: 'convenient',
  about: z.object({}),
  answers: z.object({ part: z.enum(['any', 'morning', 'noon', 'afternoon', 'evening']) }),
  start: 'which',
  silence: { remindAfter: [], giveUpAfter: hours(12) },
  lost: 'unchanged',
  steps: {
    which: {
      ask: 'part',
      words: {
        any: /^(?:什么时候|几点|哪会儿?|随时)?(?:都行|都可以|随便|无所谓|都方便)[的了吧]?$/u,
        morning: /^(?:早上|早晨|上午|清早)(?:吧|方便)?$/u,
        noon: /^(?:中午|晌午|午饭时)(?:吧|方便)?$/u,
        afternoon: /^下午(?:吧|方便)?$/u,
        evening: /^(?:晚上|夜里|傍晚|下班后|晚饭后)(?:吧|方便)?$/u,
      },
      does: ({ answer }) => [{ type: 'setPartOfDay', part: answer === 'any' ? null : answer }],
      then: 'noted',
    },
    noted: {},
    unchanged: {},
  },
})
