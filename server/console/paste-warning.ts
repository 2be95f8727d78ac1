import type { FastifyInstance } from 'fastify'
import { html } from 'htm/preact'
import { z } from 'zod'
import { rescope } from '../db/scope.ts'
import { countHouseholds, peopleOf, standingOf } from '../notices/audience.ts'
import type { Parts } from '../parts.ts'
import { acceptWarning } from '../weather/accept.ts'
import { audienceFor } from '../weather/give.ts'
import { type Missing, missingIn, pastedWarning, readPasted, type Typed } from '../weather/paste.ts'
import { type Reach, reachOf } from '../weather/policy.ts'
import { letterOf } from '../weather/quote.ts'
import type { Desk } from '../weather/rows.ts'
import { KINDS, LEVELS } from '../weather/warning.ts'
import { areChoices, placeChoice, type Township, townshipsOf } from './place-choice.ts'
import { staffPage, type View } from './staff-page.ts'
import type { Looking } from './whoever.ts'

const Text = (most: number) => z.string().trim().max(most).default('')
const Place = z.string().regex(/^\d{6}(\d{3}(\d{3})?)?$/)
const Form = z.strictObject({
  text: Text(4_000),
  station: Text(40),
  day: Text(10),
  time: Text(5),
  untilDay: Text(10),
  untilTime: Text(5),
  level: z.enum(['', ...LEVELS]).default(''),
  kind: z.enum(['', ...KINDS]).default(''),
  places: z.union([Place.transform(place => [place]), z.array(Place).max(2_000)]).default([]),
  do: z.enum(['read', 'show', 'release']),
  /** The identifier of what was looked at: only that is given. */
  seen: Text(64),
})

type Preview = { identifier: string; letter: string; reach: Reach; total: number; reached: number }
type Shown = {
  /** Null until there is a text. */
  typed: Typed | null
  missing: Missing[]
  preview: Preview | null
  townships: Township[]
}

/**
 * A county without a feed pastes what the station published. The page reads what it can, asks for the rest, shows what
 * families would get and how many, and gives it when somebody says so.
 */
export const pasteWarningPage = (parts: Parts) => async (app: FastifyInstance) =>
  staffPage<object, z.infer<typeof Form>, Shown>(app, parts, {
    url: '/warnings/paste',
    roles: ['county'],
    read: async () => ({ typed: null, missing: [], preview: null, townships: [] }),
    title: (_, { t }) => t('console-warnings:paste'),
    render: draw,
    form: Form,
    post: async (looking, _, { do: what, seen, ...given }) => {
      const typed = what === 'read' ? { ...given, ...readPasted(given.text, looking.now) } : given
      const townships = await townshipsOf(looking.tx, looking.who.county)
      if (!areChoices(townships, looking.who.county, typed.places)) return null
      const missing = missingIn(typed, looking.now)
      if (typed.text === '') return { again: { typed: null, missing, preview: null, townships } }
      const looked = missing.length === 0 && seen === pastedWarning(typed).identifier
      if (!looked || what !== 'release') {
        const preview = missing.length > 0 ? null : await previewOf(looking, typed)
        return { again: { typed, missing: what === 'read' ? [] : missing, preview, townships } }
      }
      await rescope(looking.tx, { place: looking.who.county })
      const { id } = await acceptWarning(looking.tx, deskOf(looking), {
        warning: pastedWarning(typed),
        raw: typed.text,
        from: { staff: looking.who.id },
      })
      return { to: `/console/warnings/${id}` }
    },
  })

/** What a page handles warnings with. */
export const deskOf = (looking: Looking): Desk => ({ ...looking, county: looking.who.county })

