import { numberOf } from './digits.ts'

/** Whether a text speaks of a child under 8 (who may not be left alone at all: 未保法 21) and of one of 8 or more. */
export type Ages = { small: boolean; older: boolean; under18: boolean }

const years = /([0-9]{1,3}|[一二三四五六七八九十两]{1,3})(?:周)?(岁|个月大|个多月|个月的)/g
const smallWords =
  /婴儿|婴孩|奶娃|吃奶|没断奶|刚满月|满月|月子里|坐月子的娃|幼儿园|小班|中班|大班|学前班|托儿所|刚会走|刚学会走|才会走|不会走路|还不会说话|不会说话的|尿不湿|襁褓|新生儿|宝宝|一年级|周岁|学走路|没断奶|奶都没断|会爬|还在爬|包尿布|尿布|坐不稳|摇篮|抱在手|吃奶粉/
const olderWords =
  /[三四五六]年级|初[一二三]|初中|高[一二三]|高中|中学|职高|中专|技校|上[八九]年级|[七八九]年级|1[0-7]岁/

/** Reads the ages a text gives, in years or by nursery and school class. */
export function agesIn(text: string): Ages {
  const ages: Ages = { small: smallWords.test(text), older: olderWords.test(text), under18: false }
  for (const match of text.matchAll(years)) {
    // 两三岁: the younger of the two.
    const said = /^[一二两三四五六七八九]{2}$/.test(match[1]!) ? match[1]![0]! : match[1]!
    const age = numberOf(said)
    if (age === null) continue
    if (match[2] !== '岁') {
      if (age <= 36) ages.small = true
    } else if (age < 8) ages.small = true
    else if (age < 18) ages.older = true
    if (match[2] === '岁' && age < 18) ages.under18 = true
  }
  if (ages.small || ages.older) ages.under18 = true
  return ages
}
