import type { Writable } from 'node:stream'
import PDFDocument from 'pdfkit'
import type { Block } from './blocks.ts'
import { upright, words } from './blocks.ts'
import { lacking } from './lines.ts'
import { Pen } from './pen.ts'
import { fontFile, typefaceOf } from './typeface.ts'

/** A4 in points, with room to bind at the left. */
const PAGE = { width: 595.28, height: 841.89 }
const EDGE = { left: 62, right: 44, top: 44, bottom: 54 }
/** Where texts and tables stand. */
export const BODY = { x: EDGE.left, width: PAGE.width - EDGE.left - EDGE.right }
const BOTTOM = PAGE.height - EDGE.bottom

/** The column at the left that names a part of the form, and the room between a frame and what stands in it. */
export const NAMED = 28
const PADDING = { x: 4, y: 3 }
/** A row is high enough to write in by hand (8 mm). */
const ROW = 22.5
/** Parts of a form no higher than this (points) are not parted. */
const TOGETHER = 130

/** `width` in points; the last cell of a row takes what is left. */
export type Cell = { width?: number; block: Block }
export type Row = { cells: Cell[]; height?: number }

/** What stands at the top of further pages, and at the bottom of every one; `page` is told which of how many it is. */
export type Running = { further: string; foot: (page: number, of: number) => [left: string, right: string][] }

/**
 * A file of papers in the making, written to a stream as it grows: the font is loaded once, and a paper's pages leave the
 * memory when the next begins. A row of a table stays whole unless it is longer than a page.
 */
export class Sheet {
  readonly pen: Pen
  private readonly doc: PDFKit.PDFDocument
  private running: Running | null = null
  private y: number = EDGE.top
  /** Pages finished so far. */
  pages = 0

  constructor(out: Writable, { title, at }: { title: string; at: number }) {
    this.doc = new PDFDocument({
      ...{ autoFirstPage: false, bufferPages: true, margin: 0, lang: 'zh-CN', font: fontFile },
      info: { Title: title, Creator: 'Xiangban', Producer: 'Xiangban', CreationDate: new Date(at) },
    })
    this.doc.pipe(out)
    this.pen = new Pen(this.doc, typefaceOf(this.doc))
  }

  /** Characters of a text that have no glyph. */
  lacks(text: string): string[] {
    return lacking(text, this.pen.face)
  }

  /** Begins a paper on a new page. */
  begin(running: Running): void {
    this.finish()
    this.running = running
    this.addPage()
  }

  private addPage(): void {
    const further = this.y !== EDGE.top
    this.doc.addPage({ size: 'A4', margin: 0 })
    this.y = EDGE.top
    if (!further || !this.running) return
    words(this.running.further, { size: 8.5, grey: true }).draw(this.pen, {
      ...{ x: BODY.x, y: this.y - 17, width: BODY.width, height: 12 },
    })
  }

  /** Puts a block over the whole width; on the next page if this one has not the room. */
  put(block: Block, { after = 0, x = BODY.x, width = BODY.width } = {}): void {
    const height = block.height(this.pen, width)
    if (this.y + height > BOTTOM) {
      const parts = height > BOTTOM - EDGE.top ? block.split?.(this.pen, width, BOTTOM - this.y) : null
      if (parts) {
        this.put(parts[0], { x, width })
        this.addPage()
        this.put(parts[1], { after, x, width })
        return
      }
      if (this.y > EDGE.top) this.addPage()
    }
    block.draw(this.pen, { x, y: this.y, width, height })
    this.y += height + after
  }

  /** Draws something where it says itself, without moving on. */
  beside(draw: (pen: Pen, y: number) => void): void {
    draw(this.pen, this.y)
  }

  space(points: number): void {
    this.y += points
  }

  /** Goes to the next page unless so many points are left on this one. */
  keep(points: number): void {
    if (this.y + points > BOTTOM) this.addPage()
  }

