import chineseDays from 'chinese-days'
import { describe, expect, it } from 'vitest'
import { addDays, dayOfLunar, termOf, weekday } from '../../flows/engine/calendar.ts'
import { dayByDay, readNotice } from '../../server/notices/calendar/notice-text.ts'
import { announcedHolidays, HolidayRow, holidaysOf } from '../../server/notices/holidays.ts'

const shown = (year: number, rows = announcedHolidays) =>
  holidaysOf(year, rows).map(h => [h.name, h.from, h.to])
const row = (day: string, name: string, kind: 'off' | 'work' = 'off', year = 2027): HolidayRow => ({
  day,
  year,
  name,
  kind,
  source: '通知',
})

describe('the announced arrangements', () => {
  it('agree with chinese-days on every day of 2024, 2025 and 2026', () => {
    const kinds = new Map(announcedHolidays.map(r => [r.day, r.kind]))
    expect(kinds.size).toBe(announcedHolidays.length)
    for (let day = '2024-01-01'; day <= '2026-12-31'; day = addDays(day, 1)) {
      const ordinary = weekday(day) > 5 ? 'off' : 'work'
      expect(`${day} ${kinds.get(day) ?? ordinary}`).toBe(
        `${day} ${chineseDays.isWorkday(day) ? 'work' : 'off'}`,
      )
    }
  })

  it('2027 is not announced: where chinese-days says an ordinary workday, the calendar says that it does not know', () => {
    expect(holidaysOf(2027, announcedHolidays).every(holiday => !holiday.announced)).toBe(true)
    expect(chineseDays.isWorkday('2027-02-08')).toBe(true) // the Monday after New Year
  })

  it('the farmers’ feasts and 清明 of 2024 to 2027 are those of chinese-days and of the notices', () => {
    const feasts = [
      ['2024', '2024-02-10', '2024-02-24', '2024-06-10', '2024-09-17', '2024-04-04'],
      ['2025', '2025-01-29', '2025-02-12', '2025-05-31', '2025-10-06', '2025-04-04'],
      ['2026', '2026-02-17', '2026-03-03', '2026-06-19', '2026-09-25', '2026-04-05'],
      ['2027', '2027-02-06', '2027-02-20', '2027-06-09', '2027-09-15', '2027-04-05'],
    ]
    const lunar = (year: string, date: string) => chineseDays.getSolarDateFromLunar(`${year}-${date}`).date
    for (const [year, ...days] of feasts) {
      const y = Number(year)
      const ours = [
        [1, 1],
        [1, 15],
        [5, 5],
        [8, 15],
      ].map(([month, day]) => dayOfLunar(y, month!, day!))
      expect([...ours, termOf(y, '清明')]).toEqual(days)
      const theirs = ['01-01', '01-15', '05-05', '08-15'].map(date => lunar(year!, date))
      expect([...theirs, chineseDays.getSolarTermDate(y, 4, 'pure_brightness')]).toEqual(days)
    }
  })

  it('fit the table they are stored in', () => {
    for (const r of announcedHolidays) expect(HolidayRow.parse(r)).toEqual(r)
  })

  it('a family reads of nine days at Spring Festival 2026, with school on the Saturdays before and after', () => {
    expect(holidaysOf(2026, announcedHolidays)[1]).toEqual({
      year: 2026,
      name: '春节',
      topic: 'spring-festival',
      from: '2026-02-15',
      to: '2026-02-23',
      workDays: ['2026-02-14', '2026-02-28'],
      announced: true,
      source: '国务院办公厅关于2026年部分节假日安排的通知(2025-11-04)',
    })
  })

  it('Mid-Autumn inside the National Day week of 2025 is one holiday, in 2026 they are two', () => {
    expect(shown(2025).slice(-1)).toEqual([['国庆、中秋', '2025-10-01', '2025-10-08']])
    expect(holidaysOf(2025, announcedHolidays).at(-1)).toMatchObject({
      topic: 'national-day',
      workDays: ['2025-09-28', '2025-10-11'],
    })
    expect(shown(2026).slice(-2)).toEqual([
      ['中秋', '2026-09-25', '2026-09-27'],
      ['国庆', '2026-10-01', '2026-10-07'],
    ])
  })

  it('Mid-Autumn on the day before National Day, entered day by day, is one holiday', () => {
    const rows = ['09-29', '10-01', '10-02', '09-30'].map(d =>
      row(`2027-${d}`, d === '09-29' ? '中秋' : '国庆'),
    )
    expect(shown(2027, rows).slice(-1)).toEqual([['中秋、国庆', '2027-09-29', '2027-10-02']])
  })
})

