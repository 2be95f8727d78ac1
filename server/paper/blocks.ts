import type { Stroke } from './forms.ts'
import { breakLines, type Line } from './lines.ts'
import type { Box, Pen } from './pen.ts'
import type { Typeface } from './typeface.ts'

/**
 * Something that takes room in a cell. Heights in points. `split` parts it where a page ends; only texts can be, and only
 * those longer than a page are.
 */
export type Block = {
  height(pen: Pen, width: number): number
  draw(pen: Pen, box: Box): void
  split?(pen: Pen, width: number, height: number): [Block, Block] | null
}

export const SIZE = 10
/** From one line to the next, in em. */
const LEADING = 1.45

type Style = {
  size?: number
  align?: 'left' | 'center' | 'right'
  bold?: boolean
  grey?: boolean
  top?: boolean
}

/** A text, in the middle of its cell's height unless `top`. */
export function words(text: string | null, style: Style = {}): Block {
  const { size = SIZE } = style
  let last: { width: number; lines: Line[] } | null = null
  return ofLines((pen, width) => {
    // Measured, then drawn at the same width.
    if (last?.width !== width) last = { width, lines: breakLines(text ?? '', width / size, pen.face) }
    return last.lines
  }, style)
}

function ofLines(linesIn: (pen: Pen, width: number) => Line[], style: Style): Block {
  const { size = SIZE, align = 'left', bold, grey, top = false } = style
  const step = size * LEADING
  return {
    height: (pen, width) => linesIn(pen, width).length * step,
    draw(pen, { x, y, width, height }) {
      const lines = linesIn(pen, width)
      const first = y + (top ? 0 : Math.max(0, (height - lines.length * step) / 2)) + (step - size) / 2
      lines.forEach((line, n) => {
        const free = width - line.width * size
        const at = align === 'left' ? x : align === 'right' ? x + free : x + free / 2
        pen.line(line, at, first + n * step, size, { bold, grey })
      })
    },
    split(pen, width, height) {
      const lines = linesIn(pen, width)
      const fit = Math.floor(height / step)
      if (fit < 1 || fit >= lines.length) return null
      return [ofLines(() => lines.slice(0, fit), style), ofLines(() => lines.slice(fit), style)]
    },
  }
}

/** Smaller than this nobody reads it on paper. */
const SMALLEST = 6

/** A text whose Latin words stay whole: smaller where the longest of them would not fit. */
export function wholeWords(text: string, style: Style = {}): Block {
  const { size = SIZE } = style
  const long = text.split(/\s+/).filter(word => /[a-z]/i.test(word))
  const fitting = ({ face }: Pen, width: number) => {
    const longest = Math.max(0, ...long.map(word => widthOf(word, face)))
    return words(text, { ...style, size: Math.max(SMALLEST, Math.min(size, width / longest)) })
  }
  return {
    height: (pen, width) => fitting(pen, width).height(pen, width),
    draw: (pen, box) => fitting(pen, box.width).draw(pen, box),
  }
}

const widthOf = (text: string, face: Typeface): number =>
  [...text].reduce((sum, one) => sum + face.width(one.codePointAt(0)!), 0)

/** Text that stands upright under itself, character by character, as in the left column of a form; Latin words are turned. */
export function upright(text: string, size = SIZE): Block {
  const across = words(text, { size, align: 'center' })
  const step = size * 1.25
  return {
    // Less room than the characters need: two and two beside each other.
    height: (pen, width) => Math.min([...text].length * step, across.height(pen, width)),
    draw(pen, box) {
      const characters = [...text]
      const whole = characters.length * step
      if (/[a-z]/i.test(text)) {
        const long = widthOf(text, pen.face)
        const fit = Math.max(SMALLEST, Math.min(size, (box.height - 4) / long))
        pen.turned(breakLines(text, long + 1, pen.face)[0]!, box, fit)
        return
      }
      if (box.height < whole) {
        across.draw(pen, box)
        return
      }
      const first = box.y + (box.height - whole) / 2
      characters.forEach((one, n) => {
        const line = breakLines(one, 2, pen.face)[0]
        if (line) pen.line(line, box.x + (box.width - line.width * size) / 2, first + n * step, size)
      })
    },
  }
}

export type Choice = { text: string; ticked: boolean }

/** Boxes to tick in a row, wrapped where the row is full. */
export function choices(
  all: readonly Choice[],
  { size = SIZE, align = 'left' as 'left' | 'center' } = {},
): Block {
  const step = size * 1.6
  const box = size * 1.12
  const gap = size * 0.55
  const rowsIn = (pen: Pen, width: number) => {
    const rows: { line: Line; ticked: boolean; width: number }[][] = [[]]
    let used = 0
    for (const { text, ticked } of all) {
      const line = breakLines(text, Math.max(1, (width - box) / size), pen.face)[0]!
      const needs = box + line.width * size
      if (used + needs > width && rows.at(-1)!.length > 0) {
        rows.push([])
        used = 0
      }
      rows.at(-1)!.push({ line, ticked, width: needs })
      used += needs + gap
    }
    return rows
  }
  return {
    height: (pen, width) => rowsIn(pen, width).length * step,
    draw(pen, { x, y, width, height }) {
      const rows = rowsIn(pen, width)
      const first = y + Math.max(0, (height - rows.length * step) / 2) + (step - size) / 2
      rows.forEach((row, n) => {
        const whole = row.reduce((sum, one) => sum + one.width, 0) + gap * (row.length - 1)
        let at = align === 'left' ? x : x + Math.max(0, (width - whole) / 2)
        for (const one of row) {
          pen.tickBox(at, first + n * step, size, one.ticked)
          pen.line(one.line, at + box, first + n * step, size)
          at += one.width + gap
        }
      })
    },
  }
}

/** Blocks one under the other, the first at the top of the cell. */
export function stacked(blocks: readonly Block[], between = 2): Block {
  return {
    height: (pen, width) =>
      blocks.reduce((sum, one) => sum + one.height(pen, width), between * Math.max(0, blocks.length - 1)),
    draw(pen, box) {
      let y = box.y
      for (const one of blocks) {
        const height = one.height(pen, box.width)
        one.draw(pen, { ...box, y, height })
        y += height + between
      }
    },
  }
}

/** Room to sign in: what has been written by hand on a glass, or nothing yet. */
export function handwriting(strokes: readonly Stroke[]): Block {
  return {
    height: () => 42,
    draw: (pen, { x, y, width, height }) =>
      pen.strokes(strokes, { x: x + 2, y: y + 2, width: width - 4, height: height - 4 }),
  }
}

/** A dashed frame to press a finger into. */
export function finger(text: string): Block {
  return {
    height: () => 42,
    draw(pen, { x, y, width, height }) {
      const side = Math.min(width, height, 42)
      const print = { x: x + (width - side) / 2, y: y + (height - side) / 2, width: side, height: side }
      pen.fingerprint(print)
      words(text, { size: 8, align: 'center', grey: true }).draw(pen, print)
    },
  }
}

/** Room for a stamp (village and township seals are 42 mm across), with what is written above and below it. */
export function toSeal(above: string, below: string, height = 122): Block {
  const [head, foot] = [words(above, { top: true }), words(below, { align: 'right' })]
  return {
    height: (pen, width) => Math.max(height, head.height(pen, width) + foot.height(pen, width) + 60),
    draw(pen, box) {
      head.draw(pen, box)
      const needs = foot.height(pen, box.width)
      foot.draw(pen, { ...box, y: box.y + box.height - needs, height: needs })
    },
  }
}
