import { z } from 'zod'
import { HEALTH, line, only } from './checklist.ts'
import { defineFlow } from './engine/define.ts'
import { declared, ENTRUST_SILENCE, EntrustAbout, entrust, Kind } from './entrust.ts'
import { firstOffered, paperGate, toPaper } from './entrust-paper.ts'
import { NO_WORRY, WORRY } from './worry-words.ts'

const { asks, gate, say, pause, forPaper, isSo, refusing, which, whyNot, endings } = entrust('carer')
const SKIP = only('跳过|不清楚|不知道|不想说')

/**
 * The carer declares that none of the law’s four applies, and agrees or does not; then, as far as nobody knows it yet,
 * what else stands on the paper. Nothing here depends on what a parent said.
 */
export const entrustCarer = defineFlow({
  id: 'entrust-carer',
  about: EntrustAbout,
  answers: z.object({
    exclusions: z.enum(['none', 'some', 'call-me']),
    which: Kind,
    agree: z.enum(['agree', 'disagree', 'think']),
    whyNot: z.string(),
    isItSo: z.enum(['yes', 'no']),
    together: z.enum(['yes', 'no', 'skip']),
    livesAt: z.string(),
    health: z.enum(['good', 'medicine', 'poor', 'skip']),
  }),
  start: 'begin',
  silence: ENTRUST_SILENCE,
  lost: 'notClear',
  steps: {
    begin: gate('agreed', 'toExclusions', 'toPaper'),
    toPaper: { say: false, then: toPaper('carer', 'full', 'paper') },
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
    done: { does: say({ act: 'agrees' }), then: toPaper('carer', 'full', 'paper') },
    full: { say: false },
    paper: { then: firstOffered('isItSo', 'toTogether') },
    isItSo: { ...isSo, then: 'toTogether' },
    toTogether: paperGate('together', 'toLivesAt'),
    together: {
      ...asks('together'),
      ...forPaper('together'),
      as: 'confirm-care-carer',
      words: { skip: SKIP },
      then: 'toLivesAt',
    },
    toLivesAt: paperGate('livesAt', 'toHealth'),
    livesAt: { ...asks('livesAt'), ...forPaper('livesAt'), then: 'toHealth' },
    toHealth: paperGate('health', 'thanks'),
    health: {
      ...asks('health'),
      ...forPaper('health'),
      words: { ...HEALTH, skip: SKIP },
      then: { good: 'thanks', medicine: 'thanks', poor: 'strained', skip: 'thanks' } as const,
    },
    strained: { does: line('carer-strained'), say: false, then: 'thanks' },
    thanks: {},
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
