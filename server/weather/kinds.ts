import type { Kind, Level } from './warning.ts'

/** Type codes of the national early-warning system (DOMAIN.md section 5, qwd/dev-site). */
const BY_CODE: ReadonlyMap<string, Kind> = new Map([
  ['11B01', 'typhoon'],
  ['11B03', 'rainstorm'],
  ['11B04', 'snowstorm'],
  ['11B05', 'cold'],
  ['11B06', 'wind'],
  ['11B09', 'heat'],
  ['11B14', 'lightning'],
  ['11B15', 'hail'],
  ['11B17', 'fog'],
  ['11B20', 'wind'],
  ['11B21', 'icy-road'],
  ['11B37', 'landslide'],
  ['11B44', 'no-school'],
])

/** In this order: 雷雨大风 and 停课 are named before what they contain. */
const BY_NAME: readonly (readonly [RegExp, Kind])[] = [
  [/停课/, 'no-school'],
  [/道路结冰/, 'icy-road'],
  [/地质灾害|山洪|泥石流|滑坡/, 'landslide'],
  [/台风|热带风暴/, 'typhoon'],
  [/暴雨/, 'rainstorm'],
  [/暴雪/, 'snowstorm'],
  [/寒潮|低温|霜冻/, 'cold'],
  [/高温/, 'heat'],
  [/冰雹/, 'hail'],
  [/大风/, 'wind'],
  [/雷电|雷暴/, 'lightning'],
  [/大雾|浓雾/, 'fog'],
]

/** What is warned of, by its code, else by the first of these names that says it. */
export const kindOf = (code: string | undefined, ...names: readonly string[]): Kind =>
  BY_CODE.get(code ?? '') ??
  names.flatMap(name => BY_NAME.filter(([said]) => said.test(name)).map(([, kind]) => kind))[0] ??
  'other'

const COLOURS: Readonly<Record<string, Level>> = { 红: 'red', 橙: 'orange', 黄: 'yellow', 蓝: 'blue' }

/** The level that a headline names: 暴雨橙色预警. Null when it names none, or two. */
export function levelIn(headline: string): Level | null {
  const named = new Set([...headline.matchAll(/([红橙黄蓝])色/g)].map(found => COLOURS[found[1]!]!))
  const [level] = named
  return named.size === 1 ? level! : null
}

/**
 * The level to act on: what the field says, if it is of the closed list and the headline does not name another. Null is
 * for a person.
 */
export function levelOf(field: Level | undefined, headline: string): Level | null {
  const named = levelIn(headline)
  return field === undefined || (named !== null && named !== field) ? null : field
}

/** The station that a headline begins with: 阜南县气象台发布…. Empty when it names none. */
export const stationIn = (headline: string): string =>
  /([\p{Script=Han}]{2,20}?(?:气象台|气象局|气象中心))[\d年月日时分 :]{0,20}(?:发布|变更|升级|更新|继续发布|解除)/u.exec(
    headline,
  )?.[1] ?? ''
