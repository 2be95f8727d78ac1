import type { Pool } from '../db/scope.ts'
import { announcedHolidays } from './holidays.ts'

/** The announced arrangements that ship with the program; what staff import stays. */
export async function seedHolidays(pool: Pool): Promise<void> {
  await pool.query(
    `insert into holiday_arrangements (day, year, name, kind, source)
     select * from unnest($1::date[], $2::int[], $3::text[], $4::text[], $5::text[]) on conflict (day) do nothing`,
    [
      announcedHolidays.map(row => row.day),
      announcedHolidays.map(row => row.year),
      announcedHolidays.map(row => row.name),
      announcedHolidays.map(row => row.kind),
      announcedHolidays.map(row => row.source),
    ],
  )
}
