import { expect, it } from 'vitest'
import { instantOf } from '../../flows/engine/calendar.ts'
import { inScope } from '../../server/db/scope.ts'
import { type Actor, actOn } from '../../server/entrustment/act.ts'
import type { Act, Declared, Party } from '../../server/entrustment/chain.ts'
import { readEntrustmentForm } from '../../server/entrustment/form.ts'
import { openEntrustment } from '../../server/entrustment/open.ts'
import { EntrustmentForm } from '../../server/paper/forms.ts'
import { Policy } from '../../server/policy.ts'
import { seal } from '../../server/privacy/seal.ts'
import { testDatabase } from '../support/database.ts'
import { inChinese } from '../support/texts.ts'
import { openCounty } from '../support/village.ts'

const COUNTY = '341226'
const VILLAGE = '341226001001'
const policy = Policy.parse({})
const none: Declared = { offences: 'no', addiction: 'no', neglect: 'no', unsuitable: 'no' }

async function family() {
  const database = await testDatabase(instantOf('2026-11-18', '09:00'))
  const { pool, keys, clock } = database
  const county = openCounty(database, COUNTY)
  await county.place(VILLAGE, '柳河村')
  const mother = await county.adult({ name: '李梅' })
  const carer = await county.adult({ name: '王桂兰' })
  await county.write(tx =>
    tx.query('update people set sealed = $2 where id = $1', [
      carer,
      seal(keys, `people:${carer}`, { name: '王桂兰', phone: '13800001234', idNumber: '341226195803014321' }),
    ]),
  )
  await county.household(
    VILLAGE,
    ['李小满'],
    [{ person: carer }, { person: mother, role: 'mother', kin: '母亲' }],
  )
  const [child] = (await county.write(tx => tx.query('select id from children'))).rows
  const director = await county.officer(VILLAGE)
  const open = async (staff: string | null = null) =>
    await county.write(tx =>
      openEntrustment(tx, { keys, now: clock.now(), policy }, { child: child.id, carer, staff }),
    )
  return { pool, keys, clock, county, mother, carer, child: child.id as string, director, open }
}

it('the paper shows who entrusts whom to whom, what each said and how, with every number masked', async () => {
  const { pool, keys, clock, county, mother, carer, director, open } = await family()
  const opened = await open()
  const id = (opened as { id: string }).id
  const act = (party: Party, does: Act, by: Partial<Actor>, more = {}) =>
    county.write(tx =>
      actOn(
        tx,
        { keys, now: clock.now(), acts: [] },
        id,
        does,
        {
          party,
          person: null,
          staff: null,
          how: 'wechat',
          contact: null,
          key: `k:${party}:${does.act}`,
          ...by,
        },
        { more },
      ),
    )
  const form = async (place = VILLAGE) =>
    await inScope(pool, { place }, tx => readEntrustmentForm(tx, keys, id, inChinese))
  expect(await form()).toMatchObject({ status: 'draft', signatures: { carer: { confirmed: null } } })
  await act('parent', { act: 'exclusions', declared: none }, { person: mother })
  await act('parent', { act: 'child-view', view: 'willing' }, { person: mother })
  await act('parent', { act: 'agrees' }, { person: mother })
  await act('carer', { act: 'exclusions', declared: none }, { person: carer })
  await act('carer', { act: 'agrees' }, { person: carer, how: 'door', staff: director.staff })
  await act(
    'director',
    { act: 'exclusions', declared: none },
    { staff: director.staff, how: 'page' },
    { way: '问过派出所' },
  )
  await act('director', { act: 'witnesses' }, { staff: director.staff, how: 'page' })
  const paper = (await form())!
  expect(EntrustmentForm.parse(paper)).toEqual(paper)
  expect(paper).toMatchObject({
    number: `${VILLAGE}-0001`,
    status: 'confirmed',
    place: { village: '柳河村' },
    child: { name: '李小满', birth: '2015-03-01' },
    guardians: [{ role: 'mother', name: '李梅' }],
    carer: {
      name: '王桂兰',
      kin: '祖母',
      idNumber: '341226***********1',
      phone: '138****1234',
      birth: '1958-03-01',
    },
    exclusions: { guardian: none, carer: none, director: none, checkedHow: '问过派出所' },
    childView: { askedOn: '2026-11-18', view: '愿意' },
    term: { from: '2026-11-18', until: '2027-11-18' },
    signatures: {
      guardians: [{ name: '李梅', confirmed: { at: '2026-11-18 09:00', how: 'wechat' } }],
      carer: { name: '王桂兰', confirmed: { how: 'door' } },
      witness: { confirmed: { how: 'page' } },
    },
  })
  expect(JSON.stringify(paper)).not.toMatch(/\d{15}/)
  expect(await form('341226001002')).toBeNull()
})

