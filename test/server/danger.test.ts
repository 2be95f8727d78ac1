import { expect, it } from 'vitest'
import { inScope } from '../../server/db/scope.ts'
import { everythingKept } from '../support/kept.ts'
import { type Phone, phones, settledWorld, type World } from '../support/settled.ts'
import { like, said } from '../support/texts.ts'
import { COUNTY } from '../support/world.ts'

const cases = (world: World) =>
  world.rows(
    'select no, place, level, class, person_id, acknowledged_at, closed_at, cardinality(hidden_from) as hidden from cases order by no',
  )
const villageOf = async (world: World, { person }: Phone): Promise<string> =>
  (await world.rows('select place from people where id = $1', [person]))[0]!.place
const sentTo = (world: World, phones: Phone[]) =>
  world.channel.sent.filter(sent => phones.some(phone => phone.wechatId === sent.contact))

it.each([
  ['孩子不见了', true],
  ['娃掉河里了', true],
  ['他打孩子', false],
])(
  '%s: the numbers and the director’s telephone at once, a case, the director alerted, of a lost child the supervisor too',
  async (words, lost) => {
    const world = await settledWorld('2026-11-18 09:00')
    const [carer, director, supervisor, county] = phones(
      world,
      'h01-carer',
      'director-1',
      'supervisor',
      'county-officer',
    )
    const [answer, ...more] = await carer.says(words)
    expect(more).toEqual([])
    expect(answer).toMatch(like('report-danger:safe'))
    expect(answer).toMatch(/110.*120.*1990\d{7}/)
    const place = await villageOf(world, carer)
    expect(await cases(world)).toMatchObject([
      { no: 1, place, level: 'red', person_id: carer.person, hidden: 0 },
    ])
    const alert = said(['case:alert-red', { no: 1, words }])
    expect(director.heard()).toEqual(alert)
    expect(supervisor.heard()).toEqual(lost ? alert : [])
    expect(county.heard()).toEqual([])
  },
)

it('somebody nobody knows cries for help: the county’s duty number, and the county’s queue', async () => {
  const world = await settledWorld('2026-11-18 09:00')
  const [director, supervisor, county] = phones(world, 'director-1', 'supervisor', 'county-officer')
  const [answer] = await world.phone('somebody').says('救命,有孩子掉塘里了')
  expect(answer).toMatch(like('report-danger:safeDuty'))
  expect(answer).toMatch(/110.*120.*1990\d{7}/)
  expect(await cases(world)).toMatchObject([{ place: COUNTY, person_id: null }])
  expect(county.heard()).toEqual(said('case:alertStranger'))
  expect([...director.heard(), ...supervisor.heard()]).toEqual([])
})

it('at two in the morning nothing waits: neither the answer nor the alert', async () => {
  const world = await settledWorld('2026-11-18 02:00')
  const [carer, director, supervisor] = phones(world, 'h01-carer', 'director-1', 'supervisor')
  expect(await carer.says('孩子不见了')).toEqual(said('report-danger:safe'))
  for (const officer of [director, supervisor]) expect(officer.heard()).toEqual(said('case:alert-red'))
  expect(await world.rows(`select 1 from outbox where not_before > created_at`)).toEqual([])
})

it('danger wins over everything, whatever was going on', async () => {
  const world = await settledWorld('2026-11-18 09:00')
  const going: [string, string, string[]][] = [
    ['a check-in is open', 'h01-carer', ['报平安']],
    ['she was telling what happened', 'h05-carer', ['报平安', '2']],
    ['she was talking with the director', 'h10-carer', ['找主任']],
    ['she had said 停', 'h13-carer', ['停']],
    ['she stood in front of the menu', 'h16-carer', ['帮助']],
    ['he was in the middle of joining', 'h02-father', ['你好']],
    ['she was asked for a code', 'h02-mother', ['你好', '1']],
    ['she had said no to joining', 'h03-mother', ['你好', '2']],
    ['nobody had heard of them', 'somebody', []],
  ]
  for (const [n, [what, key, before]] of going.entries()) {
    const phone = world.phone(key)
    for (const words of before) await phone.says(words)
    const [answer] = await phone.says('孩子不见了')
    expect(answer, what).toMatch(
      like(key.endsWith('carer') ? 'report-danger:safe' : 'report-danger:safeDuty'),
    )
    expect(await cases(world), what).toHaveLength(n + 1)
  }
})

