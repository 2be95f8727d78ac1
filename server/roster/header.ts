import { type Field, type Group, groups } from './fields.ts'
import { headings } from './headings.ts'
import type { Cell, Merge, Sheet } from './read/cells.ts'
import { limits } from './read/limits.ts'
import { comparable } from './text.ts'

/**
 * Where a sheet's headings stand. `last` is the row they end in; `columns` the column of each field; `unknown` the
 * headings that mean nothing to us (or a second time the same); `names` what a column is called in a CSV file.
 */
export type Header = {
  last: number
  columns: Map<Field, number>
  unknown: number[]
  names: Map<number, string>
}

/** Headings stand in the first rows, below a title, a line with the unit and perhaps blank rows. */
const DEEPEST_HEADER = 40

const signs = /[()[\]{}<>《》〈〉【】〔〕,，、.。:;/\\|_\-—–~*#'"“”‘’·+&?!]/gu

/** A heading as it is compared: simplified, half-width, without spaces and signs. */
const bare = (text: string): string => comparable(text).replace(signs, '')
const withoutBrackets = (text: string): string =>
  comparable(text).replace(/[([【〔][^)\]】〕]*[)\]】〕]/gu, '')

const alone = new Map<string, Field>()
const inGroup = new Map<Group, Map<string, Field>>()
for (const { field, group, title, aliases, alone: solitary } of headings) {
  for (const name of solitary) if (!alone.has(bare(name))) alone.set(bare(name), field)
  const index = inGroup.get(group) ?? new Map<string, Field>()
  inGroup.set(group, index)
  for (const name of [title, ...aliases]) if (!index.has(bare(name))) index.set(bare(name), field)
}
const groupNames = (Object.entries(groups) as [Group, { title: string; aliases: string[] }][])
  .flatMap(([group, { title, aliases }]) => [title, ...aliases].map(name => [bare(name), group] as const))
  .filter(([name]) => name !== '')
  .sort(([a], [b]) => b.length - a.length)
const groupOf = new Map(groupNames)
const people: ReadonlySet<Group> = new Set<Group>(['father', 'mother', 'carer'])
/** 姓名 says nothing under a group we do not know (祖父). */
const ofPeople = new Set([...people].flatMap(group => [...inGroup.get(group)!.keys()]))

/** The field that a heading under a group means, if any. `above` is empty where no group stands. */
function fieldOf(above: string, heading: string): Field | undefined {
  for (const spelling of new Set([bare(heading), bare(withoutBrackets(heading))])) {
    const field = spelling === '' ? undefined : meant(bare(above), spelling)
    if (field) return field
  }
  return undefined
}

function meant(above: string, name: string): Field | undefined {
  const group = groupOf.get(above)
  if (group) {
    const field = inGroup.get(group)?.get(name)
    if (field) return field
    if (people.has(group)) return prefixed(name)
  } else if (above !== '' && above !== name && ofPeople.has(name)) return undefined
  return alone.get(name) ?? prefixed(name)
}

/** 父亲姓名, 照护人的电话, 姓名(父亲). */
function prefixed(name: string): Field | undefined {
  for (const [group, of] of groupNames) {
    const rest = name.startsWith(group)
      ? name.slice(group.length).replace(/^的/, '')
      : name.endsWith(group)
        ? name.slice(0, -group.length)
        : ''
    const field = rest === '' ? undefined : inGroup.get(of)?.get(rest)
    if (field) return field
  }
  return undefined
}

type Candidate = { last: number; found: Header; score: number }

/** Finds the row or pair of rows that explains most columns; undefined when no row has three headings. */
export function findHeader(sheet: Sheet): Header | undefined {
  const at = mergedText(sheet)
  const columnsOf = usedColumns(sheet)
  let best: Candidate | undefined
  for (let row = 1; row <= DEEPEST_HEADER; row++) {
    const columns = columnsOf(row)
    if (columns.length === 0) continue
    const pair = [...new Set([...columns, ...columnsOf(row + 1)])].sort((a, b) => a - b)
    for (const candidate of [oneRow(columns, at, row), formOrder(columns, at, row), twoRows(pair, at, row)]) {
      if (candidate && candidate.score > (best?.score ?? 2)) best = candidate
    }
  }
  return best?.found
}

type TextAt = (row: number, column: number) => string

