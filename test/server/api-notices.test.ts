import { beforeAll, describe, expect, it } from 'vitest'
import { issueToken } from '../../server/api/tokens.ts'
import { COUNTY, openApi } from '../support/api.ts'

let house: Awaited<ReturnType<typeof openApi>>
/** Tokens of the first village, its neighbour, and the county. */
let [village, neighbour, county] = ['', '', '']
beforeAll(async () => {
  house = await openApi()
  village = (await house.token(house.villages[0]!)).text
  neighbour = (await house.token(house.villages[1]!)).text
  county = (await house.token(COUNTY)).text
}, 60_000)

const words = '明天降温,给孩子加件衣服'
const draft = async (secret: string, more: object = {}) =>
  (await house.call(secret, 'POST', '/notices', { text: words, ...more })).is
const letters = async () => (await house.rows('select count(*) from deliveries'))[0].count

describe('a village’s notice', () => {
  it('is drafted: nothing leaves, and it is said to how many households it would go', async () => {
    const before = await letters()
    const { total, counts, villages } = await draft(village)
    expect([villages, total > 0]).toEqual([null, true])
    expect(counts.reduce((sum: number, { count }: { count: number }) => sum + count, 0)).toBe(total)
    expect(await letters()).toBe(before)
  })

  it('is released once, however often it is sent, in the name of the director, and stands in the record', async () => {
    const { id, total } = await draft(village)
    const release = (key: string) => house.call(village, 'POST', `/notices/${id}/release`, { total }, key)
    const answers = await Promise.all([release('release-it'), release('release-it'), release('another-key')])
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(2)
    expect(answers.filter(({ status }) => status === 404)).toHaveLength(1)
    const { notice } = answers.find(({ status }) => status === 201)!.is
    const [row] = await house.rows(
      `select s.place, (select count(*) from notices where place = s.place) as notices
       from notices n join staff s on s.id = n.author_id where n.id = $1`,
      [notice],
    )
    expect(row).toEqual({ place: house.villages[0], notices: 1 })
    const kinds = await house.rows(`select kind from evidence where $1 = any (subjects)`, [notice])
    expect(kinds).toEqual([{ kind: 'notice-released' }])
  })

  it('is counted by household, and the states add up; household by household there are numbers and no names', async () => {
    const { id } = await draft(village)
    const { notice, total } = (await house.call(village, 'POST', `/notices/${id}/release`, {})).is
    const { is } = await house.call(village, 'GET', `/notices/${notice}`)
    expect(is).toMatchObject({ id: notice, place: house.villages[0], text: words, automatic: false, total })
    expect(is.releasedAt).toBe('2026-11-21T10:05:00+08:00')
    expect(is.receipts.reduce((sum: number, { count }: { count: number }) => sum + count, 0)).toBe(total)
    const first = (await house.call(village, 'GET', `/notices/${notice}/households?limit=5`)).is
    const rest = (await house.call(village, 'GET', `/notices/${notice}/households?cursor=${first.next}`)).is
    expect(first.rows).toHaveLength(5)
    expect(new Set([...first.rows, ...rest.rows].map(row => row.household)).size).toBe(total)
    expect(Object.keys(first.rows[0]).sort()).toEqual(['at', 'household', 'how', 'place', 'reason', 'state'])
    const [look] = await house.rows(
      `select subjects from evidence where kind = 'called' order by n desc limit 1`,
    )
    expect(look.subjects.sort()).toEqual(rest.rows.map((row: { household: string }) => row.household).sort())
  })

  it('is nothing to its neighbour, in a list, by its number or as a draft', async () => {
    const { id } = await draft(village)
    const { notice } = (await house.call(village, 'POST', `/notices/${id}/release`, {})).is
    const open = (await draft(village)).id
    for (const [method, path] of [
      ['GET', `/notices/${notice}`],
      ['GET', `/notices/${notice}/households`],
      ['POST', `/notices/${open}/release`],
      ['GET', `/notices?place=${house.villages[0]}`],
    ] as const)
      expect((await house.call(neighbour, method, path, method === 'POST' ? {} : undefined)).status).toBe(404)
    const { rows } = (await house.call(neighbour, 'GET', '/notices')).is
    expect(rows.map((row: { id: string }) => row.id)).not.toContain(notice)
    const both = (await house.call(county, 'GET', '/notices?limit=1')).is
    const next = (await house.call(county, 'GET', `/notices?limit=200&cursor=${both.next}`)).is
    const all = [...both.rows, ...next.rows].map((row: { id: string }) => row.id)
    expect(all).toContain(notice)
    expect(new Set(all).size).toBe(all.length)
  })

  it('that would reach more than were counted, or nobody, is held', async () => {
    const { id } = await draft(village)
    expect(await house.call(village, 'POST', `/notices/${id}/release`, { total: 1 })).toMatchObject({
      status: 409,
      is: { error: 'E-NOTICE-MORE' },
    })
    const nobody = await draft(village, { whom: { unanswered: '00000000-0000-4000-8000-000000000000' } })
    expect(await house.call(village, 'POST', `/notices/${nobody.id}/release`, {})).toMatchObject({
      status: 409,
      is: { error: 'E-NOTICE-NOBODY' },
    })
  })
})