it.each([
  ['a carer of sixteen', { name: '王小小', idNumber: '341226201003014321' }, 'under-age'],
  ['the child’s own name', { name: '李小满', idNumber: null }, 'is-child'],
])('nobody can entrust a child to %s', async (_, sealed, why) => {
  const { keys, county, carer, open } = await family()
  await county.write(tx =>
    tx.query('update people set sealed = $2 where id = $1', [
      carer,
      seal(keys, `people:${carer}`, { phone: null, ...sealed }),
    ]),
  )
  expect(await open()).toEqual({ impossible: why })
})

it('a parent needs no entrusting, a child of sixteen or off the list has none, and two do not stand side by side', async () => {
  const { county, child, open } = await family()
  const first = await open()
  expect(first).toHaveProperty('id')
  expect(await open()).toEqual({ impossible: { living: (first as { id: string }).id, no: 1 } })
  await county.write(tx =>
    tx.query(`update entrustments set ended_at = opened_at, end_reason = 'wrong-entry'`),
  )
  const having = async (sql: string) => {
    await county.write(tx => tx.query(sql, [child]))
    return await open()
  }
  expect(await having(`update relations set kin = '父亲' where role = 'carer' and child_id = $1`)).toEqual({
    impossible: 'is-parent',
  })
  expect(await having(`update children set birth_date = '2010-11-17' where id = $1`)).toEqual({
    impossible: 'too-old',
  })
  expect(await having(`update children set state = 'left' where id = $1`)).toEqual({ impossible: 'left' })
})

it('the term ends the day after the sixteenth birthday; what a neighbour needs is what the county decided', async () => {
  const { county, child, open } = await family()
  await county.write(tx => tx.query(`update children set birth_date = '2011-03-01' where id = $1`, [child]))
  await county.write(tx => tx.query(`update relations set kin = '邻居' where role = 'carer'`))
  await open()
  const [row] = (
    await county.write(tx =>
      tx.query(
        'select until_day, carer_kind, needs, carer_adult_at is not null as adult, state from entrustments',
      ),
    )
  ).rows
  expect(row).toEqual({
    until_day: '2027-03-02',
    carer_kind: 'neighbour',
    needs: ['village', 'supervising', 'designation'],
    adult: true,
    state: 'waiting-parent',
  })
})

