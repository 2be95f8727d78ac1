import { expect, it } from 'vitest'
import { inScope } from '../../server/db/scope.ts'
import { decide, phones, settledWorld, type World } from '../support/settled.ts'
import { like, said } from '../support/texts.ts'
import { COUNTY } from '../support/world.ts'

/** A child of the household as the director calls it, and the household. */
async function family(world: World, carer: string) {
  const person = world.phone(carer).person
  const [row] = await world.rows(
    `select c.household_id as household, c.place, p.name as village from relations r join children c on c.id = r.child_id
     join places p on p.code = c.place
     where r.person_id = $1 and r.role = 'carer' limit 1`,
    [person],
  )
  return {
    person,
    name: world.phone(carer).name,
    ...(row as { household: string; place: string; village: string }),
  }
}

const visits = (world: World, household: string) =>
  world.rows(
    `select day, late, seen, child, home, sealed is not null as words, voice_key from visits where household_id = $1 order by recorded_at`,
    [household],
  )

it('a visit is recorded by name in four taps: a contact, a row of the ledger, and the week’s question is answered', async () => {
  const world = await settledWorld('2026-11-22 09:00')
  const [director, carer] = phones(world, 'director-1', 'h01-carer')
  const home = await family(world, 'h01-carer')
  await world.until('2026-11-22 10:05')
  carer.heard()
  const [shown, first] = await director.says(`走访 ${home.name}`)
  expect(shown).toMatch(/19\d{9}/)
  expect(first).toMatch(like('visit:whoWasThere'))
  for (const tap of ['1', '1', '1']) await director.says(tap)
  expect(await director.says('1')).toEqual(said('visit:kept'))
  expect(await visits(world, home.household)).toEqual([
    {
      day: '2026-11-22',
      late: false,
      seen: 'both',
      child: 'well',
      home: 'safe',
      words: false,
      voice_key: null,
    },
  ])
  const [checkIn] = await world.rows(
    'select state, how, answer, recorded_by is not null as by from check_ins where person_id = $1',
    [home.person],
  )
  expect(checkIn).toEqual({ state: 'answered', how: 'visit', answer: 'well', by: true })
  await world.until('2026-11-25 12:00')
  expect(carer.heard()).toEqual([])
})

it('a visit of last week is taken, shown as late, counts for that day, and leaves this week’s question alone', async () => {
  const world = await settledWorld('2026-11-22 09:00')
  const director = world.phone('director-1')
  const home = await family(world, 'h01-carer')
  await world.until('2026-11-22 10:05')
  expect(await director.says(`走访 ${home.name} 上周三，孩子和奶奶都在，都好`)).toEqual([
    expect.stringMatching(like('visit:keptLate')),
  ])
  expect(await visits(world, home.household)).toMatchObject([
    { day: '2026-11-11', late: true, seen: 'both', words: true },
  ])
  const [checkIn] = await world.rows('select state from check_ins where person_id = $1', [home.person])
  expect(checkIn!.state).toBe('asked')
  const [contact] = await world.rows('select how, at from care_contacts where person_id = $1', [home.person])
  expect(contact).toEqual({ how: 'visit', at: new Date('2026-11-11T12:00:00+08:00') })
})

it('where nobody was met is noted and does not count; a family of another village is not found', async () => {
  const world = await settledWorld('2026-11-22 09:00')
  const [director, elsewhere] = phones(world, 'director-1', 'director-2')
  const home = await family(world, 'h01-carer')
  expect(await elsewhere.says(`走访 ${home.name}`)).toEqual([
    `没找到「${home.name}」。请发「走访 孩子名字」，或先发「今天」看数字。`,
  ])
  await director.says(`走访 ${home.name}`)
  expect(await director.says('4')).toEqual(said('visit:nobodyThere'))
  expect(await world.rows('select 1 from care_contacts where person_id = $1', [home.person])).toEqual([])
})

it('a name that two families bear is asked about with numbers, never guessed', async () => {
  const world = await settledWorld('2026-11-22 09:00')
  const director = world.phone('director-1')
  // Everybody of the village whose name has this character.
  const [list] = await director.says('走访 家')
  expect(list).toMatch(like('staff:noSuchFamily'))
  const names = (await world.rows('select id from households where place = $1', [
    (await family(world, 'h01-carer')).place,
  ])) as { id: string }[]
  expect(names.length).toBeGreaterThan(2)
  const surname = world.phone('h01-father').name.slice(0, 1)
  const [several] = await director.says(`走访 ${surname}`)
  if (!like('staff:whichFamily').test(several!)) return
  expect((await director.says('1')).at(-1)).toMatch(like('visit:whoWasThere'))
})

