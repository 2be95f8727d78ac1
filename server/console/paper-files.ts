import { createHash } from 'node:crypto'
import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { dayOf } from '../../flows/engine/calendar.ts'
import { readAssessment } from '../assessments/read.ts'
import { DOCUMENT_WORDING } from '../entrustment/document.ts'
import { readEntrustmentForm } from '../entrustment/form.ts'
import { directorOf, entrustmentsIn } from '../entrustment/in-place.ts'
import { placeNames } from '../entrustment/place-names.ts'
import { canonical, type Json } from '../evidence/canonical.ts'
import { AssessmentForm, EntrustmentForm, SchoolNotice } from '../paper/forms.ts'
import { NOTICE_WORDING, noticeOf } from '../paper/notice-of.ts'
import type { Paper } from '../paper/print.ts'
import { addressOf, type Parts } from '../parts.ts'
import { childrenOf, namesOf } from '../roster/export/rows.ts'
import { gathered, type Made, staffFile } from './staff-file.ts'
import type { Looking } from './whoever.ts'

/** What draws PDFs and workbooks takes a second to load: the first who takes one waits for it, not everybody at the start. */
const drawing = () => import('../paper/print.ts')
const booking = () => import('../roster/export/book.ts')

const PDF = 'application/pdf'
const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'

/** The wording of the assessment's form. */
const ASSESSMENT_WORDING = 'assessment/1'

/** So many children are named in the record of an export; of more, only their number. */
const NAMED = 500

/** The papers themselves: of one entrustment, of a village, and its ledger. Each that is taken stands in the record. */
export function paperFiles(app: FastifyInstance, parts: Parts): void {
  staffFile(app, parts, {
    url: '/entrustments/:id/:kind',
    method: 'get',
    params: z.object({ id: z.uuid(), kind: z.enum(['confirmation', 'school', 'village']) }),
    make: (looking, { id, kind }) => pdfOf(looking, [id], kind, `${kind}-${id.slice(0, 8)}`),
  })
  staffFile(app, parts, {
    url: '/papers/:place/:batch',
    method: 'get',
    params: z.object({
      place: z.string().regex(/^\d{12}$/),
      batch: z.enum(['to-sign', 'all', 'notices']),
    }),
    make: async (looking, { place, batch }) => {
      const listed = await entrustmentsIn(looking.tx, looking.keys, place)
      const wanted = listed.filter(
        ({ state }) => batch !== 'to-sign' || state === 'confirmed' || state === 'printed',
      )
      const kind = batch === 'notices' ? 'school' : 'confirmation'
      return await pdfOf(
        looking,
        wanted.map(({ id }) => id),
        kind,
        `${batch}-${place}-${dayOf(looking.now)}`,
      )
    },
  })
  staffFile(app, parts, {
    url: '/assessment/:id/paper',
    method: 'get',
    roles: ['director', 'supervisor'],
    params: z.object({ id: z.uuid() }),
    make: assessmentOf,
  })
  staffFile(app, parts, {
    url: '/blank/:form',
    method: 'get',
    params: z.object({ form: z.enum(['confirmation', 'assessment', 'school', 'village']) }),
    make: blankOf,
  })
  staffFile(app, parts, {
    url: '/ledger/:place',
    method: 'post',
    params: z.object({ place: z.string().regex(/^\d{6}(\d{3}(\d{3})?)?$/) }),
    make: ledgerOf,
  })
}

/** One file of the papers of some entrustments; null when this scope sees none of them. */
async function pdfOf(
  looking: Looking,
  ids: readonly string[],
  kind: 'confirmation' | 'school' | 'village',
  name: string,
): Promise<Made | null> {
  const { words, who, now } = looking
  const { out, whole } = gathered()
  const papers = readPapers(looking, ids, kind)
  const first = await papers.next()
  if (first.done) return null
  async function* all() {
    yield first.value as Paper
    yield* papers
  }
  const title = words(
    who.language,
    kind === 'confirmation' ? 'paper-entrustment:title' : 'paper-notice:title',
  )
  const { printPapers } = await drawing()
  await printPapers(all(), out, { words, language: who.language, title, at: now })
  return { name: `${name}.pdf`, type: PDF, body: whole() }
}