it('a director’s own cry counts, but what she tells families about danger does not', async () => {
  const world = await settledWorld('2026-11-18 09:00')
  const [director, supervisor] = phones(world, 'director-1', 'supervisor')
  await director.says('通知 天热了,别让孩子下河,掉河里了要喊大人、打110')
  await director.says('2')
  expect(await cases(world)).toEqual([])
  expect(await director.says('孩子掉河里了')).toEqual(said('report-danger:safe'))
  expect(supervisor.heard()).toEqual(said('case:alert-red'))
})

it('the same danger told again within the hour is the same case; told the next day it is a new one', async () => {
  const world = await settledWorld('2026-11-18 09:00')
  const [carer, director] = phones(world, 'h01-carer', 'director-1')
  await carer.says('孩子不见了')
  await world.until('2026-11-18 09:05')
  expect(await carer.says('孩子不见了,还没找到')).toEqual(said('report-danger:safe'))
  expect(await cases(world)).toHaveLength(1)
  expect(director.heard().filter(text => text.includes('还没找到'))).toHaveLength(1)
  await world.until('2026-11-19 09:05')
  await carer.says('孩子又不见了')
  expect(await cases(world)).toHaveLength(2)
})

it('no reply repeats the accusation, and the other adult is not told', async () => {
  const world = await settledWorld('2026-11-18 09:00')
  const [carer, mother, father] = phones(world, 'h01-carer', 'h01-mother', 'h01-father')
  const answers = await carer.says('他爸又打孩子了')
  expect(answers.join()).not.toMatch(/打孩子|他爸|爸/)
  await world.until('2026-11-20 12:00')
  expect([...mother.heard(), ...father.heard()]).toEqual([])
})

it('after a cry about violence nothing automatic reaches anybody of that family until a person decides', async () => {
  const world = await settledWorld('2026-11-21 22:00')
  const [carer, mother, father, director, supervisor] = phones(
    world,
    'h01-carer',
    'h01-mother',
    'h01-father',
    'director-1',
    'supervisor',
  )
  // A check-in is under way in the morning, a letter waits for it, a question is open.
  await mother.says('报平安')
  for (const words of ['通知 明天上午在村委会开家长会', '1']) await director.says(words)
  await carer.says('他爸打孩子')
  for (const phone of [carer, mother, father]) phone.heard()
  await director.says('到 1')
  await world.until('2026-12-06 12:00')
  expect(sentTo(world, [carer, mother, father]).slice(2)).toEqual([])
  const reasons = await world.rows(
    `select distinct reason from due_items where kind = 'check-in' and person_id = $1 and state = 'skipped'`,
    [carer.person],
  )
  expect(reasons).toEqual([{ reason: 'held' }])
  expect(await world.rows(`select count(*) from holds where until_at is null`)).toEqual([{ count: 3 }])

  expect(await director.says('恢复 1')).toEqual(said(['case:released', { no: 1 }]))
  await world.until('2026-12-13 10:01')
  expect(carer.heard()).toEqual(said('check-in:howAreThey'))
  expect(supervisor.heard().length).toBeGreaterThan(0)
})

it('a question that was open when the hold began ends quietly once a person has released the family', async () => {
  const world = await settledWorld('2026-11-22 09:00')
  const [carer, director] = phones(world, 'h01-carer', 'director-1')
  await world.until('2026-11-22 10:01')
  await carer.says('他爸打孩子')
  await director.says('到 1')
  await world.until('2026-12-01 10:00')
  carer.heard()
  await director.says('恢复 1')
  expect(carer.heard()).toEqual([])
  expect(await carer.says('报平安')).toEqual(said('check-in:howAreTheyNow'))
})

