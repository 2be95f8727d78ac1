import { expect, it } from 'vitest'
import { testDatabase } from '../support/database.ts'
import { checkBooks } from '../support/receipts/books.ts'
import { mortalSender } from '../support/receipts/in-process.ts'
import { playNotices } from '../support/receipts/play.ts'

const db = await testDatabase()

it('whatever dies, repeats itself, is paused, changed or stopped, the books of a notice are what the gateway saw', async () => {
  const sender = mortalSender(db, 5)
  const played = await playNotices(db, sender, { notices: 6, people: 40, seed: 5, meanwhile: false })
  const checks = await checkBooks(db.pool, played, sender.seen())
  expect(checks.filter(({ wrong }) => wrong > 0)).toEqual([])
})
