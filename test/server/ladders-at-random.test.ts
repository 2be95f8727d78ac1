import { randomUUID } from 'node:crypto'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { hours, instantOf, isQuiet, minutes } from '../../flows/engine/calendar.ts'
import type { EffectOf } from '../../flows/index.ts'
import { loadWords } from '../../locales/index.ts'
import { checkInLadder } from '../../server/care/check-in-ladder.ts'
import { recordCheckIns } from '../../server/care/check-ins.ts'
import { answerFamily } from '../../server/cases/answers.ts'
import { caseLadders } from '../../server/cases/case-ladder.ts'
import { acknowledgeCase } from '../../server/cases/cases.ts'
import { requestLadder } from '../../server/cases/request-ladder.ts'
import { isOutage } from '../../server/cause.ts'
import type { House, Turned } from '../../server/conversation/apply.ts'
import { openPool } from '../../server/db/pool.ts'
import type { Tx } from '../../server/db/scope.ts'
import { type DueWork, sweep } from '../../server/due.ts'
import { begin, type Ladder, worksOf } from '../../server/ladders/ladder.ts'
import { Policy } from '../../server/policy.ts'
import { type Chain, writeChains } from '../support/chains.ts'
import { testDatabase } from '../support/database.ts'
import { openCounty } from '../support/village.ts'

const COUNTY = '341226'
const VILLAGE = '341226001001'
const MANY = { 'check-in': 800, request: 500, lost: 350, red: 350 }
const START = instantOf('2026-11-18', '09:00')
const SPAN = hours(72)
const policy = Policy.parse({})
const LADDERS: Record<Chain['kind'], Ladder> = {
  'check-in': checkInLadder,
  request: requestLadder,
  ...caseLadders,
}
const silent = { info: () => {}, warn: () => {}, error: () => {} }

type Fate = { from: number; answersAt: number | null }
/** Instants at which anybody looks; when WeChat cannot be heard; which looks lose a connection; what becomes of whom. */
type Script = { looks: number[]; deaf: { from: number; to: number }[]; crashes: Set<number>; fates: Fate[] }

const script: fc.Arbitrary<Script> = fc
  .record({
    pauses: fc.array(fc.integer({ min: minutes(3), max: minutes(45) }), { minLength: 400, maxLength: 400 }),
    deaf: fc.array(fc.tuple(fc.integer({ min: 5, max: 160 }), fc.integer({ min: 1, max: 8 })), {
      minLength: 2,
      maxLength: 4,
    }),
    crashes: fc.array(fc.integer({ min: 0, max: 180 }), { minLength: 40, maxLength: 40 }),
    fates: fc.array(
      fc.tuple(
        fc.integer({ min: 0, max: SPAN / 3 }),
        fc.option(fc.integer({ min: 0, max: hours(60) }), { freq: 3 }),
      ),
      { minLength: 2000, maxLength: 2000 },
    ),
  })
  .map(({ pauses, deaf, crashes, fates }) => {
    const looks = [START]
    for (const pause of pauses) looks.push(looks.at(-1)! + pause)
    while (looks.at(-1)! > START + SPAN) looks.pop()
    return {
      looks,
      deaf: deaf.flatMap(([n, many]) =>
        looks[n] && looks[n + many] ? [{ from: looks[n], to: looks[n + many]! }] : [],
      ),
      crashes: new Set(crashes),
      fates: fates.map(([from, after]) => ({
        from: START + from,
        answersAt: after === null ? null : START + from + after,
      })),
    }
  })

/** How long WeChat could not be heard between two instants (ms). */
function deafWithin(deaf: Script['deaf'], from: number, to: number): number {
  const within = deaf
    .map(gap => [Math.max(gap.from, from), Math.min(gap.to, to)] as const)
    .filter(([a, b]) => a < b)
    .sort(([a], [b]) => a - b)
  let until = from
  let sum = 0
  for (const [a, b] of within) {
    sum += Math.max(0, b - Math.max(a, until))
    until = Math.max(until, b)
  }
  return sum
}