it('what somebody under a hold says next goes to those who may know the case: words and voice notes', async () => {
  const world = await settledWorld('2026-11-18 09:00')
  const [carer, director, supervisor] = phones(world, 'h01-carer', 'director-1', 'supervisor')
  await carer.says('他爸打孩子')
  for (const officer of [director, supervisor]) officer.heard()
  expect(await carer.says('我在门口等着')).toEqual([])
  for (const officer of [director, supervisor])
    expect(officer.heard()).toEqual(said(['case:more', { no: 1, words: '我在门口等着' }]))
  world.channel.files.set('note', { bytes: Buffer.from('哭声'), mime: 'audio/silk', name: 'a' })
  await carer.says({ kind: 'voice', id: 'note' })
  await world.until('2026-11-18 09:05')
  for (const officer of [director, supervisor])
    expect(officer.heard()).toEqual([expect.stringMatching(like('case:more')), '[voice]'])
})

it('a second cry after the release holds the family again', async () => {
  const world = await settledWorld('2026-11-18 09:00')
  const [carer, director] = phones(world, 'h01-carer', 'director-1')
  await carer.says('他爸打孩子')
  await director.says('恢复 1')
  await carer.says('他爸又打孩子了')
  expect(await world.rows('select count(*) from holds where until_at is null')).toEqual([{ count: 3 }])
})

it('a director complained of hears nothing, sees nothing in the chat and nothing in the table; the supervisor is alerted', async () => {
  const world = await settledWorld('2026-11-18 09:00')
  const [carer, director, supervisor] = phones(world, 'h01-carer', 'director-1', 'supervisor')
  expect(await carer.says('村里主任打孩子')).toEqual(said('report-danger:safeDuty'))
  expect(await cases(world)).toMatchObject([{ no: 1, hidden: 1 }])
  expect(supervisor.heard()).toEqual(said('case:alert-red'))
  await world.until('2026-11-18 12:00')
  expect(director.heard()).toEqual([])

  expect(await director.says('今天')).toEqual(said('staff:nothingToday'))
  for (const words of ['到 1', '结案 1 没有的事', '恢复 1'])
    expect(await director.says(words)).toEqual(said(['staff:noSuchNumber', { no: 1 }]))
  const [me] = await world.rows('select id, place from staff where person_id = $1', [director.person])
  const [her] = await world.rows('select id, place from staff where person_id = $1', [supervisor.person])
  const seen = (scope: { place: string; id: string }) =>
    inScope(
      world.pool,
      { place: scope.place, staff: scope.id },
      async tx => (await tx.query('select 1 from cases')).rowCount,
    )
  expect([await seen(me as never), await seen(her as never)]).toEqual([0, 1])

  await supervisor.says('结案 1 已报警处理')
  expect(director.heard()).toEqual([])
  await world.until('2026-11-19 08:05')
  expect(director.heard()).toEqual([])
})

it('words that follow a complaint about the director do not reach her, even in a talk that was open with her', async () => {
  const world = await settledWorld('2026-11-18 09:00')
  const [carer, director, supervisor] = phones(world, 'h01-carer', 'director-1', 'supervisor')
  await carer.says('找主任')
  director.heard()
  await carer.says('村里主任打孩子')
  await carer.says('上周三在村委会后面')
  expect(director.heard()).toEqual([])
  expect(supervisor.heard().at(-1)).toContain('上周三在村委会后面')
})

