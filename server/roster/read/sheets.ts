import { spawn } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { basename, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { AppError, type ErrorCode } from '../../errors.ts'
import type { Sheet } from './cells.ts'
import { detectFormat } from './format.ts'
import { limits } from './limits.ts'
import { Line, rowOf } from './wire.ts'

const child = fileURLToPath(new URL('./child.ts', import.meta.url))

/**
 * Memory of the child's JavaScript in MB. Buffers, code and the stack come on top; the whole is watched from here
 * and measured in test/server/roster-limits.test.ts.
 */
const HEAP_MB = 128

/** What the child may use: bytes of memory, milliseconds. */
export type Caps = { childBytes: number; childMs: number }

/** How much the reader used: `rss` in bytes is null where the system does not tell. */
export type Reading = { sheets: Sheet[]; rss: number | null; ms: number }

/**
 * Reads every sheet of an .xlsx or CSV file in a child process with 256 MB and 10 s. Throws E-IMP-* with the reason;
 * E-IMP-LIMIT when the child was stopped or died.
 */
export async function readSheets(path: string, caps: Caps = limits): Promise<Reading> {
  const format = await detectFormat(path)
  const name = basename(path)
  const started = performance.now()
  const reader = spawn(
    process.execPath,
    [
      `--max-old-space-size=${HEAP_MB}`,
      '--max-semi-space-size=8',
      '--permission', // no writing, no network of its own processes, no children
      '--allow-fs-read=*',
      child,
      format === 'text' ? 'csv' : 'workbook',
      resolve(path),
      name,
    ],
    { stdio: ['ignore', 'pipe', 'ignore'], env: {} },
  )
  let rss: number | null = null
  const stop = () => void reader.kill('SIGKILL')
  const tooLong = setTimeout(stop, caps.childMs)
  const watch = setInterval(async () => {
    rss = Math.max(rss ?? 0, (await memoryOf(reader.pid)) ?? 0) || null
    if (rss && rss > caps.childBytes) stop()
  }, 25)
  try {
    const sheets = await received(reader.stdout)
    return { sheets, rss, ms: performance.now() - started }
  } finally {
    clearTimeout(tooLong)
    clearInterval(watch)
    stop()
  }
}

/** Builds sheets from the child's lines. A child that ends without saying so was stopped. */
async function received(stream: AsyncIterable<Buffer>): Promise<Sheet[]> {
  const sheets: Sheet[] = []
  const decoder = new TextDecoder()
  let rest = ''
  for await (const chunk of stream) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n')
    rest = lines.pop()!
    for (const text of lines) {
      const line = Line.parse(JSON.parse(text))
      const sheet = sheets.at(-1)
      if (line[0] === 'sheet') sheets.push({ name: line[1], kind: line[2], rows: [], merges: [] })
      else if (line[0] === 'r') sheet?.rows.push(rowOf(line))
      else if (line[0] === 'm') {
        const [top, left, bottom, right] = line[1]
        sheet?.merges.push({ top, left, bottom, right })
      } else if (line[0] === 'fault') throw new AppError(line[1] as ErrorCode, line[2])
      else return sheets
    }
  }
  throw new AppError('E-IMP-LIMIT')
}

/** Resident memory in bytes; null where there is no /proc (there only the heap's own limit holds). */
async function memoryOf(pid: number | undefined): Promise<number | null> {
  try {
    const kb = /^VmRSS:\s+(\d+) kB/m.exec(await readFile(`/proc/${pid}/status`, 'utf8'))?.[1]
    return kb ? Number(kb) * 1024 : null
  } catch {
    return null
  }
}
