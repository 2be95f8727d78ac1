import { childSpeaks } from '../child-voice.ts'
import { type Clause, once, type Place, type Said, says } from '../clauses.ts'
import type { Finding } from '../finding.ts'
import { alternativesOf, beginnings, mustHold } from '../prefixes.ts'
import { denied, explained, forbidden, over, supposed, toldOf } from '../tone.ts'
import { excused } from './dropout.ts'
import { scenes } from './scenes/index.ts'
import type { Scene } from './scenes/scene.ts'

/** One alternative of a scene's pattern, tried only where one of its beginnings stands. */
type Trial = { scene: Scene; rank: number; pattern: RegExp; holds: Uint16Array | null }

const byOne = new Map<number, Trial[]>()
const byTwo = new Map<number, Trial[]>()
// Most characters begin no scene, and every one is asked: 1 where one character is enough, 2 where the next is needed too.
const begins = new Uint8Array(65_536)

function pair(text: string, at: number): number {
  return text.charCodeAt(at) * 65_536 + text.charCodeAt(at + 1)
}

function enter(table: Map<number, Trial[]>, key: number, trial: Trial): void {
  const known = table.get(key)
  if (known === undefined) table.set(key, [trial])
  else known.push(trial)
}

scenes.forEach((scene, rank) => {
  for (const source of alternativesOf(scene.pattern)) {
    const holds = mustHold(source)
    const codes = holds && Uint16Array.from(holds, character => character.charCodeAt(0))
    const trial: Trial = { scene, rank, pattern: new RegExp(source, 'y'), holds: codes }
    for (const beginning of beginnings(trial.pattern)) {
      if (beginning === '') throw new Error(`a scene may not begin with anything at all: ${source}`)
      begins[beginning.charCodeAt(0)]! |= beginning.length
      if (beginning.length === 1) enter(byOne, beginning.charCodeAt(0), trial)
      else enter(byTwo, pair(beginning, 0), trial)
    }
  }
})

// A scene may run on into the next clause of its sentence.
function reach(said: Said, clause: Clause): string {
  const next = said.clauses[clause.index + 1]
  const follows = next !== undefined && next.sentence === clause.sentence && clause.text.length < 60
  if (!follows) return clause.plain
  const third = said.clauses[clause.index + 2]
  const more = third !== undefined && third.sentence === clause.sentence ? `,${third.plain.slice(0, 30)}` : ''
  return `${clause.plain},${next.plain.slice(0, 60)}${more}`
}

// 她 inside a longer word of the tables (叫她) names her too.
const childNamed = /[他她孩娃伢崽囡]|儿子|女儿|孙|闺女/

const young = ['child', 'baby', 'sibling', 'offspring', 'he', 'us'] as const
const others = ['parent', 'elder', 'kin', 'animal', 'teacher', 'director', 'me', 'you'] as const
const outsiders = [
  'man',
  'stranger',
  'someone',
  'teacher',
  'kin',
  'neighbour',
  'he',
  'director',
  'classmate',
] as const

// 我眼睛快瞎了: the body spoken of is a grown person's.
function ofGrown(place: Place): boolean {
  for (let i = place.at; i >= 0; i--) {
    const { kinds } = place.clause.tokens[i]!
    if (
      kinds.has('child') ||
      kinds.has('baby') ||
      kinds.has('he') ||
      kinds.has('sibling') ||
      kinds.has('offspring') ||
      kinds.has('passive') ||
      kinds.has('let')
    )
      return false
    if (kinds.has('me') || kinds.has('parent') || kinds.has('kin')) return true
  }
  // 他爸工地摔了下，擦破点皮
  const { before } = place.clause
  return (
    before !== null &&
    before.before === null &&
    (before.kinds.has('parent') || before.kinds.has('kin')) &&
    !before.kinds.has('child')
  )
}

// The nearest word before a scene that names anything at all names a beast, or a thing where a person is meant.
function ofNobody(place: Place, things: boolean, named: boolean): boolean {
  for (let i = place.at; i >= 0 && i >= place.at - 8; i--) {
    const { kinds } = place.clause.tokens[i]!
    if ((kinds.has('animal') && !named) || (things && i < place.at && kinds.has('thing'))) return true
    if (kinds.has('child') || kinds.has('he') || kinds.has('me') || kinds.has('passive')) return false
  }
  return false
}

