import { isHan } from './characters.ts'
import { withoutSlips } from './homophones.ts'
import { normalise } from './normalise.ts'
import { fromPinyin } from './pinyin.ts'
import { remembering } from './remembering.ts'
import { asItSounds } from './sounds.ts'

type Piece = { text: string; characters: number; han: boolean }

function pieces(text: string): Piece[] {
  const out: Piece[] = []
  let start = 0
  for (let i = 1; i <= text.length; i++) {
    const inside = i < text.length && isHan(text, i) === isHan(text, start)
    if (inside) continue
    const part = text.slice(start, i)
    out.push({ text: part, characters: part.length, han: isHan(text, start) })
    start = i
  }
  return out
}

/**
 * Joins words that were written one character at a time: `救 命`, `孩 子 不 见 了`, `救。命！`, `救😭命`. A space is dropped
 * beside a single character; other marks only between two single characters, so that ordinary commas keep their meaning.
 */
export function joinSpelledOut(text: string): string {
  const all = pieces(text)
  if (all.length < 3) return text
  let out = ''
  for (let i = 0; i < all.length; i++) {
    const piece = all[i]!
    const before = all[i - 1]
    const after = all[i + 1]
    const between = !piece.han && before !== undefined && after !== undefined && piece.characters <= 3
    if (between && !/[0-9a-z?？[\]]/.test(piece.text)) {
      const singles = (before.characters === 1 ? 1 : 0) + (after.characters === 1 ? 1 : 0)
      if (singles === 2 || (singles === 1 && piece.text === ' ')) continue
    }
    out += piece.text
  }
  return out
}

/** A text made ready for matching words: normalised, spelled-out words joined, pinyin and common slips as characters. */
export const readable = remembering((text: string): string =>
  asItSounds(withoutSlips(fromPinyin(joinSpelledOut(normalise(text))))),
)
