import { z } from 'zod'
import type { Contender } from './dialogue.ts'
import { openPlay, type Played, type Until } from './play.ts'

export const names = ['ours', 'ceiling', 'grammy', 'grammyPool'] as const
export type Name = (typeof names)[number]

/** What the run asks of a contender's process, and what it answers; µs are of this process alone, rss in bytes. */
export type Order = { inFlight: number; until: Until }
export type Report = Played & { cpuUs: number; rss: number; said: number }

const open: Record<Name, () => Promise<(url: string) => Promise<Contender>>> = {
  ours: async () => (await import('./ours.ts')).openOurs,
  ceiling: async () => (await import('./ceiling.ts')).openCeiling,
  grammy: async () => (await import('./grammy.ts')).openGrammyOnClient,
  grammyPool: async () => (await import('./grammy.ts')).openGrammyOnPool,
}

/** The process of one contender: opens it, warms up, then plays a round whenever it is told to, until disconnected. */
export async function serveContender(args: readonly string[]): Promise<void> {
  const [name, url] = z.tuple([z.enum(names), z.string()]).parse(args)
  const contender = await (await open[name]())(url)
  const { play, warmUp, said } = openPlay(contender)
  await warmUp()
  process.on('message', async (order: Order) => {
    const before = process.cpuUsage()
    const played = await play(order.inFlight, order.until)
    const { user, system } = process.cpuUsage(before)
    await contender.check(said())
    const report: Report = { ...played, cpuUs: user + system, rss: process.memoryUsage.rss(), said: said() }
    process.send!(report)
  })
  process.on('disconnect', () => void contender.close())
  process.send!('ready')
}
