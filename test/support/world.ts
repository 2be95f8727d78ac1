import { onTestFinished } from 'vitest'
import { fakeChannel } from '../../bot/fake.ts'
import { dayOf, instantOf } from '../../flows/engine/calendar.ts'
import { loadWords } from '../../locales/index.ts'
import { unpaced } from '../../server/conversation/pace.ts'
import { inScope } from '../../server/db/scope.ts'
import { loadDemo } from '../../server/demo/load.ts'
import { openEngine } from '../../server/engine.ts'
import { issueCodes } from '../../server/families/codes.ts'
import { seedHolidays } from '../../server/notices/seed.ts'
import { policyOn } from '../../server/policy.ts'
import { advanceTo } from '../../server/time-travel.ts'
import { testDatabase } from './database.ts'

export const COUNTY = '341226'
const silent = { info: () => {}, warn: () => {}, error: () => {} }

/**
 * The whole house around the invented township, on real PostgreSQL, with WeChat played in memory and a clock that
 * stands until moved. `at` is Shanghai time, '2026-11-18 09:00'.
 */
export async function openWorld(at: string) {
  const { pool, keys, clock, asOwner } = await testDatabase(instant(at))
  const channel = fakeChannel(clock)
  await seedHolidays(pool)
  const phones = (await loadDemo(
    { pool, keys },
    'fake',
    person => `phone-${person}`,
    dayOf(clock.now()),
    clock.now(),
  ))!
  // As if every father and mother had decided for their children; what joining asks about it has tests of its own.
  await inScope(pool, { place: COUNTY }, tx => tx.query(`update children set consent = 'agreed'`))
  // As if a director had looked into the child nobody is on record to look after; gaps have tests of their own.
  await inScope(pool, { place: COUNTY }, tx =>
    tx.query(
      `insert into gaps (id, place, child_id, kind, found_at, closed_at, closed_as, closed_by)
       select gen_random_uuid(), c.place, c.id, 'no-carer', $1, $1, 'settled', (select min(id::text)::uuid from staff)
       from children c where not exists (select 1 from relations r where r.child_id = c.id and r.role = 'carer')`,
      [new Date(clock.now())],
    ),
  )
  const errors: string[] = []
  const log = { ...silent, error: (details: object) => void errors.push(JSON.stringify(details)) }
  /** The lot that falls next: nobody is drawn unless a test says so. */
  const chance = { next: 0.999 }
  const engine = openEngine({
    ...{ pool, keys, clock, log, channel },
    words: loadWords(),
    pace: unpaced,
    chance: () => chance.next,
  })
  await engine.start()
  await engine.tick()
  await engine.settle()
  let stopped = false
  const stop = async () => {
    if (!stopped) await engine.stop()
    stopped = true
  }
  onTestFinished(async () => {
    await stop()
    await pool.end()
  })

  /** Somebody with a phone: a person of the township by key (`h01-carer`, `director-1`), or a stranger by name. */
  function phone(key: string) {
    const known = phones.find(one => one.key === key)
    const wechatId = known?.wechatId ?? `stranger-${key}`
    let seen = 0
    const got = () => channel.sent.filter(sent => sent.contact === wechatId)
    return {
      wechatId,
      person: known?.person ?? null,
      name: known?.name ?? key,
      /** Says or sends something; answers with the texts that came because of it. */
      async says(what: Parameters<typeof channel.hear>[1]): Promise<string[]> {
        seen = got().length
        await channel.hear(wechatId, what)
        await engine.settle()
        return this.heard()
      },
      /** The texts that came since the last look. */
      heard(): string[] {
        const texts = got()
          .slice(seen)
          .map(({ outgoing }) => ('text' in outgoing ? outgoing.text : `[${outgoing.kind}]`))
        seen = got().length
        return texts
      },
    }
  }

  return {
    pool,
    keys,
    clock,
    channel,
    chance,
    engine,
    errors,
    asOwner,
    stop,
    phone,
    /** Business time goes on to a Shanghai time, everything due happening in order. */
    until: (time: string) => advanceTo({ pool, county: COUNTY, clock, engine }, instant(time)),
    /** A fresh card for a person, as the director would hand it out: eight digits in two groups. */
    async card(person: string): Promise<string> {
      return await inScope(pool, { place: COUNTY }, async tx => {
        const policy = await policyOn(tx, COUNTY, dayOf(clock.now()))
        const { rows } = await tx.query(
          `select p.place, (select c.household_id from relations r join children c on c.id = r.child_id
                            where r.person_id = p.id limit 1) as household from people p where p.id = $1`,
          [person],
        )
        const [issued] = await issueCodes(tx, keys, policy, clock.now(), [
          { person, place: rows[0].place, household: rows[0].household },
        ])
        return issued!.code
      })
    },
    /** Looks into the database as the engine does. */
    async rows(sql: string, values: unknown[] = []) {
      return (await inScope(pool, { place: COUNTY }, tx => tx.query(sql, values))).rows
    },
  }
}

function instant(time: string): number {
  const [day, hour] = time.split(' ')
  return instantOf(day!, hour!)
}
