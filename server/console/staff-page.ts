import type { FastifyInstance } from 'fastify'
import { html } from 'htm/preact'
import type { VNode } from 'preact'
import type { z } from 'zod'
import { AppError } from '../errors.ts'
import { type Act, readBy } from '../evidence/append.ts'
import type { Parts } from '../parts.ts'
import { formToken, isFormToken, type Who } from '../staff/sessions.ts'
import { idsOf } from '../staff/show-list.ts'
import { sectionOf } from './menu.ts'
import { page, type T, wordsFor } from './page.ts'
import { asWhoever, type Looking } from './whoever.ts'

/** What a page draws with. */
export type View = {
  t: T
  who: Who
  /** A form that posts to `action` (this page when null), with the token of the session in it; `file` when it holds one. */
  form(action: string | null, fields: unknown, holds?: 'file'): VNode
}

type Outcome<D> =
  /** Done: the browser goes on to this path, so that reloading posts nothing. */
  | { to: string }
  /** Not done: the page again with what was typed. */
  | { again: D }

export type StaffPage<P, F, D> = {
  /** Below /console; `:name` stands for a part of it. */
  url: string
  /** Whoever may not open it finds nothing there. Everybody without it. */
  roles?: readonly Who['role'][]
  params?: z.ZodType<P>
  /** What is there to see, read under the scope of whoever looks; null when it does not exist, or not for them. */
  read(looking: Looking, params: P): Promise<D | null>
  /** Where to, when there is nothing to see here any more: what a second touch of a button, or the way back, comes to. */
  moved?(looking: Looking, params: P): Promise<string | null>
  /** The page it belongs to, where that is none of the menu's. */
  up?(data: D, view: View): { path: string; words: string }
  /** Ids of the children and families it shows, for the record; those in the address are in it anyway. */
  about?(data: D): readonly string[]
  title(data: D, view: View): string
  render(data: D, view: View): VNode
  /** Files of `assets/` that it runs. */
  scripts?: readonly string[]
  /** Without scripts the page is read again after so many seconds. */
  refresh?: number
  form?: z.ZodType<F>
  post?(looking: Looking, params: P, form: F): Promise<Outcome<D> | null>
}

/** Puts a page for staff on its address: GET draws what `read` finds, POST does what `post` does. */
export function staffPage<P = object, F = object, D = unknown>(
  app: FastifyInstance,
  parts: Parts,
  it: StaffPage<P, F, D>,
): void {
  const paramsOf = (given: unknown): P => {
    const params = it.params ? it.params.safeParse(given) : { success: true as const, data: {} as P }
    if (!params.success) throw new AppError('E-NOT-FOUND')
    return params.data
  }
  const mayOpen = ({ who }: Looking) => !it.roles || it.roles.includes(who.role)

  app.get(it.url, async (request, reply) => {
    const seen = await asWhoever(parts, request, async looking => {
      const params = paramsOf(request.params)
      const data = mayOpen(looking) ? await it.read(looking, params) : null
      if (data === null) return await elsewhere(it, looking, params, mayOpen(looking))
      looking.acts.push(lookAt(it, looking.who, params, data))
      return { text: draw(it, data, looking) }
    })
    return 'to' in seen ? reply.redirect(seen.to, 303) : reply.type(HTML).send(seen.text)
  })

  const { post } = it
  if (!post) return
  app.post(it.url, async (request, reply) => {
    // Answered when the transaction is over: nobody reads 'done' of what is not.
    const done = await asWhoever(parts, request, async looking => {
      const form = formOf(it.form, request.body, looking)
      const params = paramsOf(request.params)
      const outcome = mayOpen(looking) ? await post(looking, params, form) : null
      if (outcome === null) return await elsewhere(it, looking, params, mayOpen(looking))
      return 'to' in outcome ? outcome : { text: draw(it, outcome.again, looking) }
    })
    return 'to' in done ? reply.redirect(done.to, 303) : reply.status(422).type(HTML).send(done.text)
  })
}

/** That somebody of the staff looked: 未成年人网络保护条例 36. */
function lookAt<P, F, D>(it: StaffPage<P, F, D>, who: Who, params: P, data: D): Act {
  const ids = [...idsOf([params as object]), ...(it.about?.(data) ?? [])]
  return readBy(who.id, who.place, { page: `/console${it.url}` }, ids)
}

const HTML = 'text/html; charset=utf-8'

const gone = (): never => {
  throw new AppError('E-NOT-FOUND')
}

/** Where what was here is now. Throws E-NOT-FOUND when it is nowhere, or not theirs. */
async function elsewhere<P, F, D>(
  it: StaffPage<P, F, D>,
  looking: Looking,
  params: P,
  may: boolean,
): Promise<{ to: string }> {
  const to = may && it.moved ? await it.moved(looking, params) : null
  return to === null ? gone() : { to }
}

function draw<P, F, D>(it: StaffPage<P, F, D>, data: D, looking: Looking): string {
  const view = viewOf(looking)
  const up = it.up ? it.up(data, view) : sectionOf(it.url, view)
  return page({
    title: it.title(data, view),
    ...(up && { up }),
    language: looking.who.language,
    person: { name: looking.who.name, logout: view.form('/console/out', logoutButton(view.t)) },
    ...(it.scripts && { scripts: it.scripts }),
    ...(it.refresh && { refresh: it.refresh }),
    body: it.render(data, view),
  })
}

const logoutButton = (t: T) => html`<button class="quiet">${t('console:logout')}</button>`

function viewOf({ words, who, keys }: Looking): View {
  const hidden = html`<input type="hidden" name="token" value=${formToken(keys, who)} />`
  return {
    t: wordsFor(words, who.language),
    who,
    form: (action, fields, holds) =>
      html`<form method="post" action=${action ?? undefined} enctype=${holds && 'multipart/form-data'}>${hidden}${fields}</form>`,
  }
}

/** The fields of a form that carries the token of its session. Throws E-ORIGIN without it. */
export function formOf<F>(form: z.ZodType<F> | undefined, body: unknown, { keys, who }: Looking): F {
  const { token, ...fields } = (body ?? {}) as Record<string, unknown>
  if (!isFormToken(keys, who, token)) throw new AppError('E-ORIGIN')
  const read = form ? form.safeParse(fields) : { success: true as const, data: {} as F }
  if (read.success) return read.data
  throw new AppError('E-BAD-INPUT', { what: read.error.issues.map(issue => issue.path.join('.')).join(', ') })
}
