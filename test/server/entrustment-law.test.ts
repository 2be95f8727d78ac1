import { randomUUID } from 'node:crypto'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { instantOf } from '../../flows/engine/calendar.ts'
import { isOutage } from '../../server/cause.ts'
import { openPool } from '../../server/db/pool.ts'
import { inScope } from '../../server/db/scope.ts'
import { type Actor, actOn } from '../../server/entrustment/act.ts'
import type { Act, Declared, Party } from '../../server/entrustment/chain.ts'
import { openEntrustment } from '../../server/entrustment/open.ts'
import { Policy } from '../../server/policy.ts'
import { seal, unseal } from '../../server/privacy/seal.ts'
import { testDatabase } from '../support/database.ts'
import { openCounty } from '../support/village.ts'

const COUNTY = '341226'
const VILLAGE = '341226001001'
/** 1,000 by `MANY=1000`: the figure takes half a minute of two processors. */
const MANY = Number(process.env.MANY ?? 300)
const policy = Policy.parse({})

const NONE: Declared = { offences: 'no', addiction: 'no', neglect: 'no', unsuitable: 'no' }
const none: Act = { act: 'exclusions', declared: NONE }
const named: Act = { act: 'exclusions', declared: { ...NONE, addiction: 'yes' } }
const unsure: Act = { act: 'exclusions', declared: { ...NONE, unsuitable: 'unclear' } }
const willing: Act = { act: 'child-view', view: 'willing' }

/** What usually happens, in an order that a script shuffles a little. */
const USUAL: [Party, Act][] = [
  ['parent', none],
  ['parent', willing],
  ['parent', { act: 'agrees' }],
  ['carer', none],
  ['carer', { act: 'agrees' }],
  ['director', { act: 'carer-adult' }],
  ['director', { act: 'village-agrees' }],
  ['director', { act: 'supervising' }],
  ['supervisor', { act: 'designates' }],
  ['director', none],
  ['director', { act: 'witnesses' }],
  ['director', { act: 'prints' }],
  ['director', { act: 'signed' }],
  ['supervisor', { act: 'files' }],
]
const SELDOM: [Party, Act][] = [
  ...(['parent', 'carer', 'director'] as const).flatMap((party): [Party, Act][] => [
    [party, { act: 'refuses' }],
    [party, named],
    [party, unsure],
    [party, { act: 'witnesses' }],
  ]),
  ['carer', { act: 'thinks' }],
  ['supervisor', { act: 'lifts' }],
  ['supervisor', { act: 'lifts' }],
  ['director', { act: 'lifts' }],
  ['director', { act: 'files' }],
  ['director', { act: 'ends', reason: 'parents-back' }],
  ['director', { act: 'kind', kind: 'grandparent', needs: [] }],
  ['house', { act: 'document-changed' }],
  ['house', { act: 'witnesses' }],
]

type Move = { by: Party; act: Act; posts: number; together: boolean }
const script: fc.Arbitrary<Move[]> = fc
  .record({
    swaps: fc.array(fc.tuple(fc.nat(USUAL.length - 1), fc.nat(USUAL.length - 1)), { maxLength: 8 }),
    dropped: fc.array(fc.nat(USUAL.length - 1), { maxLength: 2 }),
    seldom: fc.array(fc.tuple(fc.nat(USUAL.length), fc.constantFrom(...SELDOM)), { maxLength: 3 }),
    again: fc.nat(3),
    posts: fc.array(fc.integer({ min: 1, max: 2 }), { minLength: 40, maxLength: 40 }),
    together: fc.array(fc.boolean(), { minLength: 40, maxLength: 40 }),
  })
  .map(({ swaps, dropped, seldom, again, posts, together }) => {
    const acts = [...USUAL]
    for (const [a, b] of swaps) if (Math.abs(a - b) < 6) [acts[a], acts[b]] = [acts[b]!, acts[a]!]
    const kept = acts.filter((_, n) => !dropped.includes(n))
    for (const [at, act] of seldom) kept.splice(at, 0, act)
    // Who was early comes once more.
    if (again === 0) kept.push(...USUAL.slice(9))
    return kept.map(([by, act], n) => ({ by, act, posts: posts[n % 40]!, together: together[n % 40]! }))
  })