/** Reads one after the other, so that a village's papers are not all in the memory and others get their turn. */
async function* readPapers(
  looking: Looking,
  ids: readonly string[],
  kind: 'confirmation' | 'school' | 'village',
): AsyncGenerator<Paper> {
  const { tx, keys, acts, who, words } = looking
  for (const id of ids) {
    const read = await readEntrustmentForm(tx, keys, id, (key, values) => words(who.language, key, values))
    const { rows } = await tx.query(
      `select place, child_id, carer_id, ended_at, witnessed_at,
         (select why from notices_to_hand where entrustment_id = e.id and why <> 'begun' order by owed_at desc limit 1) as why
       from entrustments e where id = $1`,
      [id],
    )
    if (!read || !rows[0]) continue
    const { place, child_id, carer_id, why, ended_at, witnessed_at } = rows[0]
    const form = { ...read, url: `${addressOf(looking)}/console/entrustments/${id}` }
    const since = why === 'ended' ? ended_at : witnessed_at
    const news = why && since && { what: why, on: dayOf(since.getTime()) }
    acts.push({
      ...{ kind: 'paper', place, subjects: [id, child_id, carer_id], by: { staff: who.id } },
      what: { paper: kind, number: form.number, version: form.version, hash: form.hash },
    })
    if (kind === 'confirmation') yield { kind: 'entrustment', form }
    else yield { kind: 'notice', form: noticeOf(form, kind, await directorOf(tx, keys, place), news) }
  }
}

/** An assessment as it was recorded; its hash is that of what stands on it. */
async function assessmentOf(looking: Looking, { id }: { id: string }): Promise<Made | null> {
  const { tx, keys, acts, who, words, now } = looking
  const read = await readAssessment(tx, keys, id)
  if (!read) return null
  const { pair, visitedOn } = read
  const hash = createHash('sha256')
    .update(canonical(read.form as Json))
    .digest('hex')
  const form = AssessmentForm.parse({
    ...read.form,
    ...{ version: ASSESSMENT_WORDING, hash, number: `${pair.place}-${visitedOn.replaceAll('-', '')}` },
    url: `${addressOf(looking)}/console/assessment/${id}`,
    place: await placeNames(tx, pair.place),
  })
  acts.push({
    ...{ kind: 'paper', place: pair.place, by: { staff: who.id } },
    subjects: [id, pair.child.id, pair.carer.id],
    what: { paper: 'assessment', number: form.number, version: form.version, hash },
  })
  const { out, whole } = gathered()
  const title = words(who.language, 'paper-assessment:title')
  const { printPapers } = await drawing()
  await printPapers([{ kind: 'assessment', form }], out, { words, language: who.language, title, at: now })
  return { name: `assessment-${id.slice(0, 8)}.pdf`, type: PDF, body: whole() }
}

/** A form with nothing on it, to be filled in by hand where nobody has a phone. */
async function blankOf(
  { words, who, now }: Looking,
  { form }: { form: 'confirmation' | 'assessment' | 'school' | 'village' },
): Promise<Made> {
  const paper: Paper =
    form === 'confirmation'
      ? { kind: 'entrustment', form: EntrustmentForm.parse({ version: DOCUMENT_WORDING }) }
      : form === 'assessment'
        ? { kind: 'assessment', form: AssessmentForm.parse({ version: ASSESSMENT_WORDING }) }
        : { kind: 'notice', form: SchoolNotice.parse({ version: NOTICE_WORDING, to: form }) }
  const { out, whole } = gathered()
  const { printPapers } = await drawing()
  await printPapers([paper], out, { words, language: who.language, title: 'Xiangban', at: now })
  return { name: `blank-${form}.pdf`, type: PDF, body: whole() }
}

async function ledgerOf(looking: Looking, { place }: { place: string }): Promise<Made | null> {
  const { tx, keys, words, who, now, acts } = looking
  const { out, whole } = gathered()
  const ids: string[] = []
  async function* listed() {
    for await (const child of childrenOf(tx, keys, place)) {
      ids.push(child.id)
      yield child
    }
  }
  const taken = { place, by: who.name, at: now, words, language: who.language }
  const { writeLedger } = await booking()
  const count = await writeLedger(out, listed(), await namesOf(tx, place), taken)
  if (count === 0) return null
  acts.push({
    ...{ kind: 'exported', place, subjects: ids.length > NAMED ? [] : ids, by: { staff: who.id } },
    what: { file: 'ledger', place, children: count },
  })
  return { name: `ledger-${place}-${dayOf(now)}.xlsx`, type: XLSX, body: whole() }
}
