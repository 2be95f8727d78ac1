import multipart from '@fastify/multipart'
import type { FastifyInstance } from 'fastify'
import { html } from 'htm/preact'
import { z } from 'zod'
import { dayOf, momentOf, timeOf } from '../../flows/engine/calendar.ts'
import { asCounty } from '../db/scope.ts'
import { keepFile, LARGEST_FILE, seenIn } from '../notices/files.ts'
import { findPrepared, keepPrepared, type Prepared } from '../notices/prepared.ts'
import { firstWords, recentNotices } from '../notices/recent.ts'
import { countyWords, TEMPLATES, templatesFor, wordsOf } from '../notices/templates.ts'
import type { Parts } from '../parts.ts'
import { nothingTyped, noticeFields, type Problem, readTyped, Typed } from './notice-form.ts'
import { lastOf } from './prepared-notice.ts'
import { staffPage, type View } from './staff-page.ts'
import { asWhoever, type Looking } from './whoever.ts'

const BLANK = 'blank'
/** Nothing yet, a template, or what was written before. */
const Params = z.strictObject({ what: z.union([z.literal(BLANK), z.enum(TEMPLATES), z.uuid()]) })
type Params = z.infer<typeof Params>

type Writing = {
  typed: Typed
  problems: readonly Problem[]
  /** What is being changed. */
  prepared: Prepared | null
  places: { code: string; name: string }[]
  notices: { id: string; heading: string }[]
  templates: ReturnType<typeof templatesFor>
}

/** 写通知: the words from a template or one's own, whom they are for, what goes with them, and when. Nothing goes out here. */
export const writeNoticePage = (parts: Parts) => async (app: FastifyInstance) => {
  // Who is not logged in sends no eight megabytes.
  app.addHook('onRequest', async request => {
    if (request.method === 'POST') await asWhoever(parts, request, async () => {})
  })
  await app.register(multipart, {
    attachFieldsToBody: 'keyValues',
    // A county has some hundred villages to tick.
    limits: { fileSize: LARGEST_FILE, files: 1, fields: 600, parts: 601 },
  })
  staffPage<Params, Typed, Writing>(app, parts, {
    url: '/notices/write/:what',
    params: Params,
    form: Typed,
    read: async (looking, { what }) => {
      const prepared = await preparedIn(looking, what)
      if (prepared === undefined) return null
      const typed = prepared ? typedOf(prepared) : await begun(looking, what)
      return await writing(looking, typed, [], prepared)
    },
    post: async (looking, { what }, typed) => {
      const prepared = await preparedIn(looking, what)
      if (prepared === undefined) return null
      const kept = typed.withoutFile === 'yes' ? null : (prepared?.file ?? null)
      const read = readTyped(typed, looking.now, kept !== null)
      if ('problems' in read) return { again: await writing(looking, typed, read.problems, prepared) }
      const { upload, ...written } = read
      const { tx, who } = looking
      const seen = upload && seenIn(upload)
      const file = upload && seen && 'kind' in seen ? await keepFile(tx, looking, who, upload, seen) : kept
      const id = await keepPrepared(tx, looking, who, { ...written, file }, prepared?.id ?? null)
      return id === null ? null : { to: `/console/notices/prepared/${id}` }
    },
    moved: async (looking, { what }) =>
      z.uuid().safeParse(what).success ? await lastOf(looking, { id: what }) : null,
    title: (_, { t }) => t('console-notices:write'),
    render: draw,
  })
}

/** What is being changed; null for what begins; undefined where there is no such thing. */
async function preparedIn({ tx, keys, who }: Looking, what: string): Promise<Prepared | null | undefined> {
  if (!z.uuid().safeParse(what).success) return null
  return (await findPrepared(tx, keys, who, what, { locked: true })) ?? undefined
}

async function begun({ tx, who, words, now }: Looking, what: string): Promise<Typed> {
  if (what === BLANK) return nothingTyped()
  const own = await asCounty(tx, who.county, () => countyWords(tx, words, who.county, dayOf(now)))
  const away = what.endsWith('-away') ? { who: 'away' } : {}
  return { ...nothingTyped(wordsOf(own, 'zh-CN', what), what), ...away }
}

async function writing(
  looking: Looking,
  typed: Typed,
  problems: readonly Problem[],
  prepared: Prepared | null,
): Promise<Writing> {
  const { tx, who, now, policy } = looking
  const digits = who.role === 'county' ? 9 : 12
  const { rows } = await tx.query(
    'select code, name from places where starts_with(code, $1) and length(code) = $2 order by code',
    [who.place, digits],
  )
  const notices = await asCounty(tx, who.county, () => recentNotices(tx, looking, who.place, 12))
  return {
    ...{ typed, problems, prepared },
    places: who.role === 'director' ? [] : rows,
    notices: notices.map(({ id, text, releasedAt }) => ({
      id,
      heading: `${momentOf(releasedAt, now)} ${firstWords(text)}`,
    })),
    templates: templatesFor(policy.season, dayOf(now), typed.who === 'away' ? 'away' : 'home'),
  }
}

/** As it would have been typed. */
function typedOf({ content, whom, soon, leavesAt, file }: Prepared): Typed {
  return {
    ...nothingTyped(content.text, content.template ?? ''),
    ...{ linkUrl: content.link?.url ?? '', linkTitle: content.link?.title ?? '', soon },
    ...{ places: whom.places ?? [], stages: whom.stages ?? [], classes: whom.classes ?? [] },
    ...{ who: whom.who ?? '', unanswered: whom.unanswered ?? '' },
    ...{ ageFrom: String(whom.ages?.from ?? ''), ageTo: String(whom.ages?.to ?? '') },
    ...{ atRisk: whom.atRisk ? 'yes' : '', nearWater: whom.nearWater ? 'yes' : '' },
    ...{ day: leavesAt === null ? '' : dayOf(leavesAt), time: leavesAt === null ? '' : timeOf(leavesAt) },
    noChild: file ? 'yes' : '',
  }
}

const topicOf = (template: string): string => template.replace(/-(home|away)$/, '')

function draw(data: Writing, view: View) {
  const { t, form } = view
  const { templates, prepared, typed } = data
  const link = ({ template, inSeason }: Writing['templates'][number]) => html`
    <a class=${inSeason ? 'chip now' : 'chip'} href=${`/console/notices/write/${template}`}>
      ${t(`console-notices:topic-${topicOf(template)}`)}
    </a>
  `
  const to = typed.who === 'away' ? 'away' : 'home'
  const other = to === 'away' ? 'home' : 'away'
  return html`
    ${
      prepared === null &&
      html`<h2>${t(`console-notices:templates-${to}`)}</h2>
        <p class="chips">
          ${templates.map(link)}
          <a class="chip" href=${`/console/notices/write/${templates[0]!.template.replace(/(home|away)$/, other)}`}>
            ${t(`console-notices:to-${other}`)}
          </a>
        </p>`
    }
    ${form(
      null,
      html`
        ${noticeFields({ ...data, hasFile: prepared?.file != null }, view)}
        <button class="weui-btn weui-btn_primary">${t('console-notices:look')}</button>
      `,
      'file',
    )}
  `
}
