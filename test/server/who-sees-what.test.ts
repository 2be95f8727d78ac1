import type pg from 'pg'
import { describe, expect, it } from 'vitest'
import { minutes } from '../../flows/engine/calendar.ts'
import { inScope, rescope, setScope } from '../../server/db/scope.ts'
import { addStaff } from '../../server/staff/add-staff.ts'
import { testDatabase } from '../support/database.ts'
import { SCOPE, scopedTables, unguarded } from '../support/guarded.ts'
import { type Phone, settledWorld, type World } from '../support/settled.ts'
import { like, said } from '../support/texts.ts'
import { fill, insertInto, PLACES, type Table } from '../support/two-places.ts'

const APP = 'xiangban_app'

describe('the database itself', async () => {
  const { pool, asOwner } = await testDatabase()
  const tables = await asOwner(async client => await fill(client, await scopedTables(client)))
  const each = <T>(work: (table: Table) => Promise<T>) =>
    Promise.all(tables.map(async table => [table.name, await work(table)] as const))
  const faulty = (found: (readonly [string, unknown])[]) =>
    found.filter(([, wrong]) => wrong).map(([name]) => name)
  const count = async (tx: Pick<pg.ClientBase, 'query'>, { name }: Table) =>
    (await tx.query(`select count(*) from "${name}"`)).rows[0].count

  const scopes = await asOwner(client =>
    client.query(
      'select polrelid::regclass::text as name, polname as policy from pg_policy where pg_get_expr(polqual, polrelid) = $1',
      [SCOPE],
    ),
  )
  const named = new Map(scopes.rows.map(row => [row.name, row.policy]))
  const policyOf = (table: string) => named.get(table)

  it('every table that carries a place is guarded, and nothing leads around the guard', async () => {
    expect(tables.length).toBeGreaterThanOrEqual(30)
    expect(await asOwner(client => unguarded(client, APP))).toEqual([])
    const { rows } = await pool.query('select current_user as role')
    expect(rows).toEqual([{ role: APP }])
  })

  it('a village sees its own row in every table and none of its neighbour’s; a county the same', async () => {
    const wrong = await each(async table => {
      const [here] = PLACES[table.digits]
      return await inScope(pool, { place: here }, async tx => {
        const { rows } = await tx.query(`select place from "${table.name}"`)
        return !(rows.length === 1 && rows[0].place === here)
      })
    })
    expect(faulty(wrong)).toEqual([])
  })

  it('whoever stands in sees, besides their own village, exactly the one named, and nothing of the county’s', async () => {
    const [here, there] = PLACES[12]
    const { rows } = await asOwner(client =>
      client.query(`select polrelid::regclass::text as name from pg_policy where polname = 'stand_in'`),
    )
    const open = new Set(rows.map(row => row.name.replaceAll('"', '')))
    expect(
      ['children', 'people', 'relations', 'requests', 'cases', 'tasks', 'bindings'].filter(t => !open.has(t)),
    ).toEqual([])
    const wrong = await each(async table => {
      const also = await inScope(pool, { place: here, also: [there] }, tx => count(tx, table))
      const after = await inScope(pool, { place: here }, tx => count(tx, table))
      const elsewhere = await inScope(pool, { place: '341226999', also: ['341226101009'] }, tx =>
        count(tx, table),
      )
      const own = table.digits === 12 ? 1 : 0
      return also !== own + (own && open.has(table.name) ? 1 : 0) || after !== own || elsewhere !== 0
    })
    expect(faulty(wrong)).toEqual([])
  })

  it('what belongs to the county as a whole is seen by no village', async () => {
    const wrong = await each(async table => {
      if (table.digits === 12) return false
      return (await inScope(pool, { place: PLACES[12][0] }, tx => count(tx, table))) !== 0
    })
    expect(faulty(wrong)).toEqual([])
  })

  it('whoever has no scope sees nothing at all', async () => {
    expect(faulty(await each(async table => (await count(pool, table)) !== 0))).toEqual([])
  })

  it('a row can neither be written into another place, nor moved there, nor deleted from there', async () => {
    const statements = await asOwner(async client => {
      const all = new Map<string, Awaited<ReturnType<typeof insertInto>>>()
      for (const { name } of tables) all.set(name, await insertInto(client, name))
      return all
    })
    const refused = async (place: string, sql: string) =>
      await inScope(pool, { place }, tx => tx.query(sql)).then(
        result => (result.rowCount ?? 0) === 0 && sql.startsWith('delete'),
        error => error.code === '42501',
      )
    const wrong = await each(async ({ name, digits }) => {
      const [here, there] = PLACES[digits]
      return !(
        (await refused(here, statements.get(name)!.into(there))) &&
        (await refused(here, `update "${name}" set place = '${there}'`)) &&
        (await refused(here, `delete from "${name}" where place = '${there}'`))
      )
    })
    expect(faulty(wrong)).toEqual([])
  })

  const mutations: [string, (table: string) => string][] = [
    ['switched off', table => `alter table "${table}" disable row level security`],
    ['no longer forced', table => `alter table "${table}" no force row level security`],
    ['without its policy', table => `drop policy ${policyOf(table)} on "${table}"`],
    ['with a second, open policy', table => `create policy open on "${table}" using (true)`],
    [
      'with a policy that trusts what is written',
      table => `alter policy ${policyOf(table)} on "${table}" with check (true)`,
    ],
  ]

  it.each(mutations)('a table %s is found, and only that one, whichever it is', async (_, mutation) => {
    await asOwner(async client => {
      for (const { name } of tables) {
        await client.query(`begin; ${mutation(name)}`)
        expect(await unguarded(client, APP)).toEqual([name])
        await client.query('rollback')
      }
    })
  })

  it('with one table’s guard switched off the neighbour’s row is seen there: these tests would notice', async () => {
    await asOwner(async client => {
      for (const table of tables) {
        await client.query(
          `begin; alter table "${table.name}" disable row level security; set local role ${APP}; ${setScope({ place: PLACES[table.digits][0] })}`,
        )
        expect(await count(client, table)).toBe(2)
        await client.query('rollback')
      }
    })
  })

  it('a way around the guard is found too: a view of the owner’s, a function of the owner’s, a table without a place', async () => {
    await asOwner(async client => {
      for (const [sql, name] of [
        ['create view every_child as select * from children', 'every_child'],
        ['create materialized view kept as select * from children', 'kept'],
        [
          `create function all_children() returns bigint language sql security definer as 'select count(*) from children'`,
          'all_children',
        ],
        ['create table notes (id int, child_id uuid references children)', 'notes'],
        [`alter role ${APP} bypassrls`, APP],
        [`alter table clock owner to ${APP}`, 'clock'],
      ] as const) {
        await client.query(`begin; ${sql}`)
        expect(await unguarded(client, APP)).toEqual([name])
        await client.query('rollback')
      }
      expect(await unguarded(client, APP)).toEqual([])
    })
  })

  it('a scope ends with its transaction, however it ends', async () => {
    const client = await pool.connect()
    const seen = async () => (await client.query('select count(*) from children')).rows[0].count
    try {
      for (const end of ['commit', 'rollback']) {
        await client.query(`begin; ${setScope({ place: PLACES[12][0] })}`)
        expect(await seen()).toBe(1)
        await client.query(end)
        expect(await seen()).toBe(0)
      }
      await client.query(`begin; ${setScope({ place: PLACES[12][0] })}`)
      await client.query('select 1 / 0').catch(() => {})
      await client.query('commit')
      expect(await seen()).toBe(0)
    } finally {
      client.release()
    }
    await expect(
      inScope(pool, { place: PLACES[12][0] }, () => {
        throw new Error('a bug')
      }),
    ).rejects.toThrow('a bug')
    expect(
      await Promise.all(
        Array.from(
          { length: 8 },
          async () => (await pool.query('select count(*) from children')).rows[0].count,
        ),
      ),
    ).toEqual(Array(8).fill(0))
  })

  it('a scope that is no place code, or no staff id, never reaches the database', () => {
    for (const place of ['', '34122', '3412261', "341226'; drop table children; --", '%', '341226101001 ']) {
      expect(() => setScope({ place })).toThrow('not a place code')
    }
    expect(() => setScope({ place: '341226', staff: "'; --" })).toThrow('not a staff id')
  })

  it('a case about somebody is hidden from that person in the table itself, and from nobody else', async () => {
    const staff = ['11111111-1111-4111-8111-111111111111', '22222222-2222-4222-8222-222222222222'] as const
    const seen = (me: string | undefined) =>
      inScope(pool, { place: PLACES[12][0], ...(me && { staff: me }) }, async tx => {
        await tx.query('update cases set hidden_from = $1', [[staff[0]]]).catch(() => {})
        await rescope(tx, { place: PLACES[12][0], ...(me && { staff: me }) })
        return (await tx.query('select count(*) from cases')).rows[0].count
      })
    expect([await seen(undefined), await seen(staff[0]), await seen(staff[1])]).toEqual([1, 0, 1])
  })
})

