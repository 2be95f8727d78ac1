import type { FastifyInstance } from 'fastify'
import { html } from 'htm/preact'
import { z } from 'zod'
import { momentOf } from '../../flows/engine/calendar.ts'
import { asCounty } from '../db/scope.ts'
import { announcedIn } from '../notices/announced.ts'
import { audienceOf } from '../notices/audience.ts'
import {
  type Draft,
  decidedDraft,
  declineBy,
  draftAudience,
  draftText,
  openDraft,
  releaseBy,
} from '../notices/drafts.ts'
import { openFile } from '../notices/files.ts'
import { type Reach, reachedIn, reachOf } from '../notices/reach.ts'
import type { Parts } from '../parts.ts'
import { phonePreview } from './phone-preview.ts'
import { reachTable } from './reach-table.ts'
import { staffPage, type View } from './staff-page.ts'
import type { Looking } from './whoever.ts'

const Params = z.strictObject({ id: z.uuid() })
const Posted = z.strictObject({
  do: z.enum(['look', 'send', 'decline']),
  text: z.string().trim().max(600).default(''),
})

type Shown = {
  draft: Draft
  text: string
  kind: 'image' | 'voice' | 'file' | null
  reach: Reach
  now: number
  wrong: boolean
}

/** What township or county want every village to announce, at the village's director: adapted, looked at, sent or not. */
export const noticeDraftPage = (parts: Parts) => async (app: FastifyInstance) => {
  staffPage<z.infer<typeof Params>, z.infer<typeof Posted>, Shown>(app, parts, {
    url: '/notices/drafts/:id',
    roles: ['director'],
    params: Params,
    form: Posted,
    read: async (looking, { id }) => {
      const draft = await theirs(looking, id)
      return draft && (await shown(looking, draft, null))
    },
    post: async (looking, { id }, { do: what, text }) => {
      const { tx, who, acts } = looking
      const draft = await theirs(looking, id)
      if (!draft) return null
      if (what === 'look' || (what === 'send' && text === ''))
        return { again: { ...(await shown(looking, draft, text)), wrong: text === '' } }
      if (what === 'decline') {
        await asCounty(tx, who.county, () => declineBy(tx, looking, draft, who.id, acts))
        return { to: '/console/notices' }
      }
      // Unchanged, it goes out as it was written, in everybody's own language.
      const before = await asCounty(tx, who.county, () => draftText(tx, looking, draft, null))
      const own = text === before ? null : text
      await asCounty(tx, who.county, () => releaseBy(tx, looking, draft, { text: own, staff: who.id }, acts))
      return { to: (await decided(looking, { id }))! }
    },
    moved: decided,
    title: (_, { t }) => t('console-notices:fromAbove'),
    render: draw,
  })
  staffPage(app, parts, {
    url: '/notices/announced/:id',
    params: Params,
    roles: ['supervisor', 'county'],
    read: async ({ tx, keys, who, now }, { id }) => {
      const announced = await asCounty(tx, who.county, () => announcedIn(tx, keys, who.place, id))
      return announced && { ...announced, now }
    },
    title: ({ text }) => text,
    refresh: 60,
    render: ({ villages, at, now }, { t }) => html`
      <p class="hint">${t('console-notices:handedDownAt', { time: momentOf(at, now) })}</p>
      <div class="weui-cells">
        ${villages.map(one => {
          const words = html`<span class="weui-cell__bd">
            ${one.name}<br /><span class="hint">
              ${t(`console-notices:village-${one.state}`, { time: one.at === null ? '' : momentOf(one.at, now) })}
            </span>
          </span>`
          return one.notice
            ? html`<a class="weui-cell weui-cell_access" href=${`/console/notices/sent/${one.notice}`}>${words}<span class="weui-cell__ft"></span></a>`
            : html`<div class="weui-cell">${words}</div>`
        })}
      </div>
    `,
  })
}

/** A draft that still waits at the village of whoever looks. */
async function theirs({ tx, keys, who }: Looking, id: string): Promise<Draft | null> {
  const draft = await asCounty(tx, who.county, () => openDraft(tx, { keys }, id))
  return draft?.place === who.place ? draft : null
}

/** Where what became of a draft can be seen. */
async function decided({ tx, who }: Looking, { id }: { id: string }): Promise<string | null> {
  const became = await asCounty(tx, who.county, () => decidedDraft(tx, who.place, id))
  return became && (became === 'declined' ? '/console/notices' : `/console/notices/sent/${became}`)
}

const shown = (looking: Looking, draft: Draft, text: string | null): Promise<Shown> =>
  asCounty(looking.tx, looking.who.county, async () => {
    const { tx, keys, now } = looking
    const { place, ...audience } = await draftAudience(tx, looking, draft)
    const adults = await audienceOf(tx, place, audience)
    const file = draft.file ? await openFile(tx, keys, draft.file) : null
    return {
      ...{ draft, now, wrong: false, kind: file?.kind ?? null },
      text: await draftText(tx, looking, draft, text),
      reach: await reachOf(tx, looking, adults, { soon: draft.danger ? 'danger' : 'urgent', leavesAt: null }),
    }
  })

function draw({ draft, text, kind, reach, now, wrong }: Shown, view: View) {
  const { t, form } = view
  return html`
    ${draft.urgent && html`<p class="missing">${t('console-notices:draftUrgent')}</p>`}
    ${phonePreview(view, {
      text: t('notice:letter', { text }),
      file: draft.file && kind ? { id: draft.file, kind } : null,
      link: draft.content.link ?? null,
    })}
    ${reachTable(reach, now, view)}
    ${form(
      null,
      html`<p class="field">
          <label for="text">${t('console-notices:ownWords')}</label>
          <textarea id="text" name="text" rows="4" maxlength="600">${text}</textarea>
          ${wrong && html`<strong class="wrong" role="alert">${t('console-notices:problem-text')}</strong>`}
        </p>
        ${
          reach.total === 0
            ? html`<p class="missing">${t('console-notices:nobodyInVillage')}</p>`
            : html`<button class="weui-btn weui-btn_primary" name="do" value="send">
                ${t('console-notices:sendToVillage', { count: reachedIn(reach) })}
              </button>`
        }
        <button class="weui-btn weui-btn_default" name="do" value="look">${t('console-notices:look')}</button>
        <button class="quiet" name="do" value="decline">${t('console-notices:decline')}</button>`,
    )}
  `
}
