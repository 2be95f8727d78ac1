import { randomUUID } from 'node:crypto'
import type pg from 'pg'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Tx } from '../../server/db/scope.ts'
import type { Anchor } from '../../server/evidence/anchors.ts'
import { type Act, appendEvidence, readBy } from '../../server/evidence/append.ts'
import { type Broken, verifyEvidence } from '../../server/evidence/verify.ts'
import { seal } from '../../server/privacy/seal.ts'
import { testDatabase } from '../support/database.ts'
import { openCounty } from '../support/village.ts'

const COUNTY = '341226'
/** Random tries of each kind, as somebody who owns the database and has no key. */
const TRIES = 100
/** The same tries in every run. */
const random = (() => {
  let state = 20_261_122
  return (below: number) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
})()
const pick = <T>(those: readonly T[]): T => those[random(those.length)]!

describe('whoever owns the database', { timeout: 120_000 }, async () => {
  const database = await testDatabase()
  const { pool, keys, clock, asOwner } = database
  const village = openCounty(database, COUNTY)
  const ink = () => ({ keys, now: clock.now() })
  let anchor: Anchor
  let earlier: Anchor

  async function answerCare(tx: Tx, child: string, person: string): Promise<Act> {
    const [id, at] = [randomUUID(), clock.now()]
    const words = { words: pick(['1', '是的', '他姑姑带']) }
    await tx.query(
      `insert into care_answers (id, place, child_id, person_id, party, answer, sealed, wording, at)
       select $1, place, id, $3, 'carer', 'yes', $4, 'confirm-care-carer/1', $5 from children where id = $2`,
      [id, child, person, seal(keys, `care_answers:${id}`, words), new Date(at)],
    )
    return {
      kind: 'care-answer',
      place: `${COUNTY}001001`,
      subjects: [child, person],
      by: { person },
      rows: [
        {
          table: 'care_answers',
          id,
          is: { child_id: child, person_id: person, party: 'carer', answer: 'yes', at },
          sealed: words,
        },
      ],
    }
  }

  async function write(count: number): Promise<Anchor> {
    const { rows } = await village.write(tx =>
      tx.query(
        'select c.id as child, r.person_id as person from children c join relations r on r.child_id = c.id',
      ),
    )
    for (let n = 0; n < count; n++) {
      clock.moveTo(clock.now() + 1_000)
      await village.write(async tx => {
        const { child, person } = pick(rows)
        const acts =
          n % 3 === 0
            ? [await answerCare(tx, child, person)]
            : [readBy(randomUUID(), `${COUNTY}001001`, { page: 'family' }, [child])]
        await appendEvidence(tx, ink(), acts)
      })
    }
    const { rows: heads } = await pool.query(`select n, encode(hash, 'hex') as hash from evidence_heads`)
    return { county: COUNTY, day: '2026-11-21', n: heads[0].n, hash: heads[0].hash }
  }

  const tables = ['evidence', 'evidence_heads', 'evidence_roots', 'care_answers']
  const copied: Record<string, string> = {
    evidence: 'place, n, at, kind, subjects, sealed, digest, previous, hash',
  }
  const keepAs = (owner: pg.ClientBase, name: string) =>
    owner.query(tables.map(table => `create table ${name}_${table} as select * from ${table};`).join(''))
  const restore = (owner: pg.ClientBase, name: string) =>
    owner.query(
      tables
        .map(table => {
          const columns = copied[table] ?? '*'
          const into = copied[table] ? `(${columns})` : ''
          return `delete from ${table}; insert into ${table} ${into} select ${columns} from ${name}_${table};`
        })
        .join(''),
    )

  beforeAll(async () => {
    await village.place(COUNTY, '颍河县')
    const person = await village.adult()
    await village.household(`${COUNTY}001001`, ['李晓悦', '李晓军'], [{ person }])
    earlier = await write(20)
    await asOwner(owner => keepAs(owner, 'earlier'))
    anchor = await write(25)
    await asOwner(async owner => {
      await keepAs(owner, 'whole')
      // The chain once more from a number on, with the head after it: what needs no key.
      await owner.query(`
        create function rehash() returns void language plpgsql as $$
        declare r evidence; last bytea := sha256(''); k bigint := 0;
        begin
          for r in select * from evidence order by n loop
            k := k + 1;
            update evidence set n = -k, previous = last, hash = sha256(convert_to(concat_ws(E'\\n', 'evidence/1', r.place, k,
              (extract(epoch from r.at) * 1000000)::bigint, r.kind, array_to_string(r.subjects, ','),
              encode(r.digest, 'hex'), encode(last, 'hex')), 'UTF8')) where n = r.n returning hash into last;
          end loop;
          update evidence set n = -n;
          update evidence_heads set n = k, hash = last;
        end $$`)
    })
  })

  const verify = (anchors: Anchor[] = []) => verifyEvidence({ pool, keys }, anchors)

  /** Tampers in as many random ways, each from the whole record; returns the ways that nobody noticed. */
  async function unnoticed(
    tamper: () => string,
    anchors: () => Anchor[] = () => [],
    noticed: (broken: Broken[]) => boolean = broken => broken.length > 0,
  ): Promise<string[]> {
    return await asOwner(async owner => {
      await owner.query('set session_replication_role = replica')
      const missed: string[] = []
      for (let n = 0; n < TRIES; n++) {
        const sql = tamper()
        await owner.query(sql)
        if (!noticed((await verify(anchors())).broken)) missed.push(sql)
        await restore(owner, 'whole')
      }
      expect((await verify([anchor])).broken).toEqual([])
      return missed
    })
  }

  const n = () => 1 + random(anchor.n)
  const two = () => {
    const a = n()
    let b = n()
    while (b === a) b = n()
    return [a, b] as const
  }
  const open: Record<string, string> = {
    place: `'${COUNTY}001002'`,
    at: `at + interval '1 microsecond'`,
    kind: `kind || '-'`,
    subjects: `array_append(subjects, gen_random_uuid())`,
    digest: `sha256(digest)`,
  }
  const sealed: Record<string, string> = {
    sealed: `set_byte(sealed, length(sealed) - 1, (get_byte(sealed, length(sealed) - 1) + 1) % 256)`,
    nothing: 'null',
    short: 'substr(sealed, 1, 20)',
  }

  it('finds everything in order before it begins', async () => {
    expect(await verify([earlier, anchor])).toEqual({ records: 45, broken: [] })
  })

  it('cannot change a record', async () => {
    const chained = { ...open, previous: 'sha256(previous)', hash: 'sha256(hash)' }
    expect(
      await unnoticed(() => {
        const [column, value] = pick([
          ...Object.entries(chained),
          ...Object.values(sealed).map(value => ['sealed', value] as const),
        ])
        return `update evidence set ${column} = ${value} where n = ${n()}`
      }),
    ).toEqual([])
  })

  it('cannot change one and work all hashes out anew: what is sealed belongs to the open columns', async () => {
    expect(
      await unnoticed(() => {
        const [column, value] = pick([
          ...Object.entries(open),
          ...Object.values(sealed).map(value => ['sealed', value] as const),
        ])
        return `update evidence set ${column} = ${value} where n = ${n()}; select rehash()`
      }),
    ).toEqual([])
  })

  it('cannot take records out', async () => {
    expect(await unnoticed(() => `delete from evidence where n = ${1 + random(anchor.n - 1)}`)).toEqual([])
    expect(
      await unnoticed(
        () => `delete from evidence where n = ${n()}; select rehash()`,
        () => [anchor],
      ),
    ).toEqual([])
  })

  it('cannot put records in, neither invented ones nor copies', async () => {
    const copy = (at: string, what = 'sealed, digest') =>
      `insert into evidence (place, n, at, kind, subjects, sealed, digest, previous, hash)
       select place, ${at}, at, kind, subjects, ${what}, previous, hash from evidence where n = ${n()}`
    expect(
      await unnoticed(() => {
        const at = n()
        return pick([
          `update evidence set n = -n where n >= ${at}; update evidence set n = 1 - n where n < 0; ${copy(String(at))}`,
          copy(String(anchor.n + 1)),
          copy(pick(['0', '-1', '9000000000000000000 / 1000'])),
          `${copy(String(anchor.n + 1))}; select rehash()`,
          `${copy(String(anchor.n + 1), `null, sha256('invented')`)}; select rehash()`,
          `${copy(String(anchor.n + 1), `sealed, sha256('invented')`)}; select rehash()`,
        ])
      }),
    ).toEqual([])
  })

  it('cannot swap records, or what is sealed in them', async () => {
    expect(
      await unnoticed(() => {
        const [a, b] = two()
        const column = pick(['sealed', 'digest', 'hash', 'at'])
        return pick([
          `update evidence set n = -n where n in (${a}, ${b}); update evidence set n = ${a} + ${b} + n where n < 0`,
          `update evidence e set ${column} = o.${column} from evidence o where (e.n, o.n) in ((${a}, ${b}), (${b}, ${a}))`,
        ])
      }),
    ).toEqual([])
  })

  it('cannot cut the end off', async () => {
    expect(
      await unnoticed(() =>
        pick([`delete from evidence where n >= ${n()}`, 'truncate evidence', 'truncate evidence_heads']),
      ),
    ).toEqual([])
  })

  const anchored = (broken: Broken[]) => broken.some(one => one.what === 'anchor')

  it('cannot cut the end off and put the head where the record ends now: what was told outside says so', async () => {
    expect(
      await unnoticed(
        () => `delete from evidence where n >= ${n()}; truncate evidence_roots; select rehash()`,
        () => [earlier, anchor],
        anchored,
      ),
    ).toEqual([])
  })

  it('cannot bring an old backup back, not even when work goes on in it', async () => {
    await asOwner(async owner => {
      await owner.query('set session_replication_role = replica')
      for (let k = 0; k < TRIES; k++) {
        await restore(owner, 'earlier')
        await write(random(3) * 14)
        expect((await verify([earlier])).broken).toEqual([])
        expect(anchored((await verify([earlier, anchor])).broken)).toBe(true)
      }
      await restore(owner, 'whole')
    })
  })

  it('cannot change, remove or invent what families said behind the record’s back', async () => {
    const missed = await unnoticed(() => {
      const one = `(select id from care_answers order by id offset ${random(10)} limit 1)`
      return pick([
        `update care_answers set answer = 'nobody' where id = ${one}`,
        `update care_answers set at = at - interval '1 day' where id = ${one}`,
        `update care_answers set person_id = gen_random_uuid() where id = ${one}`,
        `update care_answers set sealed = 'x' where id = ${one}`,
        `delete from care_answers where id = ${one}`,
        `insert into care_answers (id, place, child_id, person_id, party, answer, sealed, wording, at)
         select gen_random_uuid(), place, child_id, person_id, party, answer, sealed, wording, at + interval '1 minute' from care_answers where id = ${one}`,
      ])
    })
    expect(missed).toEqual([])
  })
})

it('an empty database has nothing to prove', async () => {
  const { pool, keys } = await testDatabase()
  expect(await verifyEvidence({ pool, keys }, [])).toEqual({ records: 0, broken: [] })
  const anchor = { county: COUNTY, day: '2026-11-21', n: 3, hash: 'ab'.repeat(32) }
  expect((await verifyEvidence({ pool, keys }, [anchor])).broken).toMatchObject([{ what: 'anchor', n: 3 }])
})
