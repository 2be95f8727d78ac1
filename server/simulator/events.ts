import { randomUUID } from 'node:crypto'
import { fastifySSE } from '@fastify/sse'
import type { FastifyReply } from 'fastify'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { inScope } from '../db/scope.ts'
import type { Clock } from './clock-routes.ts'
import { type Message, messageOf } from './messages.ts'
import type { SimulatorParts } from './parts.ts'
import { recordTables } from './records.ts'

/** What an open page is told. `records` and `contacts` say only that asking again is worth it. */
type Event =
  | { event: 'hello'; data: { run: string } }
  | { event: 'message'; data: Message }
  | { event: 'clock'; data: Clock }
  | { event: 'contacts' | 'records'; data: null }

/** How often the records are looked at while a page is open, ms: what a command changes makes no message. */
const lookEvery = 2_000
/** A burst of messages asks for the records once, ms after the first. */
const soon = 250
/** The most pages open at once; the oldest is let go. */
const mostPages = 50

/** Bytes a page may leave unread. */
const mostUnread = 1024 * 1024

/** The open pages, and a way to tell them something. */
export function openPages(parts: SimulatorParts) {
  const run = randomUUID()
  const pages = new Set<FastifyReply>()
  let look: NodeJS.Timeout | null = null
  let recordsSoon: NodeJS.Timeout | null = null
  let changes = -1

  function tell(told: Event) {
    for (const page of pages) {
      // A page that does not read is let go; it comes back and asks for what it missed.
      if (page.raw.writableLength > mostUnread) page.sse.close()
      else page.sse.send(told).catch(() => leave(page))
    }
  }

  function leave(page: FastifyReply) {
    pages.delete(page)
    if (pages.size === 0 && look) {
      clearInterval(look)
      look = null
    }
  }

  function recordsChanged() {
    recordsSoon ??= setTimeout(() => {
      recordsSoon = null
      tell({ event: 'records', data: null })
    }, soon)
  }

  /** Rows written since the database began, as its statistics count them. */
  async function lookAtRecords() {
    const counted = await inScope(parts.pool, { place: parts.county }, tx =>
      tx.query(
        `select sum(n_tup_ins + n_tup_upd + n_tup_del) as changes from pg_stat_user_tables
         where relname = any($1)`,
        [recordTables],
      ),
    ).catch(() => null) // the database is away: the next look tells
    const now = counted?.rows[0]?.changes ?? changes
    if (changes !== -1 && now !== changes) recordsChanged()
    changes = now
  }

  const forget = parts.puppet.onMessage(passed => {
    tell({ event: 'message', data: messageOf(passed) })
    recordsChanged()
  })

  return {
    tell,
    recordsChanged,
    join(page: FastifyReply) {
      if (pages.size >= mostPages) pages.values().next().value?.sse.close()
      page.sse.keepAlive()
      page.sse.onClose(() => leave(page))
      pages.add(page)
      look ??= setInterval(() => void lookAtRecords(), lookEvery)
      return page.sse.send({ event: 'hello', data: { run }, retry: 1_000 })
    },
    /** Ends every page's stream: an open one would keep the server from closing. */
    close() {
      forget()
      if (recordsSoon) clearTimeout(recordsSoon)
      for (const page of pages) page.sse.close()
    },
  }
}
export type Pages = ReturnType<typeof openPages>

/** The stream every page listens to (server-sent events). */
export const eventRoutes =
  (pages: Pages): FastifyPluginAsyncZod =>
  async app => {
    await app.register(fastifySSE, { heartbeatInterval: 15_000 })
    app.addHook('preClose', async () => pages.close())
    app.get('/simulator/events', { sse: 'only' }, (_, reply) => pages.join(reply))
  }
