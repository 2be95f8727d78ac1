import { addMonths, dayOf } from '../../flows/engine/calendar.ts'
import { normalise } from '../../flows/engine/understand.ts'

const YEARS: Readonly<Record<string, number>> = { 前年: -2, 去年: -1, 今年: 0, 明年: 1, 后年: 2 }
const MONTHS = [
  { said: /^上个?月/u, by: -1 },
  { said: /^(?:这个?|本)月/u, by: 0 },
  { said: /^下个?月/u, by: 1 },
]

/**
 * The month (YYYY-MM) that somebody meant who said so on a day (ms): 今年3月, 2024年3月份, 下个月; 3月 alone is the last one
 * for who has gone and the next one for who comes back. Null where it takes a person to tell: 三月 may be the farmers'
 * third, and 过年 is no month.
 */
export function monthIn(words: string, what: 'awayFrom' | 'awayUntil', at: number): string | null {
  const today = dayOf(at)
  const said = normalise(words).replace(/\s/g, '')
  const near = MONTHS.find(month => month.said.test(words.trim()))
  if (near) return addMonths(today, near.by).slice(0, 7)
  const [, year, month] =
    /^(\d{4}年?|[前去今明后]年)?[.\-/年]?(1[0-2]|0?[1-9])(?:月份?)(?:\d{1,2}[日号])?(?!\d)/u.exec(said) ?? []
  if (!month) return null
  const two = month.padStart(2, '0')
  if (year) {
    const relativeYear = YEARS[year]
    return `${relativeYear === undefined ? Number.parseInt(year, 10) : Number(today.slice(0, 4)) + relativeYear}-${two}`
  }
  const thisYear = `${today.slice(0, 4)}-${two}`
  const now = today.slice(0, 7)
  if (what === 'awayFrom') return thisYear <= now ? thisYear : addMonths(`${thisYear}-01`, -12).slice(0, 7)
  return thisYear >= now ? thisYear : addMonths(`${thisYear}-01`, 12).slice(0, 7)
}
