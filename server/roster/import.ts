import { createHash, randomUUID } from 'node:crypto'
import { createReadStream } from 'node:fs'
import type pg from 'pg'
import { dayOf } from '../../flows/engine/calendar.ts'
import type { Clock } from '../clock.ts'
import { countyOf, inScope, type Tx } from '../db/scope.ts'
import { AppError } from '../errors.ts'
import { type Act, appendEvidence } from '../evidence/append.ts'
import { blindIndex, type Keys } from '../privacy/seal.ts'
import { type CheckedRow, checkRows, problemsOf } from './check.ts'
import { type Ledger, readLedger } from './ledger.ts'
import { gazetteer, type Place, placesIn, readPlaces } from './places.ts'
import type { Problem } from './problem.ts'
import { readSheets } from './read/sheets.ts'
import { readKnown } from './store/known.ts'
import { type Plan, planImport } from './store/plan.ts'
import { type Wanted, wantedOf } from './store/wanted.ts'
import { writePlan } from './store/write.ts'

/** A file read and understood as a ledger, not yet judged. `sha256` in hexadecimal. */
export type RosterFile = { ledger: Ledger; places: Place[]; sha256: string }

/**
 * `rows` children in the file = importable + doubtful + refused. created, changed and unchanged count children; in a
 * dry run, what would happen.
 */
export type Summary = {
  rows: number
  importable: number
  doubtful: number
  refused: number
  created: number
  changed: number
  unchanged: number
  problems: Problem[]
}

export type ImportOptions = { dryRun?: boolean; acceptValid?: boolean }

/** Reads a ledger and its list of places (in the file, or the one named). Throws AppError E-IMP-*. */
export async function readRosterFile(path: string, placesPath?: string): Promise<RosterFile> {
  const { sheets } = await readSheets(path)
  const places = placesPath ? await readPlaces(placesPath) : placesIn(sheets)
  return { ledger: readLedger(sheets), places, sha256: await digest(path) }
}

async function digest(path: string): Promise<string> {
  const hash = createHash('sha256')
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer)
  return hash.digest('hex')
}

/**
 * Judges every row and, unless it is a dry run or rows are refused without `acceptValid`, records the rest in one
 * transaction under the county's scope. The same file again changes nothing. Throws E-IMP-PLACES when no place is
 * known, E-IMP-COUNTIES for children of several counties.
 */
export async function importRoster(
  house: { pool: pg.Pool; keys: Keys; clock: Clock },
  file: RosterFile,
  { dryRun = false, acceptValid = false }: ImportOptions = {},
): Promise<Summary> {
  const now = house.clock.now()
  const places = file.places.length > 0 ? file.places : await knownPlaces(house.pool)
  const known = gazetteer(places)
  if (known.villages.length === 0) throw new AppError('E-IMP-PLACES')
  const rows = checkRows(file.ledger.rows, known, dayOf(now))

  const county = countyOfRows(rows)
  const options = { dryRun, acceptValid }
  if (county === null || rows.every(row => row.status === 'refused')) return summarize(file, rows)
  return await inScope(house.pool, { place: county }, async tx => {
    if (dryRun) await tx.query(`set transaction read only; ${HASHED}`)
    const { summary, act } = await importRows(tx, { keys: house.keys, now }, county, file, rows, options)
    if (act) await appendEvidence(tx, { keys: house.keys, now }, [{ ...act, by: null }])
    return summary
  })
}

/** The county of the children whose village is known; null when none is. Throws E-IMP-COUNTIES when there are several. */
function countyOfRows(rows: readonly CheckedRow[]): string | null {
  const counties = [...new Set(rows.flatMap(row => (row.entry.place ? [countyOf(row.entry.place)] : [])))]
  if (counties.length > 1) throw new AppError('E-IMP-COUNTIES', { codes: counties.join('、') })
  return counties[0] ?? null
}

/**
 * The same for rows that are judged already, in the transaction of whoever brings them, under the county's scope. `act`
 * is what goes into the record, when something was written.
 */
