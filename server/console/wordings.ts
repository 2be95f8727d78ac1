import type { FastifyInstance } from 'fastify'
import { html } from 'htm/preact'
import { z } from 'zod'
import { dayOf } from '../../flows/engine/calendar.ts'
import { OUR_NAMES } from '../notices/calendar/compose.ts'
import { inForce } from '../notices/calendar/rows.ts'
import { setWording, valuesIn, type WordingRow, wordingRows } from '../notices/calendar/wordings.ts'
import { MARKS, TEMPLATES } from '../notices/templates.ts'
import type { Parts } from '../parts.ts'
import { staffPage, type View } from './staff-page.ts'
import type { Looking } from './whoever.ts'

const KEYS: readonly string[] = [
  ...[...OUR_NAMES].map(name => `seasons:${name}`),
  ...TEMPLATES.map(name => `templates:${name}`),
]

/** One of our texts, and what the county says instead on a day. */
type Text = { key: string; values: [string, string][]; ours: string; own: WordingRow | null }

async function textsOn({ tx, who, now, words }: Looking, keys: readonly string[]): Promise<Text[]> {
  const rows = await wordingRows(tx, who.county)
  const named = Object.fromEntries(Object.keys(MARKS).map(name => [name, `{${name}}`]))
  const held = inForce(rows, dayOf(now), row => `${row.language} ${row.key}`)
  return keys.map(key => {
    const own = held.get(`zh-CN ${key}`)
    const values = valuesOf({ words, who }, key)
    const [file, name] = key.split(':') as [string, string]
    const ours = words('zh-CN', file === 'templates' ? `templates:${name}` : `seasons:${name}`, named)
    return {
      ...{ key, values, ours: inWords(values, ours) },
      own: own?.text ? { ...own, text: inWords(values, own.text) } : null,
    }
  })
}

/** What a text may leave open, by the name it has in the text and the one people type: {county} is {县名}. */
function valuesOf({ words, who }: Pick<Looking, 'words' | 'who'>, key: string): [string, string][] {
  return valuesIn(key).map(value => [
    `{${value}}`,
    `{${words(who.language, `console-wordings:value-${value}`)}}`,
  ])
}

const inWords = (values: [string, string][], text: string): string =>
  values.reduce((said, [value, name]) => said.replaceAll(value, name), text)
const asTyped = (values: [string, string][], text: string): string =>
  values.reduce((said, [value, name]) => said.replaceAll(name, value), text)

/** 提醒用语: what families read of the season, and the beginnings of a notice; a county may say each in its own words. */
export const wordingsPage = (parts: Parts) => async (app: FastifyInstance) =>
  staffPage<object, object, Text[]>(app, parts, {
    url: '/wordings',
    roles: ['county'],
    read: looking => textsOn(looking, KEYS),
    title: (_, { t }) => t('console-wordings:title'),
    render: (texts, { t }) => html`
      <p class="hint">${t('console-wordings:about')}</p>
      ${[...Map.groupBy(texts, ({ key }) => key.split(':')[0]!)].map(
        ([file, those]) => html`<h2>${t(`console-wordings:of-${file}`)}</h2>
      <div class="weui-cells">
        ${those.map(
          ({
            key,
            ours,
            own,
          }) => html`<a class="weui-cell weui-cell_access" href=${`/console/wordings/${key.replace(':', '.')}`}>
            <span class="weui-cell__bd">${own?.text ?? ours}
              ${own && html`<br /><span class="hint">${t('console-wordings:own', { source: own.source })}</span>`}</span>
            <span class="weui-cell__ft"></span>
          </a>`,
        )}
      </div>`,
      )}
    `,
  })

const Params = z.strictObject({
  key: z
    .string()
    .transform(key => key.replace('.', ':'))
    .pipe(z.enum(KEYS)),
})
const Posted = z.strictObject({
  text: z.string().max(1_000).default(''),
  source: z.string().max(200).default(''),
  ours: z.literal('yes').optional(),
})
type Shown = { text: Text; typed: { text: string; source: string }; wrong: string[] }

/** One text: ours, the county's own, and the way back. */
export const wordingPage = (parts: Parts) => async (app: FastifyInstance) =>
  staffPage<z.infer<typeof Params>, z.infer<typeof Posted>, Shown>(app, parts, {
    url: '/wordings/:key',
    roles: ['county'],
    params: Params,
    form: Posted,
    read: async (looking, { key }) => {
      const [text] = await textsOn(looking, [key])
      return {
        text: text!,
        typed: { text: text!.own?.text ?? '', source: text!.own?.source ?? '' },
        wrong: [],
      }
    },
    post: async (looking, { key }, { text, source, ours }) => {
      const { tx, who, now } = looking
      const values = valuesOf(looking, key)
      const row = { key, text: ours ? null : asTyped(values, text), source, from: dayOf(now) }
      const written = await setWording(tx, looking, who.county, row, { staff: who.id })
      if ('id' in written) return { to: '/console/wordings' }
      const [shown] = await textsOn(looking, [key])
      const wrong = written.issues.map(issue =>
        issue.path[0] === 'text' && issue.code === 'custom'
          ? String(issue.params?.wrong)
          : `no-${String(issue.path[0])}`,
      )
      return { again: { text: shown!, typed: { text, source }, wrong: [...new Set(wrong)] } }
    },
    title: (_, { t }) => t('console-wordings:title'),
    render: draw,
  })

function draw({ text: { values, ours, own }, typed, wrong }: Shown, { t, form }: View) {
  return html`
    <h2>${t('console-wordings:ours')}</h2>
    <blockquote>${ours}</blockquote>
    ${form(
      null,
      html`
        ${
          wrong.length > 0 &&
          html`<div class="missing" role="alert">
          ${wrong.map(why => html`<p class="wrong">${t(`console-wordings:wrong-${why}`)}</p>`)}
        </div>`
        }
        <p class="field">
          <label for="text">${t('console-wordings:text')}</label>
          <textarea id="text" name="text" rows="4" maxlength="1000">${typed.text}</textarea>
          <span class="hint">${t('console-wordings:values', { names: values.map(([, name]) => name).join(' ') })}</span>
        </p>
        <p class="field">
          <label for="source">${t('console-wordings:source')}</label>
          <input id="source" name="source" maxlength="200" value=${typed.source} />
        </p>
        <button class="weui-btn weui-btn_primary">${t('console-wordings:save')}</button>
        ${own && html`<button class="weui-btn weui-btn_default" name="ours" value="yes">${t('console-wordings:back')}</button>`}
      `,
    )}
  `
}
