import type { FastifyInstance } from 'fastify'
import { html } from 'htm/preact'
import { z } from 'zod'
import { calledBy } from '../../flows/index.ts'
import { childrenOf } from '../notices/receipts.ts'
import { sayWater, type Waters, watersIn } from '../notices/waters.ts'
import type { Parts } from '../parts.ts'
import { staffPage, type View } from './staff-page.ts'

const Posted = z.strictObject({
  place: z.string().regex(/^\d{12}$/),
  household: z.uuid().optional(),
  near: z.enum(['yes', 'no']),
})
type Shown = { villages: Waters[]; children: Map<string, string[]> }

/** 近水的家: of a village, and of the homes that differ, so that a warning of the water goes where the water is. */
export const watersPage = (parts: Parts) => async (app: FastifyInstance) =>
  staffPage<object, z.infer<typeof Posted>, Shown>(app, parts, {
    url: '/notices/waters',
    roles: ['director', 'supervisor'],
    form: Posted,
    read: async ({ tx, keys, who }) => {
      const villages = await watersIn(tx, who.place)
      const homes = villages.flatMap(one => one.homes.map(({ household }) => household))
      return { villages, children: await childrenOf(tx, keys, homes) }
    },
    about: ({ children }) => [...children.keys()],
    post: async (looking, _, { place, household = null, near }) => {
      const { tx, who } = looking
      const village = (await watersIn(tx, who.place)).find(one => one.place === place)
      if (!village || (household && !village.homes.some(home => home.household === household))) return null
      await sayWater(tx, looking, who, { place, household, near: near === 'yes' })
      return { to: `/console/notices/waters#${household ?? place}` }
    },
    title: (_, { t }) => t('console-waters:title'),
    render: draw,
  })

function draw({ villages, children }: Shown, { t, form }: View) {
  const choose = (place: string, household: string | null, near: boolean | null, above: boolean | null) =>
    form(
      null,
      html`<input type="hidden" name="place" value=${place} />
        ${household && html`<input type="hidden" name="household" value=${household} />`}
        ${['yes', 'no'].map(
          said => html`<button class=${(near ?? above) === (said === 'yes') ? 'quiet chosen' : 'quiet'} name="near" value=${said}
            aria-pressed=${(near ?? above) === (said === 'yes') ? 'true' : 'false'}>
            ${t(`console-waters:${said}`)}
          </button>`,
        )}`,
    )
  return html`
    <p class="hint">${t('console-waters:about')}</p>
    ${villages.map(
      ({ place, name, near, homes }) => html`
        <h2 id=${place}>${name}</h2>
        <div class="weui-cells">
          <div class="weui-cell household">
            <span class="weui-cell__bd">${t('console-waters:village')}
              ${near === null && html`<br /><span class="hint">${t('console-waters:unsaid')}</span>`}</span>
            ${choose(place, null, near, null)}
          </div>
          ${homes.map(
            home => html`<div class="weui-cell household" id=${home.household}>
              <span class="weui-cell__bd">
                ${t('staff:family', { children: (children.get(home.household) ?? []).map(calledBy).join('、') })}
              </span>
              ${choose(place, home.household, home.near, near)}
            </div>`,
          )}
        </div>
      `,
    )}
  `
}