describe('what has not left', () => {
  it('is paused, goes on, gets other words, waits for later and is stopped, each once and in the record', async () => {
    // The others of this week have used what a week has room for.
    const { id } = await draft(village, { soon: 'urgent' })
    const { notice } = (await house.call(village, 'POST', `/notices/${id}/release`, {})).is
    const steer = async (to: string, body: object = {}) =>
      (await house.call(village, 'POST', `/notices/${notice}/${to}`, body)).is
    expect([await steer('pause'), await steer('pause')]).toEqual([{ done: true }, { done: false }])
    expect(await steer('resume')).toEqual({ done: true })
    expect(await steer('words', { text: '后天降温,给孩子加件衣服' })).toEqual({ done: true, version: 2 })
    expect(await steer('later', { at: '2026-11-22T09:00:00+08:00' })).toEqual({ done: true })
    const stopped = await steer('stop')
    expect(stopped).toMatchObject({ done: true, sent: 0 })
    expect(await steer('stop')).toMatchObject({ done: false, unsent: 0 })
    const acts = await house.rows('select kind from evidence where $1 = any (subjects) order by n', [notice])
    expect(acts.map(act => act.kind)).toEqual(
      expect.arrayContaining([
        'notice-released',
        'notice-paused',
        'notice-resumed',
        'notice-changed',
        'notice-stopped',
      ]),
    )
    expect((await house.call(village, 'GET', `/notices/${notice}`)).is.stoppedAt).not.toBeNull()
    expect((await house.call(neighbour, 'POST', `/notices/${notice}/stop`, {})).status).toBe(404)
  })
})

it('the county’s goes into the hands of the villages, which release it', async () => {
  const before = await letters()
  const { id, villages } = await draft(county, { soon: 'urgent' })
  expect(villages).toBe(house.villages.length)
  const { is } = await house.call(county, 'POST', `/notices/${id}/release`, {})
  expect(is).toMatchObject({ notice: null, announcement: expect.any(String) })
  expect(await letters()).toBe(before)
  const drafts = await house.rows('select count(*) from announcement_drafts where announcement_id = $1', [
    is.announcement,
  ])
  expect(drafts[0].count).toBe(villages)
})

it('a token writes in somebody’s name, and no more when they have left the post', async () => {
  const given = { place: COUNTY, name: '试', may: ['notices:write'] as const, until: '2027-01-01' }
  await expect(issueToken(house, given)).rejects.toMatchObject({ code: 'E-TOKEN-AS' })
  await expect(issueToken(house, { ...given, as: '没有这个人' })).rejects.toMatchObject({
    code: 'E-TOKEN-AS',
  })
  const { text } = await house.token(house.villages[2]!)
  await house.rows(`update staff set until = since + interval '1 second' where place = $1`, [
    house.villages[2],
  ])
  expect(await house.call(text, 'POST', '/notices', { text: words })).toMatchObject({
    status: 403,
    is: { error: 'E-API-RIGHT' },
  })
  expect((await house.call(text, 'GET', '/notices')).status).toBe(200)
})
