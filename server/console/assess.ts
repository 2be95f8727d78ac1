import type { FastifyInstance } from 'fastify'
import { html } from 'htm/preact'
import { z } from 'zod'
import { dayOf, isDay, timeOf } from '../../flows/engine/calendar.ts'
import { type Draft, draftOf, saveDraft } from '../assessments/draft.ts'
import { nextAssessment } from '../assessments/due.ts'
import {
  FIELDS,
  LONGEST_POSTED,
  missingIn,
  type Problem,
  problemsIn,
  SECTIONS,
  Typed,
} from '../assessments/fields.ts'
import { type Pair, pairOf } from '../assessments/pair.ts'
import { recordAssessment } from '../assessments/record.ts'
import type { Parts } from '../parts.ts'
import { field } from './field.ts'
import { staffPage, type View } from './staff-page.ts'
import type { Looking } from './whoever.ts'

const Params = z.strictObject({ child: z.uuid(), carer: z.uuid() })
type Params = z.infer<typeof Params>

const known = new Set(['form', 'do', ...FIELDS.map(({ name }) => name)])
const Posted = z
  .object({
    form: z.uuid(),
    /** `keep`: what was typed stays; `finish`: it is complete. */
    do: z.enum(['keep', 'finish']),
  })
  .catchall(z.string().max(LONGEST_POSTED))
  .refine(given => Object.keys(given).every(name => known.has(name)))

type Seen = {
  pair: Pair
  draft: Draft
  /** What was found when it was to be finished; empty until then. */
  problems: readonly Problem[]
  now: number
  next: string
  olderFrom: number
}

/**
 * 照护能力评估 at the carer's home, on a phone. What is typed is kept by every post, also by one that cannot be finished,
 * and every few seconds by a script where there is one.
 */
export const assessPage = (parts: Parts) => async (app: FastifyInstance) =>
  staffPage<Params, z.infer<typeof Posted>, Seen>(app, parts, {
    url: '/assess/:child/:carer',
    roles: ['director'],
    params: Params,
    form: Posted,
    scripts: ['keep.js'],
    read: async (looking, params) => {
      const pair = await meant(looking, params)
      if (!pair) return null
      const { tx, who, words } = looking
      const posts = words(who.language, 'assess:director')
      const draft = await draftOf(tx, { ...looking, posts }, who, pair)
      return seen(looking, pair, draft, [])
    },
    post: async (looking, params, { form, do: what, ...fields }) => {
      const pair = await meant(looking, params)
      if (!pair) return null
      const typed = Typed.parse(fields)
      const { policy, now, tx, who } = looking
      const draft = { id: form, typed }
      const problems =
        what === 'keep'
          ? []
          : problemsIn(typed, dayOf(now), visited => nextAssessment(policy.assessments, visited))
      if (what === 'finish' && problems.length === 0) {
        await recordAssessment(looking, pair, draft)
        return { to: `/console/assessment/${form}` }
      }
      await saveDraft(tx, looking, who, pair, draft)
      if (what === 'keep') return { to: `/console/assess/${pair.child.id}/${pair.carer.id}` }
      return { again: seen(looking, pair, { ...draft, savedAt: now, from: null }, problems) }
    },
    title: ({ pair }, { t }) => t('assess:title', { child: pair.child.name, carer: pair.carer.name }),
    render: draw,
  })

/** Today's carer of the child, as far as the scope sees them. */
async function meant({ tx, keys }: Looking, { child, carer }: Params): Promise<Pair | null> {
  const pair = await pairOf(tx, keys, child, carer)
  return pair?.current ? pair : null
}

const seen = ({ policy, now }: Looking, pair: Pair, draft: Draft, problems: readonly Problem[]): Seen => ({
  pair,
  draft,
  problems,
  now,
  next: nextAssessment(
    policy.assessments,
    isDay(draft.typed.visitedOn ?? '') ? draft.typed.visitedOn! : dayOf(now),
  ),
  olderFrom: policy.assessments.olderFrom,
})

function draw(it: Seen, view: View) {
  const { pair, draft, problems } = it
  const { t } = view
  const hints = {
    ...(Number(draft.typed.carerAge) >= it.olderFrom && {
      carerAge: t('assess:older', { age: it.olderFrom }),
    }),
    nextOn: t('assess:nextByItself', { day: it.next }),
    grade: t('assess:gradeByPerson'),
    whyNot: t('assess:orWhyNot'),
  }
  const missing = missingIn(draft.typed)
  const keep = html`<button class="weui-btn weui-btn_default" name="do" value="keep">${t('assess:keep')}</button>`
  const sections = SECTIONS.map(
    ({ id, fields }, n) => html`
      <section id=${`s-${id}`}>
        <h2>${t(`assess:section-${id}`)}</h2>
        ${fields.map(one => field(one, { t, typed: draft.typed, problems, hints }))}
        ${n < SECTIONS.length - 1 && keep}
      </section>
    `,
  )
  const finish = html`
    <p class="hint">${t('assess:recordedNotSigned')}</p>
    <button class="weui-btn weui-btn_primary" name="do" value="finish">${t('assess:finish')}</button>
    ${keep}
  `
  return html`
    <p class="hint">${t('assess:about', { village: pair.village, kin: pair.carer.kin })}</p>
    ${problems.length > 0 && problemList(problems, t)}
    <p id="kept" role="status" class="hint" data-kept=${t('assess:keptNow')} data-lost=${t('assess:keptNot')}>${kept(it, t)}</p>
    ${draft.savedAt !== null && problems.length === 0 && missing.length > 0 && stillMissing(missing, t)}
    ${view.form(null, html`<input type="hidden" name="form" value=${draft.id} />${sections}${finish}`)}
  `
}

const kept = ({ draft }: Seen, t: View['t']): string => {
  if (draft.savedAt !== null) return t('assess:keptAt', { time: timeOf(draft.savedAt) })
  return draft.from ? t('assess:fromSibling', { day: draft.from }) : t('assess:keptByItself')
}

/** 缺 N 项, each leading to its field. */
const stillMissing = (missing: readonly string[], t: View['t']) => html`
  <details class="missing">
    <summary>${t('assess:missing', { count: missing.length })}</summary>
    ${links(missing, t)}
  </details>
`

function problemList(problems: readonly Problem[], t: View['t']) {
  const missing = problems.filter(problem => problem.what === 'missing').map(problem => problem.field)
  const wrong = problems.filter(problem => problem.what !== 'missing').map(problem => problem.field)
  return html`
    <div class="missing" role="alert">
      ${missing.length > 0 && html`<strong>${t('assess:missing', { count: missing.length })}</strong>${links(missing, t)}`}
      ${wrong.length > 0 && html`<strong>${t('assess:wrong', { count: wrong.length })}</strong>${links(wrong, t)}`}
    </div>
  `
}

const links = (names: readonly string[], t: View['t']) =>
  html`<ul>${names.map(name => html`<li><a href=${`#f-${name}`}>${t(`assess:field-${name}`)}</a></li>`)}</ul>`
