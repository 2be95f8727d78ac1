import { inScope, type Pool } from '../db/scope.ts'
import { AppError } from '../errors.ts'
import { type Keys, unseal } from './seal.ts'

/** Throws E-KEY when the keys do not open what lies in the database: better no start than a house that reads nobody. */
export async function checkKeys(pool: Pool, keys: Keys): Promise<void> {
  const counties = await pool.query('select code from places where length(code) = 6')
  for (const { code } of counties.rows) {
    const { rows } = await inScope(pool, { place: code }, tx =>
      tx.query('select id, sealed from people limit 1'),
    )
    for (const person of rows) {
      try {
        unseal(keys, `people:${person.id}`, person.sealed)
      } catch {
        throw new AppError('E-KEY', { what: '打不开库里的数据' })
      }
    }
  }
}
