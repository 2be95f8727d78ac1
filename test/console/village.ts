import pino from 'pino'
import { afterAll } from 'vitest'
import { SimulatorPuppet, simulatorAccount } from '../../bot/puppets/simulator/simulator.ts'
import { wechatyChannel } from '../../bot/wechaty.ts'
import { dayOf } from '../../flows/engine/calendar.ts'
import { loadWords } from '../../locales/index.ts'
import { addRoutes, buildApp } from '../../server/app.ts'
import { movableClock } from '../../server/clock.ts'
import { unpaced } from '../../server/conversation/pace.ts'
import { poolOptions } from '../../server/db/pool.ts'
import { inScope } from '../../server/db/scope.ts'
import { loadDemo } from '../../server/demo/load.ts'
import { openEngine } from '../../server/engine.ts'
import { issueCodes } from '../../server/families/codes.ts'
import { policyOn } from '../../server/policy.ts'
import { phoneOf } from '../../server/simulator/contacts.ts'
import { advanceTo, nextDue } from '../../server/time-travel.ts'
import { testDatabase } from '../support/database.ts'

const county = '341226'

/** The whole house on the simulator, on a Saturday morning, with the demo's village: everything real but the wall clock. */
export async function openVillage(
  at = '2026-11-21T10:05:00+08:00',
  log = pino({ level: process.env.LOG_LEVEL ?? 'silent' }),
) {
  const { pool, url, keys, asOwner } = await testDatabase()
  const clock = movableClock(Date.parse(at) - Date.now())
  await loadDemo({ pool, keys }, simulatorAccount, phoneOf, dayOf(clock.now()), clock.now())
  const puppet = new SimulatorPuppet({ clock, path: null })
  const channel = wechatyChannel({ puppet, clock, log })
  let address = ''
  const parts = { pool, keys, clock, log, words: loadWords(), address: () => address }
  const engine = openEngine({ ...parts, channel, pace: unpaced })
  const travel = { pool, county, clock, engine }
  const app = await buildApp({ log, database: poolOptions(url) })
  const routes: string[] = []
  app.addHook(
    'onRoute',
    ({ method, url }) => void routes.push(...[method].flat().map(one => `${one} ${url}`)),
  )
  await addRoutes(app, {
    clock,
    console: parts,
    health: { pool, working: () => true, channel: () => channel.health() },
    simulator: {
      puppet,
      keys,
      ...travel,
      settle: engine.settle,
      advanceTo: ms => advanceTo(travel, ms),
      nextDue: () => nextDue(travel),
      issueCode: person =>
        inScope(pool, { place: county }, async tx => {
          const policy = await policyOn(tx, county, dayOf(clock.now()))
          const { rows } = await tx.query(
            `select p.place, (select c.household_id from relations r join children c on c.id = r.child_id
                              where r.person_id = p.id limit 1) as household from people p where p.id = $1`,
            [person],
          )
          const [card] = await issueCodes(tx, keys, policy, clock.now(), [{ person, ...rows[0] }])
          return card!
        }),
    },
  })
  await engine.start()
  await engine.tick()
  await engine.settle()
  address = await app.listen({ port: 0, host: '127.0.0.1' })
  afterAll(async () => {
    await app.close()
    await engine.stop()
  })
  return { app, address, routes, puppet, pool, keys, clock, engine, asOwner }
}
