import { randomUUID } from 'node:crypto'
import type { FastifyInstance } from 'fastify'
import { html } from 'htm/preact'
import { z } from 'zod'
import { dayOf } from '../../flows/engine/calendar.ts'
import { wantedOf } from '../assessments/due.ts'
import { rescope } from '../db/scope.ts'
import { actOn } from '../entrustment/act.ts'
import { missing } from '../entrustment/chain.ts'
import { EntrustmentDocument } from '../entrustment/document.ts'
import { followUp } from '../entrustment/follow-up.ts'
import { readEntrustmentForm } from '../entrustment/form.ts'
import { fieldsFor } from '../entrustment/paper-form.ts'
import { type Entrustment, findEntrustment } from '../entrustment/rows.ts'
import {
  actIn,
  openForms,
  type Typed,
  WITNESS_FORMS,
  type WitnessForm,
  wrongIn,
} from '../entrustment/witness.ts'
import { missed } from '../paper/common.ts'
import { missingInEntrustment } from '../paper/missing.ts'
import type { Parts } from '../parts.ts'
import { unseal } from '../privacy/seal.ts'
import { staffPage, type View } from './staff-page.ts'
import type { Looking } from './whoever.ts'
import { witnessForm } from './witness-forms.ts'

const Params = z.strictObject({ id: z.uuid() })
const Posted = z.object({ form: z.uuid(), act: z.enum(WITNESS_FORMS) }).catchall(z.string().max(8_000))

type Seen = {
  entrustment: Entrustment
  document: EntrustmentDocument
  /** What the county wants of such a carer, and the last assessment there was. */
  assessment: { required: boolean; withinDays: number | null; last: string | null }
  /** What its paper still lacks. */
  missing: string[]
  today: string
  /** The form that was posted and not carried out, with what was typed. */
  posted: {
    act: WitnessForm
    typed: Typed
    wrong: readonly string[]
    refusal: string | null
    form: string
  } | null
}

/**
 * 见证: what the director finds at the carer's home, one small form for each thing that is missing. Each is kept when it is
 * posted, so that one can stop and go on at any time; posted twice it counts once.
 */
export const witnessPage = (parts: Parts) => async (app: FastifyInstance) =>
  staffPage<z.infer<typeof Params>, z.infer<typeof Posted>, Seen>(app, parts, {
    url: '/entrustments/:id/witness',
    roles: ['director', 'supervisor'],
    params: Params,
    form: Posted,
    read: (looking, { id }) => seen(looking, id, null),
    up: ({ entrustment }, { t }) => ({
      path: `/console/entrustments/${entrustment.id}`,
      words: t('console-papers:oneEntrustment'),
    }),
    about: ({ entrustment: { child, carer } }) => [child, carer],
    post: async (looking, { id }, { form, act, ...typed }) => {
      const { tx, who, now, policy } = looking
      if (!(await findEntrustment(tx, id))) return null
      const wrong = wrongIn(act, typed, dayOf(now))
      const again = async (refusal: string | null) =>
        ({ again: (await seen(looking, id, { act, typed, wrong, refusal, form }))! }) as const
      if (wrong.length > 0) return await again(null)
      const { act: meant, more } = actIn(act, typed, policy.entrustment)
      const here = `/console/entrustments/${id}/witness`
      if (meant.act === 'tells' && Object.keys(meant.facts).length === 0) return { to: here }
      const by = { party: who.role, person: null, staff: who.id, how: 'page', contact: null } as const
      const outcome = await actOn(tx, looking, id, meant, { ...by, key: `page:${form}` }, { more })
      if ('refusal' in outcome) return await again(outcome.refusal)
      await rescope(tx, { place: who.county })
      await followUp(tx, looking, meant, who.role, [outcome])
      return { to: here }
    },
    title: ({ document }, { t }) =>
      t('witness:title', { child: document.child.name, carer: document.carer.name }),
    render: draw,
  })