it('somebody who seems to be a child gets comfort and numbers; the director is alerted; not a word of it is kept', async () => {
  const world = await settledWorld('2026-11-18 09:00')
  const [carer, director] = phones(world, 'h01-carer', 'director-1')
  const words = '我爸打我,我好怕不敢回家'
  const answer = await carer.says(words)
  expect(answer).toEqual(said('report-danger:child'))
  expect(answer[0]).toMatch(/110.*12355.*12356/)
  expect(director.heard()).toEqual(said('case:alertChild'))
  await world.until('2026-11-18 09:15')
  const kept = await everythingKept(world)
  expect(kept).toContain('找') // what is sealed was opened
  for (const part of ['我好怕', '不敢回家', '爸打我']) expect(kept).not.toContain(part)
  expect(world.channel.sent.map(sent => JSON.stringify(sent.outgoing)).join()).not.toContain('我好怕')
})

it('a child on a phone nobody knows is heard, the county is alerted, nothing is kept and nobody is bound', async () => {
  const world = await settledWorld('2026-11-18 09:00')
  const [county] = phones(world, 'county-officer')
  const child = world.phone('child')
  expect(await child.says('我爸打我,我好怕不敢回家')).toEqual(said('report-danger:child'))
  expect(county.heard()).toEqual(said('case:alertChildStranger'))
  // What to say to the police has no gaps: what is not known is said to be so.
  const [draft] = await county.says('报告 1')
  expect(draft).toContain('\n3 孩子：还不知道是谁家的\n4 原话：没有留\n')
  expect(await everythingKept(world)).not.toContain('我好怕')
  expect(
    await world.rows('select 1 from contacts where wechat_id = $1 and person_id is not null', [
      child.wechatId,
    ]),
  ).toEqual([])
})

it('a child is never bound: not even a good card binds the phone that wrote', async () => {
  const world = await settledWorld('2026-11-18 09:00')
  const child = world.phone('child')
  await child.says('我爸打我,我好怕不敢回家')
  for (const words of [await world.card(world.phone('h02-mother').person!), '1', '1', '1'])
    await child.says(words)
  expect(
    await world.rows('select 1 from contacts where wechat_id = $1 and person_id is not null', [
      child.wechatId,
    ]),
  ).toEqual([])
})

it('nobody closes a case alone: the first proposes, a second person closes, and the table refuses anything else', async () => {
  const world = await settledWorld('2026-11-18 09:00')
  const [carer, director, supervisor] = phones(world, 'h01-carer', 'director-1', 'supervisor')
  await carer.says('他爸打孩子')
  for (const officer of [director, supervisor]) officer.heard()
  expect(await director.says('结案 1 孩子在姑姑家,平安')).toEqual(said(['case:closeProposed', { no: 1 }]))
  expect(supervisor.heard()).toEqual(said(['case:closeAsked', { no: 1, words: '孩子在姑姑家,平安' }]))
  expect(await director.says('结案 1 同意')).toEqual(said('case:closeProposed'))
  expect((await cases(world))[0]!.closed_at).toBeNull()
  await expect(world.rows('update cases set closed_at = opened_at, closed_by = proposed_by')).rejects.toThrow(
    /check constraint/,
  )
  expect(await supervisor.says('结案 1 同意')).toEqual(said(['case:closed', { no: 1 }]))
  expect((await cases(world))[0]!.closed_at).toEqual(new Date(world.clock.now()))
  expect(await world.rows('select 1 from holds where until_at is null')).toEqual([])
  expect(await supervisor.says('结案 1 再结一次')).toEqual(said('staff:noSuchNumber'))
})