it('help needed and something unsafe become lines of the director’s list; what was said stays sealed', async () => {
  const world = await settledWorld('2026-11-22 09:00')
  const director = world.phone('director-1')
  const home = await family(world, 'h01-carer')
  await director.says(`走访 ${home.name}`)
  for (const words of ['1', '3', '2', '缺冬衣，屋后水井没盖']) await director.says(words)
  const [list] = await director.says('今天')
  expect(list).toContain('缺冬衣，屋后水井没盖')
  expect(list).toContain('隐患')
})

it('the list is numbered: the number alone opens the line, a call with it answers the silent family’s week', async () => {
  const world = await settledWorld('2026-11-22 09:00')
  await world.until('2026-11-25 09:00')
  const [director, carer] = phones(world, 'director-1', 'h01-carer')
  const home = await family(world, 'h01-carer')
  const [list] = await director.says('今天')
  const children = await world.rows('select id from children where household_id = $1', [home.household])
  const line = list!.split('\n').findIndex(one => /两天没回报平安/.test(one))
  expect(list!.split('\n')[line]).toMatch(new RegExp(`^${line} `))
  const before = await world.rows(`select count(*) from tasks where kind = 'silent' and done_at is null`)
  const [shown, how] = await director.says(String(line))
  expect([shown, how]).toEqual([
    expect.stringContaining('两天没回报平安'),
    expect.stringMatching(like('contact:howMet')),
  ])
  expect(await director.says('1')).toEqual(said('contact:howIsChild'))
  expect(await director.says('1')).toEqual(said('staff:recorded-phone'))
  const after = await world.rows(`select count(*) from tasks where kind = 'silent' and done_at is null`)
  expect(after[0]!.count).toBe(before[0]!.count - 1)
  const told = await world.rows(
    `select how, recorded_by is not null as by from check_ins where how = 'phone'`,
  )
  expect(told).toEqual([{ how: 'phone', by: true }])
  expect(children.length).toBeGreaterThan(0)
  expect(carer.heard()).not.toEqual(null)
})

it('duties come from the county’s profile: a month without contact, a quarter without a visit, each vacation', async () => {
  const world = await settledWorld('2026-11-22 09:00')
  const director = world.phone('director-1')
  expect(await director.says('今天')).toEqual(said('staff:nothingToday'))
  const { duties } = await import('../../server/policy.ts').then(({ Policy }) => Policy.parse({}))
  expect(duties).toMatchObject({ contactEvery: 1, visitEvery: 3 })
  const { dutiesDue } = await import('../../server/care/duties.ts')
  const home = await family(world, 'h01-carer')
  const due = async (day: string, profile = duties) =>
    (await inScope(world.pool, { place: home.place }, tx => dutiesDue(tx, profile, home.place, day))).find(
      one => one.household === home.household,
    )
  expect(await due('2026-12-14')).toBeUndefined()
  expect(await due('2026-12-16')).toMatchObject({ contact: true, visit: 'none', rung: 'none' })
  expect(await due('2026-12-23')).toMatchObject({ contact: true, rung: 'list' })
  expect(await due('2026-12-30')).toMatchObject({ contact: true, rung: 'digest' })
  expect(await due('2027-01-25')).toMatchObject({ visit: 'vacation' })
  expect(await due('2027-02-20')).toMatchObject({ visit: 'due' })
  expect(await due('2027-02-20', { ...duties, visitEvery: 6, vacations: [] })).toMatchObject({
    visit: 'none',
  })
  await director.says(`走访 ${home.name} 孩子和奶奶都在，都好`)
  expect(await due('2026-12-16')).toMatchObject({ contact: true })
  expect(await due('2027-02-14', { ...duties, vacations: [] })).toMatchObject({
    contact: true,
    visit: 'none',
  })
})

