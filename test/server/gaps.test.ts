import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import { addDays, dayOf, instantOf } from '../../flows/engine/calendar.ts'
import { loadWords } from '../../locales/index.ts'
import { inScope, type Scope } from '../../server/db/scope.ts'
import { lookForGaps } from '../../server/gaps/daily.ts'
import { openGaps } from '../../server/gaps/list.ts'
import { closeGap } from '../../server/gaps/settle.ts'
import { Policy } from '../../server/policy.ts'
import { gapLine } from '../../server/staff/gap-line.ts'
import { testDatabase } from '../support/database.ts'
import { openCounty } from '../support/village.ts'

const COUNTY = '341233'
const TOWNSHIP = `${COUNTY}001`
const [VILLAGE, NEXT, FAR] = [`${TOWNSHIP}001`, `${TOWNSHIP}002`, `${COUNTY}002001`]
const TODAY = '2026-11-21'
const policy = Policy.parse({})

/** A village with its director and supervisor; what is missing in it is looked for on a day. */
async function openPlace() {
  const database = await testDatabase(instantOf(TODAY, '09:00'))
  const county = openCounty(database, COUNTY)
  const [director, supervisor] = [
    await county.officer(VILLAGE, '周敏'),
    await county.officer(TOWNSHIP, '吴强'),
  ]
  const carer = await county.adult({ place: VILLAGE, name: '王桂兰' })
  const mother = await county.adult({ place: VILLAGE, name: '李红' })
  const at = (day: string) => instantOf(day, '06:30')
  const house = (day: string) => ({ keys: database.keys, now: at(day), policy, words: loadWords(), acts: [] })
  const child = async (household: string): Promise<string> =>
    (await county.write(tx => tx.query('select id from children where household_id = $1', [household])))
      .rows[0].id
  const look = (day: string) =>
    county.write(tx =>
      lookForGaps(tx, { parts: { ...database } as never, county: COUNTY, now: at(day), acts: [] }, [
        { id: randomUUID(), key: 'gaps', place: COUNTY, kind: 'gaps', dueAt: at(day) },
      ]),
    )
  const list = (day = TODAY, scope: Scope = { place: VILLAGE }) =>
    inScope(database.pool, scope, tx => openGaps(tx, house(day)))
  return {
    ...county,
    ...{ database, director, supervisor, carer, mother, at, house, child, look, list },
    family: async (relatives = [{ person: carer }]) =>
      await child(await county.household(VILLAGE, ['李晓悦'], relatives)),
    /** What is missing by kind, found on a day. */
    async found(day = TODAY, scope: Scope = { place: VILLAGE }) {
      await look(day)
      return (await list(day, scope)).map(gap => gap.kind)
    },
    answers: (of: string, by: 'parent' | 'carer', answer: string, day: string) =>
      county.insert('care_answers', {
        id: randomUUID(),
        place: VILLAGE,
        child_id: of,
        person_id: by === 'parent' ? mother : carer,
        party: by,
        carer_id: carer,
        answer,
        sealed: Buffer.alloc(0),
        wording: 'confirm-care/1',
        at: new Date(instantOf(day, '10:00')),
      }),
    entrust: (of: string, more: Record<string, unknown> = {}) =>
      county.insert('entrustments', {
        id: randomUUID(),
        place: VILLAGE,
        no: Math.floor(Math.random() * 1e6),
        child_id: of,
        carer_id: carer,
        opened_at: new Date(instantOf(addDays(TODAY, -5), '10:00')),
        from_day: addDays(TODAY, -5),
        until_day: addDays(TODAY, 300),
        carer_kind: 'grandparent',
        wording: 'entrust/1',
        document_hash: 'a'.repeat(64),
        sealed: Buffer.alloc(0),
        ...more,
      }),
    /** Everything that has to be there for the village to have witnessed. */
    witnessed: {
      ...Object.fromEntries(
        ['parent_cleared_at', 'parent_agreed_at', 'carer_cleared_at', 'carer_agreed_at', 'child_heard_at']
          .concat(['carer_adult_at', 'checked_at', 'witnessed_at'])
          .map(column => [column, new Date(instantOf(addDays(TODAY, -5), '10:00'))]),
      ),
      parent_agreed_by: mother,
      child_view: 'willing',
      witnessed_by: director.staff,
    },
  }
}

test('a child with a carer on record and everything in time is on no list', async () => {
  const { family, found } = await openPlace()
  await family()
  expect(await found()).toEqual([])
})

test('a child whom nobody is on record to look after is found, and no more once somebody is', async () => {
  const { family, found, child: _, ...place } = await openPlace()
  const child = await family([])
  expect(await found()).toEqual(['no-carer'])
  await place.insert('relations', {
    ...{
      id: randomUUID(),
      place: VILLAGE,
      child_id: child,
      person_id: place.carer,
      role: 'carer',
      kin: '祖母',
    },
    since: new Date(place.at(TODAY)),
  })
  expect(await found(addDays(TODAY, 1))).toEqual([])
  const { rows } = await place.write(tx => tx.query('select closed_as, closed_by from gaps'))
  expect(rows).toEqual([{ closed_as: 'gone', closed_by: null }])
})

test('a mother with whom the child lives is no gap', async () => {
  const { family, found, mother, write } = await openPlace()
  await family([{ person: mother, role: 'mother' } as never])
  await write(tx => tx.query('update relations set lives_with = true'))
  expect(await found()).toEqual([])
})

