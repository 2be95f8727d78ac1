import { beforeAll, expect, test } from 'vitest'
import { openVillage } from './village.ts'

// biome-ignore lint/suspicious/noExplicitAny: answers are checked by what the tests expect of them
type Any = any

let village: Awaited<ReturnType<typeof openVillage>>
beforeAll(async () => {
  village = await openVillage('2026-11-21T10:05:00+08:00')
})

async function ask(path: string): Promise<Any> {
  return (await village.app.inject(path)).json()
}

async function tell(path: string, body: object): Promise<Any> {
  const answer = await village.app.inject({ method: 'POST', url: path, payload: body })
  return { status: answer.statusCode, ...answer.json() }
}

test('time goes neither backwards nor nowhere nor further than a year, and only by ISO 8601', async () => {
  const before = await ask('/simulator/clock')
  expect(before.now).toMatch(/^2026-11-21T10:05:\d\d\.\d{3}\+08:00$/)
  for (const advance of ['PT0S', '-P1D', 'P401D', 'P1000Y', 'tomorrow', '', 'P', 5, null, ['P1D']]) {
    expect((await tell('/simulator/clock', { advance })).status, String(advance)).toBe(400)
  }
  expect((await tell('/simulator/clock', { advance: 'P1D', now: 'x' })).status).toBe(400)
  expect((await ask('/simulator/clock')).now.slice(0, 16)).toBe(before.now.slice(0, 16))
})

test('the weekly question reaches the grandmother when the clock is moved, and her answer is on record', async () => {
  const carer = (await ask('/simulator/contacts')).find((one: Any) => one.role === 'carer')
  const { now } = await ask('/simulator/clock')
  const moved = await tell('/simulator/clock', { advance: 'P1D' })
  expect(moved.now.slice(0, 16)).toBe('2026-11-22T10:05')
  expect(moved.next).toMatchObject({ at: expect.stringMatching(/\+08:00$/), kind: expect.any(String) })

  // One question at a time: who looks after the children may come before how they are.
  const sent = () => ask(`/simulator/sent?contact=${carer.id}&since=${encodeURIComponent(now)}`)
  for (let tries = 0; tries < 3 && !(await sent()).at(-1)?.text.includes('1 都好'); tries++) {
    await tell('/simulator/say', { contact: carer.id, text: '1' })
  }
  expect((await sent()).at(-1).text).toContain('1 都好')
  const [waiting] = (await ask('/simulator/records')).checkIns.filter((one: Any) => one.carer === carer.name)
  expect(waiting).toMatchObject({ week: '2026-W47', state: 'asked', children: carer.children })

  await tell('/simulator/say', { contact: carer.id, text: '壹' })
  const records = await ask('/simulator/records')
  const [answered] = records.checkIns.filter((one: Any) => one.carer === carer.name)
  expect(answered).toMatchObject({ state: 'answered', answer: 'well', by: carer.name, how: 'wechat' })
  expect(records.due.ended.map((one: Any) => one.kind)).toContain('check-in')
})

test('to the next thing stops exactly there', async () => {
  const { next } = await ask('/simulator/clock')
  const moved = await tell('/simulator/clock', { advance: 'next' })
  expect(moved.status).toBe(200)
  expect(Date.parse(moved.now) - Date.parse(next.at)).toBeLessThan(60_000)
  expect(Date.parse(moved.now)).toBeGreaterThanOrEqual(Date.parse(next.at))
})

test('two people moving the clock at once move it twice', async () => {
  const { now } = await ask('/simulator/clock')
  const both = await Promise.all([1, 2].map(() => tell('/simulator/clock', { advance: 'PT10M' })))
  expect(both.map(one => one.status)).toEqual([200, 200])
  const apart = (Date.parse(both[1].now) - Date.parse(now)) / 60_000
  expect(Math.floor(apart)).toBe(20)
})
