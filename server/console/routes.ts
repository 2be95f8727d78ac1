import cookie from '@fastify/cookie'
import formbody from '@fastify/formbody'
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { html } from 'htm/preact'
import { answerTo, logFailure } from '../answer.ts'
import { AppError } from '../errors.ts'
import { guardPages } from '../pages/guard.ts'
import { addressOf, type Parts } from '../parts.ts'
import { accountsPage } from './accounts.ts'
import { assessPage } from './assess.ts'
import { assessmentPage, assessmentsPage } from './assessments.ts'
import { assetRoutes } from './assets.ts'
import { calendarPage } from './calendar.ts'
import { calendarEntryPage } from './calendar-entry.ts'
import { calendarRowsPage } from './calendar-rows.ts'
import { entrustmentPage } from './entrustment.ts'
import { exitsPage } from './exits.ts'
import { gapPage, gapsPage } from './gaps.ts'
import { homePage } from './home.ts'
import { loginRoutes } from './login.ts'
import { noticeCallsPage } from './notice-calls.ts'
import { noticeDraftPage } from './notice-draft.ts'
import { noticeReportPages } from './notice-report.ts'
import { noticesPage } from './notices.ts'
import { page, wordsFor } from './page.ts'
import { papersPage } from './papers.ts'
import { pasteWarningPage } from './paste-warning.ts'
import { policiesPage, policyPage } from './policies.ts'
import { preparedNoticePage } from './prepared-notice.ts'
import { sentNoticePage } from './sent-notice.ts'
import { sheetPage } from './sheet.ts'
import { warningPage } from './warning.ts'
import { warningsPage } from './warnings.ts'
import { watersPage } from './waters.ts'
import { witnessPage } from './witness.ts'
import { wordingPage, wordingsPage } from './wordings.ts'
import { writeNoticePage } from './write-notice.ts'

/** The pages of staff. A new one is a line here, and a row of the matrix in test/console/staff-pages.test.ts. */
const pages = [
  homePage,
  assessmentsPage,
  assessPage,
  assessmentPage,
  entrustmentPage,
  witnessPage,
  sheetPage,
  papersPage,
  calendarPage,
  calendarEntryPage,
  exitsPage,
  wordingsPage,
  wordingPage,
  gapsPage,
  gapPage,
  noticesPage,
  noticeReportPages,
  writeNoticePage,
  preparedNoticePage,
  noticeDraftPage,
  sentNoticePage,
  noticeCallsPage,
  watersPage,
  policiesPage,
  policyPage,
  calendarRowsPage,
  warningsPage,
  pasteWarningPage,
  warningPage,
  accountsPage,
]

/** Everything below /console. Forms only: what is not one is refused before it is read. */
export const consoleRoutes = (parts: Parts) => async (app: FastifyInstance) => {
  app.removeAllContentTypeParsers()
  await app.register(cookie)
  await app.register(formbody)
  guardPages(app, () => addressOf(parts))
  app.setErrorHandler<FastifyError>((error, request, reply) => {
    const answer = answerTo(error)
    if (!wantsPage(request)) throw error
    if (answer.status >= 500) logFailure(request, error, answer.code)
    return errorPage(parts, reply, answer)
  })
  app.setNotFoundHandler(() => {
    throw new AppError('E-NOT-FOUND')
  })
  await app.register(assetRoutes)
  await app.register(loginRoutes(parts))
  for (const one of pages) await app.register(one(parts))
}

/** What a page says in words of its own of something that a machine is told shorter. */
const OWN_WORDS: Partial<Record<string, string>> = {
  'E-NOT-FOUND': 'console:notHere',
  'E-ORIGIN': 'console:tooOld',
}

const wantsPage = ({ headers }: FastifyRequest): boolean => /\btext\/html\b/.test(headers.accept ?? '')

/** One sentence and its code; whoever is not logged in reads how to. */
function errorPage(
  { words }: Parts,
  reply: FastifyReply,
  { status, code, message }: ReturnType<typeof answerTo>,
) {
  const t = wordsFor(words, 'zh-CN')
  const home = html`<a class="weui-btn weui-btn_default" href="/console">${t('console:toHome')}</a>`
  const own = OWN_WORDS[code]
  const said = own ? t(own) : message
  const isInside = code !== 'E-LOGIN' && code !== 'E-LINK'
  const body = html`<p>${said}</p><p class="hint">${code}</p>${isInside && home}`
  return reply
    .status(status)
    .type('text/html; charset=utf-8')
    .send(page({ title: t(code === 'E-LOGIN' ? 'console:login' : 'console:notDone'), body }))
}
