import { describe, expect, test } from 'vitest'
import { addDays, addMonths, instantOf } from '../../flows/engine/calendar.ts'
import { AssessmentPolicy, assessmentsDue, poorCare } from '../../server/assessments/due.ts'
import { problemsIn } from '../../server/assessments/fields.ts'
import { inScope, type Scope } from '../../server/db/scope.ts'
import { Policy } from '../../server/policy.ts'
import { testDatabase } from '../support/database.ts'
import { openCounty } from '../support/village.ts'

const COUNTY = '341233'
const [VILLAGE, NEXT] = [`${COUNTY}001001`, `${COUNTY}001002`]
const LISTED = '2026-11-21'
const policy = AssessmentPolicy.parse({})

async function openFamily() {
  const database = await testDatabase(instantOf(LISTED, '09:00'))
  const county = openCounty(database, COUNTY)
  const director = await county.officer(VILLAGE)
  const carer = await county.adult({ place: VILLAGE, bound: false })
  const household = await county.household(VILLAGE, ['李晓悦'], [{ person: carer }])
  await county.write(tx => tx.query('update relations set since = $1', [new Date(database.clock.now())]))
  const [{ id: child }] = (
    await county.write(tx => tx.query('select id from children where household_id = $1', [household]))
  ).rows
  let count = 0
  return {
    ...county,
    child,
    carer,
    director,
    due: (today: string, scope: Scope = { place: VILLAGE }, decided = policy) =>
      inScope(database.pool, scope, tx => assessmentsDue(tx, decided, scope.place, today)),
    poor: (scope: Scope = { place: VILLAGE }) => inScope(database.pool, scope, poorCare),
    /** An assessment of the family's carer on a day, as far as the list looks at it. */
    assess: (day: string, more: { grade?: string; next?: string; excluded?: boolean } = {}) =>
      county.insert('capacity_assessments', {
        id: `00000000-0000-4000-8000-${String(++count).padStart(12, '0')}`,
        place: VILLAGE,
        child_id: child,
        carer_id: carer,
        staff_id: director.staff,
        grade: more.grade ?? 'good',
        excluded: more.excluded ?? false,
        visited_on: day,
        next_on: more.next ?? addMonths(day, 6),
        sealed: Buffer.alloc(0),
        wording: 'assessment/1',
        recorded_at: new Date(instantOf(day, '10:00')),
      }),
    event: (kind: string, day: string) =>
      county.insert('tasks', {
        id: `00000000-0000-4000-9000-${String(++count).padStart(12, '0')}`,
        place: VILLAGE,
        no: count,
        kind,
        child_id: child,
        opened_at: new Date(instantOf(day, '10:00')),
      }),
  }
}

