import { compare, type Day, lunarDay, solarDay, termDay } from './day.ts'

type Rule = (year: number) => Day | null

const solar =
  (month: number, day: number): Rule =>
  year =>
    solarDay(year, month, day)
const lunar =
  (month: number, day: number): Rule =>
  year =>
    lunarDay(year, month, day)
const term =
  (name: string): Rule =>
  year =>
    termDay(name, year)
const weekday =
  (month: number, nth: number, dayOfWeek: number): Rule =>
  year => {
    const first = solarDay(year, month, 1)!
    return first.add({ days: ((dayOfWeek - first.dayOfWeek + 7) % 7) + 7 * (nth - 1) })
  }

/** Feasts and the day each is kept on, by the names families use. Lunar rules take the lunar year, which begins in February. */
const rows: readonly [string, Rule][] = [
  ['元旦节 元旦 阳历年 新历年', solar(1, 1)],
  ['情人节', solar(2, 14)],
  ['三八妇女节 三八节 妇女节 三八 女神节', solar(3, 8)],
  ['植树节', solar(3, 12)],
  ['愚人节', solar(4, 1)],
  ['五一劳动节 五一节 劳动节 五一', solar(5, 1)],
  ['五四青年节 青年节 五四', solar(5, 4)],
  ['母亲节', weekday(5, 2, 7)],
  ['父亲节', weekday(6, 3, 7)],
  ['六一儿童节 六一节 儿童节 六一', solar(6, 1)],
  ['七一 建党节', solar(7, 1)],
  ['八一建军节 建军节 八一', solar(8, 1)],
  ['教师节', solar(9, 10)],
  ['国庆节 国庆 十一国庆 十一节 十一', solar(10, 1)],
  ['双十一 双11', solar(11, 11)],
  ['双十二 双12', solar(12, 12)],
  ['平安夜', solar(12, 24)],
  ['圣诞节 圣诞', solar(12, 25)],
  ['春节 大年初一 年初一 新年初一 农历新年 过大年 过年那天 过年 大年 旧历年 农历年', lunar(1, 1)],
  ['破五', lunar(1, 5)],
  ['元宵节 元宵 上元节 灯节 正月半 正月十五', lunar(1, 15)],
  ['龙抬头 二月二', lunar(2, 2)],
  ['三月三', lunar(3, 3)],
  ['端午节 端午 端阳节 端阳 端五 五月节 五月端午 五月初五 五月五', lunar(5, 5)],
  ['六月六', lunar(6, 6)],
  ['七夕节 七夕 七月七', lunar(7, 7)],
  ['中元节 中元 鬼节 七月半 七月十五', lunar(7, 15)],
  ['中秋节 中秋 八月节 团圆节 八月半 八月十五', lunar(8, 15)],
  ['重阳节 重阳 老人节 九月九 九月初九', lunar(9, 9)],
  ['寒衣节 十月朝 十月一日鬼节', lunar(10, 1)],
  ['下元节', lunar(10, 15)],
  ['腊八节 腊八', lunar(12, 8)],
  ['小年 小年夜 祭灶 过小年', lunar(12, 23)],
  ['除夕夜 除夕 大年三十 大年夜 年三十 年卅 大年卅 三十夜 三十晚上 年夜 团年', lunar(12, 30)],
  ['清明节 清明', term('清明')],
  ...'立春 雨水 惊蛰 春分 谷雨 立夏 小满 芒种 夏至 小暑 大暑 立秋 处暑 白露 秋分 寒露 霜降 立冬 小雪 大雪 冬至 大寒 小寒'
    .split(' ')
    .map((name): [string, Rule] => [name === '冬至' ? '冬至节 冬至' : name, term(name)]),
]

const rules = new Map<string, Rule>()
for (const [names, rule] of rows) for (const name of names.split(' ')) rules.set(name, rule)

/** Every name of a feast, longest first, for use in a pattern. */
export const feastNames: readonly string[] = [...rules.keys()].sort((a, b) => b.length - a.length)

/** The day of a feast: in `year` when one is given, else the next from `today` on (the last up to `today` with `past`). */
export function feastDay(name: string, today: Day, year: number | null, past: boolean): Day | null {
  const rule = rules.get(name)
  if (rule === undefined) return null
  const days = [today.year - 2, today.year - 1, today.year, today.year + 1, today.year + 2]
    .map(rule)
    .filter(day => day !== null)
  if (year !== null) {
    // 明年除夕 is the one of the winter that ends in that year's spring only when it falls in it.
    return days.find(day => day.year === year) ?? null
  }
  if (past) return days.filter(day => compare(day, today) <= 0).at(-1) ?? null
  return days.find(day => compare(day, today) >= 0) ?? null
}
