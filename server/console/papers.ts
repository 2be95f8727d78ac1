import type { FastifyInstance } from 'fastify'
import { html } from 'htm/preact'
import { z } from 'zod'
import { actOn } from '../entrustment/act.ts'
import { entrustmentsIn, type Listed, villagesWithEntrustments } from '../entrustment/in-place.ts'
import { STATE_WORDS } from '../entrustment/state-words.ts'
import type { Parts } from '../parts.ts'
import { paperFiles } from './paper-files.ts'
import { staffPage, type View } from './staff-page.ts'
import type { Looking } from './whoever.ts'

const Village = z.object({ place: z.string().regex(/^\d{12}$/) })

const BLANK = [
  ['confirmation', 'paper-entrustment:title'],
  ['assessment', 'paper-assessment:title'],
  ['school', 'console-papers:toSchool'],
  ['village', 'console-papers:toVillage'],
] as const

/** Papers to print, by village: confirmations to be signed, notices for the schools, the ledger. */
export const papersPage = (parts: Parts) => async (app: FastifyInstance) => {
  staffPage(app, parts, {
    url: '/papers',
    read: async ({ tx, who }) => ({ villages: await villagesWithEntrustments(tx), place: who.place }),
    title: (_, { t }) => t('console-papers:title'),
    render: ({ villages, place }, view) => html`
      ${villages.length === 0 && html`<p class="nothing">${view.t('console-papers:nothing')}</p>`}
      <div class="weui-cells">
        ${villages.map(one =>
          link(
            `/console/papers/${one.place}`,
            view.t('console-papers:village', { village: one.name, count: one.living, toSign: one.toSign }),
          ),
        )}
      </div>
      <h2>${view.t('console-papers:blank')}</h2>
      <div class="weui-cells">
        ${BLANK.map(([form, words]) => link(`/console/blank/${form}`, view.t(words)))}
      </div>
      ${ledgerForm(place, view)}
    `,
  })
  staffPage(app, parts, {
    url: '/papers/:place',
    params: Village,
    read: readVillage,
    about: ({ listed }) => listed.flatMap(one => [one.id, one.childId]),
    title: ({ name }, { t }) => t('console-papers:titleOf', { village: name }),
    render: drawVillage,
    form: z.strictObject({}),
    post: markPrinted,
  })
  paperFiles(app, parts)
}

type InVillage = { place: string; name: string; listed: Listed[] }

async function readVillage({ tx, keys }: Looking, { place }: { place: string }): Promise<InVillage | null> {
  const village = (await villagesWithEntrustments(tx)).find(one => one.place === place)
  return village ? { place, name: village.name, listed: await entrustmentsIn(tx, keys, place) } : null
}

/** Says of everything confirmed in the village that it has been printed. What was printed before stays as it was. */
async function markPrinted(looking: Looking, { place }: { place: string }): Promise<{ to: string } | null> {
  const { tx, keys, now, acts, who } = looking
  const village = await readVillage(looking, { place })
  if (!village) return null
  for (const { id, state, hash } of village.listed) {
    if (state !== 'confirmed') continue
    // The same document is printed once, however often the button is pressed.
    const by = { person: null, staff: who.id, how: 'page' as const, contact: null, key: `printed:${hash}` }
    await actOn(tx, { keys, now, acts }, id, { act: 'prints' }, { ...by, party: who.role })
  }
  return { to: `/console/papers/${place}` }
}

function drawVillage({ place, listed }: InVillage, view: View) {
  const { t } = view
  const toSign = listed.filter(({ state }) => state === 'confirmed' || state === 'printed')
  const fresh = listed.filter(({ state }) => state === 'confirmed')
  const batch = (kind: string, words: string, count: number) =>
    count > 0 && link(`/console/papers/${place}/${kind}`, t(words, { count }))
  return html`
    <div class="weui-cells">
      ${batch('to-sign', 'console-papers:toSign', toSign.length)}
      ${batch('all', 'console-papers:all', listed.length)}
      ${batch('notices', 'console-papers:notices', listed.length)}
    </div>
    ${
      fresh.length > 0 &&
      view.form(
        null,
        html`<button class="weui-btn weui-btn_primary">${t('console-papers:printed', { count: fresh.length })}</button>`,
      )
    }
    <h2>${t('console-papers:each')}</h2>
    <div class="weui-cells">
      ${listed.map(({ id, no, child, carer, state }) =>
        link(`/console/entrustments/${id}`, `${no} ${child} · ${carer} · ${t(STATE_WORDS[state])}`),
      )}
    </div>
    ${ledgerForm(place, view)}
  `
}

/** The ledger leaves the house by a button, not by a link that something else may open. */
const ledgerForm = (place: string, { t, form }: View) => html`
  <h2>${t('console-papers:ledger')}</h2>
  <p class="hint">${t('console-papers:ledgerNote')}</p>
  ${form(`/console/ledger/${place}`, html`<button class="weui-btn weui-btn_default">${t('console-papers:takeLedger')}</button>`)}
`

const link = (href: string, text: string) => html`
  <a class="weui-cell weui-cell_access" href=${href}>
    <span class="weui-cell__bd">${text}</span><span class="weui-cell__ft"></span>
  </a>
`
