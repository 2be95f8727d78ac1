import { hash } from 'node:crypto'
import { AppError } from '../errors.ts'
import { seal, unseal } from '../privacy/seal.ts'
import type { Calling } from './caller.ts'

/** What a write is answered. */
export type Told = { status: number; body: unknown }

/**
 * Does a write once for its key. The same key with the same request gets the answer of the first time (`again`); with
 * another it throws E-API-KEY. Of two at once the second waits for the first. What was refused or failed is not kept:
 * it may be sent again.
 */
export async function once(
  { tx, caller, keys, now }: Calling,
  key: string,
  request: string,
  work: () => Promise<Told>,
): Promise<Told & { again: boolean }> {
  const id = [caller.id, key]
  const owner = `api_answers:${caller.id}:${key}`
  const digest = Buffer.from(hash('sha256', request, 'hex'), 'hex')
  const { rowCount: isNew } = await tx.query(
    'insert into api_answers (token_id, key, place, request, at) values ($1, $2, $3, $4, $5) on conflict do nothing',
    [...id, caller.place, digest, new Date(now)],
  )
  if (!isNew) {
    const { rows } = await tx.query(
      'select request, status, sealed from api_answers where token_id = $1 and key = $2',
      id,
    )
    const [kept] = rows
    if (!kept?.request.equals(digest)) throw new AppError('E-API-KEY')
    return { status: kept.status, body: unseal(keys, owner, kept.sealed), again: true }
  }
  const told = await work()
  if (told.status >= 400) await tx.query('delete from api_answers where token_id = $1 and key = $2', id)
  else
    await tx.query('update api_answers set status = $3, sealed = $4 where token_id = $1 and key = $2', [
      ...id,
      told.status,
      seal(keys, owner, told.body),
    ])
  return { ...told, again: false }
}
