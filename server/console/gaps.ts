import type { FastifyInstance } from 'fastify'
import { html } from 'htm/preact'
import { z } from 'zod'
import { dayOf } from '../../flows/engine/calendar.ts'
import { type Gap, openGaps } from '../gaps/list.ts'
import { closeGap } from '../gaps/settle.ts'
import type { Parts } from '../parts.ts'
import { staffPage, type View } from './staff-page.ts'

/** What is missing around children's care: by kind, each with its village, day and owner. Nothing is ranked. */
export const gapsPage = (parts: Parts) => async (app: FastifyInstance) =>
  staffPage(app, parts, {
    url: '/gaps',
    read: looking => openGaps(looking.tx, looking),
    about: gaps => gaps.map(gap => gap.child.id),
    title: (_, { t }) => t('console-gaps:title'),
    render: (gaps, { t }) => html`
      ${gaps.length === 0 && html`<p class="nothing">${t('console-gaps:none')}</p>`}
      ${[...Map.groupBy(gaps, gap => gap.kind)].map(
        ([kind, ones]) => html`
          <h2>${t(`console-gaps:kind-${kind}`)}</h2>
          <div class="weui-cells">
            ${ones.map(
              gap => html`<a class="weui-cell weui-cell_access" href=${`/console/gaps/${gap.id}`}>
                <span class="weui-cell__bd">
                  ${t('console-gaps:line', { village: gap.village, child: gap.child.name })}
                  <br /><span class="hint">${standing(gap, t)}</span>
                </span>
                <span class="weui-cell__ft"></span>
              </a>`,
            )}
          </div>
        `,
      )}
    `,
  })

type Shown = { gap: Gap; typed: { as?: string; note?: string }; wrong: boolean }

const Form = z.strictObject({
  as: z.enum(['settled', 'not-so', '']).default(''),
  note: z.string().trim().max(300).default(''),
})

/** One gap: what it is, where it is settled, and a word of whoever has settled it otherwise. */
export const gapPage = (parts: Parts) => async (app: FastifyInstance) =>
  staffPage(app, parts, {
    url: '/gaps/:id',
    params: z.strictObject({ id: z.uuid() }),
    read: async (looking, { id }): Promise<Shown | null> => {
      const [gap] = await openGaps(looking.tx, looking, { id })
      return gap ? { gap, typed: {}, wrong: false } : null
    },
    about: ({ gap }) => [gap.child.id],
    title: ({ gap }, { t }) => t(`console-gaps:kind-${gap.kind}`),
    render: draw,
    form: Form,
    post: async (looking, { id }, { as, note }) => {
      const [gap] = await openGaps(looking.tx, looking, { id })
      if (!gap) return null
      if (as === '' || note === '') return { again: { gap, typed: { as, note }, wrong: true } }
      await closeGap(looking.tx, looking, { id, as, note, staff: looking.who.id })
      return { to: '/console/gaps' }
    },
  })

const standing = ({ carer, foundAt, owner, above }: Gap, t: View['t']): string =>
  [
    carer && t('console-gaps:carer', { carer: carer.name }),
    t('console-gaps:since', { day: dayOf(foundAt) }),
    owner ? t('console-gaps:owner', { owner }) : t('console-gaps:nobody'),
    above && t('console-gaps:above'),
  ]
    .filter(Boolean)
    .join(' · ')

function draw({ gap, typed, wrong }: Shown, { t, form, who }: View) {
  const path = placeToSettle(gap, who.role)
  return html`
    <p>${t('console-gaps:line', { village: gap.village, child: gap.child.name })}</p>
    <p class="hint">${standing(gap, t)}</p>
    <p>${t(`console-gaps:what-${gap.kind}`)}</p>
    ${path && html`<p><a class="weui-btn weui-btn_default" href=${path}>${t('console-gaps:goThere')}</a></p>`}
    <h2>${t('console-gaps:byHand')}</h2>
    <p class="hint">${t('console-gaps:closesItself')}</p>
    ${form(
      null,
      html`
        ${wrong && html`<p class="wrong" role="alert">${t('console-gaps:bothNeeded')}</p>`}
        <fieldset class="field choice">
          <legend>${t('console-gaps:which')}</legend>
          ${['settled', 'not-so'].map(
            as => html`<label>
              <input type="radio" name="as" value=${as} checked=${typed.as === as} />
              <span>${t(`console-gaps:as-${as}`)}</span>
            </label>`,
          )}
        </fieldset>
        <p class="field">
          <label for="note">${t('console-gaps:note')}</label>
          <textarea id="note" name="note" rows="3" maxlength="300">${typed.note ?? ''}</textarea>
        </p>
        <button class="weui-btn weui-btn_primary">${t('console-gaps:close')}</button>
      `,
    )}
  `
}

/** The page on which its cause goes away, if there is one. */
function placeToSettle({ kind, child, carer, entrustment }: Gap, role: View['who']['role']): string | null {
  if (kind === 'assessment-overdue')
    return role === 'director' && carer ? `/console/assess/${child.id}/${carer.id}` : null
  return entrustment ? `/console/entrustments/${entrustment}` : null
}
