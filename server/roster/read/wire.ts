import { z } from 'zod'
import { kinds, type SheetRow } from './cells.ts'

/** What the reading process writes, one JSON value a line. */
export const Line = z.union([
  z.tuple([
    z.literal('r'),
    z.int(),
    z.array(z.tuple([z.int(), z.enum(['t', 'n', 'd', 'b', 'e']), z.string()])),
  ]),
  z.tuple([z.literal('m'), z.tuple([z.int(), z.int(), z.int(), z.int()])]),
  z.tuple([z.literal('sheet'), z.string(), z.enum(['workbook', 'csv'])]),
  z.tuple([z.literal('fault'), z.string(), z.record(z.string(), z.union([z.string(), z.number()]))]),
  z.tuple([z.literal('end')]),
])
export type Line = z.infer<typeof Line>

/** A row's line made a row again. */
export function rowOf([, number, cells]: Extract<Line, ['r', ...unknown[]]>): SheetRow {
  return {
    number,
    cells: new Map(cells.map(([column, code, text]) => [column, { kind: kinds[code], text }])),
  }
}
