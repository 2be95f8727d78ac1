import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { inScope } from '../../server/db/scope.ts'
import { unseal } from '../../server/privacy/seal.ts'
import { importRoster, readRosterFile } from '../../server/roster/import.ts'
import { reportOf } from '../../server/roster/report.ts'
import { checkCharacter } from '../../server/roster/rules/id-number.ts'
import { testDatabase } from '../support/database.ts'
import { changedSample, csv, folder, samplePath, sampleTexts } from '../support/roster-files.ts'

const db = await testDatabase()
const files = folder()
const sample = await readRosterFile(samplePath)
const county = '341226'
const accepting = { acceptValid: true }

const changed = async (...change: Parameters<typeof changedSample>) =>
  readRosterFile(files.file('changed.xlsx', await changedSample(...change)))

/** What the database holds, as the superuser sees it: rows of each table the importer writes. */
const everything = () =>
  db.asOwner(async client => {
    const tables = [
      'places',
      'people',
      'households',
      'children',
      'relations',
      'roster_questions',
      'roster_imports',
    ]
    const count: Record<string, number> = {}
    for (const table of tables) count[table] = (await client.query(`select 1 from ${table}`)).rowCount!
    return count
  })

const names = (rows: { id: string; sealed: Buffer }[], table: string) =>
  rows.map(row => (unseal(db.keys, `${table}:${row.id}`, row.sealed) as { name: string }).name)

async function childNamed(name: string) {
  const { rows } = await inScope(db.pool, { place: county }, tx => tx.query('select * from children'))
  const i = names(rows, 'children').indexOf(name)
  return {
    ...rows[i],
    record: unseal(db.keys, `children:${rows[i].id}`, rows[i].sealed) as Record<string, never>,
  }
}

async function adultsOf(child: string) {
  const { rows } = await inScope(db.pool, { place: county }, tx =>
    tx.query(
      `select p.*, r.role, r.kin, r.lives_with, r.away_in, r.until from relations r join people p on p.id = r.person_id
       where r.child_id = $1 order by r.role, r.since, r.until nulls last`,
      [child],
    ),
  )
  return rows.map(row => ({
    ...row,
    record: unseal(db.keys, `people:${row.id}`, row.sealed) as { name: string; phone: string | null },
  }))
}

const emptied = () =>
  db.asOwner(client =>
    client.query(
      'truncate places, people, households, children, relations, roster_questions, roster_imports cascade',
    ),
  )
async function imported() {
  await emptied()
  await importRoster(db, sample, accepting)
}

describe('an operator who imports the ledger', () => {
  beforeEach(emptied)

  test('first tries it and writes nothing at all', async () => {
    const before = await everything()
    const summary = await importRoster(db, sample, { dryRun: true, ...accepting })
    expect(summary).toMatchObject({ rows: 76, importable: 66, doubtful: 6, refused: 4 })
    expect(summary).toMatchObject({ created: 72, changed: 0, unchanged: 0 })
    expect(await everything()).toEqual(before)
    expect(reportOf(summary, { dryRun: true, ...accepting })).toMatch(/试运行,没有写入任何内容/)
  })

  test('gets nothing imported while rows are refused', async () => {
    const summary = await importRoster(db, sample)
    expect(summary).toMatchObject({ refused: 4, created: 0, changed: 0, unchanged: 0 })
    expect(Object.values(await everything()).every(count => count === 0)).toBe(true)
    expect(reportOf(summary, {})).toMatch(/有 4 行不能入册,整份文件都没有导入/)
  })

  test('takes the valid rows, and the same file again changes nothing', async () => {
    expect(await importRoster(db, sample, accepting)).toMatchObject({ created: 72, changed: 0, unchanged: 0 })
    const before = await everything()
    expect(before).toMatchObject({ places: 8, children: 72, roster_questions: 6, roster_imports: 1 })
    for (const again of [sample, await readRosterFile(samplePath)]) {
      expect(await importRoster(db, again, accepting)).toMatchObject({
        created: 0,
        changed: 0,
        unchanged: 72,
      })
    }
    expect(await everything()).toEqual({ ...before, roster_imports: 3 })
  })

  test('as a CSV in another order: still the same children', async () => {
    await importRoster(db, sample, accepting)
    const [groups, labels, ...children] = (await sampleTexts()).map(row => [...row].reverse())
    const path = files.file('again.csv', csv([groups!, labels!, ...children]))
    // The list of places is already known.
    expect(await importRoster(db, await readRosterFile(path), accepting)).toMatchObject({
      created: 0,
      changed: 0,
      unchanged: 72,
    })
  })

  test('twice at the same time: one waits, nothing is doubled', async () => {
    const both = await Promise.all([importRoster(db, sample, accepting), importRoster(db, sample, accepting)])
    expect(both.map(one => one.created).sort()).toEqual([0, 72])
    expect(await everything()).toMatchObject({ children: 72 })
  })

  test('without a list of places is told so', async () => {
    const path = files.file('bare.csv', csv(await sampleTexts()))
    await expect(readRosterFile(path).then(file => importRoster(db, file))).rejects.toThrow(/E-IMP-PLACES/)
  })

  test('with the list of places in a file of its own, of any kind', async () => {
    const path = files.file('bare.csv', csv(await sampleTexts()))
    const list = [
      ['区划代码', '名称'],
      ...sample.places.map(({ code, name }) => [code.padEnd(12, '0'), name]),
    ]
    for (const places of [
      files.file('places.csv', csv(list)),
      files.file('places.json', JSON.stringify(sample.places)),
      samplePath,
    ]) {
      const summary = await importRoster(db, await readRosterFile(path, places), { dryRun: true })
      expect(summary).toMatchObject({ rows: 76, importable: 66, doubtful: 6, refused: 4 })
    }
  })
})

