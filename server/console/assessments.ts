import type { FastifyInstance } from 'fastify'
import { html } from 'htm/preact'
import { z } from 'zod'
import { addMonths, dayOf, timeOf } from '../../flows/engine/calendar.ts'
import { draftsOf } from '../assessments/draft.ts'
import { assessmentsDue, type DueAssessment } from '../assessments/due.ts'
import { SECTIONS } from '../assessments/fields.ts'
import { type Pair, pairsOf } from '../assessments/pair.ts'
import { readAssessment } from '../assessments/read.ts'
import type { Parts } from '../parts.ts'
import type { T } from './page.ts'
import { staffPage } from './staff-page.ts'

/** A village has a few dozen children; of more, those come first whose turn is first. */
const MOST = 200
/** Everybody's turn comes within this (months): the list also shows who is not due yet. */
const ONE_DAY = 120

type Listed = DueAssessment & { pair: Pair; savedAt: number | undefined }

/** The children of the village by when care is to be assessed: what was begun, what is due, and the others. */
export const assessmentsPage = (parts: Parts) => async (app: FastifyInstance) =>
  staffPage(app, parts, {
    url: '/assessments',
    roles: ['director'],
    read: async ({ tx, keys, who, now, policy }) => {
      const today = dayOf(now)
      const all = await assessmentsDue(tx, policy.assessments, who.place, addMonths(today, ONE_DAY))
      const begun = new Map((await draftsOf(tx, who)).map(one => [`${one.child} ${one.carer}`, one.savedAt]))
      const shown = all.slice(0, MOST)
      const pairs = await pairsOf(tx, keys, shown)
      const lines = pairs.map((pair): Listed => {
        const due = shown.find(one => one.child === pair.child.id && one.carer === pair.carer.id)!
        return { ...due, pair, savedAt: begun.get(`${due.child} ${due.carer}`) }
      })
      return {
        begun: lines.filter(line => line.savedAt !== undefined),
        due: lines.filter(line => line.savedAt === undefined && line.since <= today),
        others: lines.filter(line => line.savedAt === undefined && line.since > today),
      }
    },
    about: ({ begun, due, others }) => [...begun, ...due, ...others].map(line => line.child),
    title: (_, { t }) => t('assess:list'),
    render: ({ begun, due, others }, { t }) => html`
      ${begun.length + due.length === 0 && html`<p class="nothing">${t('assess:nothingDue')}</p>`}
      <div class="weui-cells">${[...begun, ...due].map(line => cell(line, t))}</div>
      ${others.length > 0 && html`<h2>${t('assess:others')}</h2>`}
      <div class="weui-cells">${others.map(line => cell(line, t))}</div>
    `,
  })

function cell({ pair, savedAt, why, by, last, ...line }: Listed, t: T) {
  const { child, carer } = pair
  const when =
    savedAt === undefined
      ? t(`assess:why-${why}`, { day: by })
      : t('assess:begun', { day: dayOf(savedAt), time: timeOf(savedAt) })
  return html`<a class="weui-cell weui-cell_access" href=${`/console/assess/${line.child}/${line.carer}`}>
    <span class="weui-cell__bd">
      ${t('assess:line', { child: child.name, kin: carer.kin, carer: carer.name })}
      <br /><span class="hint">${when}${last && ` · ${t('assess:lastWas', { day: last })}`}</span>
    </span>
    <span class="weui-cell__ft"></span>
  </a>`
}

/** An assessment as it was recorded. */
export const assessmentPage = (parts: Parts) => async (app: FastifyInstance) =>
  staffPage(app, parts, {
    url: '/assessment/:id',
    roles: ['director', 'supervisor'],
    params: z.strictObject({ id: z.uuid() }),
    read: ({ tx, keys }, { id }) => readAssessment(tx, keys, id),
    about: ({ pair }) => [pair.child.id, pair.carer.id],
    title: ({ pair }, { t }) => t('assess:title', { child: pair.child.name, carer: pair.carer.name }),
    render: ({ id, pair, grade, excluded, nextOn, typed }, { t }) => html`
      <p>${t('assess:about', { village: pair.village, kin: pair.carer.kin })}</p>
      <p class="grade">${t(`assess:grade-${grade}`)}</p>
      ${(grade === 'poor' || excluded) && html`<p class="wrong">${t('assess:changeCarer')}</p>`}
      <p>${t('assess:nextIs', { day: nextOn })}</p>
      ${SECTIONS.map(
        ({ id, fields }) => html`
          <h2>${t(`assess:section-${id}`)}</h2>
          <dl class="weui-cells">
            ${fields.flatMap(({ name, set }) =>
              typed[name]
                ? [
                    html`<div class="weui-cell">
                      <dt>${t(`assess:field-${name}`)}</dt>
                      <dd>${set ? t(`assess:${set}-${typed[name]}`) : typed[name]}</dd>
                    </div>`,
                  ]
                : [],
            )}
          </dl>
        `,
      )}
      <p class="hint">${t('assess:recordedNotSigned')}</p>
      <p><a class="weui-btn weui-btn_default" href=${`/console/assessment/${id}/paper`}>${t('console-papers:assessment')}</a></p>
    `,
  })
