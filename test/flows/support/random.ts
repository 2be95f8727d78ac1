import fc from 'fast-check'
import { dayOf, days, hours } from '../../../flows/engine/calendar.ts'
import { wakeAt } from '../../../flows/engine/turn.ts'
import {
  type Arrived,
  type Effect,
  type Facts,
  flows,
  hear,
  Mind,
  newMind,
  PAPER_QUESTIONS,
  type PersonFacts,
  type Prompt,
  THINGS,
} from '../../../flows/index.ts'
import {
  COUNTY,
  directorsCard,
  directorWhoCares,
  father,
  fatherWithoutCarer,
  GRANDMOTHER,
  grandmother,
  grandmothersCard,
  id,
  townshipSupervisor,
  villageDirector,
  XIAOJUN,
  XIAOYUE,
} from './people.ts'
import { MORNING } from './talk.ts'

export const DANGERS = [
  '孩子不见了',
  '掉河里了',
  '他打孩子',
  '救命',
  '我不想活了',
  '他爸喝多了又打孩子,快来人',
]

/** What people, and what nobody should, type. No name of the people in `people.ts` is among it. */
const TEXTS = [
  ...DANGERS,
  ...['1', '2', '3', '4', '5', '0', '１', '①', '1️⃣', '壹', '一', '110', '12', '1 2', '999999999999'],
  ...[
    '都好',
    '好的',
    '嗯',
    '不是',
    '是',
    '同意',
    '不同意',
    '没有',
    '有',
    '收到',
    '[OK]',
    '👌',
    '谢谢',
    '你好',
    '在吗',
  ],
  ...[
    '找主任',
    '找人',
    '有急事',
    '帮助',
    '菜单',
    '停',
    '报平安',
    '热线',
    '我换手机了',
    '代绑 小明',
    '我的资料',
    '开始',
    'English',
    '请主任打给我',
    '你们记了我什么',
    '把我的信息删掉',
  ],
  ...[
    '孩子不在我这儿',
    '跟他舅妈',
    '没人跟着',
    '上周六',
    '咳嗽一直不见好',
    '有点发烧',
    '他舅妈在照看',
    '周末接回来',
    '图里没人',
  ],
  ...[
    '通知',
    '通知 明天上午打疫苗',
    '进度',
    '催',
    '今天',
    '回 3 好的',
    '回',
    '完 3',
    '到 3',
    '报告 3',
    '有危险',
    '结案 3 已接回',
    '电话 3',
    ...[
      '走访',
      '走访 3',
      '走访 小宝 昨天,孩子和奶奶都在',
      '代填',
      ...['委托', '委托 3', '委托 小明'],
      ...['公告', '公告 明天起大风', '公告进度', '周报', '接 3', '交回 3', '结 3 办好了'],
      '名单',
      '停发',
      '谁没微信',
      '早报 7点半',
      '早报 不要',
      '更多',
      '昨天',
    ],
  ],
  ...['12345678', '1234 5678', '8765-4321', '0000 0000', '20261121', '13800001111', '341226201501011234'],
  ...[
    '',
    ' ',
    '\n',
    '.',
    '?',
    '「',
    '「」\n-----\n',
    '\u0000',
    '\u200b',
    '\ud800',
    '💥',
    '👨‍👩‍👧',
    '{children}',
    '$t(join:bound)',
  ],
  ...[
    'constructor',
    '__proto__',
    'toString',
    'hasOwnProperty',
    'then',
    'null',
    '<b>',
    "'; drop table people; --",
  ],
  ...['长'.repeat(8000), '1'.repeat(8000), '孩子'.repeat(4000), 'a '.repeat(4000), '「'.repeat(8000)],
]

const text = fc.oneof(
  { weight: 9, arbitrary: fc.constantFrom(...TEXTS) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 40 }) },
  {
    weight: 1,
    arbitrary: fc.tuple(fc.constantFrom(...TEXTS), fc.constantFrom(...TEXTS)).map(two => two.join(',')),
  },
  {
    weight: 1,
    arbitrary: fc
      .tuple(fc.constantFrom('【3号】请回话', '【急3号】', '您好', ''), fc.constantFrom(...TEXTS))
      .map(([quoted, said]) => `「相伴：${quoted}」\n- - - - - - - - - - - - - - -\n${said}`),
  },
)

const children = fc.constantFrom([XIAOYUE], [XIAOYUE, XIAOJUN], [id(99)])
const care = fc.record({ children, carer: fc.constantFrom(GRANDMOTHER, null) })

const checklist = fc.record({
  children,
  carer: fc.constant(GRANDMOTHER),
  known: fc.constantFrom<Record<string, string | null>>(
    {},
    { role: 'father', where: null, kin: null },
    { livesWith: 'yes', arranged: 'yes', able: 'yes', worry: 'none', others: '没有', hospital: 'me' },
  ),
  wished: fc.boolean(),
})

