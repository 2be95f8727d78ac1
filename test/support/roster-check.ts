import { type CheckedRow, checkRows, problemsOf } from '../../server/roster/check.ts'
import { readLedger } from '../../server/roster/ledger.ts'
import { gazetteer, placesIn } from '../../server/roster/places.ts'
import { readSheets } from '../../server/roster/read/sheets.ts'

export const today = '2026-11-21'

/** Reads and judges a file without a database. The places are the sample's unless the file lists its own. */
export async function checked(path: string, places?: { code: string; name: string }[]) {
  const { sheets, rss, ms } = await readSheets(path)
  const ledger = readLedger(sheets)
  const rows = checkRows(ledger.rows, gazetteer(places ?? placesIn(sheets)), today)
  const count = (status: CheckedRow['status']) => rows.filter(row => row.status === status).length
  return {
    rows,
    hints: ledger.hints,
    rss,
    ms,
    counts: [count('importable'), count('doubtful'), count('refused')],
    row: (number: number) => verdict(rows.find(row => row.row.number === number)!),
  }
}

/** A row's status, and the cells and reasons of what decided it. */
function verdict(row: CheckedRow) {
  const problems = problemsOf(row)
  const serious = problems.filter(problem => !problem.reason.startsWith('提示'))
  return {
    status: row.status,
    columns: [...new Set(serious.map(problem => problem.column))],
    reasons: problems.map(problem => problem.reason).join('\n'),
    entry: row.entry,
  }
}