function oneRow(columns: number[], at: TextAt, row: number): Candidate {
  return explained(row, columns, column => ({ above: '', heading: at(row, column) }))
}

function twoRows(columns: number[], at: TextAt, row: number): Candidate {
  let group = ''
  return explained(row + 1, columns, column => {
    const [upper, lower] = [at(row, column), at(row + 1, column)]
    // Without merged cells a group stands over its first column only.
    if (upper !== '') group = groupOf.has(bare(upper)) && lower !== '' ? upper : ''
    if (lower === '') return { above: '', heading: upper }
    return { above: upper === '' ? group : upper === lower ? '' : upper, heading: lower }
  })
}

function explained(
  last: number,
  columns: number[],
  read: (column: number) => { above: string; heading: string },
): Candidate {
  const found: Header = { last, columns: new Map(), unknown: [], names: new Map() }
  const written = columns.map(column => ({ column, ...read(column) })).filter(one => one.heading !== '')
  for (const { column, above, heading } of written) {
    // 联系电话 stands three times and is called 父亲联系电话; 公民身份号码 is name enough.
    const once = written.filter(one => one.heading === heading).length === 1
    found.names.set(column, once || !groupOf.has(bare(above)) ? heading : above + heading)
    const field = fieldOf(above, heading)
    if (field && !found.columns.has(field)) found.columns.set(field, column)
    else found.unknown.push(column)
  }
  return { last, found, score: found.columns.size - twice(found) }
}

/** A row in which 姓名 stands twice explains less than one that can tell them apart. */
const twice = (header: Header): number =>
  header.unknown.filter(column => ofPeople.has(bare(header.names.get(column)!))).length

const spellings = headings.map(one => [one.title, ...one.aliases].map(bare))

/**
 * The lower header row alone, in the order of the form: the only case in which a repeated 姓名 says whose it is.
 * Any other order is not guessed.
 */
function formOrder(columns: number[], at: TextAt, row: number): Candidate | undefined {
  const found: Header = { last: row, columns: new Map(), unknown: [], names: new Map() }
  let next = 0
  for (const column of columns) {
    if (groupOf.has(bare(at(row - 1, column)))) return undefined
    const name = bare(at(row, column))
    if (name === '') continue
    const i = spellings.findIndex((names, index) => index >= next && names.includes(name))
    if (i === -1) {
      if (spellings.some(names => names.includes(name))) return undefined
      found.unknown.push(column)
    } else {
      found.columns.set(headings[i]!.field, column)
      next = i + 1
    }
    found.names.set(column, at(row, column))
  }
  return { last: row, found, score: found.columns.size }
}

/** The columns of a row in which something stands, merged cells included. */
function usedColumns(sheet: Sheet): (row: number) => number[] {
  const used = new Map<number, Set<number>>()
  const add = (row: number, column: number) => used.set(row, (used.get(row) ?? new Set()).add(column))
  for (const row of sheet.rows) {
    if (row.number <= DEEPEST_HEADER + 1) for (const column of row.cells.keys()) add(row.number, column)
  }
  for (const merge of headMerges(sheet)) {
    for (let row = merge.top; row <= Math.min(merge.bottom, DEEPEST_HEADER + 1); row++) {
      for (let column = merge.left; column <= Math.min(merge.right, limits.columns); column++)
        add(row, column)
    }
  }
  return row => [...(used.get(row) ?? [])].sort((a, b) => a - b)
}

const headMerges = (sheet: Sheet): Merge[] =>
  sheet.merges.filter(merge => merge.top <= DEEPEST_HEADER).slice(0, 1000)

/** The text at a place of the first rows, a merged cell's everywhere in it. */
function mergedText(sheet: Sheet): TextAt {
  const rows = new Map(
    sheet.rows.filter(row => row.number <= DEEPEST_HEADER + 1).map(row => [row.number, row.cells]),
  )
  const merges = headMerges(sheet)
  const text = (cell: Cell | undefined) => (cell?.text ?? '').trim()
  return (row, column) => {
    const own = text(rows.get(row)?.get(column))
    if (own !== '') return own
    const merge = merges.find(one => covers(one, row, column))
    return merge ? text(rows.get(merge.top)?.get(merge.left)) : ''
  }
}

const covers = (merge: Merge, row: number, column: number): boolean =>
  row >= merge.top && row <= merge.bottom && column >= merge.left && column <= merge.right