describe('what is recorded', () => {
  beforeAll(imported)

  test('a child with sealed name and number, in her village and household', async () => {
    const child = await childNamed('董若馨')
    expect(child).toMatchObject({
      place: '341226190201',
      birth_date: '2019-03-14',
      gender: '女',
      state: 'listed',
    })
    expect(child.record).toMatchObject({
      idNumber: '341226201903149960',
      details: { school: '柳湾镇中心小学', livesAt: '颍上县柳湾镇清水村9组', health: '健康' },
    })
    const dump = await db.asOwner(client => client.query('select to_jsonb(c) as row from children c'))
    expect(JSON.stringify(dump.rows)).not.toMatch(/董若馨|34122620/)
  })

  test('her parents away and her grandmother with an old telephone', async () => {
    const adults = await adultsOf((await childNamed('董若馨')).id)
    expect(
      adults.map(({ role, kin, lives_with, away_in, device, record }) => [
        role,
        kin,
        lives_with,
        away_in,
        device,
        record.name,
      ]),
    ).toEqual([
      ['carer', '祖母', true, null, 'old-phone', '陶秀云'],
      ['father', '父亲', false, '上海市', 'unknown', '董飞'],
      ['mother', '母亲', false, '江苏省常州市', 'unknown', '沈玲'],
    ])
  })

  test('sisters share their parents and their carer, each once', async () => {
    const [older, younger] = [await childNamed('董若馨'), await childNamed('董书宁')]
    expect(older.household_id).toBe(younger.household_id)
    expect((await adultsOf(older.id)).map(one => one.id)).toEqual(
      (await adultsOf(younger.id)).map(one => one.id),
    )
  })

  test('a grandmother who cares in two households is one person', async () => {
    const carer = async (name: string) =>
      (await adultsOf((await childNamed(name)).id)).find(one => one.role === 'carer')
    expect((await carer('戴俊豪')).id).toBe((await carer('戴子涵')).id)
    // The same name with another number is somebody else.
    expect((await carer('孟佳婷')).id).not.toBe((await carer('侯梦馨')).id)
  })

  test('a father who died is nobody to write to', async () => {
    expect((await adultsOf((await childNamed('陆皓洋')).id)).map(one => one.role)).toEqual([
      'carer',
      'mother',
    ])
  })

  test('a doubtful child is listed with its question', async () => {
    const child = await childNamed('史文洋')
    expect(child.state).toBe('doubtful')
    const { rows } = await inScope(db.pool, { place: county }, tx =>
      tx.query('select * from roster_questions where child_id = $1', [child.id]),
    )
    expect(rows).toMatchObject([{ kind: 'new', place: '341226190202', settled_at: null }])
    expect(unseal(db.keys, `roster_questions:${rows[0].id}`, rows[0].sealed)).toMatchObject({
      problems: [{ column: 'H', reason: expect.stringMatching('史文洋') }],
      cells: { name: '史　文洋' },
    })
    expect((await adultsOf((await childNamed('杨念瑶')).id))[0].record).toMatchObject({
      name: '杨玉堂',
      phone: null,
    })
  })

  test('the import itself is noted with counts and no names', async () => {
    const { rows } = await db.asOwner(client =>
      client.query('select place, sha256, summary from roster_imports'),
    )
    expect(rows).toEqual([
      {
        place: county,
        sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
        summary: { rows: 76, importable: 66, doubtful: 6, refused: 4, created: 72, changed: 0, unchanged: 0 },
      },
    ])
  })
})