export async function importRows(
  tx: Tx,
  { keys, now }: { keys: Keys; now: number },
  county: string,
  file: RosterFile,
  rows: readonly CheckedRow[],
  { dryRun = false, acceptValid = false }: ImportOptions,
): Promise<{ summary: Summary; act: Omit<Act, 'by'> | null }> {
  if (!dryRun) await waitForOthers(tx, county)
  const plan = await planFor(tx, keys, rows.filter(row => row.status !== 'refused').map(wantedOf))
  const refused = rows.some(row => row.status === 'refused') && !acceptValid
  const summary = summarize(file, rows, refused ? undefined : plan)
  if (dryRun || refused) return { summary, act: null }
  await writePlaces(
    tx,
    file.places.filter(place => countyOf(place.code) === county),
  )
  await writePlan(tx, keys, plan, now)
  const { problems: _, ...counts } = summary
  const id = randomUUID()
  await tx.query('insert into roster_imports (id, place, sha256, summary, at) values ($1, $2, $3, $4, $5)', [
    ...[id, county, file.sha256, counts, new Date(now)],
  ])
  // One row for all of it: the file's digest stands for what is in it.
  const is = { place: county, sha256: file.sha256, at: now }
  const act = {
    ...{ kind: 'imported' as const, place: county, subjects: [] },
    rows: [{ table: 'roster_imports', id, is }],
  }
  return { summary, act }
}

/**
 * Lists of thousands are hashed: before a table's first statistics the planner takes them for ten, and would go through
 * them once for every row.
 */
const HASHED = 'set local enable_nestloop = off'

/** Of two imports at once into a county one waits. */
async function waitForOthers(tx: Tx, county: string): Promise<void> {
  await tx.query(
    `set local lock_timeout = '25s'; set local idle_in_transaction_session_timeout = '60s'; ${HASHED}`,
  )
  await tx.query(`select pg_advisory_xact_lock(hashtext('roster'), $1)`, [Number(county)])
}

async function planFor(tx: Tx, keys: Keys, wanted: Wanted[]): Promise<Plan> {
  const childKey = (value: string) => blindIndex(keys, 'child', value)
  const adults = wanted.flatMap(want => want.adults)
  const distinct = (values: (string | null | undefined)[]) =>
    [...new Set(values)].filter(value => value != null)
  const known = await readKnown(tx, keys, {
    childKeys: distinct(wanted.flatMap(want => [want.key, `name:${want.nameKey}`])).map(childKey),
    idIndexes: distinct(adults.map(one => one.idNumber)).map(id => blindIndex(keys, 'id-number', id)),
    phoneIndexes: distinct(adults.map(one => one.phone)).map(phone => blindIndex(keys, 'phone', phone)),
    places: distinct(wanted.map(want => want.place)),
  })
  return planImport(wanted, known, value => childKey(value).toString('hex'))
}

async function knownPlaces(pool: pg.Pool): Promise<Place[]> {
  const { rows } = await pool.query('select code, name from places')
  return rows
}

async function writePlaces(tx: Tx, places: Place[]): Promise<void> {
  const once = [...new Map([...places].reverse().map(place => [place.code, place.name]))]
  await tx.query(
    `insert into places (code, name) select * from unnest($1::text[], $2::text[])
     on conflict (code) do update set name = excluded.name where places.name <> excluded.name`,
    [once.map(([code]) => code), once.map(([, name]) => name)],
  )
}

/** The summary of rows; without a plan nothing would be written. */
export function summarize(file: RosterFile, rows: readonly CheckedRow[], plan?: Plan): Summary {
  const count = (status: CheckedRow['status']) => rows.filter(row => row.status === status).length
  return {
    rows: rows.length,
    importable: count('importable'),
    doubtful: count('doubtful'),
    refused: count('refused'),
    created: plan?.created ?? 0,
    changed: plan?.changed ?? 0,
    unchanged: plan?.unchanged ?? 0,
    problems: [...file.ledger.hints, ...rows.flatMap(problemsOf)],
  }
}
