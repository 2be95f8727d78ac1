import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { loadWords } from '../../locales/index.ts'
import { inScope } from '../../server/db/scope.ts'
import { anchorsIn, readAnchors } from '../../server/evidence/anchors.ts'
import { ownerOf } from '../../server/evidence/chain.ts'
import { dailyRoot } from '../../server/evidence/roots.ts'
import { verifyEvidence } from '../../server/evidence/verify.ts'
import { unsealBytes } from '../../server/privacy/seal.ts'
import { addStaff } from '../../server/staff/add-staff.ts'
import { decide, phones, settledWorld, type World } from '../support/settled.ts'
import { COUNTY, openWorld } from '../support/world.ts'

const bodies = async (world: World) =>
  (
    await world.rows(
      `select place, n, (extract(epoch from at) * 1000000)::bigint::text as at, kind, array_to_string(subjects, ',') as subjects,
              encode(digest, 'hex') as digest, sealed from evidence order by n`,
    )
  ).map(row => ({
    ...(row as { kind: string; place: string; subjects: string }),
    body: row.sealed && JSON.parse(unsealBytes(world.keys, ownerOf(row as never), row.sealed).toString()),
  }))

/** Lets people act, and tells which kinds of records came of it. */
function watching(world: World) {
  let known = 0
  return async (act: () => Promise<unknown>): Promise<string[]> => {
    await world.until(later(world, 1))
    await act()
    const all = await world.rows('select kind from evidence order by n')
    const kinds = all.slice(known).map(row => row.kind as string)
    known = all.length
    return [...new Set(kinds)].sort()
  }
}

const later = (world: World, minutes: number): string =>
  new Intl.DateTimeFormat('sv-SE', {
    timeZone: 'Asia/Shanghai',
    dateStyle: 'short',
    timeStyle: 'short',
  }).format(world.clock.now() + minutes * 60_000)

const says =
  (phone: { says(words: string): Promise<unknown> }, ...words: string[]) =>
  async () => {
    for (const one of words) await phone.says(one)
  }

it('a mother’s word about who looks after her child is kept as it was asked and as she said it, with message and account', async () => {
  const world = await openWorld('2026-11-18 09:00')
  const mother = world.phone('h03-mother')
  for (const words of ['你好', '1', await world.card(mother.person!), '1', '是的']) await mother.says(words)
  const records = await bodies(world)
  expect(records.map(record => record.kind)).toEqual(['joined', 'consent', 'care-answer', 'care-answer'])
  const [, consent, answer] = records
  expect(consent!.body.rows[0].is).toMatchObject({ consent: 'agreed', consent_wording: 'privacy/2' })
  expect(answer!.body).toMatchObject({
    by: { person: mother.person },
    message: expect.stringMatching(/^wechat:fake:/),
    what: { shown: { flow: 'confirm-care-parent', step: 'isItSo', language: 'zh-CN' } },
    rows: [{ is: { answer: 'yes', wording: 'confirm-care-parent/1' }, sealed: { words: '是的' } }],
  })
  expect(answer!.body.what.shown.text).toMatch(/外祖母|外婆/)
  expect(answer!.subjects).toContain(mother.person)
  expect((await verifyEvidence(world, [])).broken).toEqual([])
})

it('whatever matters as evidence leaves a record, and what it says is what the tables say', {
  timeout: 120_000,
}, async () => {
  const world = await settledWorld('2026-11-23 09:00')
  const [carer, other, mother, father, director, supervisor] = phones(
    world,
    ...(['h01-carer', 'h05-carer', 'h02-mother', 'h01-father', 'director-1', 'supervisor'] as const),
  )
  const left = watching(world)
  const card = await world.card(mother.person!)
  expect(await left(says(mother, '你好', '1', card, '1'))).toEqual(['consent', 'joined'])
  expect(await left(says(carer, '找主任'))).toEqual(['request-opened'])
  expect(await left(says(director, '回 1 我下午来'))).toEqual(['request-answered'])
  expect(await left(says(director, '完 1'))).toEqual(['request-closed'])
  await carer.says('找主任')
  expect(await left(says(supervisor, '接 2'))).toEqual(['request-opened', 'request-taken'])
  expect(await left(says(supervisor, '交回 2'))).toEqual(['request-given-back'])
  expect(await left(says(supervisor, '接 2', '结 2 已经谈好'))).toEqual(['request-settled', 'request-taken'])
  expect(await left(says(other, '他爸打孩子'))).toEqual(['case-opened'])
  expect(await left(says(director, '到 1'))).toEqual(['case-acknowledged'])
  expect(await left(says(supervisor, '报告 1'))).toEqual(['case-drafted', 'read'])
  expect(await left(says(director, '恢复 1'))).toEqual(['hold-ended'])
  expect(await left(says(director, '结案 1 孩子在姑姑家'))).toEqual(['case-close-proposed'])
  expect(await left(says(supervisor, '结案 1 同意'))).toEqual(['case-closed'])
  expect(await left(says(director, '通知 明天上午打疫苗', '1'))).toEqual(['notice-released'])
  expect(await left(says(director, '停发'))).toEqual(['notice-stopped'])
  for (const words of ['今天', '名单', '进度', `走访 ${carer.name}`])
    expect(await left(says(director, words)), words).toEqual(['read'])
  expect(await left(says(director, '1', '1', '1', '1'))).toEqual(['visit'])
  const answering = await left(says(director, `代填 ${carer.name}`, '2', '2', '1', '2'))
  expect(answering).toEqual(['answered-for', 'care-answer', 'read'])
  expect(await left(says(father, '我们回来了', '1', '1'))).toEqual(['exit-asked'])
  expect(await left(says(director, '退出 1'))).toEqual(['exit-agreed'])
  expect(await left(says(supervisor, '退出 1'))).toEqual(['entrustment', 'exit-left'])
  expect(await left(says(director, '不退 2'))).toEqual(['exit-refused'])
  await left(says(other, '我的资料', '3', '1'))
  const [erase] = await world.rows(`select no from tasks where kind = 'data-delete'`)
  expect(await left(says(director, `删 ${erase!.no}`))).toEqual(['erased'])
  const [binding] = await world.rows('select no from bindings where person_id = $1', [mother.person])
  expect(await left(says(director, `撤 ${binding!.no}`))).toEqual(['join-undone'])
  expect(await left(says(director, '请假 11月25日到11月26日', '0'))).toEqual(['leave-taken'])
  expect(await left(says(director, '销假'))).toEqual(['leave-ended'])
  expect(await left(says(carer, '停'))).toEqual(['consent'])
  expect(await left(says(director, '登录'))).toEqual(['link-issued'])
  const [village] = await world.rows(
    `select p.name, p.code from staff s join places p on p.code = s.place where s.person_id = $1`,
    [director.person],
  )
  const replaced = await left(says(supervisor, `接任 ${village!.name} 王新 13900001234`))
  expect(replaced).toEqual(['staff-added', 'staff-ended'])
  const entry = { role: 'director' as const, name: '陈芳', place: village!.code, phone: null }
  expect(await left(() => addStaff(world, entry))).toEqual(['staff-added'])
  expect(world.errors).toEqual([])
  expect((await verifyEvidence(world, [])).broken).toEqual([])
})