type Kept = { act: string; party: Party; given: Record<string, unknown> }

/** Where the acts that counted have led, told from the record alone and without the table of the chain. */
function whereItLed(acts: readonly Kept[], needs: readonly string[]): string {
  const last = (is: (one: Kept) => boolean) => acts.findLastIndex(is)
  const names = (one: Kept) => Object.values((one.given.declared as object | undefined) ?? {}).includes('yes')
  const end = acts.findIndex(one => ['refuses', 'ends'].includes(one.act))
  if (end >= 0) {
    if (end !== acts.length - 1) return 'something after the end'
    return acts[end]!.act === 'refuses' ? 'refused' : 'ended'
  }
  const stopped = last(names)
  const lifted = last(one => one.act === 'lifts')
  if (lifted < stopped) return 'stopped'
  const changed = last(one => one.act === 'document-changed')
  const agreed = (party: Party) => last(one => one.act === 'agrees' && one.party === party)
  if (agreed('parent') <= changed) return 'waiting-parent'
  if (agreed('carer') <= changed) return 'waiting-carer'
  const since = Math.max(changed, stopped)
  const witnessed = last(one => one.act === 'witnesses')
  if (witnessed <= since) return 'waiting-village'
  const before = acts.slice(0, witnessed)
  const done = (act: string) => before.some(one => one.act === act)
  const checked = before.findLastIndex(
    one =>
      one.act === 'exclusions' &&
      one.party === 'director' &&
      Object.values(one.given.declared as object).every(a => a === 'no'),
  )
  const whole =
    (['parent', 'carer'] as const).every(
      party =>
        agreed(party) < witnessed && before.some(one => one.act === 'exclusions' && one.party === party),
    ) &&
    before.some(one => one.act === 'child-view' && one.given.view !== 'not-asked') &&
    done('carer-adult') &&
    checked > since &&
    (!needs.includes('village') || done('village-agrees')) &&
    (!needs.includes('supervising') || done('supervising')) &&
    (!needs.includes('designation') || done('designates'))
  if (!whole) return 'confirmed with something missing'
  const later = (act: string, after: number) => acts.findIndex((one, n) => one.act === act && n > after)
  const printed = later('prints', witnessed)
  if (printed < 0) return 'confirmed'
  const signed = later('signed', printed)
  if (signed < 0) return 'printed'
  return later('files', signed) < 0 ? 'signed' : 'filed'
}

