/**
 * The process in which a roster file is read: `node child.ts workbook|csv FILE NAME`. It answers on stdout with one
 * JSON value a line (wire.ts) and may die at any moment without harm; sheets.ts starts, watches and ends it.
 */
import { writeSync } from 'node:fs'
import { AppError } from '../../errors.ts'
import type { Line } from './wire.ts'

let waiting = ''
const pause = new Int32Array(new SharedArrayBuffer(4))

function emit(line: Line): void {
  waiting += `${JSON.stringify(line)}\n`
  if (waiting.length > 1 << 16) flush()
}

// Written at once, waiting when the parent is slow: process.stdout would let it pile up in memory.
function flush(): void {
  const bytes = Buffer.from(waiting)
  waiting = ''
  for (let at = 0; at < bytes.length; ) {
    try {
      at += writeSync(1, bytes, at)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error
      Atomics.wait(pause, 0, 0, 1)
    }
  }
}

const [kind, path, name] = process.argv.slice(2) as [string, string, string]
try {
  // Only the reader that is needed is loaded: starting is most of the time for a small file.
  if (kind === 'csv') await (await import('./csv.ts')).readCsv(path, name, emit)
  else await (await import('./workbook.ts')).readWorkbook(path, emit)
  emit(['end'])
} catch (error) {
  if (!(error instanceof AppError)) throw error
  emit(['fault', error.code, error.details])
}
flush()
