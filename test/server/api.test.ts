import { beforeAll, describe, expect, it } from 'vitest'
import { days, minutes } from '../../flows/engine/calendar.ts'
import { issueToken, listTokens, revokeToken } from '../../server/api/tokens.ts'
import { COUNTY, openApi } from '../support/api.ts'

let house: Awaited<ReturnType<typeof openApi>>
/** A token of the county that may do everything. */
let secret: string
beforeAll(async () => {
  house = await openApi()
  secret = (await house.token(COUNTY)).text
}, 60_000)

const phone = (number: string, from = '2026-11-21') => ({
  ...{ key: 'duty', value: { phone: number }, source: '县民政〔2026〕12号', from },
})

describe('a token', () => {
  it('is shown once, says what it may do, and lies in the database as a hash', async () => {
    const { id, text } = await house.token(house.villages[0]!, ['notices:read'])
    const answer = await house.call(text, 'GET', '/token')
    expect(answer).toMatchObject({
      status: 200,
      is: { id, name: '县政务平台', place: house.villages[0], may: ['notices:read'] },
    })
    expect(answer.is.expiresAt).toBe('2027-07-01T00:00:00+08:00')
    const [row] = await house.rows('select token_hash, to_jsonb(t) as all from api_tokens t where id = $1', [
      id,
    ])
    expect(JSON.stringify(row.all)).not.toContain(text.slice(0, 32))
    expect(row.token_hash).toHaveLength(32)
  })

  it('that is unknown, malformed, expired or revoked, or of a county that is none, answers alike', async () => {
    const [expired, revoked] = [await house.token(COUNTY, undefined, '2026-11-21'), await house.token(COUNTY)]
    await revokeToken(house, revoked.id)
    const before = house.clock.now()
    house.clock.moveTo(before + days(1))
    const unknown = `${'A'.repeat(32)}.${COUNTY}`
    const answers = []
    for (const text of ['', 'x', unknown, `${'A'.repeat(32)}.999999`, expired.text, revoked.text])
      answers.push(await house.call(text, 'GET', '/token'))
    house.clock.moveTo(before)
    expect(new Set(answers.map(answer => JSON.stringify([answer.status, answer.is]))).size).toBe(1)
    expect(answers[0]).toMatchObject({ status: 401, is: { error: 'E-API-TOKEN' } })
  })

  it('ends on a day within the policy’s limit, belongs to a place that is known, and is revoked once', async () => {
    const given = { place: COUNTY, name: '试', may: ['notices:read'] as const }
    for (const until of ['2026-11-20', '2028-11-21'])
      await expect(issueToken(house, { ...given, until })).rejects.toMatchObject({ code: 'E-TOKEN-UNTIL' })
    await expect(issueToken(house, { ...given, place: '341229', until: '2027-01-01' })).rejects.toMatchObject(
      {
        code: 'E-PLACE',
      },
    )
    const { id } = await house.token(COUNTY)
    await revokeToken(house, id)
    await expect(revokeToken(house, id)).rejects.toMatchObject({ code: 'E-NOT-FOUND' })
    expect((await listTokens(house)).find(token => token.id === id)).toMatchObject({
      revokedAt: house.clock.now(),
    })
  })

  it('stands in the county’s record with each call it makes, those that were refused too', async () => {
    const { id, text } = await house.token(house.villages[0]!, ['notices:read'])
    await house.call(text, 'GET', '/token')
    await house.call(text, 'GET', `/policies?county=${COUNTY}`)
    const kinds = await house.rows('select kind, place from evidence order by n desc limit 3')
    expect(kinds).toEqual([
      { kind: 'called', place: house.villages[0] },
      { kind: 'called', place: house.villages[0] },
      { kind: 'token-issued', place: house.villages[0] },
    ])
    const [issued] = await house.rows(
      `select subjects from evidence where kind = 'token-issued' order by n desc limit 1`,
    )
    expect(issued.subjects).toEqual([id])
  })
})

