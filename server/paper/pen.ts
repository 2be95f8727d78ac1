import QRCode from 'qrcode'
import type { Stroke } from './forms.ts'
import { GAP, type Line } from './lines.ts'
import type { Typeface } from './typeface.ts'

/** From the top of a line to where its characters stand, in em. */
const ASCENT = 0.88

export type Box = { x: number; y: number; width: number; height: number }

/** Writes and draws on the page that is open. Lengths in points, y downwards from the top of the page. */
export class Pen {
  readonly doc: PDFKit.PDFDocument
  readonly face: Typeface
  constructor(doc: PDFKit.PDFDocument, face: Typeface) {
    this.doc = doc
    this.face = face
  }

  /** A line of text, `y` its top. `bold` thickens the strokes: one weight of the font is embedded. */
  line(line: Line, x: number, y: number, size: number, { bold = false, grey = false } = {}): void {
    let at = x
    for (const piece of line.pieces) {
      if ('gap' in piece) {
        this.gap({ x: at + size * 0.1, y: y - size * 0.08, width: size * 1.1, height: size * 1.1 })
        at += GAP * size
        continue
      }
      const { doc } = this
      doc.fillColor(grey ? '#555555' : 'black')
      doc.fontSize(size)
      if (bold) doc.lineWidth(size / 32).strokeColor('black')
      doc.text(piece.text, at, y + ASCENT * size, {
        ...{ lineBreak: false, baseline: 'alphabetic' },
        ...(bold ? { fill: true, stroke: true } : {}),
      })
      for (const one of piece.text) at += this.face.width(one.codePointAt(0)!) * size
    }
  }

  /** A line that runs upwards through the middle of a box. */
  turned(line: Line, { x, y, width, height }: Box, size: number): void {
    const [middle, centre] = [x + width / 2, y + height / 2]
    this.doc.save().rotate(-90, { origin: [middle, centre] })
    this.line(line, middle - (line.width * size) / 2, centre - size / 2, size)
    this.doc.restore()
  }

  /** A dashed square to write a character into that the font lacks. */
  private gap({ x, y, width, height }: Box): void {
    this.doc.lineWidth(0.6).dash(1.6, { space: 1.2 }).rect(x, y, width, height).stroke('black').undash()
  }

  rule(x: number, y: number, toX: number, toY: number, width = 0.5): void {
    this.doc.lineWidth(width).moveTo(x, y).lineTo(toX, toY).stroke('black')
  }

  frame({ x, y, width, height }: Box, thick = 0.5): void {
    this.doc.lineWidth(thick).rect(x, y, width, height).stroke('black')
  }

  /** A box to tick. The tick is a character, so that whoever reads the text of the file finds it. */
  tickBox(x: number, y: number, size: number, ticked: boolean): void {
    const side = size * 0.82
    this.frame({ x, y: y + size * 0.11, width: side, height: side }, 0.6)
    if (ticked)
      this.line({ pieces: [{ text: '√' }], width: 1 }, x - size * 0.06, y - size * 0.06, size, { bold: true })
  }

  /** Where a finger is pressed: a dashed frame. */
  fingerprint(box: Box): void {
    this.doc.lineWidth(0.5).dash(2, { space: 2 })
    this.doc.roundedRect(box.x, box.y, box.width, box.height, 3).stroke('#666666').undash()
  }

  /** Handwriting, drawn as lines to fit the box; its proportions stay. A point alone is a dot. */
  strokes(strokes: readonly Stroke[], box: Box): void {
    const points = strokes.flat().filter(point => point.every(Number.isFinite))
    if (points.length === 0) return
    const bounds = { left: Infinity, right: -Infinity, top: Infinity, bottom: -Infinity }
    for (const [x, y] of points) {
      bounds.left = Math.min(bounds.left, x)
      bounds.right = Math.max(bounds.right, x)
      bounds.top = Math.min(bounds.top, y)
      bounds.bottom = Math.max(bounds.bottom, y)
    }
    const [wide, high] = [bounds.right - bounds.left, bounds.bottom - bounds.top]
    const scale = Math.min(box.width / Math.max(wide, 1e-9), box.height / Math.max(high, 1e-9), 1e6)
    const dx = box.x + (box.width - wide * scale) / 2
    const dy = box.y + (box.height - high * scale) / 2
    this.doc.lineWidth(1.1).lineCap('round').lineJoin('round')
    for (const stroke of strokes) {
      const way = stroke
        .filter(point => point.every(Number.isFinite))
        .map(([x, y]) => [dx + (x - bounds.left) * scale, dy + (y - bounds.top) * scale] as const)
      if (way.length === 0) continue
      this.doc.moveTo(...way[0]!)
      if (way.length === 1) this.doc.lineTo(way[0]![0] + 0.01, way[0]![1])
      for (const point of way.slice(1)) this.doc.lineTo(...point)
      this.doc.stroke('black')
    }
    this.doc.lineCap('butt').lineJoin('miter')
  }

  /** A QR code with its white margin, `side` points wide. */
  qr(text: string, x: number, y: number, side: number): void {
    const { modules } = QRCode.create(text, { errorCorrectionLevel: 'M' })
    const module = side / (modules.size + 4)
    for (let row = 0; row < modules.size; row++)
      for (let column = 0; column < modules.size; column++) {
        if (!modules.get(row, column)) continue
        let end = column
        while (end + 1 < modules.size && modules.get(row, end + 1)) end++
        // A hair wider, or printers leave white lines between modules.
        this.doc.rect(
          x + (column + 2) * module,
          y + (row + 2) * module,
          (end - column + 1) * module + 0.05,
          module + 0.05,
        )
        column = end
      }
    this.doc.fill('black')
  }
}
