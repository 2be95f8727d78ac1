import { numberCharacters, numberOf } from '../digits.ts'
import { compare, type Day, lunarMonthOf, solarDay } from './day.ts'
import { feastDay, feastNames } from './feasts.ts'
import type { Mention } from './mentions.ts'
import {
  amountFrom,
  dayOfMonth,
  isLunar,
  type Look,
  lunarDayOf,
  lunarDayOfMonth,
  lunarMonthDay,
  lunarMonths,
  lunarNumber,
  monthDay,
  yearOf,
} from './reckoning.ts'

/** One way of naming a day, and how it is read; `undefined` is no day after all. */
export type Form = {
  pattern: RegExp
  read: (match: RegExpExecArray, look: Look) => Day | null | undefined
  kind?: Mention['kind']
}

const n = `[${numberCharacters}]`
const calendar = '(农历|阴历|旧历|老历|古历|夏历|阳历|公历|新历|国历)?'
const weekdays: Record<string, number> = {
  一: 1,
  二: 2,
  三: 3,
  四: 4,
  五: 5,
  六: 6,
  日: 7,
  天: 7,
  末: 6,
  1: 1,
  2: 2,
  3: 3,
  4: 4,
  5: 5,
  6: 6,
  7: 7,
  七: 7,
}
const relative: Record<string, number> = {}
for (const [offset, words] of [
  [0, '今天 今日 今儿 今儿个 今晚 今早 今夜 今朝 今下午 今上午 今中午 当天 现在就 马上 等下就'],
  [
    1,
    '明天 明日 明儿 明儿个 明早 明晚 明朝 明个 明下午 明上午 明中午 听日 聽日 第二天一早 明后早 赶明天 明晨 明天早',
  ],
  [2, '后天 后日 后儿 后儿个 后个 后早 后晚 后朝 后天早'],
  [3, '大后天 大后日 大后儿 外后天 外天 万后天 老后天 大后天早'],
  [4, '大大后天 老外后天'],
  [-1, '昨天 昨日 昨儿 昨晚 昨个 昨儿个 昨夜 昨朝 昨早 寻日'],
  [-2, '前天 前日 前儿 前晚 前个 前儿个 前朝'],
  [-3, '大前天 大前日 上前天'],
] as const)
  for (const word of words.split(' ')) relative[word] = offset
const relativeWords = Object.keys(relative)
  .sort((a, b) => b.length - a.length)
  .join('|')

/** A year before a day of the farmers' calendar: 明年正月初三, 2027年大年初三. */
const years = '今年|明年|后年|去年|前年|来年|(?:20)?[0-9]{2}年'
const feast = `(?:(今年|明年|后年|去年|来年|20[0-9]{2}年?)的?)?(${feastNames.join('|')})(?:节)?`
const suffix = '(?:的)?(?:那天|当天|当日|那日|这天|晚上|早上|一早|夜里|上午|下午|中午|放假|假期|长假|小长假)?'

// 初八走, 初六开工, said in the twelfth month: of the first month, when people leave for work.
function leavingAfterNewYear(text: string, look: Look): boolean {
  return lunarMonthOf(look.today).month === 12 && /走|出门|出去|动身|开工|上班|返|打工|拜年/.test(text)
}

