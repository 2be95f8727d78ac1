import { z } from 'zod'
import {
  CALLS,
  CHECKLIST_WORDING,
  ChecklistAbout,
  checklist,
  HEALTH,
  line,
  only,
  REST,
  SITTING,
} from './checklist.ts'
import { defineFlow } from './engine/define.ts'

const { asks, gate, goesOn, restGate, pause, endings } = checklist('carer')

/** The carer’s side, one question a message, in three sittings. To agree or not is the carer’s own decision; both are thanked. */
export const checklistCarer = defineFlow({
  id: 'checklist-carer',
  about: ChecklistAbout,
  answers: z.object({
    kin: z.enum(['father-side', 'mother-side', 'other-kin', 'friend']),
    together: z.enum(['yes', 'no', 'sometimes']),
    until: z.string(),
    health: z.enum(['good', 'medicine', 'poor']),
    hello: z.enum(['yes', 'later']),
    rest1: z.enum(['yes', 'later']),
    others: z.string(),
    hospital: z.enum(['me', 'family', 'nobody']),
    school: z.enum(['with-adult', 'ride', 'alone', 'none']),
    water: z.enum(['none', 'some']),
    rest2: z.enum(['yes', 'later']),
    stove: z.enum(['yes', 'no', 'none']),
    calls: z.enum(['yes', 'sometimes', 'rarely']),
    hardship: z.enum(['none', 'some', 'call-me']),
    whatHard: z.string(),
    agree: z.enum(['agree', 'disagree', 'think']),
  }),
  start: 'begin',
  silence: SITTING,
  lost: 'notClear',
  steps: {
    begin: {
      say: false,
      then: {
        fork: [{ when: 'somebody asked to go on', is: ({ about }) => about.wished, then: 'toKin' }],
        otherwise: 'hello',
      },
    },
    hello: goesOn('hello', 'toKin'),
    toKin: gate('kin', 'toTogether'),
    kin: {
      ...asks('kin'),
      words: {
        'father-side': only('爷爷或奶奶|爷爷|奶奶'),
        'mother-side': only('外公或外婆|外公|外婆|姥姥|姥爷|家家|嘎嘎'),
        'other-kin': only('别的亲戚|亲戚|姑姑?|姑妈|舅舅?|舅妈|姨妈?|阿姨|叔叔|婶婶?|伯伯|伯母|哥哥|姐姐'),
        friend: only('邻居或朋友|邻居|朋友'),
      },
      then: 'toTogether',
    },
    toTogether: gate('together', 'toUntil'),
    together: {
      ...asks('together'),
      as: 'confirm-care-carer',
      words: { sometimes: only('有时|有时候|周末|放假') },
      then: 'toUntil',
    },
    toUntil: gate('until', 'toHealth'),
    until: { ...asks('until'), then: 'toHealth' },
    toHealth: gate('health', 'restA'),
    health: {
      ...asks('health'),
      words: HEALTH,
      then: { good: 'restA', medicine: 'restA', poor: 'strained' } as const,
    },
    strained: {
      does: line('carer-strained'),
      say: false,
      then: 'restA',
    },
    restA: restGate(['kin', 'together', 'until', 'health'], 'rest1', 'toOthers'),
    rest1: { ...goesOn('rest1', 'toOthers'), silence: REST },
    toOthers: gate('others', 'toHospital'),
    others: { ...asks('others'), then: 'toHospital' },
    toHospital: gate('hospital', 'toSchool'),
    hospital: {
      ...asks('hospital'),
      words: {
        me: only('我送|我自己送|我'),
        family: only('家里别人送|家里人送?|儿子|女儿|老伴'),
        nobody: only('没人能送|没人送?|没人'),
      },
      then: { me: 'toSchool', family: 'toSchool', nobody: 'noHospital' } as const,
    },
    noHospital: {
      does: line('carer-strained'),
      then: 'toSchool',
    },
    toSchool: gate('school', 'toWater'),
    school: {
      ...asks('school'),
      words: {
        'with-adult': only('大人接送|我接送?|接送|家里人接送?'),
        ride: only('坐车|校车|坐校车'),
        alone: only('自己走|走路|自己去'),
        none: only('住校或没上学|住校|没上学|还小'),
      },
      then: 'toWater',
    },
    toWater: gate('water', 'restB'),
    water: {
      ...asks('water'),
      words: { none: only('没有?|没得|冇'), some: only('有') },
      then: { none: 'restB', some: 'waterCare' } as const,
    },
    waterCare: { then: 'restB' },
    restB: restGate(['others', 'hospital', 'school', 'water'], 'rest2', 'toStove'),
    rest2: { ...goesOn('rest2', 'toStove'), say: 'rest1', silence: REST },
    toStove: gate('stove', 'toCalls'),
    stove: {
      ...asks('stove'),
      words: {
        yes: only('留|留着|通风|开窗'),
        no: only('没留|不留|没有'),
        none: only('不烤火|不烧煤|没有?火炉|不用火'),
      },
      then: { yes: 'toCalls', no: 'stoveCare', none: 'toCalls' } as const,
    },
    stoveCare: { then: 'toCalls' },
    toCalls: gate('calls', 'toHardship'),
    calls: {
      ...asks('calls'),
      words: CALLS,
      then: 'toHardship',
    },
    toHardship: gate('hardship', 'toAgree'),
    hardship: {
      ...asks('hardship'),
      words: { none: only('没有?|没得|冇|没啥|还好|没有难处'), some: only('有|有一点|有点') },
      then: { none: 'toAgree', some: 'whatHard', 'call-me': 'call' } as const,
    },
    whatHard: {
      ask: 'whatHard',
      voice: 'spoken',
      does: ({ about, words }) => [{ type: 'openTask', kind: 'hardship', children: about.children, words }],
      then: 'hardTold',
    },
    hardTold: { then: 'toAgree' },
    toAgree: gate('agree', 'done'),
    agree: {
      ...asks('agree'),
      then: { agree: 'done', disagree: 'notWilling', think: 'thinkItOver' } as const,
    },
    done: {},
    notWilling: {
      does: ({ about, words }) => [
        {
          type: 'confirmCare',
          children: about.children,
          party: 'carer',
          carer: about.carer,
          answer: 'disagree',
          words,
          wording: CHECKLIST_WORDING.carer,
        },
        { type: 'openTask', kind: 'carer-unwilling', children: about.children, words: '' },
      ],
    },
    thinkItOver: { does: pause('later') },
    call: {
      does: moment => [...pause('later')(moment), { type: 'openRequest', words: [], voice: null }],
      say: false,
    },
    ...endings,
  },
})