it('2,000 chains over three days, two schedulers, crashes, deaf hours, random answers: nothing early, missing, twice, or after an answer', async () => {
  const database = await testDatabase(START)
  const { keys, clock, asOwner } = database
  const county = openCounty(database, COUNTY)
  await county.place(COUNTY, '和安县')
  await county.place(VILLAGE.slice(0, 9), '柳河乡')
  await county.place(VILLAGE, '柳河村')
  const [director, supervisor] = [await county.officer(VILLAGE), await county.officer(VILLAGE.slice(0, 9))]
  await county.officer(COUNTY)
  await asOwner(client =>
    client.query(`insert into accounts (id, county) values ('bot', '${COUNTY}');
      create table taken (item uuid not null, at timestamptz not null); grant all on taken to xiangban_app`),
  )
  const chains = await writeChains(database, VILLAGE, director.staff, START, MANY)
  const { looks, deaf, crashes, fates } = fc.sample(script, {
    numRuns: 1,
    seed: Number(process.env.SEED ?? 20261118),
  })[0]!
  const told = new Map(
    chains.map((chain, n) => [
      chain.id,
      { ...chain, ...fates[n]!, takenWhenAnswered: null as number | null },
    ]),
  )
  await county.write(async tx => {
    for (const [kind, ladder] of Object.entries(LADDERS)) {
      const climbers = [...told.values()].filter(chain => chain.kind === kind)
      const rows = climbers.map(({ id, from, carer }) => ({
        subject: id,
        place: VILLAGE,
        person: carer,
        from,
      }))
      await begin(tx, ladder, policy, rows)
    }
  })

  await asOwner(client => client.query('analyze'))

  const noting =
    (work: DueWork): DueWork =>
    async (tx, house, items) => {
      const outcomes = await work(tx, house, items)
      const done = items.filter((_, n) => outcomes[n] === 'done').map(item => item.id)
      await tx.query('insert into taken select id, $2 from unnest($1::uuid[]) id', [
        done,
        new Date(house.now),
      ])
      return outcomes
    }
  const works = Object.fromEntries(
    Object.entries(worksOf(...Object.values(LADDERS))).map(([kind, work]) => [kind, noting(work)]),
  )
  const schedulers = [0, 1].map(() => {
    const pool = openPool(
      `${database.url}${database.url.includes('?') ? '&' : '?'}application_name=scheduler`,
      3,
    )
    return { pool, keys, clock, words: loadWords(), log: silent }
  })
  const untilDone = async (work: () => Promise<unknown>): Promise<void> => {
    try {
      await work()
    } catch (error) {
      if (!isOutage(error)) throw error
      await untilDone(work)
    }
  }
  const crash = () =>
    asOwner(client =>
      client.query(
        `select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'scheduler' and state <> 'idle' limit 1`,
      ),
    )

  const house = (): House => ({
    keys,
    words: loadWords(),
    now: clock.now(),
    policy,
    county: { name: '和安县', dutyPhone: '12345', keeps: { chatDays: 180, voiceDays: 7 } },
  })
  const turnOf = (chain: Chain, staff: { staff: string; place: string; role: string } | null): Turned =>
    ({
      waiting: { key: `wechat:${randomUUID()}`, to: { contact: chain.carer, person: null } },
      facts: {
        now: clock.now(),
        person: {
          id: chain.carer,
          name: '王秀英',
          place: VILLAGE,
          staff: staff && { ...staff, id: staff.staff },
        },
      },
      place: COUNTY,
      replies: [],
      acts: [],
    }) as unknown as Turned
  const answerIn = async (tx: Tx, chain: Chain): Promise<void> => {
    const { id, kind, no, child } = chain
    if (kind === 'check-in') {
      const effect: EffectOf<'recordCheckIn'> = {
        type: 'recordCheckIn',
        children: [child],
        checkIn: id,
        condition: 'well',
      }
      await recordCheckIns(tx, house(), [{ effect, turn: turnOf(chain, null) }])
    } else if (kind === 'request') {
      const effect: EffectOf<'answerFamily'> = { type: 'answerFamily', no, words: '好', voice: null }
      await answerFamily(tx, house(), [{ effect, turn: turnOf(chain, director) }])
    } else {
      await acknowledgeCase(tx, house(), [
        { effect: { type: 'acknowledgeCase', no }, turn: turnOf(chain, supervisor) },
      ])
    }
  }
  const answer = (chain: Chain) =>
    untilDone(() =>
      county.write(async tx => {
        await answerIn(tx, chain)
        const { rows } = await tx.query(
          'select count(*) as taken from taken t join due_items d on d.id = t.item where d.subject = $1',
          [chain.id],
        )
        told.get(chain.id)!.takenWhenAnswered = rows[0].taken
      }),
    )

  const kindsOfLadders = Object.keys(works)
  for (const [n, at] of looks.entries()) {
    clock.moveTo(at)
    const deafNow = deaf.some(gap => gap.from <= at && at < gap.to)
    for (const gap of deaf.filter(one => one.to === at))
      await county
        .insert('channel_gaps', {
          account: 'bot',
          place: COUNTY,
          from_at: new Date(gap.from),
          to_at: new Date(gap.to),
          cause: String(gap.from),
        })
        .catch(() => {})
    // Heard at the very instant at which it goes deaf.
    if (!deafNow || deaf.some(gap => gap.from === at)) {
      const before = deaf.some(gap => gap.from < at && at < gap.to)
      if (!before) await database.pool.query('update accounts set heard_at = $1', [new Date(at)])
    }
    const answers = [...told.values()].filter(
      chain => chain.answersAt !== null && chain.answersAt <= at && chain.answersAt > (looks[n - 1] ?? 0),
    )
    const lanes = [0, 1, 2].map(async lane => {
      for (const [k, chain] of answers.entries()) if (k % 3 === lane) await answer(chain)
    })
    await Promise.all([
      ...schedulers.map(parts => untilDone(() => sweep(parts, COUNTY, works))),
      ...lanes,
      ...(crashes.has(n) ? [crash()] : []),
    ])
    await untilDone(() => sweep(schedulers[0]!, COUNTY, works))
  }

  const { rows } = await county.write(tx =>
    tx.query(
      `select d.subject, d.kind, d.state, d.reason, d.note,
              (select array_agg(extract(epoch from at) * 1000) from taken where item = d.id) as taken
       from due_items d where d.kind = any($1)`,
      [kindsOfLadders],
    ),
  )
  const found = { early: 0, missing: 0, twice: 0, late: 0, afterAnswer: 0, withoutReason: 0, left: 0 }
  const takenOf = new Map<string, number>()
  for (const row of rows) {
    const chain = told.get(row.subject)!
    const ladder = LADDERS[chain.kind]
    const at = ladder.rungs.find(rung => rung.kind === row.kind)!.at(chain.from, policy)
    const due = (now: number) =>
      ladder.safety ? at <= now : at + deafWithin(deaf, chain.from, now) <= now && !isQuiet(now, policy.quiet)
    const first = looks.findIndex(due)
    const taken: number[] = (row.taken ?? []).map(Number)
    takenOf.set(row.subject, (takenOf.get(row.subject) ?? 0) + taken.length)
    if (taken.length > 1) found.twice++
    if (taken[0] !== undefined) {
      const n = looks.indexOf(taken[0])
      if (n < first || first < 0) found.early++
      else if (n > first + 1) found.late++
    } else if (row.state === 'skipped') {
      if (chain.takenWhenAnswered === null) found.missing++
      if (!['answered', 'acknowledged'].includes(row.reason)) found.withoutReason++
    } else {
      found.left++
      if (first >= 0 && first < looks.length - 2) found.missing++
    }
  }
  for (const chain of told.values())
    if (chain.takenWhenAnswered !== null && takenOf.get(chain.id) !== chain.takenWhenAnswered)
      found.afterAnswer++

  expect(rows).toHaveLength(3 * MANY['check-in'] + 2 * (MANY.request + MANY.lost + MANY.red))
  expect(found).toEqual({
    early: 0,
    missing: 0,
    twice: 0,
    late: 0,
    afterAnswer: 0,
    withoutReason: 0,
    left: found.left,
  })
  // The script played everything it is about.
  expect([...takenOf.values()].reduce((sum, taken) => sum + taken, 0)).toBeGreaterThan(1_000)
  expect(rows.filter(row => row.state === 'skipped').length).toBeGreaterThan(500)
  expect(new Set(rows.map(row => row.note))).toEqual(new Set([null, 'quiet-hours', 'could-not-hear']))
  for (const { pool } of schedulers) await pool.end()
}, 240_000)