it('a director’s own hour: 早报 7点半 moves the list, 早报 不要 ends it, and it comes once a day', async () => {
  const world = await settledWorld('2026-11-22 09:00')
  await world.until('2026-11-24 20:00')
  const director = world.phone('director-1')
  expect(await director.says('早报 7点半')).toEqual(said(['staff:morningSet', { time: '07:30' }]))
  await world.until('2026-11-25 07:29')
  expect(director.heard()).toEqual([])
  await world.until('2026-11-25 07:31')
  expect(director.heard()).toEqual(said('staff:morning'))
  await director.says('早报 9点')
  await world.until('2026-11-25 23:00')
  expect(director.heard().filter(text => like('staff:morning').test(text))).toEqual([])
  expect(await director.says('早报 不要')).toEqual(said('staff:morningOff'))
  await world.until('2026-11-30 12:00')
  expect(director.heard().filter(text => like('staff:morning').test(text))).toEqual([])
})

it('spot checks are off; switched on, a lot draws at most one visit in ten, and only the county reads the answer', async () => {
  const world = await settledWorld('2026-11-23 09:00')
  world.chance.next = 0
  const director = world.phone('director-1')
  const carer = world.phone('h01-carer')
  const home = await family(world, 'h01-carer')
  /** Visits of other days, as many as a village makes in some months. */
  const earlier = (n: number) =>
    world.rows(
      `insert into visits (id, place, household_id, staff_id, day, recorded_at, late, seen)
       select gen_random_uuid(), $1, $2, s.id, date '2026-10-01', $3, true, 'both' from staff s, generate_series(1, $5)
       where s.person_id = $4`,
      [home.place, home.household, new Date(world.clock.now()), director.person, n],
    )
  const visit = () => director.says(`走访 ${carer.name} 孩子和奶奶都在，都好`)
  const drawn = async () => (await world.rows('select count(*) from spot_checks'))[0]!.count
  await earlier(12)
  await visit()
  expect(await drawn()).toBe(0)
  await decide(world, 'spot-checks', { on: true, oneIn: 10, askAfter: 24 })
  await visit()
  expect(await drawn()).toBe(1)
  await visit()
  expect(await drawn()).toBe(1)
  world.chance.next = 0.5
  await earlier(12)
  await visit()
  expect(await drawn()).toBe(1)
  carer.heard()
  await world.until('2026-11-24 10:00')
  expect(carer.heard()).toEqual(said('spot-check:didSomebodyCome'))
  expect(await carer.says('2')).toEqual(said('spot-check:thanks'))
  const seen = (place: string) =>
    inScope(world.pool, { place }, async tx => (await tx.query('select answer from spot_checks')).rows)
  const { place } = home
  expect(await seen(COUNTY)).toEqual([{ answer: 'no' }])
  expect(await seen(place.slice(0, 9))).toEqual([])
  expect(await seen(place)).toEqual([])
}, 120_000)

it('an overdue duty is the director’s line at once, a gap of the village a week later, and never a push', async () => {
  const world = await settledWorld('2026-12-18 07:00')
  const [director, supervisor] = phones(world, 'director-1', 'supervisor')
  const home = await family(world, 'h01-carer')
  await world.asOwner(db => db.query(`update children set created_at = '2026-11-18 09:00+08'`))
  await decide(world, 'duties', { visitEvery: 12, vacations: [], daysAhead: 0 })
  const gap = (text: string | undefined) =>
    Number(
      /(\d+)家过了联系或走访的日子/.exec(
        (text ?? '').split('\n').find(line => line.includes(home.village)) ?? '',
      )?.[1] ?? 0,
    )
  const due = async () => /：该联系一次了$/m.test((await director.says('今天'))[0]!)
  await world.until('2026-12-19 09:00')
  expect([await due(), gap((await supervisor.says('周报'))[0])]).toEqual([true, 0])
  await world.until('2026-12-25 23:00')
  expect(supervisor.heard().map(gap)).not.toContain(1)
  await world.until('2026-12-28 09:00')
  const told = supervisor.heard()
  const [digest] = told.filter(text => gap(text) > 0)
  expect(digest).toMatch(like('staff:digest'))
  expect(told.filter(text => !like('staff:digest').test(text))).toEqual([])
  await director.says(`电话 ${home.name}`)
  await director.says('1')
  await director.says('1')
  expect(gap((await supervisor.says('周报'))[0])).toBe(gap(digest) - 1)
  expect(await world.rows(`select 1 from due_items where kind like '%duty%'`)).toEqual([])
}, 60_000)