describe('care is to be assessed', () => {
  test('by kind of carer as the county decides: a grandmother’s within so many days, or not at all but for an event', async () => {
    const { due, assess, event } = await openFamily()
    const here = { place: VILLAGE }
    const decided = (rule: object) => AssessmentPolicy.parse({ kinds: rule })
    const soon = decided({ grandparent: { withinDays: 30 } })
    const by = addDays(LISTED, 30)
    expect(await due(addDays(by, -8), here, soon)).toEqual([])
    expect(await due(addDays(by, -7), here, soon)).toMatchObject([{ why: 'first', by }])
    const late = addMonths(LISTED, 12)
    expect(await due(late, here, decided({ friend: { required: false } }))).toHaveLength(1)
    const never = decided({ grandparent: { required: false } })
    expect(await due(late, here, never)).toEqual([])
    await assess(LISTED)
    expect(await due(late, here, soon)).toMatchObject([{ why: 'again', by: addMonths(LISTED, 6) }])
    expect(await due(late, here, never)).toEqual([])
    await event('carer-strained', '2027-01-10')
    expect(await due(late, here, never)).toMatchObject([{ why: 'event', by: '2027-01-24' }])
  })

  test('for the first time within three months of coming onto the roster, a week ahead', async () => {
    const { due } = await openFamily()
    const by = addMonths(LISTED, 3)
    expect(await due(addDays(by, -8))).toEqual([])
    expect(await due(addDays(by, -7))).toMatchObject([
      { why: 'first', by, since: addDays(by, -7), last: null, place: VILLAGE },
    ])
  })

  test('again half a year after the last time, or earlier when the assessors said so', async () => {
    const { due, assess } = await openFamily()
    await assess('2026-12-01')
    expect(await due('2027-05-24')).toEqual([])
    expect(await due('2027-05-25')).toMatchObject([{ why: 'again', by: '2027-06-01', last: '2026-12-01' }])
    await assess('2027-05-25', { next: '2027-07-01' })
    expect(await due('2027-06-20')).toEqual([])
    expect(await due('2027-06-24')).toMatchObject([{ by: '2027-07-01' }])
  })

  test('within two weeks when the carer says it is too much, until somebody has been there', async () => {
    const { due, assess, event } = await openFamily()
    await assess('2026-12-01')
    await event('carer-strained', '2027-01-10')
    expect(await due('2027-01-16')).toEqual([])
    expect(await due('2027-01-17')).toMatchObject([{ why: 'event', by: '2027-01-24' }])
    await assess('2027-01-20')
    expect(await due('2027-01-24')).toEqual([])
  })

  test('within two weeks of another carer, whatever was found with the one before', async () => {
    const { due, assess, child, write, adult, insert } = await openFamily()
    await assess('2026-12-01')
    const aunt = await adult({ place: VILLAGE, bound: false })
    const at = new Date(instantOf('2027-01-10', '12:00'))
    await write(tx => tx.query('update relations set until = $1', [at]))
    await insert('relations', {
      id: '00000000-0000-4000-a000-000000000001',
      place: VILLAGE,
      child_id: child,
      person_id: aunt,
      role: 'carer',
      kin: '姑母',
      since: at,
    })
    expect(await due('2027-01-17')).toMatchObject([{ carer: aunt, by: '2027-01-24', last: null }])
  })

  test('of nobody who has left the list, and only in one’s own village or where one stands in', async () => {
    const { due, write } = await openFamily()
    const today = addMonths(LISTED, 4)
    expect(await due(today, { place: NEXT })).toEqual([])
    expect(await due(today, { place: NEXT, also: [VILLAGE] })).toHaveLength(1)
    expect(await due(today, { place: COUNTY })).toHaveLength(1)
    await write(tx => tx.query(`update children set state = 'left'`))
    expect(await due(today)).toEqual([])
  })
})

describe('another carer is needed', () => {
  test('after 差 or an exclusion, until an assessment says otherwise, seen in the village and above', async () => {
    const { poor, assess, child } = await openFamily()
    await assess('2026-12-01')
    expect(await poor()).toEqual([])
    await assess('2026-12-10', { grade: 'poor' })
    expect(await poor()).toMatchObject([{ child }])
    expect(await poor({ place: NEXT })).toEqual([])
    expect(await poor({ place: `${COUNTY}001` })).toHaveLength(1)
    await assess('2026-12-20', { excluded: true, grade: 'fair' })
    expect(await poor()).toHaveLength(1)
    await assess('2027-01-05', { grade: 'fair' })
    expect(await poor()).toEqual([])
  })
})

test('a county may ask for it every quarter; what it decides is read from its policy', () => {
  expect(Policy.parse({}).assessments).toEqual(policy)
  expect(Policy.parse({ assessments: { everyMonths: 3 } }).assessments).toMatchObject({
    everyMonths: 3,
    afterEventDays: 14,
  })
})

test('an empty form misses every required field once and is wrong nowhere else', () => {
  const problems = problemsIn({}, '2026-11-22', day => addMonths(day, 6))
  expect(new Set(problems.map(problem => problem.what))).toEqual(new Set(['missing']))
  expect(new Set(problems.map(problem => problem.field)).size).toBe(problems.length)
  expect(problems.map(problem => problem.field)).toEqual(
    expect.arrayContaining(['grade', 'askedOn', 'measures', 'assessor2', 'excluded-offences', 'home-water']),
  )
})
