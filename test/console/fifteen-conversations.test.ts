import { beforeAll, beforeEach, expect, test } from 'vitest'
import { playersOf } from './players.ts'
import { openVillage } from './village.ts'

/** A Friday evening before the weekly nudge; the demo's three villages. */
let play: ReturnType<typeof playersOf>
beforeAll(async () => {
  play = playersOf(await openVillage('2026-11-20T18:30:00+08:00'))
})
beforeEach(() => play.later('PT1M'))

const [first, second, third] = ['槐荫村', '白鹭村', '石桥村']
/** The number of the line that has these words. */
const numberOf = (list: string | undefined, words: string): string =>
  /^(\d+) /.exec(list?.split('\n').find(line => line.includes(words)) ?? '')?.[1] ?? 'none'

test('1 a mother joins by her card, agrees for her children, and a stranger who says no is left in peace', async () => {
  const { phone, code, name } = await play.joins('mother', '若溪')
  await phone.says('你好', '1', code, '1', '1')
  expect((await play.records()).bindings[0]).toMatchObject({
    who: name,
    contact: phone.contact,
    endedAt: null,
  })
  const consents = await play.rows(
    `select c.consent from children c join relations r on r.child_id = c.id
     join contacts o on o.person_id = r.person_id where o.wechat_id = $1`,
    [phone.contact],
  )
  expect(new Set(consents.map(row => row.consent))).toEqual(new Set(['agreed']))
  const stranger = await play.stranger('路人')
  await stranger.says('你好', '2')
  expect(await stranger.says('你好')).toEqual([])
})

test('2 carer and mother confirm who looks after the children, question by question; the worry stays private', async () => {
  const [carer, mother] = [await play.of('carer', '星月'), await play.of('mother', '星月')]
  await carer.says('继续', '1')
  await mother.says('继续', '1')
  const { care } = await play.records()
  expect(care.find(one => one.child.endsWith('星月'))).toMatchObject({ state: 'confirmed' })
  let [asked] = await mother.says('继续')
  for (let n = 0; n < 9 && !asked?.includes('不转给家里人'); n++) asked = (await mother.says('1')).at(-1)
  await mother.says('2')
  await carer.says('继续', '一直', '2', '2')
  const { checklists, tasks } = await play.records()
  expect(checklists.find(one => one.party === 'carer')?.answers).toMatchObject([
    { question: 'until', answer: '一直' },
    { question: 'health', answer: 'medicine' },
  ])
  expect(tasks.map(task => task.kind)).toEqual(expect.arrayContaining(['worry']))
  expect(await carer.got(/不放心/)).toBe(false)
})

test('3 a small thing becomes a line for the director, and a child who is elsewhere too', async () => {
  await (await play.of('carer', '家豪')).says('报平安', '2', '作业没人教')
  await (await play.of('carer', '思远')).says('报平安', '孩子不在我这儿', '从昨天起跟他妈在县城')
  const { checkIns, tasks } = await play.records()
  expect(checkIns.slice(0, 2).map(one => one.answer)).toEqual(['away', 'trouble'])
  const lines = tasks.filter(task => task.words).map(({ kind, words }) => `${kind} ${words}`)
  expect(new Set(lines)).toEqual(new Set(['away 从昨天起跟他妈在县城', 'small-trouble 作业没人教']))
})

test('4 a father is nudged on Friday evening, passes words on, and hears that they arrived', async () => {
  const [father, carer] = [await play.of('father', '许博文'), await play.of('carer', '许博文')]
  await play.later('PT30M')
  expect(await father.got(/说过话了吗/)).toBe(true)
  await father.says('2', '爸爸月底回来')
  expect(await carer.got(/爸爸月底回来/)).toBe(true)
  await carer.says('1')
  expect(await play.rows('select kind, arrived_at is not null as arrived from passed_words')).toEqual([
    { kind: 'text', arrived: true },
  ])
  expect(await father.got(/说转到了/)).toBe(true)
})

test('5 a request has one owner until it is ended, and the bot keeps silent meanwhile', async () => {
  const [carer, director] = [await play.of('carer', '婉清'), await play.of('director', third)]
  await carer.says('找主任')
  const { no } = (await play.records()).requests[0]!
  await director.says(`回 ${no} 明早上门看看`)
  expect(await carer.says('麻烦主任了，孩子作业的事')).toEqual([])
  expect((await play.records()).requests[0]).toMatchObject({ state: 'answered' })
  await director.says(`完 ${no}`)
  expect((await play.records()).requests[0]).toMatchObject({ state: 'closed', closeReason: 'done' })
})

test('6 danger is told at once, taken up, and closed by two; a child who writes is heard and not bound', async () => {
  const [carer, director] = [await play.of('carer', '一鸣'), await play.of('director', second)]
  const supervisor = await play.of('supervisor')
  await carer.says('有危险', '2')
  expect(await Promise.all([director, supervisor].map(one => one.got(/^【急1号】/)))).toEqual([true, true])
  await director.says('到 1', '结案 1 孩子在邻居家')
  expect((await play.records()).cases[0]).toMatchObject({ level: 'red', class: 'missing', closedAt: null })
  await supervisor.says('结案 1 同意')
  expect((await play.records()).cases[0]!.closedAt).not.toBeNull()

  const child = await play.stranger('小明')
  expect((await child.says('我今年十岁，我爸老打我')).join()).toContain('110')
  expect((await play.records()).cases[0]).toMatchObject({ who: '', words: '', closedAt: null })
  expect(await (await play.of('county')).got(/^【急\d+号】一个没登记的微信/)).toBe(true)
})

