import { expect, it, vi } from 'vitest'
import { inScope } from '../../server/db/scope.ts'
import { actOn } from '../../server/entrustment/act.ts'
import type { Act } from '../../server/entrustment/chain.ts'
import { readEntrustmentForm } from '../../server/entrustment/form.ts'
import type { Act as Evidence } from '../../server/evidence/append.ts'
import { missed } from '../../server/paper/common.ts'
import { missingInEntrustment } from '../../server/paper/missing.ts'
import { decide, type Phone, type World } from '../support/settled.ts'
import { inChinese, like, said } from '../support/texts.ts'
import { COUNTY, openWorld } from '../support/world.ts'

// Weeks go by in each of these.
vi.setConfig({ testTimeout: 120_000 })

/** Joins and says yes to the short question. */
async function joined(world: World, key: string): Promise<Phone> {
  const phone = world.phone(key)
  for (const words of ['你好', '1', await world.card(phone.person!), '1', '1']) await phone.says(words)
  return phone
}

/** Both sides have named the same carer; on the next forenoon both were asked about entrusting. */
async function asked(also?: (world: World) => Promise<void>) {
  const world = await openWorld('2026-11-18 09:00')
  await also?.(world)
  await decide(world, 'care-checklist', { checklist: 'short', everyDays: 3, freshDays: 180, reminders: 1 })
  const mother = await joined(world, 'h03-mother')
  const carer = await joined(world, 'h03-carer')
  await world.until('2026-11-19 10:31')
  return { world, mother, carer, director: world.phone('director-1'), supervisor: world.phone('supervisor') }
}

/** A carer’s week has room for one question besides the check-in: hers comes on the Monday after. */
async function carerAsked(world: World, carer: Phone): Promise<void> {
  await world.until('2026-11-22 10:01')
  await carer.says('1')
  await world.until('2026-11-23 10:31')
}

const none = { offences: 'no', addiction: 'no', neglect: 'no', unsuitable: 'no' } as const
const states = async (world: World) =>
  (await world.rows('select state from entrustments order by no')).map(row => row.state)
const acts = (world: World) =>
  world.rows(
    `select act, party, how, wording, count(*)::int as many, bool_and(contact_id is not null) as traced
     from entrustment_acts group by 1, 2, 3, 4 order by min(n)`,
  )

