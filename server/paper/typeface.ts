import { createRequire } from 'node:module'

/** What is asked of the font. Widths in em. */
export type Typeface = { has(point: number): boolean; width(point: number): number }

/** Noto Sans SC (OFL): all of GB 2312 and GBK, and 220 characters beyond the basic plane (docs/decisions/0022). */
export const fontFile = createRequire(import.meta.url).resolve(
  '@expo-google-fonts/noto-sans-sc/400Regular/NotoSansSC_400Regular.ttf',
)

type Inside = {
  hasGlyphForCodePoint(point: number): boolean
  glyphForCodePoint(point: number): { advanceWidth: number }
  unitsPerEm: number
}

/** The typeface a document writes in. pdfkit has it open already; to open it again would cost 10 MB. */
export function typefaceOf(doc: PDFKit.PDFDocument): Typeface {
  const { font } = (doc as unknown as { _font: { font: Inside } })._font
  const widths = new Map<number, number>()
  return {
    has: point => font.hasGlyphForCodePoint(point),
    width: point => {
      const known = widths.get(point)
      if (known !== undefined) return known
      const width = font.glyphForCodePoint(point).advanceWidth / font.unitsPerEm
      widths.set(point, width)
      return width
    },
  }
}
