import type { Writable } from 'node:stream'
import { finished } from 'node:stream/promises'
import type { Language, Words } from '../../locales/index.ts'
import { drawAssessment } from './assessment.ts'
import type { Lacking, Say } from './common.ts'
import { drawEntrustment, forAllEyes } from './entrustment.ts'
import type { AssessmentForm, EntrustmentForm, SchoolNotice } from './forms.ts'
import { drawNotice } from './notice.ts'
import { Sheet } from './sheet.ts'

export type Paper =
  | { kind: 'entrustment'; form: EntrustmentForm }
  | { kind: 'assessment'; form: AssessmentForm }
  | { kind: 'notice'; form: SchoolNotice }

/** How many papers and pages were written, and which characters must be written by hand (by paper, from 0). */
export type Printed = { papers: number; pages: number; lacking: (Lacking & { paper: number })[] }

/**
 * Writes papers into one PDF, each from a new page, and resolves when `out` has taken it all. The papers are taken one by
 * one, so a village's batch need not be in the memory at once. `at` (ms) is the day the file bears.
 */
export async function printPapers(
  papers: Iterable<Paper> | AsyncIterable<Paper>,
  out: Writable,
  { words, language = 'zh-CN', title, at }: { words: Words; language?: Language; title: string; at: number },
): Promise<Printed> {
  const say = (key: string, values?: Record<string, unknown>) => words(language, key, values)
  const done = finished(out)
  const sheet = new Sheet(out, { title, at })
  const printed: Printed = { papers: 0, pages: 0, lacking: [] }
  for await (const filled of papers) {
    const paper = filled.kind === 'entrustment' ? { ...filled, form: forAllEyes(filled.form) } : filled
    const lacking = lackingIn(sheet, paper.form)
    draw(sheet, say, paper, lacking)
    printed.lacking.push(...lacking.map(one => ({ ...one, paper: printed.papers })))
    printed.papers++
  }
  sheet.end()
  await done
  printed.pages = sheet.pages
  return printed
}

function draw(sheet: Sheet, say: Say, paper: Paper, lacking: Lacking[]): void {
  switch (paper.kind) {
    case 'entrustment':
      drawEntrustment(sheet, say, paper.form, lacking)
      break
    case 'assessment':
      drawAssessment(sheet, say, paper.form, lacking)
      break
    case 'notice':
      drawNotice(sheet, say, paper.form, lacking)
  }
}

/** Every character in a form for which there is no glyph, each once in each field. */
function lackingIn(sheet: Sheet, value: unknown, path = ''): Lacking[] {
  if (typeof value === 'string')
    return sheet.lacks(value).map(character => ({ character, point: pointOf(character), path }))
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, inner]) =>
    key === 'strokes' ? [] : lackingIn(sheet, inner, path === '' ? key : `${path}.${key}`),
  )
}

const pointOf = (character: string): string =>
  `U+${character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}`
