import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { supervise, usualIntervals } from '../../bot/supervisor.ts'
import { silentLog } from '../support/gateway-listener.ts'

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'performance'] })
})
afterEach(() => {
  running.stop()
  vi.useRealTimers()
})

const pass = (seconds: number) => vi.advanceTimersByTimeAsync(seconds * 1000)

let running: ReturnType<typeof supervise>

/** A line with the intervals a county runs with. */
function line({ there = true, stands = true } = {}) {
  const seen = { there, stands, knocks: 0, connects: 0, asks: 0, lost: [] as string[] }
  running = supervise(
    {
      async reachable() {
        seen.knocks += 1
        return seen.there
      },
      async connect() {
        seen.connects += 1
        if (seen.stands) running.loggedIn()
        return seen.stands
      },
      ask() {
        seen.asks += 1
      },
      lost: cause => void seen.lost.push(cause),
    },
    usualIntervals,
    silentLog,
  )
  running.start()
  return seen
}

test('a gateway that is away for 100 s is connected within 10 s of its return, and not hammered before', async () => {
  const seen = line()
  await pass(60)
  seen.there = false
  running.lost('stream: error')
  await pass(100)
  expect(seen.connects).toBe(1)
  expect(seen.knocks).toBeLessThan(20)
  seen.there = true
  await pass(10)
  expect(seen.connects).toBe(2)
})

test('a gateway that is not there yet is found when it appears', async () => {
  const seen = line({ there: false })
  await pass(3_600)
  expect(seen.connects).toBe(0)
  seen.there = true
  await pass(10)
  expect(seen.connects).toBe(1)
})

test('a line that falls is made anew at once, and with waits when it keeps falling', async () => {
  const seen = line()
  await pass(60)
  running.lost('stream: end')
  await pass(1)
  expect(seen).toMatchObject({ connects: 2, lost: ['stream: end'] })
  for (let second = 0; second < 60; second++) {
    running.lost('stream: end')
    await pass(1)
  }
  expect(seen.connects).toBeLessThan(15)
})

test('a gateway that lets nobody in is tried with growing waits', async () => {
  const seen = line({ stands: false })
  await pass(60)
  expect(seen.connects).toBeGreaterThan(5)
  expect(seen.connects).toBeLessThan(15)
})

test('a quiet line is asked for a sign of life, and kept as long as it gives one', async () => {
  const seen = line()
  for (let second = 0; second < 600; second++) {
    const { asks } = seen
    await pass(1)
    if (seen.asks > asks) {
      running.sign()
      running.answered()
    }
  }
  expect(seen.asks).toBeGreaterThan(40)
  expect(seen).toMatchObject({ connects: 1, lost: [] })
})

test('a line that answered before and is silent now is lost within half a minute', async () => {
  const seen = line()
  running.answered()
  await pass(28)
  expect(seen.asks).toBeGreaterThan(0)
  expect(seen.lost).toEqual(['silence'])
})

test('a gateway that never answers when asked is given two minutes', async () => {
  const seen = line()
  await pass(120)
  expect(seen.lost).toEqual([])
  await pass(10)
  expect(seen.lost).toEqual(['silence'])
})

test('an account that stays logged out is looked for, but not while a person is to scan the code', async () => {
  const seen = line()
  const living = async (seconds: number) => {
    for (let second = 0; second < seconds; second++) {
      running.sign()
      await pass(1)
    }
  }
  await living(10)
  running.loggedOut()
  running.awaitsScan()
  await living(600)
  expect(seen.lost).toEqual([])
  running.loggedIn()
  running.loggedOut()
  await living(63)
  expect(seen.lost).toEqual(['account not logged in'])
})

test('a line that breaks while it is being made is told at once and made again', async () => {
  const made = [Promise.withResolvers<boolean>(), Promise.withResolvers<boolean>()]
  const lost: string[] = []
  let connects = 0
  running = supervise(
    {
      reachable: async () => true,
      connect: () => made[connects++]!.promise,
      ask() {},
      lost: cause => void lost.push(cause),
    },
    usualIntervals,
    silentLog,
  )
  running.start()
  await pass(0)
  running.lost('stream: error')
  expect(lost).toEqual(['stream: error'])
  made[0]!.resolve(true)
  await pass(3)
  expect(connects).toBe(2)
})

test('a gateway whose name cannot be found is looked for again', async () => {
  let knocks = 0
  running = supervise(
    {
      async reachable() {
        knocks += 1
        throw new Error('no such host')
      },
      connect: () => Promise.reject(new Error('never asked')),
      ask() {},
      lost() {},
    },
    usualIntervals,
    silentLog,
  )
  running.start()
  await pass(60)
  expect(knocks).toBeGreaterThan(5)
})