  /**
   * Rows in a frame; with a `name` it stands beside them in a column of its own, again on each page they go over. A few
   * rows that belong together go to the next page together.
   */
  table(name: string | null, rows: readonly Row[]): void {
    const { x } = BODY
    const inner = name === null ? x : x + NAMED
    const width = x + BODY.width - inner
    const whole = rows.reduce((sum, row) => sum + this.heightOf(row, width), 0)
    if (whole <= TOGETHER && this.y + whole > BOTTOM) this.addPage()
    let top = this.y
    let drawn = 0
    const close = () => {
      if (drawn === 0) return
      const height = this.y - top
      this.pen.frame({ x, y: top, width: BODY.width, height }, 0.9)
      if (name !== null) {
        this.pen.rule(inner, top, inner, this.y)
        upright(name).draw(this.pen, { x: x + 3, y: top, width: NAMED - 6, height })
      }
      drawn = 0
    }
    const waiting = [...rows]
    for (let row = waiting.shift(); row; row = waiting.shift()) {
      const height = this.heightOf(row, width)
      const parts = height > BOTTOM - EDGE.top ? this.partsOf(row, width, BOTTOM - this.y) : null
      if (parts) {
        waiting.unshift(...parts)
        continue
      }
      if (this.y + height > BOTTOM && this.y > EDGE.top) {
        close()
        this.addPage()
        top = this.y
        waiting.unshift(row)
        continue
      }
      if (drawn++ > 0) this.pen.rule(inner, this.y, inner + width, this.y)
      this.drawRow(row, inner, width, height)
      this.y += height
    }
    close()
  }

  private widths(row: Row, width: number): number[] {
    const given = row.cells.reduce((sum, cell) => sum + (cell.width ?? 0), 0)
    const open = row.cells.filter(cell => cell.width === undefined).length
    return row.cells.map(cell => cell.width ?? (width - given) / open)
  }

  private heightOf(row: Row, width: number): number {
    const widths = this.widths(row, width)
    const heights = row.cells.map(({ block }, n) => block.height(this.pen, widths[n]! - 2 * PADDING.x))
    return Math.max(row.height ?? ROW, ...heights.map(height => height + 2 * PADDING.y))
  }

  /** A row longer than a page, parted where this one ends; null if that leaves less than three lines of it here. */
  private partsOf(row: Row, width: number, room: number): [Row, Row] | null {
    if (room < 60) return null
    const widths = this.widths(row, width)
    const halves = row.cells.map(({ block, width: own }, n) => {
      const inside = widths[n]! - 2 * PADDING.x
      return { width: own, block, parts: block.split?.(this.pen, inside, room - 2 * PADDING.y) ?? null }
    })
    if (halves.every(({ parts }) => parts === null)) return null
    const half = (which: 0 | 1): Row => ({
      cells: halves.map(({ width: own, block, parts }) => ({
        width: own,
        block: parts ? parts[which] : which === 0 ? block : words(''),
      })),
    })
    return [half(0), half(1)]
  }

  private drawRow(row: Row, x: number, width: number, height: number): void {
    let at = x
    this.widths(row, width).forEach((own, n) => {
      if (n > 0) this.pen.rule(at, this.y, at, this.y + height)
      row.cells[n]!.block.draw(this.pen, {
        ...{ x: at + PADDING.x, y: this.y + PADDING.y },
        ...{ width: own - 2 * PADDING.x, height: height - 2 * PADDING.y },
      })
      at += own
    })
  }

  /** Ends the paper: now that its pages are known, writes what stands at their bottom, and lets them go. */
  private finish(): void {
    const { start, count } = this.doc.bufferedPageRange()
    for (let page = 0; page < count && this.running; page++) {
      this.doc.switchToPage(start + page)
      const y = BOTTOM + 9
      this.pen.rule(BODY.x, y - 2, BODY.x + BODY.width, y - 2, 0.4)
      this.running.foot(page + 1, count).forEach(([left, right], n) => {
        const box = { x: BODY.x, y: y + n * 9.5, width: BODY.width, height: 10 }
        words(left, { size: 7.5 }).draw(this.pen, box)
        words(right, { size: 7.5, align: 'right' }).draw(this.pen, box)
      })
    }
    this.doc.flushPages()
    this.pages += count
    this.running = null
    this.y = EDGE.top
  }

  /** Ends the file. The stream closes when everything has been written. */
  end(): void {
    this.finish()
    this.doc.end()
  }
}
