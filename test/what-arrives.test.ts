import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

const root = new URL('../', import.meta.url)
const text = (path: string) => readFileSync(new URL(path, root), 'utf8')
const rows = [...text('docs/what-arrives.md').matchAll(/^\| ([CT]\d+) \|.*\| (test\/\S+) \| (.+) \|$/gm)].map(
  ([, row, file, name]) => [row!, file!, name!] as const,
)

test('every row of the catalogue of chat texts has its test', () => {
  expect(rows.map(([row]) => row)).toEqual(
    [1, 2, 3, 5, 6, 8, 9, 11, 12, 13, 15, 16, 17, 19, 22, 23, 24, 25, 26, 27, 28, 30, 31, 32, 34]
      .map(n => `C${n}`)
      .concat('T9'),
  )
})

test.each(rows)('%s is held by %s: %s', (_, file, name) => {
  expect(text(file)).toContain(name)
})
