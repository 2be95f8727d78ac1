/** Reads the State Council's yearly notice on holidays, pasted as it stands, into the rows the calendar needs. */
import { addDays, between, isDay, weekday } from '../../../flows/engine/calendar.ts'

export type Arranged = { name: string; days: { from: string; to: string }; work: string[] }

/**
 * What is wrong: no holiday was found (`nothing`), a sentence names no day (`no-day`), a day does not exist (`no-such-day`),
 * the weekday in brackets is another (`weekday`: perhaps another year's notice), or the days counted are others (`count`).
 */
export type Problem = { what: 'nothing' | 'no-day' | 'no-such-day' | 'weekday' | 'count'; at: string }

const names: Record<string, string> = {
  清明节: '清明',
  端午节: '端午',
  中秋节: '中秋',
  国庆节: '国庆',
  元旦节: '元旦',
}
const day = /(?:(\d{4})年)?(?:(\d{1,2})月)?(\d{1,2})日(?:[(（]([^)）]*)[)）])?/g
const heading =
  /(?:^|[。;；\n])\s*(?:[一二三四五六七八九十]+、|\d+[.、])?\s*([\p{Script=Han}、]{2,12})[:：]/gu

/**
 * `一、元旦：1月1日（周四）至3日（周六）放假调休，共3天。1月4日（周日）上班。` and its kind, one holiday after another. A weekday in
 * brackets and the number of days must be right: what was mistyped is told, nothing is guessed.
 */
export function readNotice(text: string, year: number): { arranged: Arranged[]; problems: Problem[] } {
  const said = text
    .normalize('NFKC')
    .replace(/[ \t\r]+/g, '')
    .slice(0, 10_000)
  const heads = [...said.matchAll(heading)].filter(([, name]) => /节|元旦|日$/.test(name!))
  const problems: Problem[] = []
  const arranged = heads.flatMap((head, n) => {
    const body = said.slice(head.index + head[0].length, heads[n + 1]?.index)
    const name = head[1]!
      .split('、')
      .map(one => names[one] ?? one)
      .join('、')
    const wrong = (what: Problem['what'], at: string) => {
      problems.push({ what, at: `${head[1]}:${at}` })
      return []
    }
    const sentences = body.split(/[。;；\n]/)
    const off = sentences.find(sentence => sentence.includes('放假'))
    const days = off === undefined ? [] : daysIn(off, year)
    if (days.length === 0) return wrong('no-day', body.slice(0, 20))
    const work = sentences.filter(one => /上班|上学/.test(one)).flatMap(one => daysIn(one, year))
    const bad = [...days, ...work].find(one => one.day === null || one.otherWeekday)
    if (bad) return wrong(bad.day === null ? 'no-such-day' : 'weekday', bad.said)
    const [from, to] = [days[0]!.day!, (days[1] ?? days[0]!).day!]
    const counted = /共(\d+)天|放假(\d+)天/.exec(off!)
    const length = between(from, to) + 1
    if (length < 1 || (counted && Number(counted[1] ?? counted[2]) !== length))
      return wrong('count', off!.slice(0, 40))
    return [{ name, days: { from, to }, work: work.map(one => one.day!) }]
  })
  if (heads.length === 0) problems.push({ what: 'nothing', at: '' })
  return { arranged, problems }
}

type Said = { day: string | null; otherWeekday: boolean; said: string }

/** Days of a sentence in order: `至3日` is of the month before it. */
function daysIn(sentence: string, year: number): Said[] {
  let [inYear, inMonth] = [year, 0]
  return [...sentence.matchAll(day)].map(([said, y, month, date, bracket]) => {
    inYear = y ? Number(y) : inYear
    // 2022年12月31日至1月2日: the year goes on.
    if (month && Number(month) < inMonth && inYear < year) inYear += 1
    inMonth = month ? Number(month) : inMonth
    const text = `${inYear}-${String(inMonth).padStart(2, '0')}-${date!.padStart(2, '0')}`
    if (!isDay(text)) return { day: null, otherWeekday: false, said }
    const named = /(?:周|星期)([一二三四五六日天])/.exec(bracket ?? '')?.[1]
    const expected = named && '一二三四五六日'.indexOf(named.replace('天', '日')) + 1
    return { day: text, otherWeekday: Boolean(expected) && expected !== weekday(text), said }
  })
}

/** A holiday's days one by one, as they are kept. */
export const dayByDay = ({ days, work, name }: Arranged, year: number, source: string) => [
  ...Array.from({ length: between(days.from, days.to) + 1 }, (_, n) => addDays(days.from, n)).map(one => ({
    ...{ day: one, year, name, kind: 'off' as const, source },
  })),
  ...work.map(one => ({ day: one, year, name, kind: 'work' as const, source })),
]
