import { z } from 'zod'
import { only } from './checklist.ts'
import { defineFlow } from './engine/define.ts'
import { normalise } from './engine/understand.ts'
import { declared, ENTRUST_SILENCE, EntrustAbout, entrust, Kind } from './entrust.ts'
import { CALL, NO_WORRY, saysWhat, WORRY } from './worry-words.ts'

const { asks, gate, say, refusing, which, whyNot, endings } = entrust('parent')
const UNCLEAR = only('说不清楚?|不清楚|不知道|不晓得')
const VIEW = { yes: 'willing', no: 'unwilling', 'not-asked': 'not-asked', small: 'cannot-say' } as const

/**
 * A father or mother entrusts the children to somebody: what the law asks about that person, for no one at home to hear;
 * what the children themselves think; and the yes, which is a confirmation on record and no signature.
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
  }),
  start: 'toExclusions',
  silence: ENTRUST_SILENCE,
  lost: 'notClear',
  steps: {
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
    done: { does: say({ act: 'agrees' }) },
    refusing,
    whyNot,
    notWilling: {},
    ...endings,
  },
})
