import { z } from 'zod'
import { CALLS, ChecklistAbout, checklist, line, only, REST, SITTING } from './checklist.ts'
import { defineFlow } from './engine/define.ts'
import { CALL, NO_WORRY, saysWhat, WORRY } from './worry-words.ts'

const { asks, gate, goesOn, restGate, keep, endings } = checklist('parent')

/**
 * The parent’s side of who looks after the children, one question a message, in three sittings. What worries the
 * parent is for a member of staff who is no relative: it is in no other text, and not in the summary either.
 */
export const checklistParent = defineFlow({
  id: 'checklist-parent',
  about: ChecklistAbout,
  answers: z.object({
    role: z.enum(['father', 'mother', 'other']),
    where: z.enum(['other-province', 'other-county', 'this-county', 'home']),
    long: z.enum(['over-three-months', 'under-three-months']),
    other: z.enum(['home-able', 'home-unable', 'away', 'else']),
    hello: z.enum(['yes', 'later']),
    rest1: z.enum(['yes', 'later']),
    livesWith: z.enum(['yes', 'others', 'boarding']),
    arranged: z.enum(['yes', 'no']),
    able: z.enum(['yes', 'hardly', 'no']),
    worry: z.enum(['none', 'some', 'call-me']),
    rest2: z.enum(['yes', 'later']),
    willing: z.enum(['yes', 'no', 'not-asked']),
    calls: z.enum(['yes', 'sometimes', 'rarely']),
    told: z.enum(['yes', 'no']),
    second: z.string(),
    review: z.enum(['yes', 'change', 'call-me']),
    wrong: z.string(),
  }),
  start: 'begin',
  silence: SITTING,
  lost: 'notClear',
  steps: {
    begin: {
      say: false,
      then: {
        fork: [{ when: 'somebody asked to go on', is: ({ about }) => about.wished, then: 'toRole' }],
        otherwise: 'hello',
      },
    },
    hello: goesOn('hello', 'toRole'),
    toRole: gate('role', 'toWhere'),
    role: {
      ...asks('role'),
      words: {
        father: only('爸爸?|父亲|爹|孩子(?:他|她)?爸'),
        mother: only('妈妈?|母亲|娘|孩子(?:他|她)?妈'),
        other: only('其他亲人|其他|亲人'),
      },
      then: 'toWhere',
    },
    toWhere: gate('where', 'toLong'),
    where: {
      ...asks('where'),
      words: {
        'other-province': only('(?:在)?外省|省外'),
        'other-county': only('(?:在)?本省外县|外县|省内'),
        'this-county': only('(?:在)?本县|县里|县城|镇上'),
        home: only('(?:我)?(?:已经?)?(?:回家|在家|到家)'),
      },
      then: {
        'other-province': 'toLong',
        'other-county': 'toLong',
        'this-county': 'toLong',
        home: 'home',
      } as const,
    },
    home: {
      does: line('home-again'),
      say: false,
      then: 'toOther',
    },
    toLong: gate('long', 'toOther'),
    long: {
      ...asks('long'),
      words: {
        'over-three-months': only('三个月以上|好几个月|半年|大半年|一年多?|几年|好久'),
        'under-three-months': only('不到三个月|刚出(?:来|门)|一个多?月|两个多?月'),
      },
      then: 'toOther',
    },
    toOther: gate('other', 'restA'),
    other: {
      ...asks('other'),
      words: {
        'home-able': only('在家[，,]?(?:能|可以)照看'),
        'home-unable': only('在家[，,]?(?:照看不了|不能照看|没法照看)'),
        away: only('(?:他|她)?也?(?:在外|在外面|在外地|出去)(?:打工)?'),
        else: only('别的情况|其他'),
      },
      then: 'restA',
    },
    restA: restGate(['role', 'where', 'long', 'other'], 'rest1', 'toLivesWith'),
    rest1: { ...goesOn('rest1', 'toLivesWith'), silence: REST },
    toLivesWith: gate('livesWith', 'toArranged'),
    livesWith: {
      ...asks('livesWith'),
      words: { others: only('(?:跟)?别人住?|跟别人'), boarding: only('住校|在学校住?|寄宿') },
      then: { yes: 'toArranged', others: 'elsewhere', boarding: 'toArranged' } as const,
    },
    elsewhere: {
      does: line('care-differs'),
      say: false,
      then: 'toArranged',
    },
    toArranged: gate('arranged', 'toAble'),
    arranged: { ...asks('arranged'), then: { yes: 'toAble', no: 'notArranged' } as const },
    notArranged: {
      does: line('care-differs'),
      say: false,
      then: 'toAble',
    },
    toAble: gate('able', 'toWorry'),
    able: {
      ...asks('able'),
      words: {
        yes: only('能|可以|照看得过来|没问题'),
        hardly: only('有点吃力|吃力|勉强'),
        no: only('照看不了|不能|不行|照看不过来'),
      },
      then: { yes: 'toWorry', hardly: 'strained', no: 'strained' } as const,
    },
    strained: {
      does: line('carer-strained'),
      say: false,
      then: 'toWorry',
    },
    toWorry: gate('worry', 'restB'),
    worry: {
      ...asks('worry'),
      words: { none: NO_WORRY, some: WORRY, 'call-me': CALL },
      unless: [
        ...asks('worry').unless,
        { when: 'says what it is', is: saysWhat, then: 'worrySaid' as const },
      ],
      voice: 'worrySpoken' as const,
      then: { none: 'restB', some: 'worryHeard', 'call-me': 'worryHeard' } as const,
    },
    worrySaid: {
      does: moment => [
        ...keep('worry')({ ...moment, answer: 'some' }),
        { type: 'worry', children: moment.about.children, words: moment.words, voice: null },
      ],
      say: 'worryHeard',
      then: 'toWilling',
    },
    worrySpoken: {
      does: moment => [
        ...keep('worry')({ ...moment, answer: 'some' }),
        { type: 'worry', children: moment.about.children, words: '', voice: moment.voice },
      ],
      say: 'worryHeard',
      then: 'toWilling',
    },
    worryHeard: {
      does: ({ about }) => [{ type: 'worry', children: about.children, words: '', voice: null }],
      then: 'toWilling',
    },
    restB: restGate(['livesWith', 'arranged', 'able', 'worry'], 'rest2', 'toWilling'),
    rest2: { ...goesOn('rest2', 'toWilling'), say: 'rest1', silence: REST },
    toWilling: gate('willing', 'toCalls'),
    willing: {
      ...asks('willing'),
      words: {
        yes: only('问过[，,]?愿意|愿意|他愿意|都愿意'),
        no: only('问过[，,]?不(?:太)?愿意|不(?:太)?愿意'),
        'not-asked': only('还?没问过?|没有问|太小'),
      },
      then: 'toCalls',
    },
    toCalls: gate('calls', 'toTold'),
    calls: {
      ...asks('calls'),
      words: CALLS,
      then: 'toTold',
    },
    toTold: gate('told', 'toSecond'),
    told: {
      ...asks('told'),
      as: 'confirm-care-parent',
      words: { yes: only('都知道'), no: only('还没说') },
      then: { yes: 'toSecond', no: 'note' } as const,
    },
    note: {
      does: line('written-note'),
      then: 'toSecond',
    },
    toSecond: gate('second', 'toReview'),
    second: { ...asks('second'), then: 'toReview' },
    toReview: { say: false, then: 'review' },
    review: {
      ...asks('review'),
      words: {
        yes: only('对|都对|没错|是'),
        change: only('改|要改|不对|改一下'),
        'call-me': only('请主任打给我'),
      },
      then: { yes: 'done', change: 'wrong', 'call-me': 'call' } as const,
    },
    wrong: {
      ask: 'wrong',
      voice: 'wrongSpoken',
      does: ({ about, words }) => [
        { type: 'openTask', kind: 'checklist-wrong', children: about.children, words },
      ],
      then: 'willCorrect',
    },
    willCorrect: {},
    wrongSpoken: { does: ({ voice }) => [{ type: 'openRequest', words: [], voice }], say: false },
    call: { does: [{ type: 'openRequest', words: [], voice: null }], say: false },
    done: {},
    ...endings,
  },
})
