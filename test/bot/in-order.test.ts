import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { inOrder } from '../../bot/in-order.ts'

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] })
})
afterEach(() => {
  vi.useRealTimers()
})

const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms)

type Said = { contact: string; text: string }

function listening(patience: number, takes: (said: Said) => Promise<unknown> = async () => {}) {
  const taken: string[] = []
  const order = inOrder<Said>(patience, async said => {
    await takes(said)
    taken.push(said.text)
  })
  return { ...order, taken }
}

test('messages read in any order are taken in the order in which they came', async () => {
  const { announce, drained, taken } = listening(1_000)
  const settles = Array.from({ length: 30 }, announce)
  for (const nr of [...settles.keys()].reverse()) settles[nr]!({ contact: 'mother', text: String(nr) })
  await drained()
  expect(taken).toEqual(Array.from({ length: 30 }, (_, nr) => String(nr)))
})

test('a family’s second message waits until the first is safe, another family does not wait for it', async () => {
  const first = Promise.withResolvers<void>()
  const { announce, drained, taken } = listening(1_000, async said => {
    if (said.text === '1') await first.promise
  })
  announce()({ contact: 'mother', text: '1' })
  announce()({ contact: 'mother', text: '2' })
  announce()({ contact: 'father', text: '3' })
  await pass(0)
  expect(taken).toEqual(['3'])
  first.resolve()
  await drained()
  expect(taken).toEqual(['3', '1', '2'])
})

test('a message that cannot be read holds up the others for the patience only, and is taken when it can', async () => {
  const { announce, drained, taken } = listening(60)
  const late = announce()
  const stuck = [announce(), announce()]
  announce()({ contact: 'father', text: 'father' })
  await pass(59)
  expect(taken).toEqual([])
  await pass(1)
  // The two behind it had been missing as long and did not each get a new wait.
  expect(taken).toEqual(['father'])
  late({ contact: 'mother', text: 'late' })
  for (const settle of stuck) settle(null)
  await drained()
  expect(taken).toEqual(['father', 'late'])
})

test('a message not meant for us leaves no hole', async () => {
  const { announce, drained, taken } = listening(1_000)
  const group = announce()
  announce()({ contact: 'mother', text: '1' })
  group(null)
  await drained()
  expect(taken).toEqual(['1'])
})