it('when a name on the document changes, nobody witnesses what was not agreed to: both sides are asked again', async () => {
  const { pool, keys, clock, county, mother, carer, director, open } = await family()
  await county.write(tx => tx.query(`update people set place = '341226001002' where id = $1`, [mother]))
  const id = ((await open()) as { id: string }).id
  const act = (party: Party, does: Act, key: string) =>
    inScope(pool, party === 'director' ? { place: VILLAGE, staff: director.staff } : { place: COUNTY }, tx =>
      actOn(tx, { keys, now: clock.now(), acts: [] }, id, does, {
        ...{ party, how: 'page', contact: null, key },
        person: party === 'parent' ? mother : party === 'carer' ? carer : null,
        staff: party === 'director' ? director.staff : null,
      }),
    )
  await act('parent', { act: 'exclusions', declared: none }, '1')
  await act('parent', { act: 'child-view', view: 'willing' }, '2')
  await act('parent', { act: 'agrees' }, '3')
  await act('carer', { act: 'exclusions', declared: none }, '4')
  await act('carer', { act: 'agrees' }, '5')
  await act('director', { act: 'exclusions', declared: none }, '6')
  await county.write(tx => tx.query(`update relations set kin = '外祖母' where role = 'carer'`))
  expect(await act('director', { act: 'witnesses' }, '7')).toMatchObject({ refusal: 'not-yet' })
  const { rows } = await county.write(tx => tx.query('select state, version from entrustments'))
  expect(rows).toEqual([{ state: 'waiting-parent', version: 2 }])
  const due = await county.write(tx => tx.query(`select kind from due_items where subject = $1`, [id]))
  expect(due.rows).toEqual([{ kind: 'entrust-again' }])
  // A yes in the very moment of a change is to a document nobody has seen.
  await county.write(tx => tx.query(`update relations set kin = '祖母' where role = 'carer'`))
  expect(await act('parent', { act: 'agrees' }, 'early')).toMatchObject({ refusal: 'outdated' })
  await act('parent', { act: 'agrees' }, '8')
  await act('carer', { act: 'agrees' }, '9')
  await act('director', { act: 'exclusions', declared: none }, '10')
  expect(await act('director', { act: 'witnesses' }, '11')).toHaveProperty('change')
})

it('another carer: the old entrustment holds until the new one is witnessed, and then is 已变更; its history stays', async () => {
  const { pool, keys, clock, county, mother, carer, child, director, open } = await family()
  const first = ((await open()) as { id: string }).id
  const aunt = await county.adult({ name: '李秀' })
  await county.insert('relations', {
    ...{ id: crypto.randomUUID(), place: VILLAGE, child_id: child, person_id: aunt, role: 'backup-carer' },
    ...{ kin: '祖母', since: new Date(0) },
  })
  const confirm = async (id: string, who: string) => {
    const whole: [Party, Act, string | null][] = [
      ['parent', { act: 'exclusions', declared: none }, mother],
      ['parent', { act: 'child-view', view: 'willing' }, mother],
      ['parent', { act: 'agrees' }, mother],
      ['carer', { act: 'exclusions', declared: none }, who],
      ['carer', { act: 'agrees' }, who],
      ['director', { act: 'carer-adult' }, null],
      ['director', { act: 'exclusions', declared: none }, null],
      ['director', { act: 'witnesses' }, null],
    ]
    for (const [n, [party, act, person]] of whole.entries())
      await inScope(pool, { place: COUNTY }, tx =>
        actOn(tx, { keys, now: clock.now(), acts: [] }, id, act, {
          ...{ party, person, how: 'page', contact: null, key: String(n) },
          staff: party === 'director' ? director.staff : null,
        }),
      )
  }
  const states = async () =>
    (await county.write(tx => tx.query('select state, replaces from entrustments order by no'))).rows
  await confirm(first, carer)
  const owed = async () =>
    (
      await county.write(tx =>
        tx.query('select why, entrustment_id as of from notices_to_hand order by owed_at'),
      )
    ).rows
  expect(await owed()).toEqual([{ why: 'begun', of: first }])
  const second = await county.write(tx =>
    openEntrustment(tx, { keys, now: clock.now(), policy }, { child, carer: aunt, staff: director.staff }),
  )
  expect(await states()).toEqual([
    { state: 'confirmed', replaces: null },
    { state: 'waiting-parent', replaces: first },
  ])
  await confirm((second as { id: string }).id, aunt)
  expect((await states()).map(row => row.state)).toEqual(['changed', 'confirmed'])
  // What was not yet told of the first carer is told no more, but that it is another one.
  expect(await owed()).toEqual([{ why: 'changed', of: (second as { id: string }).id }])
  const kept = await county.write(tx =>
    tx.query('select count(*)::int as n from entrustment_acts where entrustment_id = $1', [first]),
  )
  expect(kept.rows).toEqual([{ n: 9 }])
})
