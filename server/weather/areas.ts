import type { Tx } from '../db/scope.ts'
import type { Doubt } from './warning.ts'

/** Where a warning holds, in one county: division codes of 6, 9 or 12 digits, none inside another. */
export type Areas = {
  codes: string[]
  /** What a person must settle: nothing named or a code nobody knows; a prefecture or a province. */
  doubts: Extract<Doubt, 'area' | 'wide-area'>[]
  /** Every place named is another county's. */
  elsewhere: boolean
}

const A_PLACE = /^(\d{2}|\d{4}|\d{6}|\d{9}|\d{12})$/

/** Below which of our places a warning holds. What is not known is never taken for everybody. */
export async function areasIn(tx: Tx, county: string, given: readonly string[]): Promise<Areas> {
  const codes = [...new Set(given.map(shorten))]
  const wide = codes.filter(code => county.startsWith(code) && code !== county)
  const ours = codes.filter(code => code.startsWith(county))
  const theirs = codes.filter(code => A_PLACE.test(code) && !ours.includes(code) && !wide.includes(code))
  const { rows } = await tx.query(
    `select code from unnest($1::text[]) as c(code)
     where exists (select 1 from places p where p.code = c.code)
        or exists (select 1 from children k where k.place ^@ c.code and k.state <> 'left')`,
    [ours.filter(code => A_PLACE.test(code))],
  )
  const known = new Set<string>(rows.map(row => row.code))
  const strange = codes.length - known.size - wide.length - theirs.length
  return {
    codes: withoutInner([...known]),
    doubts: [
      ...(codes.length === 0 || strange > 0 ? (['area'] as const) : []),
      ...(wide.length > 0 ? (['wide-area'] as const) : []),
    ],
    elsewhere: theirs.length > 0 && theirs.length === codes.length,
  }
}

/** 341226000000 and 341226 are one county; 341200 is a prefecture, 340000 a province. */
function shorten(code: string): string {
  if (!/^(\d{6}|\d{9}|\d{12})$/.test(code)) return code
  return code.slice(
    0,
    [2, 4, 6, 9, 12].find(digits => /^0*$/.test(code.slice(digits))),
  )
}

/** A township that is named makes its villages superfluous. */
export const withoutInner = (codes: readonly string[]): string[] =>
  codes.filter(code => !codes.some(other => other !== code && code.startsWith(other))).sort()

/** The smallest place that holds all of them: a village, a township or the county. */
export function placeAround(codes: readonly string[], county: string): string {
  const [first = county] = codes
  return (
    [12, 9]
      .map(digits => first.slice(0, digits))
      .find(place => place.length > 6 && codes.every(code => code.startsWith(place))) ?? county
  )
}
