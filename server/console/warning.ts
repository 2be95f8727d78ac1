import type { FastifyInstance } from 'fastify'
import { html } from 'htm/preact'
import { z } from 'zod'
import { momentOf } from '../../flows/engine/calendar.ts'
import { rescope } from '../db/scope.ts'
import type { Parts } from '../parts.ts'
import { acceptWarning } from '../weather/accept.ts'
import { canBeGiven, decideWarning } from '../weather/decide.ts'
import { levelIn } from '../weather/kinds.ts'
import { liftedWarning } from '../weather/paste.ts'
import { type State, type Stored, stateAt, warningsWhere } from '../weather/rows.ts'
import { LEVELS } from '../weather/warning.ts'
import { deskOf } from './paste-warning.ts'
import { areChoices, placeChoice, type Township, townshipsOf } from './place-choice.ts'
import { staffPage, type View } from './staff-page.ts'
import type { Looking } from './whoever.ts'

const Params = z.strictObject({ id: z.uuid() })
const Place = z.string().regex(/^\d{6}(\d{3}(\d{3})?)?$/)
const Form = z.strictObject({
  do: z.enum(['give', 'drop', 'lift']),
  level: z.enum(['', ...LEVELS]).default(''),
  places: z.union([Place.transform(place => [place]), z.array(Place).max(2_000)]).default([]),
  text: z.string().trim().max(4_000).default(''),
})

type Shown = {
  warning: Stored
  state: State
  now: number
  townships: Township[]
  /** What was chosen last, when that was not enough. */
  chosen: { level: string; places: string[] } | null
}

/** One warning: the station's words, what became of it, and what is to be decided or taken back. */
export const warningPage = (parts: Parts) => async (app: FastifyInstance) =>
  staffPage<z.infer<typeof Params>, z.infer<typeof Form>, Shown>(app, parts, {
    url: '/warnings/:id',
    roles: ['county'],
    params: Params,
    read: (looking, { id }) => shown(looking, id, null),
    title: (_, { t }) => t('console-warnings:one'),
    render: draw,
    form: Form,
    post: async (looking, { id }, { do: what, level, places, text }) => {
      const before = await shown(looking, id, { level, places })
      if (!before) return null
      const { tx, who } = looking
      const whole = level !== '' && places.length > 0 && areChoices(before.townships, who.county, places)
      // What takes others back needs no level and no place of its own.
      if (what === 'give' && !whole && before.warning.change !== 'Cancel') return { again: before }
      await rescope(tx, { place: who.county })
      if (what !== 'lift') {
        const decision = what === 'drop' ? { as: what } : { as: what, level: level || 'blue', areas: places }
        await decideWarning(tx, deskOf(looking), { id, staff: who.id, decision })
      } else if (canBeLifted(before.state))
        await acceptWarning(tx, deskOf(looking), {
          warning: liftedWarning(before.warning, text, looking.now),
          raw: text,
          from: { staff: who.id },
        })
      return { to: `/console/warnings/${id}` }
    },
  })

const canBeLifted = (state: State): boolean => ['given', 'staff', 'planned'].includes(state)

async function shown(
  { tx, keys, now, who }: Looking,
  id: string,
  chosen: Shown['chosen'],
): Promise<Shown | null> {
  const [warning] = await warningsWhere(tx, keys, 'id = $1', [id])
  if (!warning) return null
  const state = stateAt(warning, now)
  const townships = state === 'waiting' ? await townshipsOf(tx, who.county) : []
  return { warning, state, now, townships, chosen }
}

function draw({ warning, state, now, townships, chosen }: Shown, view: View) {
  const { t } = view
  const { station, sentAt, expiresAt, headline, description, instruction, area, doubts } = warning
  const lifts = warning.change !== 'Cancel' && canBeLifted(state) && expiresAt > now
  return html`
    <p class="grade">${t(`console-warnings:state-${state}`)}</p>
    <p class="hint">
      ${[
        warning.level && t(`console-warnings:level-${warning.level}`),
        t(`console-warnings:kind-${warning.kind}`),
        station,
        momentOf(sentAt, now),
        t('console-warnings:holdsUntil', { time: momentOf(expiresAt, now) }),
      ]
        .filter(Boolean)
        .join(' · ')}
    </p>
    ${[description.includes(headline) ? '' : headline, description, instruction].filter(Boolean).map(words => html`<blockquote>${words}</blockquote>`)}
    ${area && html`<p>${t('console-warnings:area', { area })}</p>`}
    ${
      doubts.length > 0 &&
      html`<div class="missing">
        <strong>${t('console-warnings:why')}</strong>
        <ul>${doubts.map(doubt => html`<li>${t(`weather:doubt-${doubt}`)}</li>`)}</ul>
      </div>`
    }
    ${state === 'waiting' && decisionForm(warning, townships, chosen, view)}
    ${
      lifts &&
      view.form(
        null,
        html`
          <h2>${t('console-warnings:lift')}</h2>
          <p class="field">
            <label for="text">${t('console-warnings:liftText')}</label>
            <textarea id="text" name="text" rows="3" maxlength="4000"></textarea>
          </p>
          <button class="weui-btn weui-btn_default" name="do" value="lift">${t('console-warnings:liftIt')}</button>
        `,
      )
    }
    ${
      warning.notice &&
      html`<a class="weui-btn weui-btn_default" href=${`/console/notices/sent/${warning.notice}`}>${t('console-warnings:receipts')}</a>`
    }
  `
}

function decisionForm(
  warning: Stored,
  townships: readonly Township[],
  chosen: Shown['chosen'],
  { t, form, who }: View,
) {
  const drop = html`<button class="weui-btn weui-btn_default" name="do" value="drop">${t('console-warnings:drop')}</button>`
  if (!canBeGiven(warning.doubts))
    return html`<p>${t('console-warnings:pasteInstead')}</p>${form(null, drop)}`
  const give = html`<button class="weui-btn weui-btn_primary" name="do" value="give">${t('console-warnings:give')}</button>`
  if (warning.change === 'Cancel') return form(null, html`${give}${drop}`)
  const level = chosen?.level ?? warning.level ?? levelIn(warning.headline) ?? ''
  const ticked = chosen?.places ?? warning.areas
  return form(
    null,
    html`
      ${chosen && html`<p class="wrong" role="alert">${t('console-warnings:bothNeeded')}</p>`}
      <fieldset class="field choice">
        <legend>${t('console-warnings:level')}</legend>
        ${LEVELS.map(
          one => html`<label>
            <input type="radio" name="level" value=${one} checked=${level === one} />
            <span>${t(`console-warnings:level-${one}`)}</span>
          </label>`,
        )}
      </fieldset>
      ${placeChoice(townships, who.county, ticked, t)}
      ${give}${drop}
    `,
  )
}