describe('a write', () => {
  it('sent again with its key is done once and answered the same, for as long as the policy says', async () => {
    const first = await house.call(secret, 'POST', '/policies', phone('0558-1111111'), 'the-same-key')
    const again = await house.call(secret, 'POST', '/policies', phone('0558-1111111'), 'the-same-key')
    expect([first.status, again.status]).toEqual([201, 201])
    expect(again.is).toEqual(first.is)
    expect([first.headers['idempotency-replayed'], again.headers['idempotency-replayed']]).toEqual([
      undefined,
      'true',
    ])
    const [{ count }] = await house.rows(
      `select count(*) from policies where value->>'phone' = '0558-1111111'`,
    )
    expect(count).toBe(1)
  })

  it('with another body under the same key is refused, and under another token’s key is its own', async () => {
    await house.call(secret, 'POST', '/policies', phone('0558-2222222'), 'taken-key')
    const other = await house.call(secret, 'POST', '/policies', phone('0558-3333333'), 'taken-key')
    expect(other).toMatchObject({ status: 409, is: { error: 'E-API-KEY' } })
    const { text } = await house.token(COUNTY)
    expect((await house.call(text, 'POST', '/policies', phone('0558-3333333'), 'taken-key')).status).toBe(201)
  })

  it('sent eight times at once is done once', async () => {
    const answers = await Promise.all(
      Array.from({ length: 8 }, () =>
        house.call(secret, 'POST', '/policies', phone('0558-4444444'), 'all-at-once'),
      ),
    )
    expect(new Set(answers.map(answer => answer.is.id)).size).toBe(1)
    expect(answers.filter(answer => !answer.headers['idempotency-replayed'])).toHaveLength(1)
  })

  it('that was refused may be sent again with the same key once it is mended', async () => {
    const late = await house.call(secret, 'POST', '/policies', phone('12345', '2026-11-20'), 'mended-key')
    expect(late).toMatchObject({ status: 400, is: { error: 'E-POLICY-DAY' } })
    expect((await house.call(secret, 'POST', '/policies', phone('12345'), 'mended-key')).status).toBe(201)
  })

  it('without a key, with a field nobody knows, or too large is refused with the field and words in Chinese', async () => {
    const bare = await house.call(secret, 'POST', '/policies', phone('12345'), 'short')
    expect(bare.is).toMatchObject({ error: 'E-BAD-INPUT', problems: [{ field: 'idempotency-key' }] })
    const wrong = await house.call(secret, 'POST', '/policies', {
      ...phone('12345'),
      value: { phone: 12345, fax: '1' },
    })
    expect(wrong.is.problems).toEqual([
      { field: 'value.phone', message: expect.stringMatching(/期望.*string/) },
      { field: 'value', message: expect.stringContaining('fax') },
    ])
    const large = await house.call(secret, 'POST', '/policies', { ...phone('1'), source: 'x'.repeat(70_000) })
    expect([large.status, large.is.error]).toEqual([413, 'E-TOO-LARGE'])
    const form = await house.app.inject({
      ...{ method: 'POST', url: '/api/v1/policies', payload: 'a=b' },
      headers: { authorization: `Bearer ${secret}`, 'content-type': 'application/x-www-form-urlencoded' },
    })
    expect(form.statusCode).toBe(415)
  })

  it('beyond the policy’s limit of a minute is put off with the seconds to wait; others go on', async () => {
    const [busy, calm] = [await house.token(COUNTY), await house.token(COUNTY)]
    const answers = []
    for (let n = 0; n < 62; n++)
      answers.push(await house.call(busy.text, 'POST', '/policies', phone('12345'), 'often-the-same'))
    expect(answers.filter(answer => answer.status === 429)).toHaveLength(2)
    expect(Number(answers.at(-1)!.headers['retry-after'])).toBeGreaterThan(0)
    expect(answers.at(-1)!.is.error).toBe('E-TOO-MANY')
    expect((await house.call(calm.text, 'GET', '/token')).status).toBe(200)
    house.clock.moveTo(house.clock.now() + minutes(1))
    expect((await house.call(busy.text, 'GET', '/token')).status).toBe(200)
  })
})