it('entrustments in any order, with refusals, double posts and lost connections: none is where no legal way leads', async () => {
  const database = await testDatabase(instantOf('2026-11-18', '09:00'))
  const { keys, clock, asOwner } = database
  const county = openCounty(database, COUNTY)
  const mother = await county.adult({ name: '李梅' })
  const carers = [
    { id: await county.adult({ name: '王桂兰' }), kin: '祖母' },
    { id: await county.adult({ name: '赵大勇' }), kin: '邻居' },
    { id: await county.adult({ name: '钱小英' }), kin: '姑母' },
  ]
  const [director, supervisor] = [await county.officer(VILLAGE), await county.officer(VILLAGE.slice(0, 9))]
  const household = await county.household(VILLAGE, [], [])
  const children = Array.from({ length: MANY }, () => randomUUID())
  await county.write(async tx => {
    await tx.query(
      `insert into children (id, place, household_id, key_index, sealed, birth_date, state, created_at, changed_at)
       select c, $1, $2, decode(md5(c::text), 'hex'), s, '2018-03-01', 'listed', $3, $3 from unnest($4::uuid[], $5::bytea[]) as u(c, s)`,
      [
        VILLAGE,
        household,
        new Date(clock.now()),
        children,
        children.map(id => seal(keys, `children:${id}`, { name: '李小满' })),
      ],
    )
    await tx.query(
      `insert into relations (id, place, child_id, person_id, role, kin, since)
       select gen_random_uuid(), $1, c, p, r, k, $2 from unnest($3::uuid[], $4::uuid[], $5::text[], $6::text[]) as u(c, p, r, k)`,
      [
        ...[VILLAGE, new Date(clock.now()), [...children, ...children]],
        [...children.map(() => mother), ...children.map((_, n) => carers[n % 3]!.id)],
        [...children.map(() => 'mother'), ...children.map(() => 'carer')],
        [...children.map(() => '母亲'), ...children.map((_, n) => carers[n % 3]!.kin)],
      ],
    )
  })
  const ids = await county.write(async tx => {
    const opened: string[] = []
    for (const [n, child] of children.entries()) {
      const done = await openEntrustment(
        tx,
        { keys, now: clock.now(), policy },
        { child, carer: carers[n % 3]!.id, staff: null },
      )
      if ('id' in done) opened.push(done.id)
    }
    return opened
  })
  expect(ids).toHaveLength(MANY)

  const scripts = fc.sample(script, { numRuns: MANY, seed: Number(process.env.SEED ?? 20261122) })
  const pool = openPool(`${database.url}${database.url.includes('?') ? '&' : '?'}application_name=actors`, 6)
  let crashes = 0
  let turns = 0
  const whose: Record<Party, Partial<Actor>> = {
    parent: { person: mother, how: 'wechat' },
    carer: { how: 'wechat' },
    director: { staff: director.staff, how: 'page' },
    supervisor: { staff: supervisor.staff, how: 'page' },
    county: {},
    house: { how: 'house' },
  }
  const once = async (id: string, { by, act }: Move, key: string): Promise<void> => {
    const actor: Actor = {
      party: by,
      person: null,
      staff: null,
      how: 'wechat',
      contact: null,
      key,
      ...whose[by],
    }
    try {
      await inScope(pool, { place: COUNTY }, tx =>
        actOn(tx, { keys, now: clock.now(), acts: [] }, id, act, actor),
      )
    } catch (error) {
      if (!isOutage(error)) throw error
      crashes++
      await once(id, { by, act, posts: 1, together: false }, key)
    }
  }
  const posted = (id: string, move: Move, n: number) =>
    Promise.all(Array.from({ length: move.posts }, () => once(id, move, `wechat:${n}`)))
  const crash = () =>
    asOwner(client =>
      client.query(
        `select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'actors' and state <> 'idle' limit 1`,
      ),
    )
  const play = async (id: string, moves: Move[]) => {
    for (let n = 0; n < moves.length; n++) {
      const [move, next] = [moves[n]!, moves[n + 1]]
      if (move.together && next) await Promise.all([posted(id, move, n), posted(id, next, ++n)])
      else await posted(id, move, n)
      if (++turns % 400 === 0) await crash()
    }
  }
  const lanes = [0, 1, 2].map(async lane => {
    for (let n = lane; n < MANY; n += 3) await play(ids[n]!, scripts[n]!)
  })
  await Promise.all(lanes)
  await pool.end()

  const { rows } = await county.write(tx =>
    tx.query(
      `select e.id, e.state, e.needs,
              (select json_agg(json_build_object('id', a.id, 'act', a.act, 'party', a.party, 'key', a.key, 'sealed', encode(a.sealed, 'base64')) order by a.n)
               from entrustment_acts a where a.entrustment_id = e.id) as acts
       from entrustments e`,
    ),
  )
  const wrong = rows.flatMap(row => {
    const acts = (
      (row.acts ?? []) as { id: string; act: string; party: Party; key: string; sealed: string }[]
    ).map(one => ({
      ...one,
      given: unseal(keys, `entrustment_acts:${one.id}`, Buffer.from(one.sealed, 'base64')) as Record<
        string,
        unknown
      >,
    }))
    const expected = whereItLed(acts, row.needs)
    const twice = new Set(acts.map(one => `${one.act} ${one.key}`)).size !== acts.length
    return expected === row.state && !twice
      ? []
      : [{ expected, is: row.state, acts: acts.map(one => `${one.party} ${one.act}`) }]
  })
  expect(wrong).toEqual([])
  // The scripts played everything they are about.
  const ended = Map.groupBy(rows, row => row.state)
  for (const state of [
    'waiting-parent',
    'waiting-carer',
    'waiting-village',
    'stopped',
    'refused',
    'ended',
    'confirmed',
    'printed',
    'signed',
    'filed',
  ])
    expect(ended.get(state)?.length ?? 0, state).toBeGreaterThan(0)
  expect(crashes).toBeGreaterThan(0)
}, 600_000)

