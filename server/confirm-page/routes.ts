import formbody from '@fastify/formbody'
import rateLimit from '@fastify/rate-limit'
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { dayOf } from '../../flows/engine/calendar.ts'
import { answerTo } from '../answer.ts'
import { inScope, type Tx } from '../db/scope.ts'
import { type Act, appendEvidence } from '../evidence/append.ts'
import { guardPages } from '../pages/guard.ts'
import { addressOf, type Parts } from '../parts.ts'
import { countyOn } from '../policy.ts'
import { type Token, tokenOf } from '../privacy/token.ts'
import { assets } from './assets.ts'
import { Answers, Digits, isForm, newForm } from './form.ts'
import { countWrong, findLink, type Link } from './links.ts'
import { drawing } from './page.ts'
import { documentOf } from './shown.ts'
import { submit, unanswered } from './submit.ts'
import { tellLocked } from './tell-locked.ts'

/**
 * Links that open nothing, in a minute: of one address, and of all together. Only they count, so that a county whose
 * people all come through one proxy is not locked out by its own families.
 */
const MISSES = { one: 30, all: 600 }

/** What a visitor gets: the page, and whether it counts as a miss. */
type Answer = { status: number; text: string; miss?: true }
type Page = ReturnType<typeof drawing>

/**
 * A family's page, below /confirm: reads by GET, which changes nothing however often robots look; changes by POST. It
 * needs no cookie and no script.
 */
export const confirmRoutes = (parts: Parts) => async (app: FastifyInstance) => {
  const files = assets()
  const nobody = drawing(parts.words, files.addresses)
  const pageFor = ({ language }: Link) => drawing(parts.words, files.addresses, language)
  app.removeAllContentTypeParsers()
  await app.register(formbody)
  await app.register(rateLimit, { global: false })
  const perMinute = { timeWindow: '1 minute' }
  const ofOne = app.createRateLimit({ ...perMinute, max: MISSES.one })
  const ofAll = app.createRateLimit({ ...perMinute, max: MISSES.all, keyGenerator: () => 'all' })
  guardPages(app, () => addressOf(parts))
  app.addHook('onRequest', async (_, reply) => void reply.header('x-robots-tag', 'noindex'))
  app.setErrorHandler<FastifyError>((error, _, reply) => {
    const { status } = answerTo(error)
    // Busy is no fault: the same form may be posted again.
    if (status >= 500 && status !== 503) throw error
    return reply.status(status).type(HTML).send(nobody.unreadable())
  })
  app.setNotFoundHandler((request, reply) => send(request, reply, invalid(nobody)))
  await app.register(files.routes)

  /** A link that does not open looks the same whatever the reason; too many of them are put off. */
  async function send(request: FastifyRequest, reply: FastifyReply, answer: Answer) {
    if (answer.miss) {
      const [one, all] = await Promise.all([ofOne(request), ofAll(request)])
      if (isOver(one) || isOver(all)) return reply.status(429).type(HTML).send(nobody.tooMany())
    }
    return reply.status(answer.status).type(HTML).send(answer.text)
  }

  /** Works with the link that somebody presents, under its county's scope. */
  async function withLink(
    request: FastifyRequest<{ Params: { link: string } }>,
    lock: 'look' | 'lock',
    work: (tx: Tx, link: Link, now: number, token: Token) => Promise<Answer>,
  ): Promise<Answer> {
    const token = tokenOf(request.params.link)
    if (!token) return invalid(nobody)
    const now = parts.clock.now()
    return await inScope(parts.pool, { place: token.county }, async tx => {
      const link = await findLink(tx, parts.keys, token, now, lock)
      return link ? await work(tx, link, now, token) : invalid(nobody)
    })
  }

  app.get<{ Params: { link: string } }>('/:link', async (request, reply) => {
    const answer = await withLink(request, 'look', async (_, link) =>
      link.open && link.digits ? shown(pageFor(link).ask(link, null)) : invalid(nobody),
    )
    return await send(request, reply, answer)
  })

  app.post<{ Params: { link: string } }>('/:link', async (request, reply) => {
    const digits = Digits.safeParse(request.body)
    const answers = Answers.safeParse(request.body)
    const answer = await withLink(request, 'lock', async (tx, link, now, { county }) => {
      if (digits.success) return await open(tx, link, digits.data.digits, now, county)
      return answers.success ? await confirm(tx, link, answers.data, now) : unreadable(nobody)
    })
    return await send(request, reply, answer)
  })

  /** The second factor, each try at the locked row. */
  async function open(tx: Tx, link: Link, digits: string, now: number, county: string): Promise<Answer> {
    if (!link.open || !link.digits) return invalid(nobody)
    if (digits === link.digits) return await reading(tx, link, {}, newForm(parts.keys, link), [])
    const { policy } = await countyOn(tx, county, dayOf(now))
    const left = await countWrong(tx, link, policy['confirm-page'].tries, now)
    if (left > 0) return { status: 422, text: pageFor(link).ask(link, left) }
    await tellLocked(tx, { ...parts, now, policy }, link)
    return invalid(nobody)
  }

  async function confirm(tx: Tx, link: Link, answers: Answers, now: number): Promise<Answer> {
    const page = pageFor(link)
    if (!isForm(parts.keys, link, answers.form)) return invalid(nobody)
    if (link.used?.form === answers.form) return shown(page.done(link.used, now))
    if (!link.open) return invalid(nobody)
    if (answers.decision === 'refuses' && !answers.sure) return shown(page.sure(answers.form))
    const missing = unanswered(link, answers)
    if (missing.length > 0) return await reading(tx, link, answers, answers.form, missing)
    const acts: Act[] = []
    const used = await submit(tx, { ...parts, now, acts }, link, answers)
    await appendEvidence(tx, { keys: parts.keys, now }, acts)
    if (!used) return invalid(nobody)
    return shown(page.done(used, now))
  }

  async function reading(
    tx: Tx,
    link: Link,
    given: Partial<Answers>,
    form: string,
    missing: string[],
  ): Promise<Answer> {
    const document = await documentOf(tx, parts.keys, link)
    const text = pageFor(link).read(link, document, form, given, missing)
    return { status: missing.length > 0 ? 422 : 200, text }
  }
}

const HTML = 'text/html; charset=utf-8'
const shown = (text: string): Answer => ({ status: 200, text })
const invalid = (page: Page): Answer => ({ status: 404, text: page.invalid(), miss: true })
const unreadable = (page: Page): Answer => ({ status: 400, text: page.unreadable() })

const isOver = (limit: { isAllowed: boolean } & Partial<{ isExceeded: boolean }>): boolean =>
  !limit.isAllowed && limit.isExceeded === true
