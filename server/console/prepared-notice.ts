import type { FastifyInstance } from 'fastify'
import { html } from 'htm/preact'
import { z } from 'zod'
import { momentOf } from '../../flows/engine/calendar.ts'
import { asCounty } from '../db/scope.ts'
import { namesOf, releasesAfter, withoutDirector } from '../notices/announcements.ts'
import { openFile, openFileFor } from '../notices/files.ts'
import { goneBy } from '../notices/gone-by.ts'
import { becameOf, endPrepared, findPrepared, type Prepared, seenDigest } from '../notices/prepared.ts'
import { reachedIn } from '../notices/reach.ts'
import { type Reckoned, reckon, sendPrepared, villagesFor } from '../notices/send-prepared.ts'
import { fillIn } from '../notices/templates.ts'
import type { Parts } from '../parts.ts'
import { phonePreview } from './phone-preview.ts'
import { reachTable } from './reach-table.ts'
import { staffFile } from './staff-file.ts'
import { staffPage, type View } from './staff-page.ts'
import type { Looking } from './whoever.ts'

const Params = z.strictObject({ id: z.uuid() })
const Posted = z.strictObject({ do: z.enum(['send', 'drop']), seen: z.string().max(100).default('') })

type Shown = {
  prepared: Prepared
  reckoned: Reckoned
  kind: 'image' | 'voice' | 'file' | null
  now: number
  minutes: number
  /** When all of it will have left (ms), at the accounts' pace. */
  goneBy: number
  /** Villages in whose hands it would lie, but nobody is there to send it. */
  undirected: string[]
  /** It was released when other numbers held than those that were shown. */
  changed: boolean
}

/** The last look: as a phone shows it, to how many it goes and to whom not, and one button that sends exactly this. */
export const preparedNoticePage = (parts: Parts) => async (app: FastifyInstance) => {
  staffPage<z.infer<typeof Params>, z.infer<typeof Posted>, Shown>(app, parts, {
    url: '/notices/prepared/:id',
    params: Params,
    form: Posted,
    read: async (looking, { id }) => {
      const prepared = await findPrepared(looking.tx, looking.keys, looking.who, id)
      return prepared && (await shown(looking, prepared, false))
    },
    post: async (looking, { id }, posted) => {
      const { tx, keys, who, now } = looking
      const prepared = await findPrepared(tx, keys, who, id, { locked: true })
      if (!prepared) return null
      if (posted.do === 'drop') {
        await endPrepared(tx, id, 'dropped', now)
        return { to: '/console/notices' }
      }
      // What is laid into the villages' hands is not counted once more.
      const villages = await villagesFor(looking, prepared.whom)
      if (villages?.length && posted.seen === seenDigest(prepared, { villages }))
        return { to: pageOf(await sendPrepared(looking, prepared, { villages })) }
      const data = await shown(looking, prepared, true)
      if (posted.seen !== digestOf(data) || isNobody(data.reckoned)) return { again: data }
      return { to: pageOf(await sendPrepared(looking, prepared, data.reckoned)) }
    },
    moved: lastOf,
    title: (_, { t }) => t('console-notices:lastLook'),
    render: draw,
  })
  staffFile(app, parts, {
    url: '/notices/files/:id',
    method: 'get',
    params: Params,
    make: async ({ tx, keys, who }, { id }) => {
      const file = await openFileFor(tx, keys, who, id)
      return file && { name: file.name, type: file.mime, body: Buffer.from(file.bytes) }
    },
  })
}

const pageOf = (sent: { notice: string } | { announcement: string }): string =>
  'notice' in sent
    ? `/console/notices/sent/${sent.notice}`
    : `/console/notices/announced/${sent.announcement}`

/** Where a notice that is prepared no more can be seen: whoever touched the button twice sees that it went out. */
export async function lastOf({ tx, who }: Looking, { id }: { id: string }): Promise<string | null> {
  const became = await becameOf(tx, who, id)
  return became === 'dropped' ? '/console/notices' : became && pageOf(became)
}

const digestOf = ({ prepared, reckoned: { reach, villages } }: Shown): string =>
  seenDigest(prepared, villages ? { villages } : reach)

const isNobody = ({ reach, villages }: Reckoned): boolean => reach.total === 0 || villages?.length === 0

async function shown(looking: Looking, prepared: Prepared, changed: boolean): Promise<Shown> {
  const file = prepared.file ? await openFile(looking.tx, looking.keys, prepared.file) : null
  const reckoned = await reckon(looking, prepared)
  const { tx, who, policy, sends = null } = looking
  const { standing, from } = reckoned.reach
  const people = [...standing].flatMap(([person, where]) => (where === 'reachable' ? [person] : []))
  const letters = prepared.file || prepared.content.link ? 2 : 1
  const sending = { limits: prepared.soon === 'danger' ? null : sends, quiet: policy.quiet }
  return {
    ...{ prepared, changed, reckoned, now: looking.now, kind: file?.kind ?? null },
    goneBy: await asCounty(tx, who.county, () => goneBy(tx, sending, { people, letters, from })),
    undirected: await namesOf(tx, await withoutDirector(tx, reckoned.villages ?? [])),
    minutes: releasesAfter(looking, { danger: prepared.soon === 'danger' }),
  }
}

function draw(data: Shown, view: View) {
  const { prepared, reckoned, kind, now, changed } = data
  const { reach, villages, filling } = reckoned
  const { t, form } = view
  const { content, soon, file, id } = prepared
  const text = filling ? fillIn(content.text, filling) : content.text
  return html`
    ${changed && html`<p class="missing wrong" role="alert">${t('console-notices:numbersChanged')}</p>`}
    ${phonePreview(view, {
      text: t('notice:letter', { text }),
      file: file && kind ? { id: file, kind } : null,
      link: content.link ?? null,
    })}
    ${reachTable(reach, now, view)}
    <p>
      ${whenWords(data, t)}
      ${!villages && data.goneBy > reach.from && t('console-notices:goneBy', { time: momentOf(data.goneBy, now) })}
    </p>
    ${
      data.undirected.length > 0 &&
      html`<p class="missing">
        ${t(`console-notices:undirected-${soon === 'plain' ? 'plain' : 'urgent'}`, {
          count: data.undirected.length,
          names: data.undirected.join('、'),
        })}
      </p>`
    }
    ${!villages && soon === 'plain' && html`<p class="hint">${t('console-notices:aboutPlain')}</p>`}
    ${
      isNobody(reckoned)
        ? html`<p class="missing wrong">${t('console-notices:nobody')}</p>`
        : form(
            null,
            html`<input type="hidden" name="seen" value=${digestOf(data)} />
              <button class="weui-btn weui-btn_primary" name="do" value="send">
                ${
                  villages
                    ? t('console-notices:handDown', { count: villages.length })
                    : t('console-notices:sendTo', { count: reachedIn(reach) })
                }
              </button>`,
          )
    }
    <a class="weui-btn weui-btn_default" href=${`/console/notices/write/${id}`}>${t('console-notices:change')}</a>
    ${form(null, html`<button class="quiet" name="do" value="drop">${t('console-notices:drop')}</button>`)}
  `
}

function whenWords(
  { prepared: { soon }, reckoned: { reach, villages }, now, minutes }: Shown,
  t: View['t'],
): string {
  if (villages) return t(`console-notices:villages-${soon}`, { count: villages.length, minutes })
  return reach.from <= now
    ? t('console-notices:leavesNow')
    : t('console-notices:leaves', { time: momentOf(reach.from, now) })
}
