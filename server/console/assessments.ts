import type { FastifyInstance } from 'fastify'
import { html } from 'htm/preact'
import { z } from 'zod'
import { dayOf, timeOf } from '../../flows/engine/calendar.ts'
import { draftsOf } from '../assessments/draft.ts'
import { assessmentsDue } from '../assessments/due.ts'
import { SECTIONS } from '../assessments/fields.ts'
import { pairOf } from '../assessments/pair.ts'
import { readAssessment } from '../assessments/read.ts'
import type { Parts } from '../parts.ts'
import { staffPage } from './staff-page.ts'

/** So many are shown; the rest comes up as these are done. */
const MOST = 50

/** What is due to be assessed, with what was begun. */
export const assessmentsPage = (parts: Parts) => async (app: FastifyInstance) =>
  staffPage(app, parts, {
    url: '/assessments',
    roles: ['director'],
    read: async ({ tx, keys, who, now, policy }) => {
      const due = (await assessmentsDue(tx, policy.assessments, who.place, dayOf(now))).slice(0, MOST)
      const begun = await draftsOf(tx, who)
      const all = [
        ...begun,
        ...due.filter(one => !begun.some(({ child, carer }) => child === one.child && carer === one.carer)),
      ]
      const lines = []
      for (const one of all) {
        const pair = await pairOf(tx, keys, one.child, one.carer)
        if (pair?.current) lines.push({ ...one, pair })
      }
      return lines
    },
    about: lines => lines.map(line => line.child),
    title: (_, { t }) => t('assess:list'),
    render: (lines, { t }) => html`
      ${lines.length === 0 && html`<p class="nothing">${t('assess:nothingDue')}</p>`}
      <div class="weui-cells">
        ${lines.map(
          line => html`<a class="weui-cell weui-cell_access" href=${`/console/assess/${line.child}/${line.carer}`}>
            <span class="weui-cell__bd">
              ${t('assess:line', { child: line.pair.child.name, kin: line.pair.carer.kin, carer: line.pair.carer.name })}
              <br /><span class="hint">${
                'savedAt' in line
                  ? t('assess:begun', { day: dayOf(line.savedAt), time: timeOf(line.savedAt) })
                  : t(`assess:why-${line.why}`, { day: line.by })
              }</span>
            </span>
            <span class="weui-cell__ft"></span>
          </a>`,
        )}
      </div>
    `,
  })

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