describe('a year nobody has announced', () => {
  it('falls back to the thirteen statutory days of 2027 and says so', () => {
    const holidays = holidaysOf(2027, announcedHolidays)
    expect(holidays.map(h => [h.name, h.from, h.to])).toEqual([
      ['元旦', '2027-01-01', '2027-01-01'],
      ['春节', '2027-02-05', '2027-02-08'],
      ['清明', '2027-04-05', '2027-04-05'],
      ['劳动节', '2027-05-01', '2027-05-02'],
      ['端午', '2027-06-09', '2027-06-09'],
      ['中秋', '2027-09-15', '2027-09-15'],
      ['国庆', '2027-10-01', '2027-10-03'],
    ])
    expect(holidays.every(h => !h.announced && h.workDays.length === 0)).toBe(true)
  })

  it('keeps Mid-Autumn 2028, which is the third day of National Day, in one span', () => {
    expect(shown(2028).slice(-1)).toEqual([['国庆、中秋', '2028-10-01', '2028-10-03']])
  })

  it('an arrangement entered by halves loses no holiday', () => {
    const rows = [row('2027-01-01', '元旦'), row('2027-01-02', '元旦'), row('2027-01-03', '元旦')]
    const holidays = holidaysOf(2027, rows)
    expect(holidays.map(h => h.announced)).toEqual([true, false, false, false, false, false, false])
    expect(holidays[0]).toMatchObject({ from: '2027-01-01', to: '2027-01-03', source: '通知' })
  })

  it('a holiday of one year only that staff entered has a notice with plain words', () => {
    expect(
      holidaysOf(2027, [row('2027-09-03', '抗战胜利纪念日')]).find(h => h.from === '2027-09-03'),
    ).toMatchObject({
      name: '抗战胜利纪念日',
      topic: 'other',
      announced: true,
    })
  })
})

describe('the notice of the State Council, pasted as it stands', () => {
  const of2026 = `一、元旦：1月1日（周四）至3日（周六）放假调休，共3天。1月4日（周日）上班。
    二、春节：2月15日（农历腊月二十八、周日）至23日（农历正月初七、周一）放假调休，共9天。2月14日（周六）、2月28日（周六）上班。
    三、清明节：4月4日（周六）至6日（周一）放假，共3天。
    四、劳动节：5月1日（周五）至5日（周二）放假调休，共5天。5月9日（周六）上班。
    五、端午节：6月19日（周五）至21日（周日）放假，共3天。
    六、中秋节：9月25日（周五）至27日（周日）放假，共3天。
    七、国庆节：10月1日（周四）至7日（周三）放假调休，共7天。9月20日（周日）、10月10日（周六）上班。
    节假日期间，各地区、各部门要妥善安排好值班和安全、保卫、疫情防控等工作。`
  const of2025 =
    '经国务院批准，现将2025年安排通知如下。一、元旦：1月1日（周三）放假1天，不调休。二、春节：1月28日（农历除夕、周二）至2月4日（农历正月初七、周二）放假调休，共8天。1月26日（周日）、2月8日（周六）上班。三、清明节：4月4日（周五）至6日（周日）放假，共3天。四、劳动节：5月1日（周四）至5日（周一）放假调休，共5天。4月27日（周日）上班。五、端午节：5月31日（周六）至6月2日（周一）放假，共3天。六、国庆节、中秋节：10月1日（周三）至8日（周三）放假调休，共8天。9月28日（周日）、10月11日（周六）上班。'

  it.each([
    [2026, of2026],
    [2025, of2025],
  ])('of %i is read to the days everybody knows', (year, text) => {
    const { arranged, problems } = readNotice(text, year)
    expect(problems).toEqual([])
    const rows = arranged.flatMap(one => dayByDay(one, year, ''))
    const known = announcedHolidays.filter(row => row.year === year).map(row => ({ ...row, source: '' }))
    const inOrder = (list: { day: string }[]) => list.toSorted((a, b) => (a.day < b.day ? -1 : 1))
    expect(inOrder(rows)).toEqual(inOrder(known))
  })

  it('of another year, or mistyped, is refused with the place', () => {
    const problem = (text: string, year = 2026) =>
      readNotice(text, year).problems.map(({ what, at }) => `${what} ${at}`)
    expect(problem(of2025)).toHaveLength(6)
    expect(problem('三、清明节：4月4日（周五）至6日放假，共3天。')).toEqual(['weekday 清明节:4月4日(周五)'])
    expect(problem('三、清明节：4月4日至6日放假，共4天。')).toEqual(['count 清明节:4月4日至6日放假,共4天'])
    expect(problem('三、清明节：4月31日放假1天。')).toEqual(['no-such-day 清明节:4月31日'])
    expect(problem('三、清明节：放假。')).toEqual(['no-day 清明节:放假。'])
    expect(problem('今年放假吗')).toEqual(['nothing '])
    expect(problem('一、元旦：2025年12月31日至1月2日放假调休，共3天。')).toEqual([])
  })
})