// Which characters a text holds: a stamp for each, so that nothing need be wiped between two texts.
const stamps = new Uint32Array(65_536)
let stamp = 0

function charactersOf(text: string): (codes: Uint16Array) => boolean {
  stamp = stamp === 0xffff_ffff ? 1 : stamp + 1
  for (let i = 0; i < text.length; i++) stamps[text.charCodeAt(i)] = stamp
  return codes => {
    for (let i = 0; i < codes.length; i++) if (stamps[codes[i]!] === stamp) return true
    return false
  }
}

/** Dangers told as scenes. Told-of, forbidden, supposed and denied scenes count no more than elsewhere. */
export function staged(said: Said): Finding | null {
  const youngNamed =
    young.some(kind => said.kinds.has(kind)) ||
    said.ages.under18 ||
    says(said, childNamed) ||
    (said.kinds.has('me') && once(said, each => childSpeaks(each.text)))
  let found: Finding | null = null
  let best = scenes.length
  const schooled = says(said, excused)
  for (const clause of said.clauses) {
    if (clause.repeated) continue
    const text = reach(said, clause)
    const anyIn = charactersOf(text)
    const attempt = (trials: Trial[] | undefined, at: number) => {
      for (const { scene, rank, pattern, holds } of trials ?? []) {
        if (found !== null && (scene.level === 'amber' || (found.level === 'red' && rank >= best))) continue
        if (holds !== null && !anyIn(holds)) continue
        pattern.lastIndex = at
        const match = pattern.exec(text)
        if (scene.class === 'dropout' && schooled) continue
        if (match === null || scene.unless?.test(text) || !concerns(said, scene, clause, at, youngNamed))
          continue
        const finding = weighed(said, scene, clause, match)
        if (finding === null || (finding.level === 'amber' && found !== null)) continue
        found = finding
        best = rank
      }
    }
    for (let at = 0; at < clause.plain.length; at++) {
      const code = clause.plain.charCodeAt(at)
      const begin = begins[code]!
      if (begin & 1) attempt(byOne.get(code), at)
      if (begin & 2 && at + 1 < text.length) attempt(byTwo.get(pair(text, at)), at)
    }
  }
  return found
}

function youngNamedIn(said: Said): boolean {
  return said.aboutChild || young.some(kind => said.kinds.has(kind)) || said.kinds.has('elder')
}

// Whether those are there whom the scene needs, and nobody else is meant.
function concerns(said: Said, scene: Scene, clause: Clause, at: number, youngNamed: boolean): boolean {
  if (scene.needs === 'child' ? !youngNamed : scene.needs !== undefined && !said.kinds.has(scene.needs))
    return false
  if (scene.about === 'young') {
    if (!youngNamed && others.some(kind => clause.kinds.has(kind))) return false
    const bodily = scene.class === 'injury' || scene.class === 'missing'
    return !(bodily && ofGrown(placeAt(clause, at)) && !childSpeaks(said.text))
  }
  return (
    scene.about !== 'outsider' ||
    clause.kinds.has('passive') ||
    outsiders.some(kind => clause.kinds.has(kind))
  )
}

function weighed(said: Said, scene: Scene, clause: Clause, match: RegExpExecArray): Finding | null {
  const start = placeAt(clause, match.index)
  const end = placeAt(clause, Math.min(match.index + match[0].length, clause.text.length) - 1)
  const whose = start.clause.tokens[start.at - 1]
  if (scene.class === 'injury' && whose?.kinds.has('thing') && !whose.kinds.has('tool')) return null
  const named = clause.tokens
    .slice(start.at, end.at + 1)
    .some(each => young.some(kind => each.kinds.has(kind)))
  const things = !named && (scene.class === 'missing' || scene.class === 'drowning')
  if (ofNobody(start, things, named && scene.class === 'injury') || toldOf(end)) return null
  const accident = scene.class !== 'violence' && scene.class !== 'sexual' && scene.class !== 'suicide'
  if (accident && (forbidden(end) || supposed(end) || explained(said))) return null
  const inside = start.clause.tokens[start.at]!.kinds.has('neg') && !/^[没不冇]/.test(match[0])
  const ended = accident && over(said, start)
  if (ended && !youngNamedIn(said)) return null
  const lowered = inside || denied(start) || (!accident && forbidden(end) && /让/.test(clause.text)) || ended
  if (lowered && scene.level === 'amber')
    return inside || denied(start) ? null : { level: 'amber', class: scene.class }
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