it('both named the same carer: each is asked the next day, two yes wait for the village, every act is on record', async () => {
  const { world, mother, carer, director } = await asked()
  expect(await states(world)).toEqual(['waiting-parent', 'waiting-parent'])
  expect(mother.heard().at(-1)).toMatch(like('entrust-parent:exclusions'))
  await carerAsked(world, carer)
  expect(carer.heard().at(-1)).toMatch(like('entrust-carer:exclusions'))
  await carer.says('1')
  expect(await carer.says('1')).toEqual(
    said('entrust-carer:done', 'entrust-carer:paper', 'entrust-carer:livesAt'),
  )
  expect(await states(world)).toEqual(['waiting-parent', 'waiting-parent'])
  for (const words of ['1', '1']) await mother.says(words)
  expect(await mother.says('1')).toEqual(
    said('entrust-parent:done', 'entrust-parent:paper', 'entrust-parent:isItSo'),
  )
  expect(await states(world)).toEqual(['waiting-village', 'waiting-village'])
  const kept = await acts(world)
  expect(kept.map(row => `${row.party} ${row.act}`)).toEqual([
    'carer exclusions',
    'carer agrees',
    'parent exclusions',
    'parent child-view',
    'parent agrees',
  ])
  for (const row of kept) expect(row).toMatchObject({ how: 'wechat', many: 2, traced: true })
  const [evidence] = await world.rows(`select count(*)::int as n from evidence where kind = 'entrustment'`)
  expect(evidence).toEqual({ n: 10 })
  const [list] = await director.says('委托')
  expect(list).toMatch(/1号 .+：待村委见证，缺1项：四类情形核查/)
  expect((await director.says('今天'))[0]).toMatch(/待村委见证/)
  // What the paper lacks is said by who knows it; what one leaves out names whom to ask.
  for (const words of ['三组27号', '1']) await carer.says(words)
  for (const words of ['对', '今年2月', '过年', '跳过', '大姑 13800001111']) await mother.says(words)
  const id = (await world.rows('select id from entrustments where no = 1'))[0].id
  const staff = (await world.rows(`select id from staff where person_id = $1`, [director.person]))[0].id
  const by = { party: 'director', person: null, staff, how: 'page', contact: null } as const
  const record: Evidence[] = []
  const act = (what: Act, more = {}) =>
    inScope(world.pool, { place: COUNTY }, tx =>
      actOn(
        tx,
        { keys: world.keys, now: world.clock.now(), acts: record },
        id,
        what,
        { ...by, key: what.act },
        { more },
      ),
    )
  await act({ act: 'carer-adult' })
  await act({ act: 'exclusions', declared: none }, { way: '问了邻居' })
  await act({ act: 'witnesses' })
  // School and village are to have it in writing, and the day stands on the paper.
  const owed = async (what: RegExp) =>
    (await director.says('今天'))[0]!
      .split('\n')
      .find(line => what.test(line))
      ?.split(' ')[0]
  await director.says((await owed(/委托已办好，告知书要交/))!)
  expect(await director.says('1')).toEqual(said('hand-notice:kept'))
  expect(await owed(/告知书要交/)).toBeUndefined()
  const form = (await inScope(world.pool, { place: COUNTY }, tx =>
    readEntrustmentForm(tx, world.keys, id, inChinese),
  ))!
  expect(form.guardians[0]).toMatchObject({
    ...{ role: 'mother', awayFrom: '2026-02', awayUntil: '过年（2026-11-23说）' },
    worksIn: expect.stringMatching(/./),
  })
  expect(form.carer).toMatchObject({ livesAt: '三组27号', health: '好', livesWith: true })
  expect(form.emergency).toEqual([{ name: '大姑', kin: null, phone: '13800001111' }])
  expect(missed(inChinese, missingInEntrustment(form))).toBe('缺 1 项，请补填：每周联系安排（问委托人）')
  expect(form).toMatchObject({ schoolToldOn: '2026-11-23', villageToldOn: '2026-11-23' })
  await act({ act: 'ends', reason: 'moved' })
  const line = (await owed(/委托结束了，告知书要交/))!
  expect((await director.says(line)).at(-1)).toMatch(like('hand-notice:whatNow'))
  expect((await director.says('3'))[0]).toMatch(/http/)
})

it('a county that wishes it opens none by itself; the director does, with a name', async () => {
  const { world, mother, director } = await asked(world =>
    decide(world, 'entrustment', { opens: 'by-director' }),
  )
  expect(await states(world)).toEqual([])
  expect(await director.says('委托')).toEqual(said('entrustment:nothing'))
  const [opened] = await director.says(`委托 ${mother.name}`)
  expect(opened).toMatch(like('entrustment:opened'))
  expect(await states(world)).toEqual(['waiting-parent', 'waiting-parent'])
  await world.until('2026-11-20 10:31')
  expect(mother.heard().at(-1)).toMatch(like('entrust-parent:exclusions'))
})

/** What everybody but the mother and staff got, when she answers so. */
async function heardByOthers(answers: string[]) {
  const { world, mother, carer } = await asked()
  for (const words of answers) await mother.says(words)
  await carerAsked(world, carer)
  for (const words of ['1', '1']) await carer.says(words)
  await world.until('2026-12-01 12:00')
  const staff = ['director-1', 'director-2', 'director-3', 'supervisor', 'county-officer']
  const others = new Set([mother.wechatId, ...staff.map(key => world.phone(key).wechatId)])
  const texts = (is: (contact: string) => boolean) =>
    world.channel.sent
      .filter(sent => is(sent.contact))
      .map(({ outgoing }) => (outgoing.kind === 'text' ? outgoing.text : outgoing.kind))
  const carers = await world.rows(
    `select o.sent_at from outbox o where o.person_id = $1 and o.state in ('sent', 'echoed') order by o.id`,
    [carer.person],
  )
  return {
    carer: texts(contact => contact === carer.wechatId),
    when: carers.map(row => row.sent_at.toISOString()),
    others: texts(contact => contact !== carer.wechatId && !others.has(contact)).sort(),
  }
}

