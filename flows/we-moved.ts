import { z } from 'zod'
import { hours } from './engine/calendar.ts'
import { defineFlow } from './engine/define.ts'
import type { Effect } from './engine/effects.ts'

const About = z.object({ children: z.array(z.uuid()).min(1) })
type Now = { about: z.infer<typeof About>; words: string; answers: { where?: string } }

const line = ({ about, answers, words }: Now, kind: 'moved' | 'moved-without'): Effect[] => [
  { type: 'openTask', kind, children: about.children, words: answers.where ?? words },
]

/** 搬家了: where to, and whether the children moved too. The director looks after the rest, also whether they leave the list. */
export const weMoved = defineFlow({
  id: 'we-moved',
  about: About,
  answers: z.object({ where: z.string(), together: z.enum(['yes', 'no']) }),
  start: 'whereTo',
  silence: { remindAfter: [], giveUpAfter: hours(12), then: 'kept' },
  lost: 'notClear',
  steps: {
    whereTo: { ask: 'where', voice: 'spoken', then: 'together' },
    together: {
      ask: 'together',
      words: {
        yes: /^(?:1\s*)?(?:都|也)?(?:一起搬了|一起|都搬了|跟着搬了|也搬了)[的了.!。]*$/u,
        no: /^(?:2\s*)?(?:没有[,，]?)?(?:孩子|娃)?(?:没搬|还在老家|没有)[的了.!。]*$/u,
      },
      then: { yes: 'together1', no: 'without' },
    },
    together1: { does: now => line(now, 'moved'), say: 'noted' },
    without: { does: now => line(now, 'moved-without'), say: 'notedWithout' },
    kept: { does: now => line(now, 'moved'), say: false },
    spoken: {
      does: now => [...line(now, 'moved'), { type: 'openRequest', words: [], voice: spokenIn(now) }],
      say: false,
    },
    notClear: {
      does: moment => [
        ...line(moment, 'moved'),
        { type: 'openRequest', words: [...moment.unclear], voice: null },
      ],
      say: false,
    },
  },
})

const spokenIn = (now: Now & { voice?: string | null }): string | null => now.voice ?? null
