import type { FastifyInstance } from 'fastify'
import { html } from 'htm/preact'
import { z } from 'zod'
import { readEntrustmentForm } from '../entrustment/form.ts'
import { findEntrustment, type State } from '../entrustment/rows.ts'
import { STATE_WORDS } from '../entrustment/state-words.ts'
import { missed } from '../paper/common.ts'
import type { EntrustmentForm } from '../paper/forms.ts'
import { isBlank, missingInEntrustment } from '../paper/missing.ts'
import type { Parts } from '../parts.ts'
import { staffPage, type View } from './staff-page.ts'

type Shown = { id: string; child: string; carer: string; state: State; form: EntrustmentForm }

/** The record of an entrustment: where the code on its paper leads. */
export const entrustmentPage = (parts: Parts) => async (app: FastifyInstance) =>
  staffPage(app, parts, {
    url: '/entrustments/:id',
    params: z.object({ id: z.uuid() }),
    read: async ({ tx, keys, words, who }, { id }): Promise<Shown | null> => {
      const found = await findEntrustment(tx, id)
      const form =
        found && (await readEntrustmentForm(tx, keys, id, (key, values) => words(who.language, key, values)))
      return found && form ? { id, child: found.child, carer: found.carer, state: found.state, form } : null
    },
    about: ({ child, carer }) => [child, carer],
    title: ({ form }, { t }) => t('console-papers:entrustment', { child: form.child.name ?? '' }),
    render: draw,
  })

function draw({ id, state, form }: Shown, { t, who }: View) {
  const { guardians, carer, signatures, term } = form
  const missing = missingInEntrustment(form)
  const confirmed = [...signatures.guardians, signatures.carer, signatures.witness]
    .filter(one => one.confirmed)
    .map(one => `${one.name ?? ''} ${one.confirmed!.at}`)
  const facts = [
    ['console-papers:number', form.number],
    ['console-papers:state', t(STATE_WORDS[state])],
    ['paper:guardian', guardians.map(one => one.name).join(' ')],
    ['paper:carer', [carer.name, carer.kin].filter(Boolean).join(' ')],
    ['console-papers:term', `${term.from ?? ''} – ${term.until ?? ''}`],
    ['console-papers:confirmed', confirmed.join(t('paper:semicolon'))],
    ['console-papers:hash', form.hash],
  ] as const
  const paper = (kind: string, words: string) => html`
    <a class="weui-cell weui-cell_access" href=${`/console/entrustments/${id}/${kind}`}>
      <span class="weui-cell__bd">${t(words)}</span><span class="weui-cell__ft"></span>
    </a>
  `
  return html`
    <div class="weui-cells">
      ${facts
        .filter(([, value]) => !isBlank(value))
        .map(
          ([key, value]) =>
            html`<div class="weui-cell"><span class="weui-cell__bd">${t(key)}：${value}</span></div>`,
        )}
    </div>
    ${missing.length > 0 && html`<p class="hint">${missed(t, missing)}</p>`}
    ${
      who.role !== 'county' &&
      html`<div class="weui-cells">${paper('witness', 'witness:form-witnesses')}${paper('sheet', 'sheet:keep')}</div>`
    }
    <h2>${t('console-papers:title')}</h2>
    <div class="weui-cells">
      ${paper('confirmation', 'paper-entrustment:title')}
      ${paper('school', 'console-papers:toSchool')}
      ${paper('village', 'console-papers:toVillage')}
    </div>
    <p class="hint">${t('paper:claim')}</p>
  `
}
