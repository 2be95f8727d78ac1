import { normalise } from '../normalise.ts'
import { dayOf } from './day.ts'
import { mentionsIn } from './mentions.ts'

const vague =
  /上(?:个)?(?:周|星期|礼拜|月|学期)|(?:这|本)(?:周|星期|礼拜|个月)|[几好两二三四五六七八九十半\d]{1,5}(?:多)?(?:天|周|个?星期|个?月|年|个?礼拜)|刚(?:刚|才)?|今(?:天|早|晚)|早上|中午|昨|前天|前几天|最近|好久|很久|一直|从小|去年|今年|年(?:前|后|初|底)|(?:春|秋)节|开学|放假|暑假|寒假|月初|月底|过完年|清明|国庆|中秋|端午/

/** Since when, looking back from `today` (both 'YYYY-MM-DD'): `day` where one is named, `said` when any time is. */
export function sinceIn(text: string, today: string): { said: boolean; day: string | null } {
  const plain = normalise(text).slice(0, 300).replace(/\s/g, '')
  const days = mentionsIn(plain, { today: dayOf(today), past: true }).flatMap(one =>
    one.day ? [one.day.toString()] : [],
  )
  const day = days.length === 1 && days[0]! <= today ? days[0]! : null
  return { said: day !== null || days.length > 0 || vague.test(plain), day }
}
