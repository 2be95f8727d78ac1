import { z } from 'zod'
import { defineFlow } from './engine/define.ts'
import { declared, ENTRUST_SILENCE, EntrustAbout, entrust, Kind } from './entrust.ts'
import { NO_WORRY, WORRY } from './worry-words.ts'

const { asks, gate, say, pause, refusing, which, whyNot, endings } = entrust('carer')

/** The carer declares that none of the law’s four applies, and agrees or does not. Nothing here depends on what a parent said. */
export const entrustCarer = defineFlow({
  id: 'entrust-carer',
  about: EntrustAbout,
  answers: z.object({
    exclusions: z.enum(['none', 'some', 'call-me']),
    which: Kind,
    agree: z.enum(['agree', 'disagree', 'think']),
    whyNot: z.string(),
  }),
  start: 'toExclusions',
  silence: ENTRUST_SILENCE,
  lost: 'notClear',
  steps: {
    toExclusions: gate('exclusions', 'exclusions', 'plainly'),
    exclusions: {
      ...asks('exclusions'),
      words: { none: NO_WORRY, some: WORRY },
      then: { none: 'hasNone', some: 'hasSome', 'call-me': 'call' } as const,
    },
    hasNone: { does: say(declared('no')), say: false, then: 'plainly' },
    plainly: { then: 'agree' },
    hasSome: { does: say(declared('unclear', { unsuitable: 'yes' })), say: false, then: 'which' },
    which,
    heard: {},
    agree: {
      ...asks('agree'),
      then: { agree: 'done', disagree: 'refusing', think: 'thinkItOver' } as const,
    },
    done: { does: say({ act: 'agrees' }) },
    refusing,
    whyNot,
    notWilling: {},
    call: {
      does: now => [...pause('later')(now), { type: 'openRequest', words: [], voice: null }],
      say: false,
    },
    ...endings,
  },
})
