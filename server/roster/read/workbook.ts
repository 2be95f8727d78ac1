import { AppError } from '../../errors.ts'
import { readBook } from './book.ts'
import { type CellCode, noResult, position } from './cells.ts'
import { limits, tooManyRows } from './limits.ts'
import { serialDay } from './serial.ts'
import type { Line } from './wire.ts'
import { scanXml } from './xml.ts'
import { damaged, openZip, type Zip } from './zip.ts'

/** Reads every visible and hidden sheet of an .xlsx and hands on its cells line by line. */
export async function readWorkbook(path: string, emit: (line: Line) => void): Promise<void> {
  const zip = await openZip(path)
  try {
    const book = await readBook(zip)
    const strings = book.strings ? await readStrings(zip, book.strings) : []
    const dated = book.styles ? await readDateStyles(zip, book.styles) : []
    for (const sheet of book.sheets) {
      emit(['sheet', sheet.name, 'workbook'])
      await readSheet(zip, sheet.part, { strings, dated, from1904: book.from1904 }, emit)
    }
  } finally {
    zip.close()
  }
}

/** Excel writes control characters as _x000D_. */
const unwrapped = (text: string): string =>
  text
    .replace(/_x([0-9A-Fa-f]{4})_/g, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16)))
    .replace(/\r\n?/g, '\n')

/** Gathers the text of the <t> inside something, without the reading aids (<rPh>) over rare characters. */
function textGatherer() {
  let text = ''
  let inText = false
  let inAid = false
  return {
    open(name: string) {
      if (name === 't') inText = true
      else if (name === 'rPh') inAid = true
    },
    close(name: string) {
      if (name === 't') inText = false
      else if (name === 'rPh') inAid = false
    },
    text(piece: string) {
      if (inText && !inAid) text += piece
      if (text.length > limits.cellCharacters * 7) throw new AppError('E-IMP-LIMIT')
    },
    take() {
      const whole = unwrapped(text)
      text = ''
      if (whole.length > limits.cellCharacters) throw new AppError('E-IMP-LIMIT')
      return whole
    },
  }
}

async function readStrings(zip: Zip, part: string): Promise<string[]> {
  const strings: string[] = []
  const gatherer = textGatherer()
  await scanXml(zip.read(part), {
    open: gatherer.open,
    close(name) {
      gatherer.close(name)
      if (name === 'si') strings.push(gatherer.take())
    },
    text: gatherer.text,
  })
  return strings
}

// The number formats built into Excel that show a day, Chinese ones (27-36, 50-58) included.
const dayFormats = new Set([...[14, 15, 16, 17, 22], ...[27, 28, 29, 30, 31, 36, 50, 51, 52, 53, 54, 57, 58]])

/** For each cell style, whether a number in it is shown as a day. */
async function readDateStyles(zip: Zip, part: string): Promise<boolean[]> {
  const custom = new Map<number, boolean>()
  const dated: boolean[] = []
  let inCells = false
  await scanXml(zip.read(part), {
    open(name, attribute) {
      if (name === 'cellXfs') inCells = true
      if (name === 'numFmt') {
        const bare = (attribute('formatCode') ?? '').replace(/"[^"]*"|\[[^\]]*\]|\\./g, '')
        custom.set(Number(attribute('numFmtId')), /[yde]/i.test(bare) && !/general/i.test(bare))
      }
      if (name === 'xf' && inCells) {
        const format = Number(attribute('numFmtId') ?? 0)
        dated.push(custom.get(format) ?? dayFormats.has(format))
      }
    },
    close(name) {
      if (name === 'cellXfs') inCells = false
    },
    text() {},
  })
  return dated
}

type Context = { strings: string[]; dated: boolean[]; from1904: boolean }

async function readSheet(
  zip: Zip,
  part: string,
  { strings, dated, from1904 }: Context,
  emit: (line: Line) => void,
): Promise<void> {
  const inline = textGatherer()
  let row = 0
  let column = 0
  let cells: [number, CellCode, string][] = []
  let type = 'n'
  let style = 0
  let formula = false
  let value: string | undefined
  let within: 'v' | 'is' | undefined
  let merges = 0
  let filled = 0

  // 20,000 children and their headings reach a little beyond row 20,000; a lonely cell there does not belong.
  const isTooFar = (at: number) =>
    at > limits.rows + limits.otherRows || (at > limits.rows && filled < limits.rows - limits.otherRows)

  function cell(): [CellCode, string] | undefined {
    if (type === 'inlineStr') {
      const text = inline.take()
      return text === '' ? undefined : ['t', text]
    }
    if (value === undefined || value === '') return formula && type !== 'str' ? ['e', noResult] : undefined
    if (type === 's') {
      const text = strings[Number(value)]
      if (text === undefined) throw damaged()
      return text === '' ? undefined : ['t', text]
    }
    if (type === 'str') return ['t', unwrapped(value)]
    if (type === 'b') return ['b', value]
    if (type === 'e') return ['e', value]
    if (type === 'd') return ['d', value.slice(0, 10)]
    if (!Number.isFinite(Number(value))) throw damaged()
    return dated[style] ? serialDay(Number(value), from1904) : ['n', value]
  }

  await scanXml(zip.read(part), {
    open(name, attribute) {
      if (name === 'row') {
        row = attribute('r') === undefined ? row + 1 : Number(attribute('r'))
        column = 0
        cells = []
      } else if (name === 'c') {
        const ref = attribute('r')
        const at = ref === undefined ? undefined : position(ref)
        if (at === null) throw damaged()
        if (at) row = at.row
        column = at ? at.column : column + 1
        type = attribute('t') ?? 'n'
        style = Number(attribute('s') ?? 0)
        formula = false
        value = undefined
      } else if (name === 'v') {
        within = 'v'
        value = ''
      } else if (name === 'is') within = 'is'
      else if (name === 'f') formula = true
      else if (name === 'mergeCell') {
        const [from, to] = (attribute('ref') ?? '').split(':').map(position)
        if (!from || !to || ++merges > limits.mergedRanges) throw damaged()
        emit(['m', [from.row, from.column, to.row, to.column]])
      }
      if (within === 'is') inline.open(name)
    },
    close(name) {
      if (within === 'is') inline.close(name)
      if (name === within) within = undefined
      else if (name === 'c') {
        const read = cell()
        // Formatting without content reaches to the last row of many files: only what holds something counts.
        if (!read) return
        if (column > limits.columns || isTooFar(row)) throw tooManyRows()
        cells.push([column, ...read])
      } else if (name === 'row' && cells.length > 0) {
        filled++
        emit(['r', row, cells])
      }
    },
    text(piece) {
      if (within === 'v') {
        value += piece
        if (value!.length > limits.cellCharacters * 7) throw new AppError('E-IMP-LIMIT')
      } else if (within === 'is') inline.text(piece)
    },
  })
}
