import { z } from 'zod'
import { only } from './checklist.ts'
import { defineFlow } from './engine/define.ts'
import { normalise } from './engine/understand.ts'
import { declared, ENTRUST_SILENCE, EntrustAbout, entrust, Kind } from './entrust.ts'
import { firstOffered, paperGate, toPaper } from './entrust-paper.ts'
import { CALL, NO_WORRY, saysWhat, WORRY } from './worry-words.ts'

const { asks, gate, say, forPaper, isSo, refusing, which, whyNot, endings } = entrust('parent')
const UNCLEAR = only('说不清楚?|不清楚|不知道|不晓得')
const VIEW = { yes: 'willing', no: 'unwilling', 'not-asked': 'not-asked', small: 'cannot-say' } as const

/**
 * A father or mother entrusts the children to somebody: what the law asks about that person, for no one at home to hear;
 * what the children themselves think; and the yes, which is a confirmation on record and no signature. Then, as far as
 * nobody knows it yet, what else stands on the paper.
 */
export const entrustParent = defineFlow({
  id: 'entrust-parent',
  about: EntrustAbout,
  answers: z.object({
    exclusions: z.enum(['none', 'some', 'unclear', 'call-me']),
    which: Kind,
    childsView: z.enum(['yes', 'no', 'not-asked', 'small']),
    agree: z.enum(['agree', 'disagree', 'think']),
    whyNot: z.string(),
    isItSo: z.enum(['yes', 'no']),
    worksIn: z.string(),
    awayFrom: z.string(),
    awayUntil: z.string(),
    weekly: z.string(),
    second: z.string(),
  }),
  start: 'begin',
  silence: ENTRUST_SILENCE,
  lost: 'notClear',
  steps: {
    begin: gate('agreed', 'toExclusions', 'toPaper'),
    toPaper: { say: false, then: toPaper('parent', 'full', 'paper') },
    toExclusions: gate('exclusions', 'exclusions', 'toChildsView'),
    exclusions: {
      ...asks('exclusions'),
      words: {
        none: NO_WORRY,
        some: WORRY,
        unclear: UNCLEAR,
        'call-me': CALL,
      },
      unless: [
        ...asks('exclusions').unless,
        {
          when: 'says what it is',
          is: (now: { words: string }) => saysWhat(now) && !UNCLEAR.test(normalise(now.words)),
          then: 'saidFreely' as const,
        },
      ],
      voice: 'worrySpoken' as const,
      then: { none: 'hasNone', some: 'hasSome', unclear: 'isUnclear', 'call-me': 'wantsCall' } as const,
    },
    hasNone: { does: say(declared('no')), say: false, then: 'toChildsView' },
    isUnclear: { does: say(declared('unclear')), say: false, then: 'toChildsView' },
    hasSome: {
      does: now => [
        ...say(declared('unclear', { unsuitable: 'yes' }))(now),
        { type: 'worry', children: now.about.children, words: '', voice: null },
      ],
      say: false,
      then: 'which',
    },
    which,
    saidFreely: {
      does: now => [
        ...say(declared('unclear'))(now),
        { type: 'worry', children: now.about.children, words: now.words, voice: null },
      ],
      say: 'heard',
    },
    worrySpoken: {
      does: now => [
        ...say(declared('unclear'))(now),
        { type: 'worry', children: now.about.children, words: '', voice: now.voice },
      ],
      say: 'heard',
    },
    wantsCall: {
      does: ({ about }) => [{ type: 'worry', children: about.children, words: '', voice: null }],
      say: 'heard',
    },
    heard: {},
    toChildsView: gate('child-view', 'childsView', 'plainly'),
    childsView: {
      ...asks('childsView'),
      words: {
        yes: only('问过[，,]?愿意|愿意|他愿意|都愿意'),
        no: only('问过[，,]?不(?:太)?愿意|不(?:太)?愿意'),
        'not-asked': only('还?没问过?|没有问'),
        small: only('太小[，,]?说不清|太小|还小|说不清'),
      },
      does: say(({ answer }) => ({ act: 'child-view', view: VIEW[answer as keyof typeof VIEW] })),
      then: { yes: 'plainly', no: 'plainly', 'not-asked': 'askChild', small: 'plainly' } as const,
    },
    askChild: { then: 'plainly' },
    plainly: { then: 'agree' },
    agree: {
      ...asks('agree'),
      then: { agree: 'done', disagree: 'refusing', think: 'thinkItOver' } as const,
    },
    done: { does: say({ act: 'agrees' }), then: toPaper('parent', 'full', 'paper') },
    full: { say: false },
    paper: { then: firstOffered('isItSo', 'toWorksIn') },
    isItSo: { ...isSo, then: 'toWorksIn' },
    toWorksIn: paperGate('worksIn', 'toAwayFrom'),
    worksIn: { ...asks('worksIn'), ...forPaper('worksIn'), then: 'toAwayFrom' },
    toAwayFrom: paperGate('awayFrom', 'toAwayUntil'),
    awayFrom: { ...asks('awayFrom'), ...forPaper('awayFrom'), then: 'toAwayUntil' },
    toAwayUntil: paperGate('awayUntil', 'toWeekly'),
    awayUntil: { ...asks('awayUntil'), ...forPaper('awayUntil'), then: 'toWeekly' },
    toWeekly: paperGate('weekly', 'toSecond'),
    weekly: { ...asks('weekly'), ...forPaper('weekly'), then: 'toSecond' },
    toSecond: paperGate('second', 'thanks'),
    second: { ...asks('second'), ...forPaper('second'), then: 'thanks' },
    thanks: {},
    refusing,
    whyNot,
    notWilling: {},
    ...endings,
  },
})
