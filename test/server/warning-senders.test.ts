import { expect, test } from 'vitest'
import { minutes } from '../../flows/engine/calendar.ts'
import { inScope } from '../../server/db/scope.ts'
import { addSender, changeSecret, dropOld, endSender, senderOf } from '../../server/weather/senders.ts'
import { testDatabase } from '../support/database.ts'

const COUNTY = '341231'

test('a county’s sender signs with one secret, with two while it is changed, then with the newer, then with none', async () => {
  const database = await testDatabase()
  const { pool, keys, clock } = database
  await pool.query('insert into places (code, name) values ($1, $2)', [COUNTY, '阜南县'])
  const secrets = async (code: string, county = COUNTY) =>
    (await inScope(pool, { place: county }, tx => senderOf(tx, keys, code)))?.secrets
  const { code, secret } = await addSender(database, COUNTY, '县气象台')
  expect(code).toMatch(/^341231-[0-9a-f]{8}$/)
  expect(secret).toMatch(/^[\w-]{43}$/)
  expect(await secrets(code)).toEqual([secret])
  clock.advance(minutes(1))
  const newer = (await changeSecret(database, code)).secret
  expect(await secrets(code)).toEqual([newer, secret])
  await dropOld(database, code)
  expect(await secrets(code)).toEqual([newer])
  expect(await secrets(code, '341232')).toBeUndefined()
  await endSender(database, code)
  expect(await secrets(code)).toBeUndefined()
  for (const gone of [code, '341231-00000000', 'x'])
    await expect(endSender(database, gone)).rejects.toThrow('E-SENDER')
  await expect(addSender(database, '999999', 'x')).rejects.toThrow('E-PLACE')
  const { rows } = await inScope(pool, { place: COUNTY }, tx =>
    tx.query(
      'select kind, (select string_agg(sealed::text, $1) from warning_secrets) as kept from evidence order by n',
      [''],
    ),
  )
  expect(rows.map(row => row.kind)).toEqual(['sender-added', 'sender-added', 'sender-ended', 'sender-ended'])
  for (const one of [secret, newer]) expect(rows[0].kept).not.toContain(Buffer.from(one).toString('hex'))
})