describe('what the county decides', () => {
  it('is read with its source and first day; what nobody decided holds by default, without a source', async () => {
    await house.call(secret, 'POST', '/policies', phone('0558-7654321'))
    const { is } = await house.call(secret, 'GET', '/policies')
    const of = (key: string) => is.rows.find((row: { key: string }) => row.key === key)
    expect(of('duty')).toEqual({
      ...{ key: 'duty', value: { phone: '0558-7654321' }, source: '县民政〔2026〕12号' },
      ...{ from: '2026-11-21', until: null },
    })
    expect(of('budget')).toMatchObject({ value: { perWeek: 2, summer: 3 }, source: null, from: null })
  })

  it('from a later day on is planned until then; every row stays, and pages follow each other', async () => {
    await house.call(secret, 'POST', '/policies', {
      ...{
        key: 'budget',
        value: { perWeek: 1, summer: 2 },
        source: '县民政〔2026〕13号',
        from: '2027-01-01',
      },
    })
    await house.call(secret, 'POST', '/policies', {
      ...{ key: 'budget', value: { perWeek: 3, summer: 3 }, source: '口误', from: '2026-11-21' },
    })
    const first = (await house.call(secret, 'GET', '/policies/budget?limit=1')).is
    expect(first.rows).toMatchObject([{ from: '2027-01-01', state: 'planned' }])
    const rest = (await house.call(secret, 'GET', `/policies/budget?limit=1&cursor=${first.next}`)).is
    expect(rest).toMatchObject({ rows: [{ source: '口误', state: 'holds' }], next: null })
    const then = (await house.call(secret, 'GET', '/policies?on=2027-02-01')).is
    expect(then.rows.find((row: { key: string }) => row.key === 'budget').value.perWeek).toBe(1)
    await expect(house.rows(`update policies set source = 'x'`)).rejects.toMatchObject({ code: '42501' })
  })

  it('a vacation stands in the calendar with its source; written anew, both rows stay and the newer one holds', async () => {
    const winter = (to: string, from = '2026-11-21') => ({
      ...{ source: '县教育局〔2026〕3号', from },
      entry: { kind: 'vacation', key: '2027-winter', value: { from: '2027-01-20', to } },
    })
    for (const to of ['2027-02-20', '2027-02-25']) {
      expect((await house.call(secret, 'POST', '/calendar', winter(to))).status).toBe(201)
      house.clock.moveTo(house.clock.now() + minutes(1))
    }
    const { rows } = (await house.call(secret, 'GET', '/calendar?kind=vacation')).is
    expect(rows).toMatchObject([
      { state: 'holds', value: { to: '2027-02-25' }, source: '县教育局〔2026〕3号', until: null },
      { state: 'over', value: { to: '2027-02-20' } },
    ])
    expect(await house.call(secret, 'POST', '/calendar', winter('2027-02-20', '2026-11-20'))).toMatchObject({
      status: 400,
      is: { error: 'E-POLICY-DAY' },
    })
    const backwards = await house.call(secret, 'POST', '/calendar', winter('2027-01-02'))
    expect(backwards.is.problems[0].field).toBe('entry.value.to')
  })

  it('a cursor that was never one is refused', async () => {
    expect(await house.call(secret, 'GET', '/policies/duty?cursor=x')).toMatchObject({
      status: 400,
      is: { error: 'E-BAD-INPUT' },
    })
  })
})

describe('the document', () => {
  it('is OpenAPI 3.1, and says of every call, field and status what it means', async () => {
    const answer = await house.app.inject({ url: '/api/docs/json' })
    const document = answer.json()
    expect(document.openapi).toBe('3.1.0')
    const calls = Object.values(document.paths).flatMap(path => Object.values(path as object))
    expect(calls.length).toBeGreaterThanOrEqual(4)
    for (const call of calls) expect(call.summary).toMatch(/\p{Script=Han}/u)
    expect([...undescribed(document.paths)]).toEqual([])
    const english = await house.app.inject({ url: '/api/docs/json', headers: { 'accept-language': 'en-GB' } })
    expect(english.json().info.title).toBe('Xiangban API')
  })

  it('is a page of our own files alone', async () => {
    for (const url of ['/api/docs', '/api/docs/', '/api/docs/static/swagger-initializer.js']) {
      const answer = await house.app.inject({ url })
      expect([url, answer.statusCode]).toEqual([url, 200])
      expect(answer.headers['content-security-policy']).toContain("default-src 'none'")
      expect(answer.headers['content-security-policy']).not.toContain('unsafe')
    }
    const { body } = await house.app.inject({ url: '/api/docs' })
    expect(body).toContain('/api/docs/static/swagger-ui-bundle.js')
    expect(body).not.toMatch(/https?:\/\//)
  })
})

/** Names of fields that stand in the document without a word; what a county may decide has its own. */
function* undescribed(node: unknown): Generator<string> {
  if (node === null || typeof node !== 'object') return
  for (const [name, child] of Object.entries(node)) {
    if (name === 'properties')
      for (const [field, schema] of Object.entries(child as Record<string, { description?: string }>)) {
        if (!schema.description) yield field
        if (field !== 'value') yield* undescribed(schema)
      }
    else yield* undescribed(child)
  }
}
