import type { Gazetteer } from '../places.ts'
import type { Fault } from '../problem.ts'
import { comparable, tidy } from '../text.ts'

/** The code of a village, with what had to be done to find it; null when it cannot be known. */
export type FoundVillage = { code: string | null; faults: Fault[] }

const suffix = /(村民委员会|居民委员会|村委会|居委会|社区居委会|社区|行政村|村|居)$/
const stem = (name: string): string => name.replace(suffix, '')

/**
 * Finds the village a row belongs to. Written exactly: no fault. Found only by reading traditional characters, an
 * inner space, another suffix or another township: a person confirms. Not in the list, or several: refused.
 */
export function findVillage(known: Gazetteer, townshipText: string, villageText: string): FoundVillage {
  const written = tidy(villageText)
  if (comparable(written) === '') return refused('没有填村名,不知道孩子在哪个村')
  const township = townshipText === '' ? null : findTownship(known, townshipText)
  const inTownship = (code: string) => township?.has(code.slice(0, 9)) ?? true

  const exact = known.villages.filter(village => village.name === written || village.code === written)
  const here = exact.filter(village => inTownship(village.code))
  if (here.length === 1) {
    if (townshipText === '' || township) return { code: here[0]!.code, faults: [] }
    return doubtful(
      here[0]!.code,
      `乡镇「${tidy(townshipText)}」不在区划表里,按村名定为${fullName(known, here[0]!)},请确认`,
      ['township'],
    )
  }
  if (here.length > 1)
    return refused(`叫「${written}」的村不止一个(${listed(known, here)}),请写明乡镇或区划代码`)
  if (exact.length === 1) {
    const found = fullName(known, exact[0]!)
    return doubtful(exact[0]!.code, `「${tidy(townshipText)}」没有「${written}」,疑为${found},请确认`, [
      'township',
      'village',
    ])
  }
  if (exact.length > 1)
    return refused(
      `「${tidy(townshipText)}」没有「${written}」,别处有 ${exact.length} 个(${listed(known, exact)})`,
    )
  return similar(known, villageText, written, inTownship)
}

function similar(
  known: Gazetteer,
  raw: string,
  written: string,
  inTownship: (code: string) => boolean,
): FoundVillage {
  const bare = comparable(written)
  const near = known.villages.filter(village => inTownship(village.code))
  const ways = [
    near.filter(village => village.bare === bare),
    near.filter(village => stem(village.bare) === stem(bare) && stem(bare) !== ''),
    near.filter(
      village => bare.endsWith(village.bare) && bare.slice(0, -village.bare.length).match(/[县区市镇乡道]$/),
    ),
  ]
  const found = ways.find(candidates => candidates.length > 0)
  if (found?.length === 1) {
    const how = manner(raw, written)
    return doubtful(found[0]!.code, `村名写作「${raw}」${how && `(${how})`},疑为${found[0]!.name},请确认`)
  }
  if (found) return refused(`「${written}」对应不止一个村(${listed(known, found)})`)
  const alike = known.villages.filter(village => inTownship(village.code) && shared(village.bare, bare) > 0)
  const best = alike.sort((a, b) => shared(b.bare, bare) - shared(a.bare, bare)).slice(0, 3)
  const hint = best.length > 0 ? `,相近的有:${listed(known, best)}` : ''
  return refused(`区划表里没有「${written}」${hint}`)
}

function findTownship(known: Gazetteer, text: string): Set<string> | null {
  const bare = comparable(text)
  const found = [...known.townships.values()].filter(
    one => comparable(one.name) === bare || one.code === bare || bare.endsWith(comparable(one.name)),
  )
  return found.length > 0 ? new Set(found.map(one => one.code)) : null
}

/** In words what was strange about the spelling. */
function manner(raw: string, written: string): string {
  const strange = [
    comparable(written) !== written.normalize('NFKC').replace(/\s/g, '').toLowerCase() && '繁体',
    /\s/.test(written) && '中间有空格',
    /[\s\u3000]$/.test(raw) && '末尾有空格',
    /^[\s\u3000]/.test(raw) && '开头有空格',
  ]
  return strange.filter(Boolean).join('、')
}

type Named = Gazetteer['villages'][number]
const fullName = (known: Gazetteer, village: Named): string =>
  `${known.townships.get(village.township)?.name ?? ''}${village.name}`
const listed = (known: Gazetteer, villages: Named[]): string =>
  villages
    .slice(0, 5)
    .map(one => fullName(known, one))
    .join('、')

/** How many characters but the suffix two names share. */
const shared = (a: string, b: string): number =>
  [...stem(a)].filter(character => stem(b).includes(character)).length

const refused = (reason: string): FoundVillage => ({
  code: null,
  faults: [{ fields: ['village'], severity: 'refused', rule: 'village', reason }],
})

const doubtful = (
  code: string,
  reason: string,
  fields: ('village' | 'township')[] = ['village'],
): FoundVillage => ({
  code,
  faults: [{ fields, severity: 'doubtful', rule: 'village', reason }],
})
