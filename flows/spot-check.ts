import { z } from 'zod'
import { days } from './engine/calendar.ts'
import { defineFlow } from './engine/define.ts'
import type { EffectOf } from './engine/effects.ts'

const About = z.object({ check: z.uuid() })

const says =
  (answer: 'yes' | 'no' | 'unsure') =>
  ({ about }: { about: z.infer<typeof About> }): EffectOf<'answerSpotCheck'>[] => [
    { type: 'answerSpotCheck', check: about.check, answer },
  ]

/** One question to a carer after a visit that was drawn by lot. Asked once, never again, and silence says nothing. */
export const spotCheck = defineFlow({
  id: 'spot-check',
  about: About,
  answers: z.object({ came: z.enum(['yes', 'no', 'unsure']) }),
  start: 'didSomebodyCome',
  silence: { remindAfter: [], giveUpAfter: days(3) },
  lost: 'unsure',
  steps: {
    didSomebodyCome: {
      ask: 'came',
      words: {
        yes: /^(?:有|是的?|嗯|主任)?(?:来|到|见|看)过(?:了|的)?[.。!]?$|^来了[.。!]?$/u,
        no: /^(?:没|没有|未|冇)(?:人|来|来过|看过|见过|见到|看到)+(?:了|的)?[.。!]?$/u,
        unsure: /^(?:记不清|不清楚|不记得|忘了|说不好|不晓得|不知道)(?:了)?[.。!]?$/u,
      },
      then: { yes: 'yes', no: 'no', unsure: 'unsure' },
    },
    yes: { does: says('yes'), say: 'thanks' },
    no: { does: says('no'), say: 'thanks' },
    unsure: { does: says('unsure'), say: 'thanks' },
  },
})
