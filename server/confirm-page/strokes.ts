import type { Stroke } from '../paper/forms.ts'

/** More than anybody's name takes. */
const MOST_POINTS = 4_000
const SHAPE = /^\d{1,4}\.\d{1,4}(?:[-_]\d{1,4}\.\d{1,4})*$/

/**
 * A signature as the page posts it, in signs that a form does not lengthen: `x.y`, `-` to the next point, `_` to the
 * next stroke. What is none is no signature.
 */
export function readStrokes(text: string): Stroke[] {
  if (text.length > MOST_POINTS * 10 || !SHAPE.test(text)) return []
  const strokes = text
    .split('_')
    .map(stroke => stroke.split('-').map(point => point.split('.').map(Number) as [number, number]))
  return strokes.reduce((sum, stroke) => sum + stroke.length, 0) > MOST_POINTS ? [] : strokes
}
