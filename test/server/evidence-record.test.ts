import { randomUUID } from 'node:crypto'
import { describe, expect, it, test } from 'vitest'
import { inScope } from '../../server/db/scope.ts'
import { type Act, appendEvidence, readBy } from '../../server/evidence/append.ts'
import { canonical } from '../../server/evidence/canonical.ts'
import { BEGINNING, digestOf, hashOf, ownerOf } from '../../server/evidence/chain.ts'
import { unsealBytes } from '../../server/privacy/seal.ts'
import { testDatabase } from '../support/database.ts'

describe('one value has one text', () => {
  test('names in the order of RFC 8785, whatever order they were given in', () => {
    const value = {
      '\u20ac': 'Euro Sign',
      '\r': 'Carriage Return',
      '\ufb33': 'Hebrew Letter Dalet With Dagesh',
      '1': 'One',
      '\ud83d\ude00': 'Emoji: Grinning Face',
      '\u0080': 'Control',
      '\u00f6': 'Latin Small Letter O With Diaeresis',
    }
    expect(Object.values(JSON.parse(canonical(value)))).toHaveLength(7)
    expect(canonical(value)).toBe(
      '{"\\r":"Carriage Return","1":"One","\u0080":"Control","ö":"Latin Small Letter O With Diaeresis","€":"Euro Sign","😀":"Emoji: Grinning Face","\ufb33":"Hebrew Letter Dalet With Dagesh"}',
    )
    expect(canonical({ b: 1, a: { d: [], c: null } })).toBe(canonical({ a: { c: null, d: [] }, b: 1 }))
  })

  test('numbers and strings as the standard’s own example has them', () => {
    const example = {
      numbers: [JSON.parse('333333333.33333329'), 1e30, 4.5, 2e-3, 0.000000000000000000000000001],
      string: '\u20ac$\u000f\u000aA\'\u0042\u0022\u005c\\"/',
      literals: [null, true, false],
    }
    expect(canonical(example)).toBe(
      `{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\\u000f\\nA'B\\"\\\\\\\\\\"/"}`,
    )
    expect(canonical({ 10: 1, 9: 2 })).toBe('{"10":1,"9":2}')
    expect(() => canonical(Number.NaN)).toThrow()
  })

  test('a broken letter in a family’s message stops nothing', () => {
    expect(canonical('好\ud800')).toBe('"好\ufffd"')
  })
})