/** The ways of naming a day; an earlier one wins where two overlap and begin together. */
export const forms: readonly Form[] = [
  // 2026年4月25日, 2026-4-25, 20260425
  {
    pattern: new RegExp(
      `(20[0-9]{2}|[二两]〇[〇一二三四五六七八九]{2}|[0-9]{2}(?=年))(?:年|[-./])(${n}{1,3})(?:月|[-./])(${n}{1,3})(?:日|号)?`,
      'g',
    ),
    read: m => solarDay(yearOf(m[1], dayZero)!, numberOf(m[2]!) ?? 0, numberOf(m[3]!) ?? 0),
  },
  {
    pattern: /(?<![0-9])(20[0-9]{2})([01][0-9])([0-3][0-9])(?![0-9])/g,
    read: m => solarDay(Number(m[1]), Number(m[2]), Number(m[3])),
  },
  // 国庆第二天, 端午前一天, 除夕前3天
  {
    pattern: new RegExp(`${feast}(?:的)?(前|后|第|过后|之后|以后|之前)(?:的)?(?:第)?(${n}{1,3})[天日]`, 'g'),
    read: (m, look) => {
      const day = feastDay(m[2]!, look.today, yearOf(m[1], look.today), look.past)
      const amount = numberOf(m[4]!)
      if (day === null || amount === null || amount > 60) return undefined
      const offset = m[3] === '第' ? amount - 1 : /前/.test(m[3]!) ? -amount : amount
      return day.add({ days: offset })
    },
  },
  // 国庆前, 春节期间, 年后: no one day.
  {
    pattern: new RegExp(
      `${feast}(?:放假)?(?:之|以)?(?:前后|前|后|过后|期间|左右|附近|前几天|后几天|之间|过完|过了)(?!天)`,
      'g',
    ),
    read: () => null,
    kind: 'span',
  },
  {
    pattern: /(?:过完|过了|出了|等)(?:年|春节|正月|十五|节|元宵|国庆|中秋|五一|端午|清明)/g,
    read: () => null,
    kind: 'span',
  },
  // 明年五月一号, 农历三月十五, 八月十五, 正月初八, 4月26
  {
    pattern: new RegExp(
      `(?:(${years})的?)?${calendar}(?:的)?(正月|冬月|腊月|寒月)(?:里|的)?(初?${n}{1,3})(?:日|号|那天)?`,
      'g',
    ),
    read: (m, look) => {
      // 2027年腊月 may be the winter before or after: the nearest one is meant.
      const year = m[3] !== '正月' && /[0-9]/.test(m[1] ?? '') ? null : yearOf(m[1], look.today)
      return lunarMonthDay(
        lunarMonths[m[3]!]!,
        lunarNumber(m[4]!) ?? 0,
        year === null ? null : m[3] === '腊月' && look.today.month <= 2 && m[1] === '今年' ? year - 1 : year,
        look,
      )
    },
  },
  {
    pattern: new RegExp(
      `(?:(今年|明年|后年|去年|前年|来年|20[0-9]{2}年)的?)?${calendar}(?:的)?(闰)?(${n}{1,2})月(?:份)?的?(初)?(${n}{1,3})(日|号|曰|嚎)?`,
      'g',
    ),
    read: (m, look) => {
      const [, yearWord, calendarWord, leap, monthWord, beginning, dayWord, unit] = m
      const month = numberOf(monthWord!) ?? 0
      const day = numberOf(dayWord!) ?? 0
      const year = yearOf(yearWord, look.today)
      const lunarStyle =
        isLunar(calendarWord) || beginning !== undefined || /廿|卅/.test(dayWord!) || leap !== undefined
      if (lunarStyle) return lunarMonthDay(month, day, year, look)
      const chinese = !/[0-9]/.test(monthWord! + dayWord!)
      const known =
        chinese && unit === undefined && calendarWord === undefined
          ? feastDay(`${monthWord}月${dayWord}`, look.today, year, look.past)
          : null
      return known ?? monthDay(month, day, year, look)
    },
  },
  // 下个月15号, 这个月底
  {
    pattern: new RegExp(
      `(这个?|本|当|下下个?|下个?|上个?)月(?:份)?的?(初)?(${n}{1,3})(?:日|号)?(?!天|个)`,
      'g',
    ),
    read: (m, look) => {
      const day = numberOf(m[3]!) ?? 0
      const offset = /^下下/.test(m[1]!) ? 2 : /^下/.test(m[1]!) ? 1 : /^上/.test(m[1]!) ? -1 : 0
      // 下月初一: of the next lunar month.
      if (m[2] !== undefined) return day >= 1 && day <= 10 ? lunarDayOf(day, offset, look) : undefined
      const first = look.today.with({ day: 1 }).add({ months: offset })
      return solarDay(first.year, first.month, day)
    },
  },
  {
    pattern:
      /(这个?|本|下个?|(?<![0-9一二三四五六七八九十冬腊正])(?=月底|月末))月(?:底|末)?的?最后一[天日]|(?<![0-9一二三四五六七八九十])(1[0-2]|[1-9]|十[一二]?|[一二三四五六七八九])月的?(?:份的?)?最后一[天日]/g,
    read: (m, look) => {
      if (m[1] !== undefined) {
        const first = look.today.with({ day: 1 }).add({ months: /^下/.test(m[1]) ? 1 : 0 })
        return first.with({ day: first.daysInMonth })
      }
      const month = numberOf(m[2]!)!
      const first = solarDay(look.today.year + (month < look.today.month ? 1 : 0), month, 1)!
      return first.with({ day: first.daysInMonth })
    },
  },
  {
    pattern: new RegExp(
      `(?:这个?|本|下下个?|下个?|上个?|${n}{1,2})?月(?:底|初(?!${n})|末|中旬|上旬|下旬|中|头|尾|份(?!的?${n}))`,
      'g',
    ),
    read: () => null,
    kind: 'span',
  },
  { pattern: /(?:下下个?|下个?|这个?|本|上个?)月(?!亮|饼)/g, read: () => null, kind: 'span' },
  // 今年最后一天, 年底最后一天
  {
    pattern: /(今年|明年|去年|年底|年末|一年)(?:里|的)*(?:最后|末尾)(?:的)?一[天日]/g,
    read: (m, look) => solarDay(yearOf(m[1], look.today) ?? look.today.year, 12, 31),
  },
  // 三天后, 再过两周, 半个月以后, 三天前
  {
    pattern: new RegExp(
      `(?:再|还|大概|大约|差不多)?(?:要|有|等|隔)?(过)?(${n}{1,3}|半)个?(半)?(天|日|周|星期|礼拜|月|年)(?:的时间)?(之后|以后|过后|后|之前|以前|前)`,
      'g',
    ),
    read: (m, look) => amountFrom(m[2]!, m[3], m[4]!, /前/.test(m[5]!) ? -1 : 1, look),
  },
  {
    pattern: new RegExp(
      `(?:再|还要|还得|要)?(?:过|等|隔)(${n}{1,3}|半)个?(半)?(天|日|周|星期|礼拜|月|年)(?!前)`,
      'g',
    ),
    read: (m, look) =>
      m[1] === '两' && m[3] === '天' && !/^再/.test(m[0]) ? null : amountFrom(m[1]!, m[2], m[3]!, 1, look),
  },
  // 下周三, 这个星期天, 礼拜六
  {
    pattern:
      /(上上|上|这|本|今|下下下|下下|下)?个?(?:一)?(?:周|星期|礼拜|拜)(?:的)?([一二三四五六日天1-7七])(?![0-9天个年月号周])/g,
    read: (m, look) => {
      const wanted = weekdays[m[2]!]!
      const monday = look.today.subtract({ days: look.today.dayOfWeek - 1 })
      const offsets: Record<string, number> = {
        上上: -14,
        上: -7,
        这: 0,
        本: 0,
        今: 0,
        下: 7,
        下下: 14,
        下下下: 21,
      }
      if (m[1] !== undefined) return monday.add({ days: offsets[m[1]]! + wanted - 1 })
      const day = monday.add({ days: wanted - 1 })
      if (look.past) return compare(day, look.today) <= 0 ? day : day.subtract({ days: 7 })
      return compare(day, look.today) >= 0 ? day : day.add({ days: 7 })
    },
    kind: 'weekday',
  },
  {
    pattern:
      /(?:上上|上|这|本|下下|下)?个?(?:周末|双休|星期六日|周六日|礼拜六日|(?:这|本|下下|下|上)个?(?:周|星期|礼拜))/g,
    read: () => null,
    kind: 'span',
  },
  {
    pattern: new RegExp(`(?<![第每])(${relativeWords})`, 'g'),
    read: (m, look) => look.today.add({ days: relative[m[1]!]! }),
  },
  {
    pattern: new RegExp(`${feast}${suffix}(?!${n}*[个天岁块元])`, 'g'),
    read: (m, look) => feastDay(m[2]!, look.today, yearOf(m[1], look.today), look.past),
  },
  // 初八, 大年初二, 年初六, 2027年大年初三
  {
    pattern: new RegExp(
      `(?:(${years})的?)?(大年|新年|年|${'农历|阴历|旧历|老历'})?(?:的)?(初(?:十|[一二三四五六七八九]|10|[1-9])|廿[一二三四五六七八九]?)(?:日|号|那天)?(?![0-9一二三中高级])`,
      'g',
    ),
    read: (m, look) => {
      const [, yearWord, before = '', dayWord] = m
      const day = lunarNumber(dayWord!)
      if (day === null) return undefined
      if (/^廿$/.test(dayWord!) && /号/.test(m[0])) return dayOfMonth(20, look)
      const year = yearOf(yearWord, look.today)
      const newYear = year !== null || /年$/.test(before) || leavingAfterNewYear(m.input, look)
      if (newYear && /^初/.test(dayWord!)) return lunarMonthDay(1, day, year, look)
      return lunarDayOfMonth(day, look)
    },
  },
  // 4.26, 4/26, 4-26
  {
    pattern:
      /(?<![0-9.:/-])(1[0-2]|0?[1-9])[./\-·](3[01]|[12][0-9]|0?[1-9])(?:日|号)?(?![0-9.:/%-]|万|块|元|斤|度|千)/g,
    read: (m, look) => monthDay(Number(m[1]), Number(m[2]), null, look),
  },
  // 20号, 廿号, 二十号左右
  {
    pattern: new RegExp(
      `(?<![月第${numberCharacters}])(${n}{1,3})(?:号|日|嚎|曰)(?!楼|线|店|院|门|房|厂|车|机|桥|码|地)`,
      'g',
    ),
    read: (m, look) => dayOfMonth(numberOf(m[1]!) ?? 0, look),
  },
  {
    pattern:
      /(?:寒假|暑假|放假|开学|假期|年底|年初|年前|年后|年末|年关|年尾|春天|夏天|秋天|冬天|开春|入冬|秋收|农忙|元月份|正月里|腊月里|正月|腊月|冬月)/g,
    read: () => null,
    kind: 'span',
  },
]
const dayZero = solarDay(2026, 1, 1)!
