import { expect, it } from 'vitest'
import { DutyProfile, dutiesDue } from '../../server/care/duties.ts'
import { overdueBelow } from '../../server/care/overdue.ts'
import { inScope } from '../../server/db/scope.ts'
import { settledWorld } from '../support/settled.ts'
import { said } from '../support/texts.ts'
import { COUNTY } from '../support/world.ts'

it('a whole county’s overdue families are those of its villages’ lists, on any day, whatever was done when', async () => {
  const world = await settledWorld('2026-11-22 09:00')
  const profile = DutyProfile.parse({})
  await world.rows(`update children set created_at = timestamptz '2026-02-01 +08'
                    where household_id in (select id from households where hashtext(id::text) % 3 <> 0) returning id`)
  // The n-th family was met n times four days ago, every second one at the door.
  await world.rows(
    `insert into care_contacts (id, place, person_id, staff_id, how, at)
     select gen_random_uuid(), h.place, r.person_id, (select id from staff limit 1), 'phone', timestamptz '2026-11-21 12:00 +08' - h.n * interval '4 days'
     from (select id, place, row_number() over (order by place, number) as n from households) h
     join children c on c.household_id = h.id join relations r on r.child_id = c.id and r.role = 'mother' returning id`,
  )
  await world.rows(
    `insert into visits (id, place, household_id, staff_id, day, recorded_at, late, seen)
     select gen_random_uuid(), place, id, (select id from staff limit 1), date '2026-11-21' - (n * 9)::int, timestamptz '2026-11-21 +08', false,
            case when n % 7 = 0 then 'nobody' else 'both' end
     from (select id, place, row_number() over (order by place, number) as n from households) h where n % 2 = 0 returning id`,
  )
  const found = new Set<number>()
  for (const today of ['2026-11-22', '2026-11-30', '2026-12-31', '2027-01-31', '2027-03-01']) {
    await inScope(world.pool, { place: COUNTY }, async tx => {
      const listed = await dutiesDue(tx, profile, COUNTY, today)
      for (const digits of [9, 12] as const) {
        const places = Map.groupBy(
          listed.filter(duty => duty.rung === 'digest'),
          duty => duty.place.slice(0, digits),
        )
        const counted = await overdueBelow(tx, profile, COUNTY, digits, today)
        expect([today, new Map([...places].map(([place, duties]) => [place, duties.length]))]).toEqual([
          today,
          counted,
        ])
        for (const count of counted.values()) found.add(count)
      }
    })
  }
  expect(found.size).toBeGreaterThan(3)
})

it('what a carer says of all her children in one breath is one line, and is done in one go', async () => {
  const world = await settledWorld('2026-11-18 09:00')
  const [director, carer] = [world.phone('director-1'), world.phone('h01-carer')]
  for (const words of ['报平安', '2', '作业没人教']) await carer.says(words)
  const open = `select 1 from tasks where kind = 'small-trouble' and done_at is null`
  expect(await world.rows(open)).toHaveLength(2)
  const [list] = await director.says('今天')
  expect(list!.split('\n').filter(line => line.includes('作业没人教'))).toHaveLength(1)
  const number = list!
    .split('\n')
    .find(line => line.includes('作业没人教'))!
    .split(' ')[0]!
  await director.says(number)
  await director.says('1')
  expect(await director.says('1')).toEqual(said('staff:recorded-phone'))
  expect(await world.rows(open)).toEqual([])
})