describe('the record of a county', async () => {
  const { pool, keys, clock, asOwner } = await testDatabase()
  const county = '341226'
  const ink = { keys, now: clock.now() }
  const [person, child] = [randomUUID(), randomUUID()]
  const said = (answer: string): Act => ({
    kind: 'care-answer',
    place: `${county}101001`,
    subjects: [child],
    by: { person },
    what: { answer },
  })
  const write = (acts: Act[], place = county) => inScope(pool, { place }, tx => appendEvidence(tx, ink, acts))
  const rows = async (place = county) =>
    (
      await inScope(pool, { place }, tx =>
        tx.query(
          `select place, n, (extract(epoch from at) * 1000000)::bigint::text as at, kind, array_to_string(subjects, ',') as subjects,
                  encode(digest, 'hex') as digest, encode(previous, 'hex') as previous, encode(hash, 'hex') as hash, sealed
           from evidence order by county, n`,
        ),
      )
    ).rows
  const head = async () =>
    (
      await pool.query(`select n, encode(hash, 'hex') as hash from evidence_heads where county = $1`, [
        county,
      ])
    ).rows[0]

  it('each act follows on the one before it, and anybody can work the hashes out again', async () => {
    await write([said('yes'), said('changed')])
    await write([said('yes')])
    const all = await rows()
    expect(all.map(row => row.n)).toEqual([1, 2, 3])
    let previous = BEGINNING
    for (const row of all) {
      expect(row.previous).toBe(previous)
      expect(row.hash).toBe(hashOf(row))
      const body = unsealBytes(keys, ownerOf(row), row.sealed)
      expect(digestOf(body)).toBe(row.digest)
      expect(canonical(JSON.parse(body.toString()))).toBe(body.toString())
      previous = row.hash
    }
    expect(await head()).toEqual({ n: 3, hash: previous })
    expect(JSON.parse(unsealBytes(keys, ownerOf(all[1]), all[1].sealed).toString())).toMatchObject({
      by: { person },
      what: { answer: 'changed' },
    })
    expect(new Set(all.map(row => row.digest)).size).toBe(3)
  })

  it('two lanes at once leave no gap, and neither waits for the other for ever', async () => {
    const before = (await head())!.n
    await Promise.all(Array.from({ length: 40 }, (_, n) => write([said(String(n)), said('yes')])))
    const all = (await rows()).slice(before)
    expect(all).toHaveLength(80)
    expect(all.every((row, n) => n === 0 || row.previous === all[n - 1].hash)).toBe(true)
  })

  it('what was undone with its transaction was never in the record', async () => {
    const before = await head()
    await expect(
      inScope(pool, { place: county }, async tx => {
        await appendEvidence(tx, ink, [said('yes')])
        throw new Error('a bug')
      }),
    ).rejects.toThrow('a bug')
    expect(await head()).toEqual(before)
  })

  it('the application can only add: it changes no row, takes none away, and cannot move the end', async () => {
    const before = [await rows(), await head()]
    for (const sql of [
      `update evidence set kind = 'read'`,
      `update evidence set digest = sha256('x')`,
      `update evidence set sealed = 'x'`,
      'delete from evidence',
      'truncate evidence',
      'delete from evidence_heads',
      'update evidence_heads set n = n + 1',
      `update evidence_heads set n = n - 1, hash = sha256('x')`,
      `insert into evidence_heads values ('341299', 0, '')`,
      'alter table evidence disable trigger all',
      'alter table evidence_heads disable trigger all',
      'drop trigger chain on evidence',
      'set session_replication_role = replica',
      'update evidence_roots set n = 0',
      'delete from evidence_roots',
    ])
      await expect(
        inScope(pool, { place: county }, tx => tx.query(sql)),
        sql,
      ).rejects.toMatchObject({ code: '42501' })
    expect([await rows(), await head()]).toEqual(before)
  })

  it('a number and hashes of somebody’s own are not taken: the chain makes them', async () => {
    await inScope(pool, { place: county }, tx =>
      tx.query(
        `insert into evidence (place, at, kind, subjects, digest, n, previous, hash) values ($1, $2, 'read', '{}', sha256('x'), 7, 'x', 'x')`,
        [county, new Date(ink.now)],
      ),
    )
    const all = await rows()
    expect(all.at(-1)).toMatchObject({ n: all.length, previous: all.at(-2).hash, hash: hashOf(all.at(-1)) })
  })

  it('what is sealed may be forgotten; the chain stands all the same', async () => {
    await inScope(pool, { place: county }, tx => tx.query('update evidence set sealed = null where n = 2'))
    const all = await rows()
    expect(all[1].sealed).toBeNull()
    expect(all[1].hash).toBe(hashOf(all[1]))
    expect(all[2].previous).toBe(all[1].hash)
  })

  it('a member of staff adds to the record under their own scope, and nowhere else', async () => {
    const [village, other] = [`${county}101001`, `${county}101002`]
    await write([readBy(randomUUID(), village, { page: 'family' }, [child])], village)
    await expect(write([readBy(randomUUID(), other, { page: 'family' })], village)).rejects.toMatchObject({
      code: '42501',
    })
    expect((await rows(other)).length).toBe(0)
    expect((await rows(village)).every(row => row.place === village)).toBe(true)
  })

  it('each county has a record of its own', async () => {
    await write([{ ...said('yes'), place: '341227' }], '341227')
    expect((await rows('341227')).map(row => [row.n, row.previous])).toEqual([[1, BEGINNING]])
  })

  it('its owner, who could do more, must first take the guards away', async () => {
    await asOwner(async owner => {
      await expect(owner.query('delete from evidence where n = 1')).rejects.toThrow('as it was written')
      await expect(owner.query('update evidence_heads set n = 0')).rejects.toThrow('only forward')
    })
  })
})