test('7 another carer, back for good, moved, another number: people look into each', async () => {
  await (await play.of('mother', '佳慧')).says('换人了', '大姑带，13812345678', '上个月')
  await (await play.of('mother', '书瑶')).says('搬家了', '搬到县城了', '2')
  await (await play.of('mother', '晨阳')).says('我换手机了', '1', '13987654321')
  const kinds = (await play.records()).tasks.map(task => task.kind)
  expect(kinds).toEqual(expect.arrayContaining(['who-cares', 'moved-without', 'data-correct']))

  await (await play.of('mother', '泽凯')).says('我们过年回来住几天', '2')
  expect(await play.rows('select 1 from exits')).toEqual([])
  await (await play.of('mother', '静雯')).says('我们回来了', '1', '1')
  const [{ no }] = await play.rows('select no from exits')
  await (await play.of('director', second)).says(`退出 ${no}`)
  expect(await play.rows('select state from exits')).toEqual([{ state: 'director-agreed' }])
  await (await play.of('supervisor')).says(`退出 ${no}`)
  const left = `select c.state from exits x join children c on c.id = x.child_id where x.state = 'left'`
  expect(await play.rows(left)).toEqual([{ state: 'left' }])
})

test('8 a father sees what is kept of him, wants his words deleted, and no more messages', async () => {
  const father = await play.of('father', '一鸣')
  expect((await father.says('我的资料', '1')).join('\n')).toMatch(/韩\*新，电话\d{3}\*{4}\d{4}/)
  await father.says('我的资料', '3', '1', '停', '1')
  const { tasks } = await play.records()
  expect(tasks.slice(0, 2).map(task => task.kind)).toEqual(['stopped', 'data-delete'])
  const consent = `select p.consent from people p join contacts c on c.person_id = p.id where c.wechat_id = $1`
  expect(await play.rows(consent, [father.contact])).toEqual([{ consent: 'refused' }])
})

test('9 the menu, the numbers for need, the language, and another hour for a father on night shift', async () => {
  const father = await play.of('father', '天佑')
  expect((await father.says('菜单', '5')).join()).toMatch(/110.*12355/s)
  expect((await father.says('English')).join()).toContain('English')
  await father.says('中文', '我上夜班，白天别发', '5')
  const wishes = `select p.part_of_day, p.consent from people p join contacts c on c.person_id = p.id where c.wechat_id = $1`
  expect(await play.rows(wishes, [father.contact])).toEqual([{ part_of_day: 'evening', consent: 'agreed' }])
})

test('10 what waits today is a numbered list, and a number opens its line', async () => {
  const director = await play.of('director', second)
  const [list] = await director.says('今天')
  await director.says(numberOf(list, '13987654321'), '1', '1')
  const { tasks } = await play.records()
  expect(tasks.find(task => task.kind === 'data-correct')).toMatchObject({
    doneBy: expect.stringMatching(/./),
  })
})

test('11 a visit is four taps or one sentence, and one written down late is shown late', async () => {
  const director = await play.of('director', third)
  await director.says('走访 可心', '1', '1', '1', '1')
  await director.says('走访 安琪 昨天，孩子和外婆都在，都好')
  expect((await play.records()).visits).toMatchObject([
    { late: true, day: '2026-11-19', seen: 'both' },
    { late: false, day: '2026-11-20', seen: 'both', child: 'well', home: 'safe' },
  ])
})

test('12 what a family without WeChat says by telephone is written down for them, and marked so', async () => {
  await (await play.of('director', third)).says('代填 向阳', '2', '1', '1', '1')
  const answers = `select distinct how, recorded_by is not null as recorded, answer from care_answers where how <> 'wechat'`
  expect(await play.rows(answers)).toEqual([{ how: 'phone', recorded: true, answer: 'yes' }])
})

test('13 a notice is shown before it goes, counted by household, and reminded where it is silent', async () => {
  const director = await play.of('director', third)
  await director.says('通知', '明天上午九点在村部打疫苗', '1')
  await (await play.of('carer', '浩宇')).says('收到')
  const counts = (await play.records()).notices[0]!.counts
  expect(counts).toMatchObject({ confirmed: 1 })
  expect((await director.says('进度')).join()).toContain('已确认 1户')
  expect((await director.says('催')).join()).toContain(`已提醒${counts.sent}户`)
  expect(await director.says('名单')).toHaveLength(1)
})

test('14 a director goes on leave: the colleague sees the village, and gives it back', async () => {
  const director = await play.of('director', third)
  await director.says('请假', '今天到后天')
  expect((await director.says('1')).join()).toContain('替您')
  const village = `select 1 from leaves where ended_at is null`
  expect(await play.rows(village)).toHaveLength(1)
  await director.says('销假')
  expect(await play.rows(village)).toEqual([])
})

test('15 the supervisor sees gaps without ranking, takes what waits, and announces what each village releases', async () => {
  const supervisor = await play.of('supervisor')
  const [family, director] = [await play.of('carer', '施博文'), await play.of('director', first)]
  expect((await supervisor.says('周报')).join()).not.toMatch(/第一|排名|最/)
  await family.says('找主任')
  const { no } = (await play.records()).requests[0]!
  await supervisor.says(`接 ${no}`)
  expect((await play.records()).requests[0]!.holder).toMatch(/./)
  await supervisor.says(`结 ${no} 电话里说好了`)
  expect((await play.records()).requests[0]).toMatchObject({ state: 'closed' })

  await supervisor.says('公告', '周末加强巡河', '1', '1')
  await director.says('1')
  expect(
    await play.rows('select state, count(*) as n from announcement_drafts group by 1 order by 1'),
  ).toEqual([
    { state: 'released', n: 1 },
    { state: 'waiting', n: 2 },
  ])
})