it('a case is the county’s own part of the record: nothing of it is seen from the village it happened in', async () => {
  const world = await settledWorld('2026-11-18 09:00')
  await world.phone('h01-carer').says('村里主任打孩子')
  expect(await world.rows(`select place from evidence where kind = 'case-opened'`)).toEqual([
    { place: '341226' },
  ])
})

it('an ordinary answer of the week leaves nothing: it stands with its message in the week’s own rows', async () => {
  const world = await settledWorld('2026-11-22 10:05')
  await world.phone('h01-carer').says('1')
  expect(await world.rows(`select kind from evidence where kind not in ('notice-released')`)).toEqual([])
})

it('each day the end of the record is told outside the database, once; days that were missed follow', async () => {
  const world = await settledWorld('2026-11-18 09:00')
  const folder = mkdtempSync(join(tmpdir(), 'xb-anchors-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const anchorFile = join(folder, 'kept', 'anchors.txt')
  await world.phone('h01-carer').says('找主任')
  await world.until('2026-11-20 09:00')
  expect(await world.rows('select day, n from evidence_roots order by day')).toEqual([
    { day: '2026-11-19', n: 1 },
    { day: '2026-11-20', n: 2 }, // the morning list was read
  ])
  const log = { info: () => {}, warn: () => {}, error: () => {} }
  const tell = (parts: object) =>
    inScope(world.pool, { place: COUNTY }, tx =>
      dailyRoot(
        tx,
        {
          parts: {
            pool: world.pool,
            keys: world.keys,
            clock: world.clock,
            words: loadWords(),
            log,
            ...parts,
          },
          county: COUNTY,
          now: world.clock.now(),
          acts: [],
        },
        [{ id: '', key: '', place: COUNTY, kind: 'evidence-root', dueAt: world.clock.now() }],
      ),
    )
  expect(await tell({})).toEqual([{ skipped: 'no-anchor-file' }])
  expect(await tell({ anchorFile: '/dev/null/anchors.txt' })).toEqual([{ skipped: 'anchor-not-written' }])
  for (let times = 0; times < 2; times++) expect(await tell({ anchorFile })).toEqual(['done'])
  const { anchors, unreadable } = readAnchors(anchorFile)
  expect([anchors.map(({ day, n }) => [day, n]), unreadable]).toEqual([
    [
      ['2026-11-19', 1],
      ['2026-11-20', 2],
    ],
    0,
  ])
  expect((await verifyEvidence(world, anchors)).broken).toEqual([])
  expect(anchorsIn('# 存证根\n\n2026-11-19 341226 1 abc\n')).toEqual({ anchors: [], unreadable: 1 })
})

it('who looked at what is forgotten after three years, and the record says so; evidence of care is not', async () => {
  const world = await settledWorld('2026-11-18 09:00')
  const [carer, director] = phones(world, 'h01-carer', 'director-1')
  await says(carer, '找主任')()
  await says(director, '今天')()
  await decide(world, 'retention', { chatDays: 180, auditDays: 2 })
  await world.until('2026-11-21 09:00')
  expect(await world.rows('select kind from evidence where sealed is null')).toEqual([{ kind: 'read' }])
  expect((await bodies(world)).find(one => one.kind === 'forgotten')).toMatchObject({
    body: { what: { records: 1 } },
  })
  expect((await verifyEvidence(world, [])).broken).toEqual([])
  await world.rows(`update evidence set sealed = null where kind = 'request-opened'`)
  expect((await verifyEvidence(world, [])).broken).toMatchObject([{ what: 'body', n: 1 }])
})
