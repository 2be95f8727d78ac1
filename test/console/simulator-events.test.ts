import { beforeAll, expect, test } from 'vitest'
import { openVillage } from './village.ts'

let village: Awaited<ReturnType<typeof openVillage>>
beforeAll(async () => {
  village = await openVillage()
})

/** What an open page is told, as it comes. */
async function listen() {
  const over = new AbortController()
  const answer = await fetch(`${village.address}/simulator/events`, { signal: over.signal })
  const told: { event: string; data: string }[] = []
  const reading = (async () => {
    let rest = ''
    for await (const piece of answer.body!.pipeThrough(new TextDecoderStream())) {
      const blocks = (rest + piece).split('\n\n')
      rest = blocks.pop()!
      for (const block of blocks) {
        const [, event] = /^event: (.*)$/m.exec(block) ?? []
        if (event) told.push({ event, data: /^data: (.*)$/m.exec(block)?.[1] ?? '' })
      }
    }
  })().catch(() => {})
  const heard = (event: string) => told.filter(one => one.event === event)
  await expect.poll(() => heard('hello').length).toBe(1)
  return { heard, told, reading, leave: () => over.abort() }
}

test('an open page hears what is said and what the clock does, and what a command changed', async () => {
  const page = await listen()
  const [mother] = village.puppet.contacts()
  await village.app.inject({
    method: 'POST',
    url: '/simulator/say',
    payload: { contact: mother!.id, text: '第一行\n\n<b>第三行</b>' },
  })
  await expect.poll(() => page.heard('message').length).toBeGreaterThan(1)
  expect(JSON.parse(page.heard('message')[0]!.data)).toMatchObject({
    contact: mother!.id,
    text: '第一行\n\n<b>第三行</b>',
  })
  await expect.poll(() => page.heard('records').length).toBeGreaterThan(0)

  await village.app.inject({ method: 'POST', url: '/simulator/clock', payload: { advance: 'PT10M' } })
  await expect.poll(() => page.heard('clock').length).toBe(1)

  await new Promise(done => setTimeout(done, 3_000)) // until the page is told nothing new
  const before = page.heard('records').length
  await village.asOwner(client => client.query('update bindings set told_director_at = bound_at'))
  await expect.poll(() => page.heard('records').length, { timeout: 12_000 }).toBeGreaterThan(before)
  page.leave()
})

test('an open page does not keep the house from closing', async () => {
  const page = await listen()
  const began = performance.now()
  await village.app.close()
  await page.reading
  expect(performance.now() - began).toBeLessThan(2_000)
})
