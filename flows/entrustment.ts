import { z } from 'zod'
import { hours } from './engine/calendar.ts'
import { defineFlow } from './engine/define.ts'
import type { EffectOf } from './engine/effects.ts'
import { declared, KIND_WORDS, Kind } from './entrust.ts'

const About = z.object({ entrustment: z.uuid() })
const Answers = z.object({
  what: z.enum(['parent', 'carer', 'again', 'end', 'print', 'signed', 'later']),
  exclusions: z.enum(['none', 'some', 'unclear']),
  which: Kind,
  childsView: z.enum(['willing', 'unwilling', 'not-asked', 'cannot-say']),
  agree: z.enum(['agrees', 'refuses', 'thinks']),
  how: z.enum(['phone', 'door']),
  why: z.enum(['village-refused', 'wrong-entry', 'later']),
})
type At = { about: z.infer<typeof About>; answers: Partial<z.infer<typeof Answers>> }

/** What a parent or the carer said by telephone or at the door: each thing is an act of its own. */
function told({ about, answers }: At): EffectOf<'entrustFor'>[] {
  const { what, exclusions, which, childsView, agree, how } = answers
  const hit = exclusions === 'some'
  return [
    {
      type: 'entrustFor',
      entrustment: about.entrustment,
      party: what === 'carer' ? 'carer' : 'parent',
      how: how!,
      said: [
        hit
          ? declared('unclear', { [which!]: 'yes' })
          : declared(exclusions === 'unclear' ? 'unclear' : 'no'),
        ...(childsView ? [{ act: 'child-view' as const, view: childsView }] : []),
        ...(agree ? [{ act: agree }] : []),
      ],
    },
  ]
}

/** The signed paper comes in on a page: in a chat a photograph lies about on phones. */
export const openSheet = (entrustment: string): EffectOf<'openPage'> => ({
  type: 'openPage',
  path: `/console/entrustments/${entrustment}/sheet`,
})

const LATER = /^(?:先放着|先不|以后再?说?|算了)[吧了]?[.。!]?$/u

/** Both begin with how it stands. */
const begin = {
  does: ({ about }: { about: z.infer<typeof About> }) => [
    { type: 'showEntrustment' as const, entrustment: about.entrustment },
  ],
  say: false as const,
  then: 'whatNow' as const,
}

/** 委托 3: how it stands and what is missing; a side’s words written down for it, asked again, or an end. */
export const entrustment = defineFlow({
  id: 'entrustment',
  staff: true,
  about: About,
  answers: Answers,
  start: 'begin',
  silence: { remindAfter: [], giveUpAfter: hours(1), then: 'later' },
  lost: 'later',
  steps: {
    begin,
    whatNow: {
      ask: 'what',
      words: {
        parent: /^记家长(?:的话)?$/u,
        carer: /^记照护人(?:的话)?$/u,
        again: /^再问一次$/u,
        end: /^停办$/u,
        print: /^(?:5\s*)?(?:打印|要?打印(?:出来)?签字?)[吧了]?[.。!]?$/u,
        signed: /^(?:6\s*)?(?:签好了?(?:字)?|字签好了|签字盖章好了|盖好章了|传签好的纸)[.。!]?$/u,
        later: LATER,
      },
      then: {
        parent: 'exclusions',
        carer: 'exclusions',
        again: 'again',
        end: 'whyEnd',
        print: 'toPaper',
        signed: 'toSheet',
        later: 'later',
      },
    },
    exclusions: {
      ask: 'exclusions',
      words: {
        none: /^(?:都)?没有?[.。!]?$/u,
        some: /^有[.。!]?$/u,
        unclear: /^(?:说不清楚?|不清楚|不知道)[.。!]?$/u,
      },
      then: { none: 'toChildsView', some: 'which', unclear: 'toChildsView' },
    },
    which: { ask: 'which', words: KIND_WORDS, then: 'howHeard' },
    toChildsView: {
      say: false,
      then: {
        fork: [{ when: 'a parent', is: ({ answers }) => answers.what === 'parent', then: 'childsView' }],
        otherwise: 'agree',
      },
    },
    childsView: {
      ask: 'childsView',
      words: {
        willing: /^愿意$/u,
        unwilling: /^不愿意$/u,
        'not-asked': /^没问过?$/u,
        'cannot-say': /^(?:太小|说不清|太小[，,]说不清)$/u,
      },
      then: 'agree',
    },
    agree: {
      ask: 'agree',
      words: { agrees: /^同意$/u, refuses: /^不同意$/u, thinks: /^再想想$/u },
      then: 'howHeard',
    },
    howHeard: {
      ask: 'how',
      words: {
        phone: /^(?:打过?)?电话(?:里?说(?:的)?)?[.。!]?$/u,
        door: /^(?:上门|当面|面对面)(?:说|问)?(?:的)?[.。!]?$/u,
      },
      then: 'recorded',
    },
    recorded: { does: told, say: false },
    again: {
      does: ({ about }) => [{ type: 'askEntrustmentAgain', entrustment: about.entrustment }],
      say: false,
    },
    toPaper: {
      does: ({ about }) => [{ type: 'openPage', path: `/console/entrustments/${about.entrustment}` }],
      say: false,
    },
    toSheet: { does: ({ about }) => [openSheet(about.entrustment)] },
    whyEnd: {
      ask: 'why',
      words: {
        'village-refused': /^村里不同意$/u,
        'wrong-entry': /^录错了?$/u,
        later: /^(?:先不停|先放着)$/u,
      },
      then: { 'village-refused': 'ended', 'wrong-entry': 'ended', later: 'later' },
    },
    ended: {
      does: ({ about, answers }) =>
        answers.why && answers.why !== 'later'
          ? [{ type: 'endEntrustment', entrustment: about.entrustment, reason: answers.why }]
          : [],
      say: false,
    },
    later: {},
  },
})

/** The township’s side: what somebody named was looked into and it may go on; or the signed paper is filed. */
export const entrustmentAbove = defineFlow({
  id: 'entrustment-above',
  staff: true,
  about: About,
  answers: z.object({ what: z.enum(['lift', 'file', 'later']), way: z.string(), number: z.string() }),
  start: 'begin',
  silence: { remindAfter: [], giveUpAfter: hours(1), then: 'later' },
  lost: 'later',
  steps: {
    begin,
    whatNow: {
      ask: 'what',
      words: {
        lift: /^(?:已核实[，,])?解除停办$/u,
        file: /^备案$/u,
        later: LATER,
      },
      then: { lift: 'howChecked', file: 'whichNumber', later: 'later' },
    },
    howChecked: { ask: 'way', then: 'lifted' },
    lifted: {
      does: ({ about, answers }) => [
        { type: 'liftEntrustment', entrustment: about.entrustment, way: answers.way ?? '' },
      ],
      say: false,
    },
    whichNumber: { ask: 'number', then: 'filed' },
    filed: {
      does: ({ about, answers }) => [
        { type: 'fileEntrustment', entrustment: about.entrustment, number: answers.number ?? '' },
      ],
      say: false,
    },
    later: {},
  },
})