describe('a later ledger', () => {
  beforeEach(imported)

  test("changes a child's school and a carer's telephone", async () => {
    const file = await changed({ S7: '县城中学', AK10: '19900000001', AL10: '智能手机' })
    expect(await importRoster(db, file, accepting)).toMatchObject({ created: 0, changed: 2, unchanged: 70 })
    expect((await childNamed('苏书琪')).record.details).toMatchObject({ school: '县城中学' })
    expect((await adultsOf((await childNamed('郝明然')).id))[0]).toMatchObject({
      device: 'smartphone',
      record: { name: '郝子明', phone: '19900000001' },
    })
    expect(await importRoster(db, file, accepting)).toMatchObject({ created: 0, changed: 0, unchanged: 72 })
  })

  test('brings another carer: the old one ends and is kept', async () => {
    const file = await changed({ AH7: '石大海', AI7: '外祖父', AJ7: null, AK7: '19900000002', AL7: '老人机' })
    expect(await importRoster(db, file, accepting)).toMatchObject({ changed: 1, unchanged: 71 })
    const carers = (await adultsOf((await childNamed('苏书琪')).id)).filter(one => one.role === 'carer')
    expect(carers.map(one => [one.record.name, one.until !== null])).toEqual([
      ['苏秀芳', true],
      ['石大海', false],
    ])
  })

  test('with a doubtful change leaves the record alone until a person settles it', async () => {
    const before = await everything()
    const file = await changed({ AK7: '19904197623/19906398127', S7: '县城中学' })
    expect(await importRoster(db, file, accepting)).toMatchObject({
      doubtful: 7,
      created: 0,
      changed: 0,
      unchanged: 72,
    })
    expect((await childNamed('苏书琪')).record.details).toMatchObject({ school: '柳湾镇初级中学' })
    expect((await everything()).roster_questions).toBe(before.roster_questions! + 1)
    await importRoster(db, file, accepting)
    expect((await everything()).roster_questions).toBe(before.roster_questions! + 1)
  })

  test.each([
    ['another name', { H7: '苏诗琪' }, /姓名是「苏书琪」/],
    ['another village', { C7: '河湾村', E7: '190202-099' }, /别的村/],
    ["another name for the father's number", { V7: '苏武' }, /身份证号是「苏斌」的/],
  ])('that gives a recorded child %s waits for a person', async (_, cells, reason) => {
    const summary = await importRoster(db, await changed(cells), accepting)
    expect(summary).toMatchObject({ doubtful: 7, created: 0, changed: 0, unchanged: 72 })
    expect(summary.problems.find(problem => problem.row === 7)?.reason).toMatch(reason)
    expect((await childNamed('苏书琪')).place).toBe('341226190201')
  })

  test('in which the doubt is gone lists the child and closes the question', async () => {
    const file = await changed({ H34: '史文洋', L19: '34122620120625997X' })
    expect(await importRoster(db, file, accepting)).toMatchObject({ doubtful: 4, changed: 2, unchanged: 70 })
    expect((await childNamed('史文洋')).state).toBe('listed')
    const { rows } = await db.asOwner(client =>
      client.query('select 1 from roster_questions where settled_at is null'),
    )
    expect(rows).toHaveLength(4)
    // The old file once more asks nothing that was asked before.
    await importRoster(db, sample, accepting)
    expect((await everything()).roster_questions).toBe(6)
  })

  test('that gives a child its first identity number asks before it is joined to the record', async () => {
    const number = `34122620181018996${checkCharacter('34122620181018996')}`
    const summary = await importRoster(db, await changed({ L33: number, M33: '是' }), accepting)
    expect(summary).toMatchObject({ doubtful: 7, created: 0, changed: 0, unchanged: 72 })
    expect(summary.problems.find(problem => problem.row === 33)?.reason).toMatch(/还没有身份证号/)
  })

  test('of children who share a telephone keeps the people apart', async () => {
    const file = await changed({ AK13: '19905648685' }) // the neighbour gives the father's number
    expect(await importRoster(db, file, accepting)).toMatchObject({ changed: 1 })
    const adults = await adultsOf((await childNamed('汪家康')).id)
    expect(new Set(adults.map(one => one.id)).size).toBe(3)
  })
})

test('a ledger of children of two counties is refused whole', async () => {
  const file = await changed({ B7: '柳湾镇', C7: '外县村' }, book => {
    book.getWorksheet('区划')!.addRow(['341225190201', '外县村', '村', '341225190000'])
    book.getWorksheet('台账')!.getCell('B7').value = ''
  })
  await expect(importRoster(db, file, accepting)).rejects.toThrow(/E-IMP-COUNTIES/)
})