const entrusted = (onPaper: Record<string, string>) =>
  fc.record({
    children,
    carer: fc.constant(GRANDMOTHER),
    carerCalled: fc.constantFrom(undefined, '姑母'),
    entrustments: fc.constant([id(90)]),
    versions: fc.constant([1]),
    until: fc.constant('2027-11-18'),
    known: fc.constantFrom<string[]>(
      [],
      ['exclusions'],
      ['exclusions', 'child-view'],
      ['exclusions', 'agreed', 'worksIn', 'weekly', 'together'],
      [...PAPER_QUESTIONS.parent, ...PAPER_QUESTIONS.carer],
    ),
    onPaper: fc.constantFrom({}, onPaper),
  })

/** Something to talk about, for every flow that is registered (a test compares). */
export const ABOUT: Record<string, fc.Arbitrary<Record<string, unknown>>> = {
  join: fc.record({
    digits: fc.constantFrom('12345678', undefined),
    agreed: fc.boolean(),
    newPhone: fc.boolean(),
  }),
  'confirm-care-parent': care,
  'confirm-care-carer': care,
  'who-cares': care,
  'checklist-parent': checklist,
  'checklist-carer': checklist,
  'entrust-parent': entrusted({ worksIn: '浙江宁波', second: '大姑 13800001111' }),
  'entrust-carer': entrusted({ livesAt: '三组27号' }),
  entrustment: fc.constant({ entrustment: id(90) }),
  'entrustment-above': fc.constant({ entrustment: id(90) }),
  'change-carer': fc.record({ children }),
  'we-are-back': fc.record({ children }),
  'we-moved': fc.record({ children }),
  'away-again': fc.record({ exits: fc.constant([id(66)]), children }),
  'pass-on': fc.record({ children }),
  'words-arrive': fc.record({
    children,
    passed: fc.constantFrom(id(80), id(81)),
    from: fc.constant('伯父'),
    words: fc.constantFrom('周日晚上打视频', null),
    voice: fc.constantFrom('wechat:a:2', null),
  }),
  'weekly-nudge': fc.record({ children }),
  'check-in': fc.record(
    {
      children,
      checkIn: fc.constantFrom(id(50), id(51), null),
      instead: fc.boolean(),
      away: fc.constant('孩子不在我这儿'),
    },
    { requiredKeys: ['children', 'checkIn', 'instead'] },
  ),
  menu: fc.constantFrom({}, { unclear: '周末接回来' }, { everything: true }),
  'report-danger': fc.constant({}),
  leave: fc.constantFrom({}, { from: '2026-12-01', until: '2026-12-03' }),
  picture: fc.record({ message: fc.constantFrom('picture-1', 'picture-2') }),
  notice: fc.constantFrom({}, { picture: 'picture-3' }),
  'answer-for': fc.constant({ household: id(61) }),
  call: fc.constant({ household: id(61), notice: id(70) }),
  calls: fc.constant({}),
  'open-page': fc.constant({ path: '/console' }),
  escalation: fc.constant({ request: id(60) }),
  exit: fc.constant({ exit: id(66), no: 3 }),
  leaving: fc.record({ household: fc.constant(id(40)), child: fc.constantFrom(null, XIAOYUE) }),
  'hand-notice': fc.constant({ notice: id(67), entrustment: id(90) }),
  announce: fc.constant({}),
  'release-draft': fc.record({ draft: fc.constant(id(65)), urgent: fc.boolean() }),
  stop: fc.constant({}),
  convenient: fc.constant({}),
  'new-number': fc.constant({}),
  'bind-for': fc.constantFrom({ household: id(80) }, { household: id(80), person: GRANDMOTHER }),
  'child-consent': fc.record({ children, own: fc.boolean() }),
  'my-data': fc.constantFrom(
    {},
    { wish: 'view' },
    { wish: 'correct', words: '电话写错了' },
    { wish: 'delete' },
  ),
  answer: fc.constant({ request: id(60) }),
  contact: fc.record({ household: fc.constant(id(61)), task: fc.constantFrom(null, id(62)) }),
  visit: fc.record({
    household: fc.constant(id(61)),
    task: fc.constantFrom(null, id(62)),
    said: fc.constantFrom('', '昨天,孩子和奶奶都在', '家里没人'),
  }),
  urgent: fc.constant({ case: id(63), no: 3 }),
  whom: fc.constant({ for: 'visit' }),
  'spot-check': fc.constant({ check: id(64) }),
}

const prompt: fc.Arbitrary<Prompt> = fc.constantFrom(...Object.keys(ABOUT)).chain(flow =>
  fc.record({
    flow: fc.constant(flow),
    about: ABOUT[flow]!,
    urgency: fc.integer({ min: 0, max: 3 }),
    expiresAt: fc.constantFrom(null, MORNING + days(5), MORNING - 1),
  }),
)

