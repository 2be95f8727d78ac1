import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { testDatabase } from '../support/database.ts'
import { changedSample, folder, samplePath } from '../support/roster-files.ts'

const db = await testDatabase()
const files = folder()
const command = fileURLToPath(new URL('../../server/commands/roster-import.ts', import.meta.url))

/** Runs the command as npm does and answers its exit code and what it printed. */
async function run(...args: string[]) {
  const env = { ...process.env, DATABASE_URL: db.url, XIANGBAN_DATA_DIR: files.path, INIT_CWD: '' }
  const ran = await new Promise<{ code: number; stdout: string; stderr: string }>(resolve => {
    execFile(process.execPath, [command, ...args], { env }, (error, stdout, stderr) =>
      resolve({ code: error ? Number(error.code) : 0, stdout, stderr }),
    )
  })
  return { ...ran, json: () => JSON.parse(ran.stdout.trimEnd().split('\n').at(-1)!) }
}
const children = () => db.asOwner(async client => (await client.query('select 1 from children')).rowCount)

describe('npm run roster:import', () => {
  test('tries, imports what is valid, and finds nothing new the second time', async () => {
    // Ages count for the day the test runs, so only the sums are certain.
    const tried = await run(samplePath, '--dry-run', '--accept-valid', '--json')
    const { rows, importable, doubtful, refused, created } = tried.json()
    expect([tried.code, rows, importable + doubtful + refused, created]).toEqual([
      0,
      76,
      76,
      importable + doubtful,
    ])
    expect(await children()).toBe(0)

    const first = await run(samplePath, '--accept-valid', '--json')
    expect([first.code, first.json().created]).toEqual([0, created])
    expect(await children()).toBe(created)
    const second = await run(samplePath, '--accept-valid', '--json')
    expect([second.code, second.json()]).toMatchObject([0, { created: 0, changed: 0, unchanged: created }])
    expect(Object.keys(second.json())).toEqual([
      ...['rows', 'importable', 'doubtful', 'refused', 'created', 'changed', 'unchanged', 'problems'],
    ])
    expect(second.json().problems.find((one: { row: number }) => one.row === 18)).toEqual({
      sheet: '台账',
      row: 18,
      column: 'L',
      value: '341***********9000',
      reason: expect.stringMatching(/^不能入册:身份证号是数字格式/),
    })
  })

  test('says in Chinese what is wrong, and fails, when rows are refused', async () => {
    const { code, stdout } = await run(samplePath)
    expect(code).toBe(1)
    expect(stdout).toMatch(/共 76 行:可入册 \d+,有疑问 \d+,不能入册 \d+/)
    expect(stdout).toMatch(/台账 L64 「341\*+9963」 不能入册:身份证号校验码不对/)
    expect(stdout).toMatch(/整份文件都没有导入/)
    expect(stdout).not.toMatch(/\d{11}/)
  })

  test('succeeds without a flag when nothing is refused', async () => {
    const content = await changedSample({}, book => {
      const sheet = book.getWorksheet('台账')!
      for (const row of [18, 20, 64, 80]) sheet.getRow(row).values = []
    })
    const { code, json } = await run(files.file('clean.xlsx', content), '--json')
    expect([code, json().refused, json().rows]).toEqual([0, 0, 72])
  })

  test('answers every failure with one JSON value and exit code 1', async () => {
    const wrong = files.file('a.xlsx', 'not a workbook')
    for (const [args, error] of [
      [[wrong], 'E-IMP-FORMAT'],
      [['nothing.xlsx'], 'E-IMP-FILE'],
      [[samplePath, '--places', wrong], 'E-IMP-FORMAT'],
      [[], 'E-USAGE'],
      [[samplePath, '--all'], 'E-USAGE'],
    ] as const) {
      const { code, json } = await run(...args, '--json')
      expect([code, json()]).toEqual([1, { error, message: expect.any(String) }])
    }
    const plain = await run(wrong)
    expect([plain.code, plain.stdout]).toEqual([1, ''])
    expect(plain.stderr).toMatch(/E-IMP-FORMAT 不支持的格式/)
  })
})
