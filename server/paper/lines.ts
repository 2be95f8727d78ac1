import type { Typeface } from './typeface.ts'

/** A run of text, or a character the font lacks, for which a space is marked. */
export type Piece = { text: string } | { gap: string }
/** `width` in em. */
export type Line = { pieces: Piece[]; width: number }

/** A space for a character to be written by hand, in em. */
export const GAP = 1.3

/** Must not begin a line. */
const CLOSING = /^[，。、；：？！）》」』】〕”’…%‰℃,.;:?!)\]}]$/
/** Must not end one. */
const OPENING = /^[（《「『【〔“‘([{]$/
/** Numbers and words in Latin letters stay together. */
const WORD = /[\w@.+*/:#&=-]/

/** Takes no room and shows nothing: joiners, marks of direction, variants; controls have no business on paper. */
const unseen = /\p{Cf}|\p{Cc}|\p{Variation_Selector}/gu

/** What will be printed of a text: line ends in one form, without what shows nothing. */
export const printable = (text: string): string =>
  text
    .replace(/\r\n?|\u2028|\u2029/g, '\n')
    .replaceAll('\t', ' ')
    .split('\n')
    .map(line => line.replace(unseen, '').trimEnd())
    .join('\n')
    .replace(/^\n+|\n+$/g, '')

/** The characters of a text that the font lacks, each once. */
export const lacking = (text: string, face: Typeface): string[] => [
  ...new Set([...printable(text).replaceAll('\n', '')].filter(one => !face.has(one.codePointAt(0)!))),
]

/**
 * Breaks a text into lines at most `most` em wide: between any two Chinese characters, not within a number or a word
 * unless it is longer than a line, and so that no line begins with a comma or ends with an opening bracket.
 */
export function breakLines(text: string, most: number, face: Typeface): Line[] {
  const wanted = printable(text)
  return wanted === '' ? [] : wanted.split('\n').flatMap(part => paragraph(part, most, face))
}

type Unit = { text: string; width: number; gap?: true }

function paragraph(text: string, most: number, face: Typeface): Line[] {
  const lines: Unit[][] = []
  let line: Unit[] = []
  let width = 0
  for (const unit of unitsOf(text, most, face)) {
    if (width + unit.width > most + 1e-6 && line.length > 0) {
      const over = carried(line, unit)
      lines.push(line)
      line = over
      width = over.reduce((sum, one) => sum + one.width, 0)
      if (unit.text === ' ' && line.length === 0) continue
    }
    line.push(unit)
    width += unit.width
  }
  lines.push(line)
  return lines.map(lineOf)
}

/** What of a full line goes down together with the unit that did not fit. Takes it off the line. */
function carried(line: Unit[], next: Unit): Unit[] {
  let keep = line.length
  if (CLOSING.test(next.text)) keep--
  while (keep > 0 && keep < line.length && CLOSING.test(line[keep]!.text)) keep--
  while (keep > 0 && OPENING.test(line[keep - 1]!.text)) keep--
  // A line of nothing but brackets: broken where it is full.
  return keep > 0 ? line.splice(keep) : []
}

function lineOf(units: Unit[]): Line {
  const pieces: Piece[] = []
  for (const { text, gap } of units) {
    const last = pieces.at(-1)
    if (gap) pieces.push({ gap: text })
    else if (last && 'text' in last) last.text += text
    else pieces.push({ text })
  }
  return { pieces, width: units.reduce((sum, one) => sum + one.width, 0) }
}

function unitsOf(text: string, most: number, face: Typeface): Unit[] {
  const units: Unit[] = []
  for (const one of text) {
    const point = one.codePointAt(0)!
    if (!face.has(point)) {
      units.push({ text: one, width: GAP, gap: true })
      continue
    }
    const width = face.width(point)
    const last = units.at(-1)
    const together = last && !last.gap && WORD.test(one) && WORD.test(last.text.at(-1)!)
    if (together && last.width + width <= most) {
      last.text += one
      last.width += width
    } else units.push({ text: one, width })
  }
  return units
}
