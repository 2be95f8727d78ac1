import multipart from '@fastify/multipart'
import type { FastifyInstance } from 'fastify'
import { html } from 'htm/preact'
import { z } from 'zod'
import { momentOf } from '../../flows/engine/calendar.ts'
import { readEntrustmentForm } from '../entrustment/form.ts'
import { type Entrustment, findEntrustment } from '../entrustment/rows.ts'
import {
  keepSheet,
  LARGEST_SHEET,
  openSheet,
  type SheetType,
  sheetsOf,
  sheetType,
} from '../entrustment/sheets.ts'
import { STATE_WORDS } from '../entrustment/state-words.ts'
import { readBy } from '../evidence/append.ts'
import type { EntrustmentForm } from '../paper/forms.ts'
import type { Parts } from '../parts.ts'
import { staffFile } from './staff-file.ts'
import { staffPage, type View } from './staff-page.ts'
import { asWhoever, type Looking } from './whoever.ts'

const Params = z.object({ id: z.uuid() })
const Posted = z.object({
  sheet: z.unknown().optional(),
  signatures: z.string().optional(),
  seal: z.string().optional(),
})
type Problem = 'no-file' | 'type' | 'unsure' | 'not-yet' | 'stopped' | 'ended'
type Shown = {
  entrustment: Entrustment
  form: EntrustmentForm
  sheets: Awaited<ReturnType<typeof sheetsOf>>
  now: number
  problem: Problem | null
}

/** The signed paper comes back as a photograph, which moves the entrustment to signed and sealed. */
export const sheetPage = (parts: Parts) => async (app: FastifyInstance) => {
  // Who is not logged in sends no eight megabytes.
  app.addHook('onRequest', async request => {
    if (request.method === 'POST') await asWhoever(parts, request, async () => {})
  })
  await app.register(multipart, {
    attachFieldsToBody: 'keyValues',
    limits: { fileSize: LARGEST_SHEET, files: 1, fields: 8, parts: 9 },
  })
  staffPage<z.infer<typeof Params>, z.infer<typeof Posted>, Shown>(app, parts, {
    url: '/entrustments/:id/sheet',
    roles: ['director', 'supervisor'],
    params: Params,
    form: Posted,
    read: (looking, { id }) => shown(looking, id, null),
    up: ({ entrustment }, { t }) => ({
      path: `/console/entrustments/${entrustment.id}`,
      words: t('console-papers:oneEntrustment'),
    }),
    about: ({ entrustment: { child, carer } }) => [child, carer],
    post: async (looking, { id }, posted) => {
      const { tx, who } = looking
      const entrustment = await findEntrustment(tx, id)
      if (!entrustment) return null
      const file = Buffer.isBuffer(posted.sheet) ? posted.sheet : Buffer.alloc(0)
      const type = sheetType(file)
      const problem = problemOf(entrustment, file, type, posted)
      if (problem || !type) return { again: (await shown(looking, id, problem ?? 'type'))! }
      const by = { party: who.role, person: null, staff: who.id, how: 'page', contact: null } as const
      const outcome = await keepSheet(tx, looking, entrustment, { file, type }, by)
      if (outcome && 'refusal' in outcome) throw new Error(`not counted: ${outcome.refusal}`)
      return { to: `/console/entrustments/${id}/sheet` }
    },
    title: ({ form }, { t }) => t('sheet:title', { child: form.child.name ?? '' }),
    render: draw,
  })
  staffFile(app, parts, {
    url: '/sheets/:id',
    method: 'get',
    roles: ['director', 'supervisor', 'county'],
    params: Params,
    make: async ({ tx, keys, who, acts }, { id }) => {
      const sheet = await openSheet(tx, keys, id)
      if (!sheet) return null
      acts.push(readBy(who.id, sheet.place, { page: '/console/sheets/:id' }, [id, sheet.entrustment]))
      return { name: `sheet-${id.slice(0, 8)}.${ENDING[sheet.type]}`, type: sheet.type, body: sheet.file }
    },
  })
}

const ENDING: Record<SheetType, string> = {
  'image/jpeg': 'jpg',
  'image/png': 'png',
  'application/pdf': 'pdf',
}

function problemOf(
  { standing }: Entrustment,
  file: Buffer,
  type: SheetType | null,
  { signatures, seal }: z.infer<typeof Posted>,
): Problem | null {
  if (standing.ended) return 'ended'
  if (standing.done.has('stopped')) return 'stopped'
  if (!standing.done.has('witnessed')) return 'not-yet'
  if (file.length === 0) return 'no-file'
  if (!type) return 'type'
  return signatures === 'yes' && seal === 'yes' ? null : 'unsure'
}

async function shown(
  { tx, keys, now, words, who }: Looking,
  id: string,
  problem: Shown['problem'],
): Promise<Shown | null> {
  const entrustment = await findEntrustment(tx, id)
  const form =
    entrustment &&
    (await readEntrustmentForm(tx, keys, id, (key, values) => words(who.language, key, values)))
  return entrustment && form ? { entrustment, form, sheets: await sheetsOf(tx, id), now, problem } : null
}

function draw({ entrustment, form, sheets, now, problem }: Shown, { t, form: within }: View) {
  const confirmed = [...form.signatures.guardians, form.signatures.carer, form.signatures.witness].flatMap(
    ({ name, confirmed }) => (confirmed ? [{ name: name ?? '', ...confirmed }] : []),
  )
  return html`
    <p class="grade">${t(STATE_WORDS[entrustment.state])}</p>
    <div class="weui-cells">
      ${confirmed.map(
        ({ name, at, how }) => html`<div class="weui-cell">
          <span class="weui-cell__bd">${t(`sheet:by-${how}`, { name: name ?? t('sheet:witness'), at })}</span>
        </div>`,
      )}
      ${sheets.map(
        ({ id, at }, n) => html`<a class="weui-cell weui-cell_access" href=${`/console/sheets/${id}`}>
          <span class="weui-cell__bd">${t('sheet:sheet', { no: n + 1, time: momentOf(at, now) })}</span>
          <span class="weui-cell__ft"></span>
        </a>`,
      )}
    </div>
    ${problem && html`<p class="missing wrong" role="alert">${t(`sheet:problem-${problem}`)}</p>`}
    <p class="missing">${t('sheet:noChildren')}</p>
    <p class="hint">${t('sheet:compare', { number: form.number ?? '', code: entrustment.hash.slice(0, 8) })}</p>
    ${within(
      null,
      html`
        <p class="field">
          <label for="sheet">${t('sheet:file')}</label>
          <input id="sheet" name="sheet" type="file" accept="image/jpeg,image/png,application/pdf" />
        </p>
        ${(['signatures', 'seal'] as const).map(
          one => html`<fieldset class="field choice"><legend>${t(`sheet:${one}`)}</legend>
            <label><input type="radio" name=${one} value="yes" /><span>${t('sheet:yes')}</span></label>
          </fieldset>`,
        )}
        <button class="weui-btn weui-btn_primary">${t('sheet:keep')}</button>
      `,
      'file',
    )}
  `
}