/** What only the township does. */
const TOWNSHIP: readonly WitnessForm[] = ['designates', 'files']

async function seen(looking: Looking, id: string, posted: Seen['posted']): Promise<Seen | null> {
  const { tx, keys, now, words, who, policy } = looking
  const entrustment = await findEntrustment(tx, id)
  if (!entrustment) return null
  const document = EntrustmentDocument.parse(unseal(keys, `entrustments:${id}`, entrustment.sealed))
  const form = await readEntrustmentForm(tx, keys, id, (key, values) => words(who.language, key, values))
  const { rows } = await tx.query(
    'select max(visited_on) as last from capacity_assessments where child_id = $1 and carer_id = $2',
    [entrustment.child, entrustment.carer],
  )
  const wanted = wantedOf(policy.assessments, entrustment.standing.kind)
  const assessment = { ...wanted, last: rows[0].last as string | null }
  return {
    entrustment,
    document,
    assessment,
    missing: missingInEntrustment(form!),
    today: dayOf(now),
    posted,
  }
}

function draw({ entrustment, document, assessment, missing: onPaper, today, posted }: Seen, view: View) {
  const { t, who } = view
  const { standing, state } = entrustment
  const lacking = standing.done.has('witnessed') || standing.ended ? [] : missing(standing)
  const ready = state === 'waiting-village' && lacking.length === 0
  const forms = ready ? (['witnesses'] as const) : openForms(standing)
  const mine = forms.filter(form => who.role === 'supervisor' || !TOWNSHIP.includes(form))
  return html`
    <p class="hint">${t('witness:about', { kin: document.carer.kin, from: document.from, until: document.until })}</p>
    <p class="grade">${t(`entrustment:state-${state}`)}</p>
    ${standing.ended === null && assessmentLine(entrustment, assessment, view)}
    ${posted?.refusal && html`<p class="missing wrong" role="alert">${t(`entrustment:not-${posted.refusal}`)}</p>`}
    ${
      lacking.length > 0 &&
      html`<div class="missing">
        <strong>${t('witness:missing', { count: lacking.length })}</strong>
        <ul>${lacking.map(one => html`<li>${t(`entrustment:missing-${one}`)}</li>`)}</ul>
      </div>`
    }
    ${mine.map(form => {
      const own = posted?.act === form ? posted : null
      return witnessForm(form, view, {
        id: own?.form ?? randomUUID(),
        typed: own?.typed ?? (form === 'witnesses' ? { visitedOn: today } : {}),
        wrong: own?.wrong ?? [],
      })
    })}
    ${paperForm(onPaper, entrustment, posted, view)}
    <p class="hint">${t('witness:noPhotos')}</p>
  `
}

/** What the paper lacks, whom to ask, and room to write it down; families who can be asked were asked in the chat. */
function paperForm(missing: string[], { standing }: Entrustment, posted: Seen['posted'], view: View) {
  const only = fieldsFor(missing)
  if (only.length === 0 || standing.ended || standing.done.has('filed')) return null
  const own = posted?.act === 'tells' ? posted : null
  return html`
    <p class="missing">${missed(view.t, missing)}</p>
    ${witnessForm('tells', view, { id: own?.form ?? randomUUID(), typed: own?.typed ?? {}, wrong: own?.wrong ?? [], only })}
  `
}

/** Whether the carer is to be assessed, until when, and where that is done. */
function assessmentLine(
  { child, carer }: Entrustment,
  { required, withinDays, last }: Seen['assessment'],
  { t, who }: View,
) {
  const words =
    last !== null
      ? t('witness:assessed', { on: last })
      : !required
        ? t('witness:assessmentNotNeeded')
        : withinDays === null
          ? t('witness:assessmentNeeded')
          : t('witness:assessmentWithin', { days: withinDays })
  const here = `/console/assess/${child}/${carer}`
  return html`<p class="hint">
    ${words} ${required && who.role === 'director' && html`<a href=${here}>${t('witness:assess')}</a>`}
  </p>`
}