it('what a mother says against the carer reaches nobody at home: the carer’s phone gets the same at the same times, every other one the same', async () => {
  const well = await heardByOthers(['1', '1', '1'])
  expect(well.carer.length).toBeGreaterThan(5)
  expect(await heardByOthers(['2', '2'])).toEqual(well)
})

it('a reason against the carer stops everything, the township looks into it, and only it lets it go on', async () => {
  const { world, mother, director, supervisor } = await asked()
  await mother.says('2')
  expect(await mother.says('2')).toEqual(said('entrust-parent:heard'))
  expect(await states(world)).toEqual(['stopped', 'stopped'])
  expect(director.heard().some(text => like('staff:worryNew').test(text))).toBe(true)
  expect(supervisor.heard().some(text => like('entrustment:stoppedAbove').test(text))).toBe(true)
  expect((await director.says('今天'))[0]).toMatch(/委托停办了/)
  expect((await supervisor.says('委托 1')).at(-1)).toMatch(like('entrustment-above:whatNow'))
  await supervisor.says('1')
  expect((await supervisor.says('问过派出所和邻居，没有这回事')).at(-1)).toMatch(/记好了：1号 .+待家长/)
  expect(await states(world)).toEqual(['waiting-parent', 'stopped'])
  await world.until('2026-11-23 10:31')
  expect(mother.heard().at(-1)).toMatch(like('entrust-parent:childsView'))
})

it('the carer’s no ends it: the parents hear it, the director has a line, nobody presses', async () => {
  const { world, mother, carer, director } = await asked()
  await carerAsked(world, carer)
  await carer.says('1')
  expect(await carer.says('2')).toEqual(said('entrust-carer:whyNot'))
  expect(await carer.says('腿脚不好')).toEqual(said('entrust-carer:notWilling'))
  expect(await states(world)).toEqual(['refused', 'refused'])
  expect(mother.heard().at(-1)).toMatch(like('entrustment:carerUnwilling'))
  const [list] = await director.says('今天')
  expect(list).toMatch(/照护人不同意受托/)
  expect(list).toMatch(/腿脚不好/)
  // Refused once, it is opened again by people only.
  await world.until('2026-12-05 12:00')
  expect(await states(world)).toEqual(['refused', 'refused'])
})

it('a mother’s no ends it, and the carer hears nothing of it', async () => {
  const { world, mother, carer, director } = await asked()
  carer.heard()
  for (const words of ['1', '1', '2', '没有']) await mother.says(words)
  expect(await states(world)).toEqual(['refused', 'refused'])
  await world.until('2026-11-21 12:00')
  expect(carer.heard().filter(text => !like('entrust-carer:exclusions').test(text))).toEqual([])
  expect((await director.says('今天'))[0]).toMatch(/家长不同意委托/)
})

it('silence: one reminder, then a line of the director’s list, and only what is overdue is counted above', async () => {
  // Otherwise the reminder would be one message too many for that week.
  const { world, mother, director, supervisor } = await asked(world =>
    decide(world, 'budget', { perWeek: 3, summer: 3 }),
  )
  mother.heard()
  await world.until('2026-11-21 10:31')
  expect(mother.heard()).toEqual(said('entrust-parent:exclusions'))
  await world.until('2026-11-23 10:40')
  expect((await director.says('今天'))[0]).toMatch(/委托的事家长还没说完/)
  expect((await supervisor.says('周报'))[0]).not.toMatch(/份委托还没办好/)
  await world.until('2026-12-10 09:00')
  expect((await supervisor.says('周报'))[0]).toMatch(/2份委托还没办好/)
  // Put once more at most, after something else came in between.
  expect(
    mother.heard().filter(text => like('entrust-parent:exclusions').test(text)).length,
  ).toBeLessThanOrEqual(1)
})