/** Something waits in every village: a silent family, a request, and in the second a case. */
async function busyTownship() {
  const world = await settledWorld('2026-11-22 09:00')
  await world.until('2026-11-25 08:30')
  const families = {
    one: world.phone('h01-carer'),
    two: world.phone('h10-carer'),
    three: world.phone('h19-carer'),
  }
  for (const family of Object.values(families)) await family.says('找主任')
  await families.two.says('孩子不见了')
  const staff = Object.fromEntries(
    ['director-1', 'director-2', 'director-3', 'supervisor', 'county-officer'].map(key => [
      key,
      world.phone(key),
    ]),
  ) as Record<'director-1' | 'director-2' | 'director-3' | 'supervisor' | 'county-officer', Phone>
  for (const one of Object.values(staff)) one.heard()
  return { world, families, staff }
}

/** A township next door, with a supervisor who has joined. */
async function neighbour(world: World): Promise<Phone> {
  await world.pool.query(`insert into places (code, name) values ('341226998', '邻乡')`)
  const { code } = await addStaff(world, {
    role: 'supervisor',
    name: '邻督导',
    place: '341226998',
    phone: null,
  })
  const phone = world.phone('supervisor-next-door')
  for (const words of [code, '1']) await phone.says(words)
  return phone
}

describe('in the chat', () => {
  it('今天 shows directors their village, the supervisor the township, the county everything, and a neighbour nothing', async () => {
    const { world, families, staff } = await busyTownship()
    const next = await neighbour(world)
    const names = Object.values(families).map(family => family.name)
    const listed = async (phone: Phone) => {
      const [list] = await phone.says('今天')
      return [...names.map(name => list!.includes(name)), /急\d+号/.test(list!)]
    }
    expect(await listed(staff['director-1'])).toEqual([true, false, false, false])
    expect(await listed(staff['director-2'])).toEqual([false, true, false, true])
    expect(await listed(staff['director-3'])).toEqual([false, false, true, false])
    expect(await listed(staff.supervisor)).toEqual([true, true, true, true])
    expect(await listed(staff['county-officer'])).toEqual([true, true, true, true])
    expect(await next.says('今天')).toEqual(said('staff:nothingToday'))
  })

  it('a number of another village is answered exactly like a number that does not exist, and changes nothing', async () => {
    const { world, families, staff } = await busyTownship()
    const next = await neighbour(world)
    // The ladder of the open case has been climbed: nothing else moves by itself meanwhile.
    await world.until('2026-11-25 09:05')
    const before = JSON.stringify(await stateOf(world))
    const [request] = await world.rows('select no from requests where person_id = $1', [families.two.person])
    const [task] = await world.rows(
      `select no from tasks where place = (select place from people where id = $1) limit 1`,
      [families.two.person],
    )
    const [binding] = await world.rows('select no from bindings where person_id = $1 and ended_at is null', [
      families.two.person,
    ])
    for (const outsider of [staff['director-1'], next]) {
      for (const [command, no] of [
        ['回 # 您好', request!.no],
        ['完 #', request!.no],
        ['到 #', 1],
        ['结案 # 没事', 1],
        ['恢复 #', 1],
        ['撤 #', binding!.no],
        ['删 #', task!.no],
        // Whoever has just read a list means its lines by these; the neighbour has none.
        ...(outsider === next
          ? ([
              ['电话 #', task!.no],
              ['走访 #', task!.no],
              ['代填 #', task!.no],
              ['接 #', request!.no],
              ['交回 #', request!.no],
              ['结 # 办好了', request!.no],
            ] as const)
          : []),
      ] as const) {
        world.clock.moveTo(world.clock.now() + minutes(1)) // slowly enough not to be too much
        const there = await outsider.says(command.replace('#', String(no)))
        const nowhere = await outsider.says(command.replace('#', '99999'))
        expect(there).toEqual(said(['staff:noSuchNumber', { no }]))
        expect(there.join().replace(String(no), '99999')).toBe(nowhere.join())
      }
    }
    for (const command of ['走访', '电话', '代填'])
      expect(await next.says(`${command} ${families.two.name}`)).toEqual(said('staff:noSuchFamily'))
    expect(JSON.stringify(await stateOf(world))).toBe(before)
    expect(families.two.heard().slice(2)).toEqual([])
  })

  it('a number means one thing to the supervisor: a line of one village is not done for another', async () => {
    const { world, staff } = await busyTownship()
    const numbers = await world.rows('select no, count(*) from tasks group by no having count(*) > 1')
    expect(numbers).toEqual([])
    const open = async () => (await world.rows('select count(*) from tasks where done_at is null'))[0]!.count
    const [before, [task]] = [
      await open(),
      await world.rows('select no from tasks where done_at is null order by no limit 1'),
    ]
    expect(await staff.supervisor.says(`电话 ${task!.no}`)).toEqual(said('staff:recorded-phone'))
    expect(await open()).toBe(before - 1)
  })

  it('a county officer who types a number that two townships use changes nothing: it is never guessed', async () => {
    const { world, staff } = await busyTownship()
    await world.rows(
      `insert into cases (id, place, no, level, class, sealed, opened_at) select gen_random_uuid(), '341226998001', no, level, class, sealed, opened_at from cases`,
    )
    const before = JSON.stringify(await stateOf(world))
    for (const words of ['到 1', '结案 1 没事', '恢复 1'])
      expect(await staff['county-officer'].says(words)).toEqual(said(['staff:noSuchNumber', { no: 1 }]))
    expect(JSON.stringify(await stateOf(world))).toBe(before)
    expect(await staff.supervisor.says('到 1')).toEqual(said('case:acknowledged'))
  })

  it('a notice of the county is counted for each by their own place', async () => {
    const { world, staff } = await busyTownship()
    const [preview] = await staff['county-officer'].says('通知 明天降温,给孩子加件衣服')
    expect(preview).toMatch(like('notice:preview', { total: 26 }))
    await staff['county-officer'].says('1')
    await world.until('2026-11-25 08:35')
    const total = async (phone: Phone) => Number(/共(\d+)户/.exec((await phone.says('进度'))[0]!)![1])
    expect([
      await total(staff['director-1']),
      await total(staff.supervisor),
      await total(staff['county-officer']),
    ]).toEqual([9, 26, 26])
  })

  it('a director who has left the post has nothing more to say', async () => {
    const { world, families, staff } = await busyTownship()
    families.one.heard()
    await world.rows('update staff set until = $2 where person_id = $1', [
      staff['director-1'].person,
      new Date(world.clock.now()),
    ])
    const answers = [
      ...(await staff['director-1'].says('今天')),
      ...(await staff['director-1'].says('回 1 您好')),
    ]
    expect(answers.join()).not.toContain(families.one.name)
    expect(families.one.heard()).toEqual([])
  })
})

const stateOf = (world: World) =>
  world.rows(
    `select (select jsonb_agg(to_jsonb(r) order by no) from requests r) as requests, (select jsonb_agg(to_jsonb(c) order by no) from cases c) as cases,
            (select jsonb_agg(to_jsonb(t) order by no) from tasks t) as tasks,
            (select jsonb_agg(to_jsonb(b) order by no) from bindings b) as bindings,
            (select jsonb_agg(to_jsonb(h) order by person_id) from holds h) as holds`,
  )