/** Something that may happen to a conversation; `due` plays every timer that is due, `old` one that is not. */
export type Event =
  | { type: 'arrives'; arrived: Arrived }
  | { type: 'due' }
  | { type: 'old'; turns: number }
  | { type: 'passes'; ms: number }
  | { type: 'world'; world: World }
type World = Pick<Facts, 'code' | 'handedOver' | 'held'> & { who: string; notice: string | null }

const PEOPLE: Record<string, PersonFacts | null> = {
  stranger: null,
  grandmother: grandmother(),
  'grandmother of children whose age is not known': grandmother([null, null]),
  father: father(),
  'father without a carer': fatherWithoutCarer(),
  'father without anybody': { ...father(), director: null, children: [] },
  director: villageDirector(),
  'director who cares': directorWhoCares(),
  supervisor: townshipSupervisor(),
}

const world: fc.Arbitrary<World> = fc.record({
  who: fc.constantFrom('stranger', ...Object.keys(PEOPLE)),
  code: fc.constantFrom(
    null,
    null,
    { state: 'wrong' as const },
    { state: 'locked' as const },
    { state: 'busy' as const },
    grandmothersCard('12345678'),
    grandmothersCard('12345678', 'agreed'),
    directorsCard('12345678'),
  ),
  handedOver: fc.constantFrom(false, false, true),
  held: fc.constantFrom(false, false, true),
  notice: fc.constantFrom(null, id(70)),
})

const arrived: fc.Arbitrary<Arrived> = fc.oneof(
  { weight: 8, arbitrary: text.map(said => ({ type: 'text' as const, text: said })) },
  { weight: 4, arbitrary: prompt.map(put => ({ type: 'prompt' as const, prompt: put })) },
  {
    weight: 4,
    arbitrary: fc.constantFrom<Arrived>(
      { type: 'voice', key: 'wechat:a:1' },
      { type: 'image', message: 'picture-1' },
      { type: 'image', message: 'picture-2' },
      { type: 'other' },
      ...THINGS.map((as): Arrived => ({ type: 'other', as })),
      { type: 'location', message: 'place-1' },
      { type: 'friend' },
      { type: 'recall' },
      { type: 'resume' },
      { type: 'by-hand', text: '我一会儿到您家', as: 'text' },
      { type: 'remind', flow: 'check-in', subject: id(50), key: 'check-in:reminder' },
      { type: 'remind', flow: 'entrust-parent', subject: GRANDMOTHER },
      { type: 'withdraw', flow: 'check-in', subject: id(50) },
      { type: 'left', child: XIAOYUE },
    ),
  },
)

/** A conversation: anything at all, in any order. */
export const conversation: fc.Arbitrary<Event[]> = fc
  .tuple(
    world,
    fc.array(
      fc.oneof(
        { weight: 12, arbitrary: arrived.map(it => ({ type: 'arrives' as const, arrived: it })) },
        { weight: 3, arbitrary: fc.constant({ type: 'due' as const }) },
        {
          weight: 1,
          arbitrary: fc.integer({ min: -3, max: 3 }).map(turns => ({ type: 'old' as const, turns })),
        },
        {
          weight: 2,
          arbitrary: fc.integer({ min: 0, max: days(4) }).map(ms => ({ type: 'passes' as const, ms })),
        },
        { weight: 2, arbitrary: world.map(it => ({ type: 'world' as const, world: it })) },
      ),
      { maxLength: 24 },
    ),
  )
  .map(([first, events]) => [{ type: 'world', world: first }, ...events])

/** One turn as a law sees it. */
export type Played = { before: Mind; arrived: Arrived; facts: Facts; after: Mind; effects: readonly Effect[] }

/** Plays a conversation and shows every turn to a law. The mind goes through JSON between any two turns. */
export function play(events: readonly Event[], law: (turn: Played) => void): void {
  let now = MORNING
  let mind = newMind()
  let known: Omit<Facts, 'now' | 'today' | 'county'> = {
    person: null,
    code: null,
    notice: null,
    handedOver: false,
    held: false,
  }
  const happens = (arrives: Arrived) => {
    const before = mind
    const facts = { now, today: dayOf(now), county: COUNTY, ...known }
    const { mind: after, effects } = hear(flows, before, arrives, facts)
    law({ before, arrived: arrives, facts, after, effects })
    mind = Mind.parse(JSON.parse(JSON.stringify(after)))
  }
  for (const event of events) {
    if (event.type === 'world') {
      const { who, notice, ...rest } = event.world
      known = { ...rest, person: PEOPLE[who]!, notice: notice === null ? null : { id: notice, sentAt: now } }
    } else if (event.type === 'passes') now += event.ms
    else if (event.type === 'arrives') happens(event.arrived)
    else if (event.type === 'old') {
      if (event.turns !== 0) happens({ type: 'timer', turn: mind.turn + event.turns })
    } else if (mind.open) {
      now = Math.max(now, wakeAt(flows[mind.open.flow]!, mind.open))
      happens({ type: 'timer', turn: mind.turn })
    } else now += hours(1)
  }
}
