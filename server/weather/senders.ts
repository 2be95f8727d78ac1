import { randomBytes, randomUUID } from 'node:crypto'
import { z } from 'zod'
import { countyOf, inScope, type Tx } from '../db/scope.ts'
import { AppError } from '../errors.ts'
import { type Act, appendEvidence } from '../evidence/append.ts'
import type { House } from '../house.ts'
import { type Keys, seal, unseal } from '../privacy/seal.ts'

const Secret = z.strictObject({ secret: z.string() })

/** Who signs for a county's warnings. `code` is public, `secret` is shown once. */
export type Issued = { code: string; secret: string }

type Office = Pick<House, 'pool' | 'keys' | 'clock'>

/** Allows somebody to send warnings to a county. Throws E-PLACE for a county that is not loaded. */
export async function addSender(office: Office, county: string, name: string): Promise<Issued> {
  const { rowCount } = await office.pool.query('select 1 from places where code = $1 and length(code) = 6', [
    county,
  ])
  if (!rowCount) throw new AppError('E-PLACE', { code: county })
  const code = `${county}-${randomBytes(4).toString('hex')}`
  return await writing(office, code, async (tx, now) => {
    const id = randomUUID()
    await tx.query('insert into warning_senders (id, place, code, name, since) values ($1, $2, $3, $4, $5)', [
      id,
      county,
      code,
      name,
      new Date(now),
    ])
    const secret = await newSecret(tx, office.keys, { id, place: county }, now)
    const is = { place: county, code, name, since: now }
    return {
      done: { code, secret },
      act: act('sender-added', county, id, { rows: [{ table: 'warning_senders', id, is }] }),
    }
  })
}

/** A second secret; the one before it holds until `dropOld`. Throws E-SENDER. */
export async function changeSecret(office: Office, code: string): Promise<Issued> {
  return await writing(office, code, async (tx, now) => {
    const sender = await senderRow(tx, code)
    const secret = await newSecret(tx, office.keys, sender, now)
    return { done: { code, secret }, act: act('sender-added', sender.place, sender.id, { what: { code } }) }
  })
}

/** From now on only the newest secret of a sender holds. Throws E-SENDER. */
export async function dropOld(office: Office, code: string): Promise<void> {
  await writing(office, code, async (tx, now) => {
    const sender = await senderRow(tx, code)
    await tx.query(
      `update warning_secrets set until = $2 where sender_id = $1 and until is null
         and id <> (select id from warning_secrets where sender_id = $1 and until is null order by since desc, id limit 1)`,
      [sender.id, new Date(now)],
    )
    return { done: undefined, act: act('sender-ended', sender.place, sender.id, { what: { old: code } }) }
  })
}

/** Nothing more is taken from this sender. Throws E-SENDER. */
export async function endSender(office: Office, code: string): Promise<void> {
  await writing(office, code, async (tx, now) => {
    const sender = await senderRow(tx, code)
    const at = new Date(now)
    await tx.query('update warning_senders set until = $2 where id = $1', [sender.id, at])
    await tx.query('update warning_secrets set until = $2 where sender_id = $1 and until is null', [
      sender.id,
      at,
    ])
    const rows = [{ table: 'warning_senders', id: sender.id, is: { until: now } }]
    return { done: undefined, act: act('sender-ended', sender.place, sender.id, { rows }) }
  })
}

/** A sender that still is one, by their code, with what they may sign with; null for anybody else. */
export async function senderOf(
  tx: Tx,
  keys: Keys,
  code: string,
): Promise<{ id: string; name: string; secrets: string[] } | null> {
  const { rows } = await tx.query(
    `select s.id, s.name, k.id as secret, k.sealed from warning_senders s
     join warning_secrets k on k.sender_id = s.id and k.until is null
     where s.code = $1 and s.until is null order by k.since desc limit 4`,
    [code],
  )
  if (!rows[0]) return null
  const secrets = rows.map(
    row => Secret.parse(unseal(keys, `warning_secrets:${row.secret}`, row.sealed)).secret,
  )
  return { id: rows[0].id, name: rows[0].name, secrets }
}

async function writing<T>(
  { pool, keys, clock }: Office,
  code: string,
  work: (tx: Tx, now: number) => Promise<{ done: T; act: Act }>,
): Promise<T> {
  const now = clock.now()
  const place = countyOf(code)
  if (!/^\d{6}$/.test(place)) throw new AppError('E-SENDER', { code })
  return await inScope(pool, { place }, async tx => {
    const { done, act } = await work(tx, now)
    await appendEvidence(tx, { keys, now }, [act])
    return done
  })
}

async function senderRow(tx: Tx, code: string): Promise<{ id: string; place: string }> {
  const { rows } = await tx.query(
    'select id, place from warning_senders where code = $1 and until is null for update',
    [code],
  )
  if (!rows[0]) throw new AppError('E-SENDER', { code })
  return rows[0]
}

async function newSecret(
  tx: Tx,
  keys: Keys,
  sender: { id: string; place: string },
  now: number,
): Promise<string> {
  const id = randomUUID()
  const secret = randomBytes(32).toString('base64url')
  const sealed = seal(keys, `warning_secrets:${id}`, { secret })
  await tx.query(
    'insert into warning_secrets (id, place, sender_id, sealed, since) values ($1, $2, $3, $4, $5)',
    [id, sender.place, sender.id, sealed, new Date(now)],
  )
  return secret
}

const act = (
  kind: 'sender-added' | 'sender-ended',
  place: string,
  id: string,
  more: Pick<Act, 'what' | 'rows'>,
): Act => ({
  kind,
  place,
  subjects: [id],
  by: null,
  ...more,
})
