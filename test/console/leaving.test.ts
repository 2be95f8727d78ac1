import { beforeAll, expect, test } from 'vitest'
import { inScope } from '../../server/db/scope.ts'
import { verifyEvidence } from '../../server/evidence/verify.ts'
import { unseal } from '../../server/privacy/seal.ts'
import { testBrowser } from '../support/browser.ts'
import { login, officer, open, ours } from './log-in.ts'
import { openVillage } from './village.ts'

const county = '341226'
let village: Awaited<ReturnType<typeof openVillage>>
let sessions: { director: string; supervisor: string }
let children: { id: string; name: string }[]

const rows = async (sql: string, values: unknown[] = []) =>
  (await inScope(village.pool, { place: county }, tx => tx.query(sql, values))).rows

beforeAll(async () => {
  village = await openVillage()
  sessions = { director: await login(village, 'director'), supervisor: await login(village, 'supervisor') }
  const { id } = await officer(village, 'director')
  const found = await rows(
    `select c.id, c.sealed from children c join staff s on s.place = c.place and s.role = 'director'
     join contacts k on k.person_id = s.person_id
     where k.wechat_id = $1 and exists (select 1 from relations r join contacts f on f.person_id = r.person_id where r.child_id = c.id)
     order by c.id`,
    [id],
  )
  children = found.map(row => ({
    id: row.id,
    name: (unseal(village.keys, `children:${row.id}`, row.sealed) as { name: string }).name,
  }))
}, 60_000)

async function post(who: 'director' | 'supervisor', fields: Record<string, string>) {
  const page = await open(village, '/console/exits', sessions[who])
  const token = /name="token" value="([^"]+)"/.exec(page.body)![1]!
  return await village.app.inject({
    method: 'POST',
    url: '/console/exits',
    headers: { ...ours, 'content-type': 'application/x-www-form-urlencoded' },
    cookies: { xiangban: sessions[who] },
    payload: new URLSearchParams({ token, ...fields }).toString(),
  })
}
const leave = (name: string, reason: string, note = '') =>
  post('director', { step: 'leave', name, reason, note })
const exitOf = async (child: string) =>
  (await rows('select * from exits where child_id = $1 order by asked_at desc limit 1', [child]))[0]
const stateOf = async (child: string) =>
  (await rows('select state from children where id = $1', [child]))[0].state

test('a wrong entry needs a word, a second person, and comes back by a button within 90 days', async () => {
  const { id, name } = children[0]!
  for (const [answer, words] of [
    [await leave('没有的', 'moved'), '没有找到'],
    [await leave(name, ''), '请选为什么'],
    [await leave(name, 'wrong-entry'), '登记错在哪里'],
  ] as const) {
    expect(answer.statusCode).toBe(422)
    expect(answer.body).toContain(words)
  }
  expect((await leave(name, 'wrong-entry', '重复登记')).statusCode).toBe(303)
  expect((await leave(name, 'moved')).body).toContain('已经在办')
  const exit = await exitOf(id)
  // The director does not say both.
  expect((await post('director', { step: 'agree', exit: exit.id })).statusCode).toBe(422)
  expect(await stateOf(id)).not.toBe('left')
  expect((await post('supervisor', { step: 'agree', exit: exit.id })).statusCode).toBe(303)
  expect(await stateOf(id)).toBe('left')
  expect((await open(village, '/console/exits', sessions.director)).body).toContain('放回名单')
  expect((await post('director', { step: 'undo', exit: exit.id })).statusCode).toBe(303)
  expect(await stateOf(id)).toBe(exit.was ?? 'listed')
  expect((await post('director', { step: 'undo', exit: exit.id })).statusCode).toBe(422)
})

test('after a death the family is left in peace, and a person lets messages go on where there are other children', async () => {
  const { id, name } = children[1]!
  expect((await leave(name, 'death')).statusCode).toBe(303)
  const exit = await exitOf(id)
  expect(await stateOf(id)).toBe('left')
  const held = () => rows('select 1 from holds where exit_id = $1 and until_at is null', [exit.id])
  expect((await held()).length).toBeGreaterThan(0)
  expect((await post('supervisor', { step: 'agree', exit: exit.id })).statusCode).toBe(303)
  expect((await post('director', { step: 'write-again', exit: exit.id })).statusCode).toBe(303)
  expect(await held()).toEqual([])
  expect((await post('director', { step: 'undo', exit: exit.id })).statusCode).toBe(303)
  expect(await stateOf(id)).toBe('listed')
  const { broken } = await verifyEvidence(village, [])
  expect(broken).toEqual([])
})

const browser = testBrowser()
test('it is done on a phone without a script', async () => {
  const { name } = children[2]!
  const page = await browser.open(`${village.address}${await (await officer(village, 'director')).link()}`, {
    viewport: { width: 360, height: 740 },
    javaScriptEnabled: false,
  })
  await page.getByRole('button', { name: '进入' }).click()
  await page.getByRole('link', { name: '孩子离开名单' }).click()
  await page.getByLabel('孩子名字').fill(name)
  await page.getByText('搬走了').click()
  await page.getByRole('button', { name: '记下' }).click()
  await page.getByText('等乡里确认').first().waitFor()
  const wide = await page.locator('html').evaluate(html => html.scrollWidth)
  expect(wide).toBeLessThanOrEqual(360)
  if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/exits.png`, fullPage: true })
})