it('a lost child nobody takes up is told again after 10 minutes, and after 30 to the county as well; taking it up ends that', async () => {
  const world = await settledWorld('2026-11-18 02:00')
  const [carer, director, supervisor, county] = phones(
    world,
    'h01-carer',
    'director-1',
    'supervisor',
    'county-officer',
  )
  await carer.says('孩子不见了')
  for (const officer of [director, supervisor]) officer.heard()
  await world.until('2026-11-18 02:09')
  expect([...director.heard(), ...supervisor.heard(), ...county.heard()]).toEqual([])
  await world.until('2026-11-18 02:10')
  for (const officer of [director, supervisor])
    expect(officer.heard()).toEqual(said(['case:unacknowledged', { no: 1, minutes: 10 }]))
  expect(county.heard()).toEqual([])
  await world.until('2026-11-18 02:30')
  for (const officer of [director, supervisor, county])
    expect(officer.heard()).toEqual(said(['case:unacknowledged', { no: 1, minutes: 30 }]))
  expect(await supervisor.says('到 1')).toEqual(said(['case:acknowledged', { no: 1 }]))
  for (const officer of [director, county])
    expect(officer.heard()).toEqual(said(['case:takenSince', { no: 1, time: '02:30' }]))
  await world.until('2026-11-18 12:00')
  for (const officer of [supervisor, county]) expect(officer.heard()).toEqual([])
})

it('violence nobody takes up reaches the supervisor after 10 minutes and the county after 30, each once, at night too', async () => {
  const world = await settledWorld('2026-11-18 02:00')
  const [carer, director, supervisor, county] = phones(
    world,
    'h01-carer',
    'director-1',
    'supervisor',
    'county-officer',
  )
  await carer.says('他爸打孩子')
  expect(director.heard()).toEqual(said('case:alert-red'))
  await world.until('2026-11-18 02:09')
  expect(supervisor.heard()).toEqual([])
  await world.until('2026-11-18 02:10')
  expect(supervisor.heard()).toEqual(said(['case:unacknowledged', { no: 1, minutes: 10 }]))
  await world.until('2026-11-18 02:29')
  expect(county.heard()).toEqual([])
  await world.until('2026-11-18 07:30')
  expect(county.heard()).toEqual(said(['case:unacknowledged', { no: 1, minutes: 30 }]))
  expect([...director.heard(), ...supervisor.heard()]).toEqual([])
})

it('an alert taken up in time, by quoting it, is not told again', async () => {
  const world = await settledWorld('2026-11-18 09:00')
  const [carer, director, supervisor, county] = phones(
    world,
    'h01-carer',
    'director-1',
    'supervisor',
    'county-officer',
  )
  await carer.says('孩子不见了')
  const [alert] = director.heard()
  expect(await director.says(`「小帮手:${alert}」\n- - - - - - - - - - - - - - -\n我在路上了`)).toEqual(
    said('case:acknowledged'),
  )
  supervisor.heard()
  await world.until('2026-11-18 12:00')
  expect(
    [...supervisor.heard(), ...county.heard()].filter(text => like('case:unacknowledged').test(text)),
  ).toEqual([])
})

it('where neither director nor supervisor can be reached by WeChat the county is alerted at once', async () => {
  const world = await settledWorld('2026-11-18 09:00')
  const [carer, director, supervisor, county] = phones(
    world,
    'h01-carer',
    'director-1',
    'supervisor',
    'county-officer',
  )
  await world.rows('update contacts set person_id = null, staff = false where person_id = any($1)', [
    [director.person, supervisor.person],
  ])
  await carer.says('孩子不见了')
  expect(county.heard()).toEqual(said('case:alert-red'))
})

it('有危险 and a digit: a case at once, with the line that was chosen; whether the child is safe now follows it', async () => {
  const world = await settledWorld('2026-11-18 23:00')
  const [carer, director, supervisor] = phones(world, 'h01-carer', 'director-1', 'supervisor')
  expect(await carer.says('有危险')).toEqual(said('report-danger:whatKind'))
  expect(await carer.says('4')).toEqual(said('report-danger:harmed', 'report-danger:isSafeNow'))
  expect(director.heard()).toEqual([expect.stringMatching(/^【急1号】[\s\S]*有人伤孩子/)])
  expect(await cases(world)).toMatchObject([{ level: 'red', class: 'violence' }])
  expect(await world.rows('select count(*) from holds where until_at is null')).toEqual([{ count: 3 }])
  supervisor.heard()
  expect(await carer.says('2')).toEqual(said('report-danger:notedDanger'))
  for (const officer of [director, supervisor])
    expect(officer.heard()).toEqual(said(['case:safe-no', { no: 1 }]))
  await world.until('2026-11-18 23:10')
  expect(supervisor.heard()).toEqual([expect.stringMatching(/10分钟了还没有人接。（没打字/)])
  expect(carer.heard()).toEqual([])
})

