import { AppError } from '../../errors.ts'

/**
 * What a roster file may be. A county's largest township ledger stays far below; a file made to harm does not.
 * Bytes, rows, columns and milliseconds.
 */
export const limits = {
  /** Of the file as it lies on the disk. */
  fileBytes: 50 * 1024 ** 2,
  /** Of the file when it is text: a ledger of 20,000 rows has about 9 MB. */
  textBytes: 20 * 1024 ** 2,
  /** Of everything inside a workbook except pictures. */
  unpackedBytes: 50 * 1024 ** 2,
  /** A part of more than a megabyte that shrank further than this was made for it: a ledger shrinks 5-40 times. */
  ratio: 400,
  entries: 2_000,
  rows: 20_000,
  columns: 60,
  /** Title, units, headings and signatures around the rows of children. */
  otherRows: 60,
  mergedRanges: 50_000,
  cellCharacters: 32_767,
  /** Of the child process that reads the file. */
  childBytes: 256 * 1024 ** 2,
  childMs: 10_000,
} as const

/** The refusal of a sheet that reaches too far. */
export const tooManyRows = () => new AppError('E-IMP-ROWS', { rows: limits.rows, columns: limits.columns })
