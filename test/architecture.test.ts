import { readdirSync, readFileSync } from 'node:fs'
import { posix } from 'node:path'
import { describe, expect, test } from 'vitest'
import { diagrams } from '../flows/engine/diagram.ts'
import { flows } from '../flows/index.ts'

const root = new URL('../', import.meta.url)
const read = (path: string): string => readFileSync(new URL(path, root), 'utf8')
const filesIn = (folder: string, ends: RegExp): string[] =>
  readdirSync(new URL(`${folder}/`, root), { recursive: true, encoding: 'utf8' })
    .filter(path => ends.test(path))
    .map(path => posix.join(folder, path))
    .sort()
const code = ['flows', 'bot', 'locales', 'server'].flatMap(folder => filesIn(folder, /\.(ts|js)$/))

const withoutComments = (text: string): string =>
  text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|\s)\/\/.*$/gm, '$1')

type Arrow = { from: string; to: string; typeOnly: boolean }

/** Who imports what: paths from the repository's root, or a package's name. */
const arrows: Arrow[] = code.flatMap(from => {
  const text = withoutComments(read(from))
  const found = [
    ...text.matchAll(/(?:^|\n)\s*(?:import|export)\s+(type\s)?[^'";]*?\bfrom\s+'([^']+)'/g),
    ...text.matchAll(/(?:^|\n)\s*import\s+()'([^']+)'/g),
    ...text.matchAll(/\bimport\(\s*()'([^']+)'/g),
  ]
  return found.map(([, type, to]) => ({
    from,
    to: to!.startsWith('.') ? posix.join(posix.dirname(from), to!) : to!,
    typeOnly: Boolean(type),
  }))
})
const shown = (those: readonly Arrow[]): string[] => those.map(({ from, to }) => `${from} -> ${to}`)
const inside = (path: string, ...folders: string[]) => folders.some(folder => path.startsWith(`${folder}/`))
const ours = (to: string) => inside(to, 'flows', 'bot', 'locales', 'server', 'test', 'bench')
const packageOf = (to: string) =>
  to.startsWith('@') ? to.split('/').slice(0, 2).join('/') : to.split('/')[0]!

describe('arrows run one way', () => {
  test('there are arrows to look at', () => {
    expect(arrows.length).toBeGreaterThan(300)
    expect(shown(arrows)).toContain('server/conversation/converse.ts -> flows/index.ts')
  })

  test('conversations are pure: they import zod, the calendars and themselves', () => {
    const allowed = ['zod', 'lunar-typescript', 'temporal-polyfill']
    const astray = arrows.filter(
      ({ from, to }) => inside(from, 'flows') && !inside(to, 'flows') && !allowed.includes(packageOf(to)),
    )
    expect(shown(astray)).toEqual([])
  })

  test('the bot knows nothing of families: it imports packages and itself', () => {
    expect(
      shown(arrows.filter(({ from, to }) => inside(from, 'bot') && ours(to) && !inside(to, 'bot'))),
    ).toEqual([])
  })

  test('texts import nothing of ours', () => {
    const allowed = ['i18next', 'zod', 'node:fs']
    const astray = arrows.filter(
      ({ from, to }) => inside(from, 'locales') && !inside(to, 'locales') && !allowed.includes(to),
    )
    expect(shown(astray)).toEqual([])
  })

  test('the house does not lean on its pages: only the program itself mounts them', () => {
    const pages = ['server/console', 'server/simulator']
    const astray = arrows.filter(
      ({ from, to }) =>
        inside(to, ...pages) &&
        !inside(from, ...pages) &&
        !['server/app.ts', 'server/main.ts'].includes(from),
    )
    expect(shown(astray)).toEqual([])
  })

  test('WeChat is spoken of in the bot alone, and a concrete puppet is chosen in one place', () => {
    const wechaty = arrows.filter(({ from, to }) => /^wechaty/.test(packageOf(to)) && !inside(from, 'bot'))
    expect(shown(wechaty)).toEqual([])
    const puppets = arrows.filter(
      ({ from, to, typeOnly }) =>
        !typeOnly && !inside(from, 'bot') && (inside(to, 'bot/puppets') || to === 'bot/puppet-service.ts'),
    )
    // The simulator's page is the other half of that one puppet.
    const elsewhere = puppets.filter(
      ({ from }) => from !== 'server/bot.ts' && !inside(from, 'server/simulator'),
    )
    expect(shown(elsewhere)).toEqual([])
  })

  test('no program of ours is imported from a test', () => {
    expect(shown(arrows.filter(({ to }) => inside(to, 'test', 'bench')))).toEqual([])
  })
})

describe('time and chance', () => {
  test('come from outside: only the clock reads the wall, and nobody throws dice', () => {
    const astray = code
      .filter(path => path !== 'server/clock.ts')
      .filter(path =>
        /\bDate\.now\b|\bnew Date\(\s*\)|\bTemporal\.Now\b|\bMath\.random\b/.test(
          withoutComments(read(path)),
        ),
      )
    expect(astray).toEqual([])
  })

  test('PostgreSQL is never asked what time it is', () => {
    const clock =
      /(?<![.\w])(?:now|(?:clock|statement|transaction)_timestamp)\(\)|\bcurrent_(?:timestamp|date|time)\b|\blocaltime(?:stamp)?\b/i
    const sql = [
      ...filesIn('server', /\.sql$/).map(path => ({ path, text: read(path).replace(/--.*$/gm, '') })),
      ...code.map(path => ({ path, text: stringsOf(withoutComments(read(path))) })),
    ]
    expect(sql.filter(({ text }) => clock.test(text)).map(({ path }) => path)).toEqual([])
  })
})

test('what is found by a key put together from other columns is put together first, or no index is asked under row-level security', () => {
  const together = /\b\w*key = (?:'[^']*'|\$\d+) \|\|/
  expect(code.filter(path => together.test(read(path)))).toEqual([])
})

describe('files', () => {
  const lines = code.map(path => ({ path, lines: read(path).split('\n').length - 1 }))

  test('are short: half of them have at most 110 lines', () => {
    const sorted = lines.map(file => file.lines).sort((a, b) => a - b)
    expect(sorted[Math.floor(sorted.length / 2)]).toBeLessThanOrEqual(110)
  })

  test('none has more than 300 lines', () => {
    expect(lines.filter(file => file.lines > 300).map(file => file.path)).toEqual([])
  })
})

test('flows/README.md shows the conversations as they are (npm run diagrams)', () => {
  const generated = read('flows/README.md').split('<!-- npm run diagrams -->')[1]
  expect(generated?.trim()).toBe(diagrams(flows).trim())
})

/** What stands in quotes and backticks, without the expressions in it. */
function stringsOf(text: string): string {
  return [...text.matchAll(/`[^`]*`|'[^'\n]*'/g)]
    .map(([found]) => found.replace(/\$\{[^}]*\}/g, ''))
    .join('\n')
}
