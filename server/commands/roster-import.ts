/**
 * `npm run roster:import -- FILE [--dry-run] [--json] [--accept-valid] [--places FILE]`. Exits 0 when the file was (or
 * would be) imported, 1 when it was refused. With --json the last line on stdout is one JSON value: the summary, or
 * { error, message }.
 */
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { AppError } from '../errors.ts'
import { withHouse } from '../house.ts'
import { importRoster, readRosterFile } from '../roster/import.ts'
import { reportOf } from '../roster/report.ts'

const usage = 'npm run roster:import -- 文件 [--dry-run] [--json] [--accept-valid] [--places 区划文件]'

function readArguments() {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: {
        'dry-run': { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
        'accept-valid': { type: 'boolean', default: false },
        places: { type: 'string' },
      },
    })
    if (positionals.length !== 1) throw new AppError('E-USAGE', { usage })
    return { ...values, file: positionals[0]! }
  } catch {
    throw new AppError('E-USAGE', { usage })
  }
}

/** npm runs scripts in the project's folder; a path is meant from where the command was given. */
const fromHere = (path: string): string => resolve(process.env.INIT_CWD || '.', path)

try {
  const args = readArguments()
  const options = { dryRun: args['dry-run'], acceptValid: args['accept-valid'] }
  // A file that cannot be read is refused before any database is started.
  const file = await readRosterFile(fromHere(args.file), args.places && fromHere(args.places))
  const summary = await withHouse(house => importRoster(house, file, options))
  console.log(args.json ? JSON.stringify(summary) : reportOf(summary, options))
  const taken = summary.rows - summary.refused > 0 && (summary.refused === 0 || options.acceptValid)
  process.exitCode = taken ? 0 : 1
} catch (error) {
  if (!(error instanceof AppError)) throw error
  if (process.argv.includes('--json'))
    console.log(JSON.stringify({ error: error.code, message: error.text() }))
  else console.error(`${error.code} ${error.text()}`)
  process.exitCode = 1
}
