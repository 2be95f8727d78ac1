import rateLimit from '@fastify/rate-limit'
import type { FastifyInstance } from 'fastify'
import { html } from 'htm/preact'
import { dayOf } from '../../flows/engine/calendar.ts'
import { inScope, rescope } from '../db/scope.ts'
import { AppError } from '../errors.ts'
import { appendEvidence } from '../evidence/append.ts'
import type { Parts } from '../parts.ts'
import { countyOn } from '../policy.ts'
import { tokenOf } from '../privacy/token.ts'
import { useLink } from '../staff/login.ts'
import { endSession, openSession } from '../staff/sessions.ts'
import { page, wordsFor } from './page.ts'
import { formOf } from './staff-page.ts'
import { asWhoever, giveCookie, takeCookie } from './whoever.ts'

/** Tries of one address in a minute. A link has 192 bits; this keeps the noise away. */
const PER_MINUTE = 60

/** In by a link, out by a button. Looking at a link uses nothing up: WeChat and its robots look before people do. */
export const loginRoutes = (parts: Parts) => async (app: FastifyInstance) => {
  const t = wordsFor(parts.words, 'zh-CN')
  await app.register(rateLimit, {
    max: PER_MINUTE,
    timeWindow: '1 minute',
    errorResponseBuilder: () => new AppError('E-TOO-MANY'),
  })

  app.get('/in/:link', (_, reply) =>
    reply.type('text/html; charset=utf-8').send(
      page({
        title: t('console:login'),
        body: html`<p>${t('console:loginOnce')}</p>
          <form method="post"><button class="weui-btn weui-btn_primary">${t('console:enter')}</button></form>`,
      }),
    ),
  )

  app.post<{ Params: { link: string } }>('/in/:link', async (request, reply) => {
    const link = tokenOf(request.params.link)
    const now = parts.clock.now()
    const entered =
      link &&
      (await inScope(parts.pool, { place: link.county }, async tx => {
        const entering = await useLink(tx, link, now)
        if (!entering) return null
        const limits = (await countyOn(tx, link.county, dayOf(now))).policy['staff-pages']
        const session = await openSession(tx, entering, limits, now)
        const { staff, place, contact } = entering
        await appendEvidence(tx, { keys: parts.keys, now }, [
          { kind: 'logged-in', place, subjects: [staff], by: { staff, contact } },
        ])
        return { entering, limits, session }
      }))
    if (entered) {
      giveCookie(parts, reply, entered.session, entered.limits.longestHours)
      return reply.redirect(entered.entering.path, 303)
    }
    // Whoever is inside already, and touches the old message again, goes on.
    await asWhoever(parts, request, async () => {}).catch(() => {
      throw new AppError('E-LINK')
    })
    return reply.redirect('/console', 303)
  })

  app.post('/out', async (request, reply) => {
    await asWhoever(parts, request, async looking => {
      formOf(undefined, request.body, looking)
      await rescope(looking.tx, { place: looking.who.county })
      await endSession(looking.tx, looking.who, looking.now)
    })
    takeCookie(parts, reply)
    return reply
      .type('text/html; charset=utf-8')
      .send(page({ title: t('console:loggedOut'), body: html`<p>${t('console:howToLogIn')}</p>` }))
  })
}
