import { createHash, randomUUID } from 'node:crypto'
import { createReadStream } from 'node:fs'
import type pg from 'pg'
import { dayOf } from '../../flows/engine/calendar.ts'
import type { Clock } from '../clock.ts'
import { countyOf, inScope, type Tx } from '../db/scope.ts'
import { AppError } from '../errors.ts'
import { appendEvidence } from '../evidence/append.ts'
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

  const counties = [...new Set(rows.flatMap(row => (row.entry.place ? [countyOf(row.entry.place)] : [])))]
  if (counties.length > 1) throw new AppError('E-IMP-COUNTIES', { codes: counties.join('、') })
  const accepted = rows.filter(row => row.status !== 'refused')
  if (counties.length === 0 || accepted.length === 0) return summarize(file, rows)

  const county = counties[0]!
  return await inScope(house.pool, { place: county }, async tx => {
    await prepare(tx, county, dryRun)
    const plan = await planFor(tx, house.keys, accepted.map(wantedOf))
    const refused = rows.some(row => row.status === 'refused') && !acceptValid
    const summary = summarize(file, rows, refused ? undefined : plan)
    if (dryRun || refused) return summary
    await writePlaces(
      tx,
      file.places.filter(place => countyOf(place.code) === county),
    )
    await writePlan(tx, house.keys, plan, now)
    const { problems: _, ...counts } = summary
    const id = randomUUID()
    await tx.query(
      'insert into roster_imports (id, place, sha256, summary, at) values ($1, $2, $3, $4, $5)',
      [...[id, county, file.sha256, counts, new Date(now)]],
    )
    // One row for all of it: the file's digest stands for what is in it.
    const is = { place: county, sha256: file.sha256, at: now }
    await appendEvidence(tx, { keys: house.keys, now }, [
      {
        kind: 'imported',
        place: county,
        subjects: [],
        by: null,
        rows: [{ table: 'roster_imports', id, is }],
      },
    ])
    return summary
  })
}

/** Of two imports at once into a county one waits; a dry run cannot write whatever comes after. */
async function prepare(tx: Tx, county: string, dryRun: boolean): Promise<void> {
  if (dryRun) {
    await tx.query('set transaction read only')
    return
  }
  await tx.query(`set local lock_timeout = '25s'; set local idle_in_transaction_session_timeout = '60s'`)
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

function summarize(file: RosterFile, rows: CheckedRow[], plan?: Plan): Summary {
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
