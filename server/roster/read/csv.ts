import { readFile } from 'node:fs/promises'
import { pipeline } from 'node:stream'
import { CsvError, parse } from 'csv-parse'
import { AppError } from '../../errors.ts'
import type { CellCode } from './cells.ts'
import { decodeText } from './encoding.ts'
import { limits, tooManyRows } from './limits.ts'
import type { Line } from './wire.ts'

const separators = [',', ';', '\t', '|']

/**
 * Reads a CSV file. Rows count from 1 as a spreadsheet would show them, blank ones included. Throws E-IMP-CSV with
 * the line of a quote that is not closed, and what `decodeText` throws.
 */
export async function readCsv(path: string, name: string, emit: (line: Line) => void): Promise<void> {
  const text = decodeText(await readFile(path))
  const parser = parse({
    delimiter: separatorOf(text),
    relax_column_count: true,
    skip_empty_lines: false,
    record_delimiter: ['\r\n', '\n', '\r'],
    max_record_size: limits.columns * limits.cellCharacters,
  })
  emit(['sheet', name, 'csv'])
  let number = 0
  try {
    // Record by record: all at once would need most of the memory there is.
    for await (const record of pipeline(pieces(text), parser, () => {}) as AsyncIterable<string[]>) {
      row(record, ++number, emit)
    }
  } catch (error) {
    if (!(error instanceof CsvError)) throw error
    if (error.code === 'CSV_MAX_RECORD_SIZE') throw new AppError('E-IMP-LIMIT')
    throw new AppError('E-IMP-CSV', { line: Number(error.lines ?? number + 1) })
  }
}

function* pieces(text: string): Generator<string> {
  for (let i = 0; i < text.length; i += 1 << 16) yield text.slice(i, i + (1 << 16))
}

function row(record: string[], number: number, emit: (line: Line) => void): void {
  const cells: [number, CellCode, string][] = []
  record.forEach((value, i) => {
    if (value === '') return
    if (value.length > limits.cellCharacters) throw new AppError('E-IMP-LIMIT')
    if (i >= limits.columns || number > limits.rows + limits.otherRows) throw tooManyRows()
    cells.push([i + 1, 't', value])
  })
  if (cells.length > 0) emit(['r', number, cells])
}

/** The one that stands most often in the first lines, where the headings are. */
function separatorOf(text: string): string {
  const head = text.slice(0, 20_000).split(/\r\n|\n|\r/, 10)
  const count = (separator: string) => Math.max(...head.map(line => line.split(separator).length))
  return separators.reduce((best, one) => (count(one) > count(best) ? one : best))
}
