import { childSpeaks } from '../child-voice.ts'
import type { Clause, Place, Said } from '../clauses.ts'
import { type Finding, graver } from '../finding.ts'
import { firstCharacters } from '../first-characters.ts'
import { denied, forbidden, over, supposed, toldOf } from '../tone.ts'
import { type Scene, scenes } from './scenes.ts'

// Which scenes can begin with a character: bits in 32-bit words, so that a clause gathers its candidates in one pass.
const words = Math.ceil(scenes.length / 32)
const beginnings = new Map<string, Uint32Array>()
const anywhere = new Uint32Array(words)
scenes.forEach((scene, index) => {
  const mark = (bits: Uint32Array) => {
    bits[index >> 5]! |= 1 << (index & 31)
  }
  const first = firstCharacters(scene.pattern)
  if (first === null) mark(anywhere)
  else
    for (const character of first) {
      const bits = beginnings.get(character) ?? new Uint32Array(words)
      beginnings.set(character, bits)
      mark(bits)
    }
})

function candidates(text: string): Scene[] {
  const bits = Uint32Array.from(anywhere)
  for (const character of text) {
    const more = beginnings.get(character)
    if (more !== undefined) for (let i = 0; i < words; i++) bits[i]! |= more[i]!
  }
  return scenes.filter((_, index) => (bits[index >> 5]! >>> (index & 31)) & 1)
}

// A scene may run on into the next clause of its sentence.
function reach(said: Said, clause: Clause): string {
  const next = said.clauses[clause.index + 1]
  const follows = next !== undefined && next.sentence === clause.sentence && clause.text.length < 60
  if (!follows) return clause.plain
  const third = said.clauses[clause.index + 2]
  const more = third !== undefined && third.sentence === clause.sentence ? `,${third.plain.slice(0, 30)}` : ''
  return `${clause.plain},${next.plain.slice(0, 60)}${more}`
}

const young = ['child', 'baby', 'sibling', 'offspring', 'he', 'us'] as const
const others = ['parent', 'elder', 'kin', 'animal', 'teacher', 'director', 'me', 'you'] as const
const outsiders = ['man', 'stranger', 'someone', 'teacher', 'kin', 'neighbour', 'he', 'director', 'classmate'] as const

// 我眼睛快瞎了: the body spoken of is a grown person's.
function ofGrown(place: Place): boolean {
  for (let i = place.at; i >= 0; i--) {
    const { kinds } = place.clause.tokens[i]!
    if (kinds.has('child') || kinds.has('baby') || kinds.has('he') || kinds.has('sibling') || kinds.has('offspring') || kinds.has('passive') || kinds.has('let')) return false
    if (kinds.has('me') || kinds.has('parent') || kinds.has('kin')) return true
  }
  return false
}

// The nearest word before a scene that names anything at all names a beast, or a thing where a person is meant.
function ofNobody(place: Place, things: boolean): boolean {
  for (let i = place.at; i >= 0 && i >= place.at - 8; i--) {
    const { kinds } = place.clause.tokens[i]!
    if (kinds.has('animal') || (things && i < place.at && kinds.has('thing'))) return true
    if (kinds.has('child') || kinds.has('he') || kinds.has('me') || kinds.has('passive')) return false
  }
  return false
}

/** Dangers told as scenes. Told-of, forbidden, supposed and denied scenes count no more than elsewhere. */
export function staged(said: Said): Finding | null {
  let found: Finding | null = null
  const youngNamed = young.some(kind => said.kinds.has(kind)) || said.ages.under18
  for (const clause of said.clauses) {
    if (clause.repeated) continue
    const text = reach(said, clause)
    for (const scene of candidates(clause.plain)) {
      if (found !== null && scene.level === 'amber') continue
      const match = scene.pattern.exec(text)
      if (match === null || match.index >= clause.text.length || scene.unless?.test(text)) continue
      if (scene.needs === 'child' ? !youngNamed : scene.needs !== undefined && !said.kinds.has(scene.needs)) continue
      if (scene.about === 'young' && !youngNamed && others.some(kind => clause.kinds.has(kind))) continue
      if (scene.about === 'outsider' && !outsiders.some(kind => clause.kinds.has(kind)) && !clause.kinds.has('passive')) continue
      if ((scene.class === 'injury' || scene.class === 'missing') && scene.about === 'young' && ofGrown(placeAt(clause, match.index)) && !childSpeaks(said.text)) continue
      found = graver(found, weighed(said, scene, clause, match))
      if (found?.level === 'red') return found
    }
  }
  return found
}

function weighed(said: Said, scene: Scene, clause: Clause, match: RegExpExecArray): Finding | null {
  const start = placeAt(clause, match.index)
  const end = placeAt(clause, Math.min(match.index + match[0].length, clause.text.length) - 1)
  if (ofNobody(start, scene.class === 'missing' || scene.class === 'drowning') || toldOf(end)) return null
  const accident = scene.class !== 'violence' && scene.class !== 'sexual' && scene.class !== 'suicide'
  if (accident && (forbidden(end) || supposed(end))) return null
  const inside = start.clause.tokens[start.at]!.kinds.has('neg') && !/^[没不冇]/.test(match[0])
  const lowered = inside || denied(start) || (!accident && forbidden(end) && /让/.test(clause.text)) || (accident && over(said, start))
  if (lowered && scene.level === 'amber') return inside || denied(start) ? null : { level: 'amber', class: scene.class }
  const byAge = scene.class === 'unattended' && said.ages.small ? 'red' : scene.level
  return { level: lowered ? 'amber' : byAge, class: scene.class }
}

// The word in which a character stands.
function placeAt(clause: Clause, index: number): Place {
  let seen = 0
  for (let at = 0; at < clause.tokens.length; at++) {
    seen += clause.tokens[at]!.word.length
    if (seen > index) return { clause, at }
  }
  return { clause, at: clause.tokens.length - 1 }
}