it('有危险 and then silence, even while somebody talks with the director: a person is told, and nothing is said', async () => {
  const world = await settledWorld('2026-11-18 09:00')
  const [carer, director] = phones(world, 'h01-carer', 'director-1')
  await carer.says('找主任')
  director.heard()
  await carer.says('有危险')
  await world.until('2026-11-18 09:06')
  expect(carer.heard()).toEqual([])
  expect(director.heard()).toEqual([expect.stringMatching(/^【急1号】[\s\S]*没有声音/)])
})

it('报告 gives whoever may see the case the words for the telephone and the nine situations, and keeps who fetched them', async () => {
  const world = await settledWorld('2026-11-18 09:00')
  const [carer, director, supervisor, elsewhere] = phones(
    world,
    'h01-carer',
    'director-1',
    'supervisor',
    'director-2',
  )
  await carer.says('他爸打孩子')
  for (const phone of [carer, director]) phone.heard()
  const [draft, nine] = await director.says('报告 1')
  expect(draft).toMatch(like('case:draft', { no: 1, month: 11, date: 18, time: '09:00', situation: 4 }))
  expect(draft).toContain('他爸打孩子')
  expect(nine).toMatch(/^[\s\S]*\n1 [\s\S]*\n9 /)
  expect(await elsewhere.says('报告 1')).toEqual(said(['staff:noSuchNumber', { no: 1 }]))
  await supervisor.says('报告 1')
  const fetched = await world.rows(
    'select s.person_id as who from case_drafts d join staff s on s.id = d.staff_id',
  )
  expect(fetched.map(row => row.who).sort()).toEqual([director.person, supervisor.person].sort())
  expect(carer.heard()).toEqual([])
  expect(await director.says('报告')).toEqual(said('staff:reportHow'))
})

it('a director who is complained of cannot fetch the draft either', async () => {
  const world = await settledWorld('2026-11-18 09:00')
  const [carer, director] = phones(world, 'h01-carer', 'director-1')
  await carer.says('村里主任打孩子')
  expect(await director.says('报告 1')).toEqual(said(['staff:noSuchNumber', { no: 1 }]))
  expect(await world.rows('select 1 from case_drafts')).toEqual([])
})

it('a county officer whose townships have the same number chooses by the township’s name, and is not guessed at', async () => {
  const world = await settledWorld('2026-11-18 09:00')
  const [carer, county, supervisor] = phones(world, 'h01-carer', 'county-officer', 'supervisor')
  await carer.says('他爸打孩子')
  const other = '341226999'
  await world.asOwner(db =>
    db.query(
      `with place as (insert into places (code, name) select $1, '远山乡' returning code)
       insert into cases (id, place, no, level, class, sealed, opened_at, contact_id, hidden_from)
       select gen_random_uuid(), $1 || '001', no, level, class, sealed, opened_at, contact_id, hidden_from from cases`,
      [other],
    ),
  )
  const [list] = await county.says('报告 1')
  expect(list).toMatch(like('case:whichDraft', { no: 1 }))
  const [mine] = await world.rows(
    `select p.name from cases c join places p on p.code = c.township where c.township <> $1`,
    [other],
  )
  expect(list).toContain('报告 1 远山乡')
  expect(list).toContain(`报告 1 ${mine!.name}`)
  expect((await county.says(`报告 1 ${mine!.name}`))[0]).toMatch(like('case:draft'))
  expect((await county.says('报告 1 没有这个乡'))[0]).toMatch(like('case:whichDraft'))
  // Within one township the number says it all.
  expect((await supervisor.says('报告 1'))[0]).toMatch(like('case:draft'))
})