async function previewOf(looking: Looking, typed: Typed): Promise<Preview> {
  const { tx, policy, now } = looking
  const desk = deskOf(looking)
  const warning = pastedWarning(typed)
  const level = warning.level!
  const reach = reachOf(policy.weather, { kind: warning.kind, level })
  const { adults } = await audienceFor(tx, desk, { areas: typed.places }, reach)
  const counts = countHouseholds(
    adults,
    await standingOf(tx, peopleOf(adults), { automatic: reach !== 'at-once' }),
  )
  const stored = { ...warning, id: '', source: null, refersTo: [], areas: typed.places, notice: null }
  return {
    identifier: warning.identifier,
    letter: letterOf(
      desk,
      { ...stored, expiresAt: now, receivedAt: now, state: 'planned', decidedBy: null },
      'zh-CN',
    ),
    reach,
    total: new Set(adults.map(one => one.household)).size,
    reached: counts.get('reachable')!,
  }
}

function draw({ typed, missing, preview, townships }: Shown, { t, form, who }: View) {
  const area = html`<p class="field">
    <label for="text">${t('console-warnings:text')}</label>
    <textarea id="text" name="text" rows="7" maxlength="4000" required>${typed?.text ?? ''}</textarea>
  </p>`
  if (!typed)
    return html`
      <p>${t('console-warnings:pasteHow')}</p>
      ${form(null, html`${area}<button class="weui-btn weui-btn_primary" name="do" value="read">${t('console-warnings:read')}</button>`)}
    `
  const wrong = (what: Missing) =>
    missing.includes(what) && html`<strong class="wrong">${t(`console-warnings:missing-${what}`)}</strong>`
  const whom = preview && (preview.reach === 'staff' ? 'staff' : 'all')
  const input = (name: 'station' | 'day' | 'time' | 'untilDay' | 'untilTime', type: string) => html`
    <label for=${name}>${t(`console-warnings:${name}`)}</label>
    <input id=${name} name=${name} type=${type} value=${typed[name]} />
  `
  return form(
    null,
    html`
      ${missing.length > 0 && html`<p class="missing wrong" role="alert">${t('console-notices:someWrong')}</p>`}
      ${preview && shownPreview(preview, t)}
      <input type="hidden" name="seen" value=${preview?.identifier ?? ''} />
      ${area}
      <p class="field">${input('station', 'text')}${wrong('station')}</p>
      <p class="field">${input('day', 'date')}${input('time', 'time')}${wrong('time')}</p>
      <p class="field">${input('untilDay', 'date')}${input('untilTime', 'time')}${wrong('until')}</p>
      <fieldset class="field choice">
        <legend>${t('console-warnings:level')}</legend>
        ${LEVELS.map(
          level => html`<label>
            <input type="radio" name="level" value=${level} checked=${typed.level === level} />
            <span>${t(`console-warnings:level-${level}`)}</span>
          </label>`,
        )}
        ${wrong('level')}
      </fieldset>
      <p class="field">
        <label for="kind">${t('console-warnings:kind')}</label>
        <select id="kind" name="kind">
          <option value=""></option>
          ${KINDS.map(
            kind =>
              html`<option value=${kind} selected=${typed.kind === kind}>${t(`console-warnings:kind-${kind}`)}</option>`,
          )}
        </select>
        ${wrong('kind')}
      </p>
      ${placeChoice(townships, who.county, typed.places, t)}${wrong('places')}
      <button class="weui-btn weui-btn_default" name="do" value="show">${t('console-warnings:show')}</button>
      ${whom && html`<button class="weui-btn weui-btn_primary" name="do" value="release">${t(`console-warnings:release-${whom}`)}</button>`}
    `,
  )
}

const shownPreview = ({ letter, reach, total, reached }: Preview, t: View['t']) => html`
  <h2>${t('console-warnings:preview')}</h2>
  ${
    reach === 'staff'
      ? html`<p>${t('console-warnings:reach-staff')}</p>`
      : html`
          <div class="phone"><div class="bubble">${letter}</div></div>
          <p>${t(`console-warnings:reach-${reach}`)} ${t('console-warnings:counts', { total, reached })}</p>
        `
  }
`