it('what the director writes down by telephone counts like a reply, and says who wrote it down', async () => {
  const { world, director } = await asked()
  await director.says('委托')
  expect((await director.says('1')).at(-1)).toMatch(like('entrustment:whatNow'))
  for (const words of ['1', '1', '1', '1']) await director.says(words)
  expect((await director.says('1')).at(-1)).toMatch(/记好了：1号 .+待照护人/)
  expect(await states(world)).toEqual(['waiting-carer', 'waiting-parent'])
  const kept = await world.rows(
    `select party, how, staff_id is not null as staff, person_id is not null as person from entrustment_acts`,
  )
  expect(kept).toHaveLength(3)
  for (const row of kept) expect(row).toEqual({ party: 'parent', how: 'phone', staff: true, person: true })
})

it('the village may say no, and a number of another village is like none at all', async () => {
  const { world, director } = await asked()
  const neighbour = world.phone('director-2')
  expect(await neighbour.says('委托 1')).toEqual(said(['staff:noSuchNumber', { no: 1 }]))
  expect(await neighbour.says('委托')).toEqual(said('entrustment:nothing'))
  await director.says('委托 1')
  await director.says('4')
  await director.says('1')
  expect(await states(world)).toEqual(['refused', 'waiting-parent'])
  expect((await director.says('今天'))[0]).toMatch(/村里不同意委托/)
})

it('a director who is family sees none of it; the township does', async () => {
  const { world, director, supervisor } = await asked(async world => {
    await world.rows(
      `insert into relations (id, place, child_id, person_id, role, kin, since)
       select gen_random_uuid(), r.place, r.child_id, $1, 'backup-carer', '姑母', $3 from relations r where r.person_id = $2`,
      [world.phone('director-1').person, world.phone('h03-carer').person, new Date(world.clock.now())],
    )
  })
  expect(await director.says('委托')).toEqual(said('entrustment:nothing'))
  expect((await supervisor.says('委托'))[0]).toMatch(/1号/)
  expect(await world.rows('select 1 from entrustments where cardinality(hidden_from) = 1')).toHaveLength(2)
})

it('a child of sixteen needs none any more; a term that is over is a line of the list', async () => {
  const { world, director } = await asked()
  await world.rows(
    `update children set birth_date = '2010-11-20' where id = (select child_id from entrustments where no = 1)`,
  )
  await world.rows(`update entrustments set until_day = '2026-11-23' where no = 2`)
  await world.until('2026-11-21 07:00')
  const ends = () => world.rows('select end_reason from entrustments order by no')
  expect(await ends()).toEqual([{ end_reason: 'sixteen' }, { end_reason: null }])
  await world.until('2026-11-24 07:00')
  expect(await ends()).toEqual([{ end_reason: 'sixteen' }, { end_reason: 'expired' }])
  expect((await director.says('今天'))[0]).toMatch(/委托到期了/)
})

it('parents back for good: two people confirm that the child leaves the list, and what was entrusted ends', async () => {
  const { world, mother, director, supervisor } = await asked()
  for (const words of ['1', '1', '1', '我们回来了', '1', '1']) await mother.says(words)
  const exits = await world.rows('select no from exits order by no')
  expect(exits).toHaveLength(2)
  await director.says(`退出 ${exits[0]!.no}`)
  expect((await states(world)).filter(state => state === 'ended')).toEqual([])
  await supervisor.says(`退出 ${exits[0]!.no}`)
  const rows = await world.rows('select end_reason from entrustments where ended_at is not null')
  expect(rows).toEqual([{ end_reason: 'parents-back' }])
})

it('whoever answers after all is no line of the director’s list any more', async () => {
  const { world, mother, director } = await asked(world => decide(world, 'budget', { perWeek: 3, summer: 3 }))
  await world.until('2026-11-23 10:40')
  expect((await director.says('今天'))[0]).toMatch(/委托的事家长还没说完/)
  for (const words of ['1', '1', '1']) await mother.says(words)
  expect((await director.says('今天'))[0]).not.toMatch(/委托的事家长还没说完/)
})
