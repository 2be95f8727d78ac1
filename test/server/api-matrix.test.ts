import { beforeAll, describe, expect, it } from 'vitest'
import { RIGHTS, type Right } from '../../server/api/rights.ts'
import { revokeToken } from '../../server/api/tokens.ts'
import { COUNTY, NEXT_DOOR, openApi } from '../support/api.ts'

let house: Awaited<ReturnType<typeof openApi>>
/** A notice of the first village, and a draft of the county's. */
let notice: string
let draft: string
beforeAll(async () => {
  house = await openApi()
  const write = async (place: string, path: string, body: object) =>
    (await house.call((await house.token(place)).text, 'POST', path, body)).is
  const { id } = await write(house.villages[0]!, '/notices', { text: '明天降温,给孩子加件衣服' })
  notice = (await write(house.villages[0]!, `/notices/${id}/release`, {})).notice
  draft = (await write(COUNTY, '/notices', { text: '周末不要到水边' })).id
}, 60_000)

/** One call of each kind, aimed at something of the county's first village, and what lets it through. */
const MATRIX: Record<
  string,
  { right: Right | null; path: () => string; body?: () => object; done: number; notTheirs?: number }
> = {
  // whose token it is: everybody's own
  'GET /api/v1/token': { right: null, path: () => '/token', done: 200, notTheirs: 200 },
  'GET /api/v1/policies': { right: 'policy:read', path: () => `/policies?county=${COUNTY}`, done: 200 },
  'GET /api/v1/policies/:key': {
    ...{ right: 'policy:read', path: () => `/policies/duty?county=${COUNTY}`, done: 200 },
  },
  'POST /api/v1/policies': {
    ...{ right: 'policy:write', path: () => '/policies', done: 201 },
    body: () => ({
      ...{ county: COUNTY, key: 'duty', value: { phone: '12345' }, source: '试', from: '2026-11-21' },
    }),
  },
  'GET /api/v1/notices': {
    ...{ right: 'notices:read', path: () => `/notices?place=${house.villages[0]}`, done: 200 },
  },
  'POST /api/v1/notices': {
    ...{ right: 'notices:write', path: () => '/notices', done: 201 },
    body: () => ({ text: '试一试', whom: { places: [house.villages[0]!] } }),
  },
  'POST /api/v1/notices/:id/release': {
    ...{ right: 'notices:write', path: () => `/notices/${draft}/release`, done: 201, body: () => ({}) },
  },
  ...Object.fromEntries(
    (['pause', 'resume', 'words', 'later', 'stop'] as const).map(to => [
      `POST /api/v1/notices/:id/${to}`,
      {
        ...{ right: 'notices:write' as const, path: () => `/notices/${notice}/${to}`, done: 200 },
        body: () =>
          to === 'words' ? { text: '后天降温' } : to === 'later' ? { at: '2026-11-22T09:00:00+08:00' } : {},
      },
    ]),
  ),
  'GET /api/v1/notices/:id': { right: 'notices:read', path: () => `/notices/${notice}`, done: 200 },
  'GET /api/v1/notices/:id/households': {
    ...{ right: 'households:read', path: () => `/notices/${notice}/households`, done: 200 },
  },
  'GET /api/v1/calendar': { right: 'policy:read', path: () => `/calendar?county=${COUNTY}`, done: 200 },
  'POST /api/v1/calendar': {
    ...{ right: 'policy:write', path: () => '/calendar', done: 201 },
    body: () => ({
      ...{ county: COUNTY, source: '试', from: '2026-11-21' },
      entry: { kind: 'vacation', key: '2027-winter', value: { from: '2027-01-20', to: '2027-02-20' } },
    }),
  },
  'POST /api/v1/roster': {
    ...{ right: 'roster:write', path: () => '/roster', done: 200 },
    body: () => ({
      county: COUNTY,
      dryRun: true,
      children: [{ ...SOMEBODY, village: house.villages[0]! }],
    }),
  },
}

/** A child whom nobody has on a list. */
const SOMEBODY = { household: 'X1', name: '周小川', gender: '男', birth: '2016-05-01', registered: '否' }

/** Signed by its sender instead of a token: test/server/warnings-route.test.ts. */
const SIGNED = ['POST /api/v1/warnings']

describe('who may call what', () => {
  it('every route has a row in the matrix', () => {
    const routes = house.routes.filter(
      route => /^(?!HEAD|OPTIONS)\w+ \/api\/v1/.test(route) && !SIGNED.includes(route),
    )
    expect(routes.filter(route => !MATRIX[route])).toEqual([])
    expect(Object.keys(MATRIX).filter(route => !routes.includes(route))).toEqual([])
  })

  it.each(Object.entries(MATRIX))('%s', async (route, { right, path, body, done, notTheirs = 404 }) => {
    const method = route.split(' ')[0] as 'GET' | 'POST'
    const answered = async (token: string) => {
      const { status, is } = await house.call(token, method, path(), body?.())
      return [status, is.error]
    }
    const secret = async (...of: Parameters<typeof house.token>) => (await house.token(...of)).text
    const revoked = await house.token(COUNTY)
    await revokeToken(house, revoked.id)
    const ended = await secret(COUNTY, RIGHTS, '2026-11-21')

    for (const nobody of ['', 'x', `${'A'.repeat(32)}.${COUNTY}`, revoked.text])
      expect(await answered(nobody)).toEqual([401, 'E-API-TOKEN'])
    const now = house.clock.now()
    house.clock.moveTo(Date.parse('2026-11-22T00:00:00+08:00'))
    expect(await answered(ended)).toEqual([401, 'E-API-TOKEN'])
    house.clock.moveTo(now)
    if (right !== null)
      expect(
        await answered(
          await secret(
            COUNTY,
            RIGHTS.filter(one => one !== right),
          ),
        ),
      ).toEqual([403, 'E-API-RIGHT'])
    const before = await stateOfEverything()
    for (const elsewhere of [NEXT_DOOR, house.villages[1]!])
      expect((await answered(await secret(elsewhere)))[0]).toBe(notTheirs)
    expect(await stateOfEverything()).toEqual(before)
    expect((await answered(await secret(COUNTY, right === null ? RIGHTS : [right])))[0]).toBe(done)
  })
})

/** What calls could have changed. */
const stateOfEverything = () =>
  house.rows(
    `select (select count(*) from children) as children, (select count(*) from notices) as notices,
            (select count(*) from policies) as policies, (select count(*) from calendar_rows) as calendar,
            (select count(*) from prepared_notices) as drafts, (select count(*) from announcements) as announcements, (select count(*) from outbox) as letters,
            (select count(*) from api_answers) as answers`,
  )