it('no row can be confirmed with a party missing, whatever somebody writes', async () => {
  const database = await testDatabase(instantOf('2026-11-18', '09:00'))
  const { keys, clock } = database
  const county = openCounty(database, COUNTY)
  const [mother, carer] = [await county.adult({ name: '李梅' }), await county.adult({ name: '王桂兰' })]
  const director = await county.officer(VILLAGE)
  await county.household(
    VILLAGE,
    ['李小满'],
    [{ person: carer }, { person: mother, role: 'mother', kin: '母亲' }],
  )
  const { rows } = await county.write(tx => tx.query('select id from children'))
  const opened = await county.write(tx =>
    openEntrustment(tx, { keys, now: clock.now(), policy }, { child: rows[0].id, carer, staff: null }),
  )
  expect(opened).toHaveProperty('id')
  const whole = {
    ...{
      parent_cleared_at: 'now',
      parent_agreed_at: 'now',
      parent_agreed_by: mother,
      carer_cleared_at: 'now',
    },
    ...{
      carer_agreed_at: 'now',
      child_view: 'willing',
      child_heard_at: 'now',
      carer_adult_at: 'now',
      checked_at: 'now',
    },
    ...{ witnessed_at: 'now', witnessed_by: director.staff },
  }
  const set = (columns: Record<string, string | null>) =>
    county.write(tx =>
      tx.query(
        `update entrustments set ${Object.keys(columns)
          .map((name, n) => `${name} = $${n + 1}`)
          .join(', ')} returning state`,
        Object.values(columns).map(value => (value === 'now' ? new Date(clock.now()) : value)),
      ),
    )
  for (const missing of Object.keys(whole))
    await expect(set({ ...whole, [missing]: null }), missing).rejects.toMatchObject({ code: '23514' })
  const others: Record<string, string | null>[] = [
    { stopped_at: 'now' },
    { printed_at: null, signed_at: 'now' },
    { filed_at: 'now' },
    { needs: '{village}' },
    { carer_kind: null },
  ]
  for (const more of others)
    await expect(set({ ...whole, ...more }), JSON.stringify(more)).rejects.toMatchObject({ code: '23514' })
  expect((await set(whole)).rows).toEqual([{ state: 'confirmed' }])
  await expect(set({ state: 'filed' })).rejects.toMatchObject({ code: '428C9' })
})

it('what was done stays written: the house itself can neither change nor take away an act', async () => {
  const database = await testDatabase(instantOf('2026-11-18', '09:00'))
  const { keys, clock } = database
  const county = openCounty(database, COUNTY)
  const [mother, carer] = [await county.adult({ name: '李梅' }), await county.adult({ name: '王桂兰' })]
  await county.household(
    VILLAGE,
    ['李小满'],
    [{ person: carer }, { person: mother, role: 'mother', kin: '母亲' }],
  )
  const { rows } = await county.write(tx => tx.query('select id from children'))
  const opened = await county.write(tx =>
    openEntrustment(tx, { keys, now: clock.now(), policy }, { child: rows[0].id, carer, staff: null }),
  )
  const id = (opened as { id: string }).id
  await county.write(tx =>
    actOn(tx, { keys, now: clock.now(), acts: [] }, id, none, {
      party: 'parent',
      person: mother,
      staff: null,
      how: 'wechat',
      contact: null,
      key: 'wechat:1',
    }),
  )
  for (const sql of [`update entrustment_acts set party = 'carer'`, 'delete from entrustment_acts'])
    await expect(county.write(tx => tx.query(sql))).rejects.toMatchObject({ code: '42501' })
  expect((await county.write(tx => tx.query('select party from entrustment_acts'))).rows).toEqual([
    { party: 'parent' },
  ])
})
