import { execFile } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { inScope } from '../../server/db/scope.ts'
import { appendEvidence, readBy } from '../../server/evidence/append.ts'
import { loadKeys } from '../../server/privacy/keys.ts'
import { testDatabase } from '../support/database.ts'
import { folder } from '../support/roster-files.ts'

const db = await testDatabase()
const files = folder()
const county = '341226'
const keys = loadKeys(join(files.path, 'keys.json'), { create: true })

/** Runs a command as npm does and answers its exit code and what it printed. */
async function run(name: string, ...args: string[]) {
  const command = fileURLToPath(new URL(`../../server/commands/${name}.ts`, import.meta.url))
  const env = { ...process.env, DATABASE_URL: db.url, XIANGBAN_DATA_DIR: files.path }
  return await new Promise<{ code: number; last: string; out: string; err: string }>(resolve => {
    execFile(process.execPath, [command, ...args], { env }, (error, stdout, stderr) =>
      resolve({
        code: error ? Number(error.code) : 0,
        last: stdout.trimEnd().split('\n').at(-1)!,
        out: stdout,
        err: stderr,
      }),
    )
  })
}

test('an operator proves the record: nothing to prove is 2, in order is 0, tampered with is 1', {
  timeout: 120_000,
}, async () => {
  await db.pool.query(`insert into places (code, name) values ($1, '颍河县')`, [county])
  expect(await run('evidence-verify', '--json')).toMatchObject({ code: 2, last: '{"records":0,"broken":[]}' })
  await inScope(db.pool, { place: county }, tx =>
    appendEvidence(tx, { keys, now: db.clock.now() }, [
      readBy('11111111-1111-4111-8111-111111111111', county, { page: 'chat' }),
    ]),
  )
  expect(await run('evidence-verify', '--json')).toMatchObject({ code: 0, last: '{"records":1,"broken":[]}' })
  expect((await run('evidence-verify')).last).toBe('存证记录 1 条,对照存证根 0 条,问题 0 处')
  await db.pool.query(
    `insert into evidence_roots (county, day, n, hash, at) select county, '2026-11-21', n, hash, $1 from evidence_heads`,
    [new Date(db.clock.now())],
  )
  // What is printed is what is read back from paper.
  const printed = join(files.path, 'printed.txt')
  writeFileSync(printed, (await run('evidence-roots')).out)
  expect(await run('evidence-verify', '--anchor', printed)).toMatchObject({
    code: 0,
    last: '存证记录 1 条,对照存证根 1 条,问题 0 处',
  })
  await db.asOwner(async owner => {
    await owner.query(
      `set session_replication_role = replica; truncate evidence, evidence_heads, evidence_roots`,
    )
  })
  expect(await run('evidence-verify', '--json')).toMatchObject({ code: 2 })
  const cut = await run('evidence-verify', '--json', '--anchor', printed)
  expect([cut.code, JSON.parse(cut.last)]).toEqual([
    1,
    { records: 0, broken: [{ county, what: 'anchor', n: 1, at: '2026-11-21' }] },
  ])
  expect((await run('evidence-verify', '--anchor', printed)).last).toContain('恢复了旧备份')
  expect(await run('evidence-verify', '--anchor', join(files.path, 'none'))).toMatchObject({
    code: 1,
    err: expect.stringContaining('E-ANCHOR'),
  })
})