test('a parent says somebody else looks after the child: a gap until the carer on record says something', async () => {
  const { family, found, answers } = await openPlace()
  const child = await family()
  await answers(child, 'parent', 'changed', addDays(TODAY, -2))
  expect(await found()).toEqual(['carer-changed'])
  await answers(child, 'carer', 'yes', TODAY)
  expect(await found(addDays(TODAY, 1))).toEqual([])
})

test('one person for children of two townships, and one for many children, are looked at by a person', async () => {
  const { found, household, carer } = await openPlace()
  await household(VILLAGE, ['甲', '乙', '丙'], [{ person: carer }])
  await household(FAR, ['丁', '戊'], [{ person: carer }])
  expect(new Set(await found(TODAY, { place: COUNTY }))).toEqual(new Set(['two-places', 'many-children']))
  expect(await found(TODAY, { place: NEXT })).toEqual([])
})

test('a carer who said that it is too much is a gap; a line hidden from somebody makes none', async () => {
  const { family, found, insert, director, write } = await openPlace()
  const child = await family()
  const task = { id: randomUUID(), place: VILLAGE, no: 1, kind: 'carer-strained', child_id: child }
  await insert('tasks', {
    ...task,
    opened_at: new Date(instantOf(TODAY, '06:00')),
    hidden_from: [director.staff],
  })
  expect(await found()).toEqual([])
  await write(tx => tx.query(`update tasks set hidden_from = '{}'`))
  expect(await found()).toEqual(['carer-unable'])
})

test('an entrustment that is nearly over, one that is not filed for a month, one of parents who are back', async () => {
  const { family, found, entrust, witnessed, insert, write, mother } = await openPlace()
  const child = await family()
  await entrust(child, { ...witnessed, until_day: addDays(TODAY, 20) })
  expect(await found()).toEqual(['entrustment-over'])
  await write(tx => tx.query('update entrustments set until_day = $1', [addDays(TODAY, 200)]))
  expect(await found(addDays(TODAY, 1))).toEqual([])
  expect(await found(addDays(TODAY, 40))).toEqual(['entrustment-stuck'])
  await insert('exits', {
    ...{ id: randomUUID(), place: VILLAGE, no: 1, child_id: child, reason: 'parents-back', asked_by: mother },
    asked_at: new Date(instantOf(TODAY, '12:00')),
  })
  expect(await found(addDays(TODAY, 41))).toEqual(['parent-back', 'entrustment-stuck'])
})

test('an assessment past its day is a gap', async () => {
  const { family, found } = await openPlace()
  await family()
  expect(await found(addDays(TODAY, 93))).toEqual(['assessment-overdue'])
})

test('looked for twice, a gap stands once, with the day it was first found', async () => {
  const { family, look, list } = await openPlace()
  await family([])
  await look(TODAY)
  await look(addDays(TODAY, 3))
  const gaps = await list(addDays(TODAY, 3))
  expect(gaps.map(gap => dayOf(gap.foundAt))).toEqual([TODAY])
})

test('it is the director’s at first, and after two weeks the township’s; each sees it as a line then', async () => {
  const { family, look, list, director, supervisor, house, database } = await openPlace()
  await family([])
  await look(TODAY)
  const line = (day: string, of: typeof director) =>
    inScope(database.pool, { place: of.place }, tx =>
      gapLine(tx, house(day) as never, 'zh-CN', of as never, new Date(instantOf(addDays(day, -1), '06:30'))),
    )
  expect((await list())[0]).toMatchObject({ owner: '周敏', above: false, village: VILLAGE })
  expect((await line(TODAY, director)).lines).toMatchObject([{ item: { about: { path: '/console/gaps' } } }])
  expect((await line(TODAY, supervisor)).lines).toEqual([])
  const later = addDays(TODAY, 15)
  expect((await list(later, { place: TOWNSHIP }))[0]).toMatchObject({ owner: '吴强', above: true })
  // A village does not see who works above it.
  expect((await list(later))[0]).toMatchObject({ owner: '周敏', above: true })
  expect((await line(later, supervisor)).lines).toHaveLength(1)
})

test('what a person has closed with a reason is in the record, and is not found again the next day', async () => {
  const { family, look, list, director, house, database } = await openPlace()
  await family([])
  await look(TODAY)
  const [gap] = await list()
  const given = house(TODAY)
  const close = () =>
    inScope(database.pool, { place: VILLAGE }, tx =>
      closeGap(tx, given, { id: gap!.id, as: 'not-so', note: '外婆照看，名单漏记', staff: director.staff }),
    )
  expect(await close()).toBe(true)
  expect(await close()).toBe(false)
  expect(given.acts).toMatchObject([{ kind: 'gap-closed', what: { gap: 'no-carer', as: 'not-so' } }])
  await look(addDays(TODAY, 1))
  expect(await list()).toEqual([])
  await look(addDays(TODAY, 91))
  expect((await list(addDays(TODAY, 91))).map(one => one.kind)).toContain('no-carer')
})

test('nobody sees the gaps of another village', async () => {
  const { family, look, list } = await openPlace()
  await family([])
  await look(TODAY)
  expect(await list(TODAY, { place: NEXT })).toEqual([])
  expect(await list(TODAY, { place: FAR.slice(0, 9) })).toEqual([])
})
