import { describe, expect, it } from 'vitest'
import { instantOf } from '../../flows/engine/calendar.ts'
import { inScope } from '../../server/db/scope.ts'
import { type Act, appendEvidence } from '../../server/evidence/append.ts'
import { calendarRows, inForce, setCalendarRow } from '../../server/notices/calendar/rows.ts'
import { ownWordsOn, setWording, wordingRows } from '../../server/notices/calendar/wordings.ts'
import { testDatabase } from '../support/database.ts'
import { openCounty } from '../support/village.ts'

const db = await testDatabase(instantOf('2026-05-20', '09:00'))
const county = openCounty(db, '341226')
const officer = await county.officer('341226')

async function write(set: typeof setCalendarRow | typeof setWording, given: object) {
  return await county.write(async tx => {
    const acts: Act[] = []
    const now = db.clock.now()
    const written = await set(tx, { acts, now }, '341226', given, { staff: officer.staff })
    await appendEvidence(tx, { keys: db.keys, now }, acts)
    return 'id' in written ? 'written' : written.issues.map(issue => issue.path.join('.')).join(' ')
  })
}
const row = (given: object) =>
  write(setCalendarRow, { source: '县教函〔2026〕8号', from: '2026-05-20', ...given })
const wording = (given: object) =>
  write(setWording, { source: '县民函〔2026〕3号', from: '2026-05-20', ...given })

const rule = {
  when: { at: { on: 'solar', date: '06-20' } },
  topic: 'fish-ponds',
  rhythm: 'weekly',
  hour: '11:30',
  until: '18:00',
}

describe('a county writes its calendar', () => {
  it('with the paper it stands in and the day from which it holds; what was before stays to be read', async () => {
    expect(
      await row({ kind: 'vacation', key: '2026-summer', value: { from: '2026-07-04', to: '2026-08-31' } }),
    ).toBe('written')
    expect(
      await row({
        ...{ kind: 'vacation', key: '2026-summer', source: '县教函〔2026〕11号', from: '2026-06-15' },
        value: { from: '2026-07-08', to: '2026-08-31' },
      }),
    ).toBe('written')
    expect(
      await row({ kind: 'exam', key: '2026-zhongkao', value: { from: '2026-06-14', to: '2026-06-16' } }),
    ).toBe('written')
    expect(await row({ kind: 'rule', key: 'fish-ponds', value: rule, to: '2026-12-31' })).toBe('written')
    expect(await row({ kind: 'rule', key: 'stove', value: null })).toBe('written')
    const rows = await county.write(tx => calendarRows(tx, '341226'))
    const on = (day: string) =>
      Object.fromEntries([...inForce(rows, day)].map(([key, { value }]) => [key, value]))
    expect(on('2026-05-19')).toEqual({})
    expect(on('2026-06-14')['2026-summer']).toEqual({ from: '2026-07-04', to: '2026-08-31' })
    expect(on('2026-06-15')['2026-summer']).toEqual({ from: '2026-07-08', to: '2026-08-31' })
    expect(on('2027-01-01')).toMatchObject({ stove: null })
    expect(on('2027-01-01')['fish-ponds']).toBeUndefined()
    expect(rows.map(one => one.source)).toContain('县教函〔2026〕8号')
  })

  it('what cannot be meant is answered by field, and nothing is written', async () => {
    const before = await county.write(tx => calendarRows(tx, '341226'))
    const span = { from: '2026-07-04', to: '2026-08-31' }
    for (const [given, wrong] of [
      [{ kind: 'vacation', key: '2027-summer', value: span }, 'key'],
      [{ kind: 'vacation', key: '2026-easter', value: span }, 'key'],
      [{ kind: 'vacation', key: '2026-summer', value: { from: '2026-08-31', to: '2026-07-04' } }, 'value.to'],
      [
        { kind: 'vacation', key: '2026-summer', value: { from: '2026-02-30', to: '2026-07-04' } },
        'value.from',
      ],
      [{ kind: 'vacation', key: '2026-summer', value: span, source: ' ' }, 'source'],
      [{ kind: 'vacation', key: '2026-summer', value: span, to: '2026-01-01' }, 'to'],
      [{ kind: 'rule', key: 'a', value: { ...rule, hour: '21:30' } }, 'key value.hour'],
      [{ kind: 'rule', key: 'night', value: { ...rule, until: '10:00' } }, 'value.until'],
      [{ kind: 'birthdays', key: '2026', value: span }, 'kind'],
    ] as const)
      expect(await row(given), JSON.stringify(given)).toBe(wrong)
    expect(await county.write(tx => calendarRows(tx, '341226'))).toEqual(before)
  })

  it('another county, a township and a village neither read nor write it', async () => {
    for (const place of ['341227', '341226001', '341226001001']) {
      expect(await inScope(db.pool, { place }, tx => calendarRows(tx, '341226'))).toEqual([])
      await expect(
        inScope(db.pool, { place }, tx =>
          setCalendarRow(
            tx,
            { acts: [], now: db.clock.now() },
            '341226',
            { kind: 'rule', key: 'stove', value: null, source: '-', from: '2026-05-20' },
            null,
          ),
        ),
      ).rejects.toThrow('row-level security')
    }
  })
})

describe('a county’s own words', () => {
  it('stand above ours from their first day on, until it takes them back', async () => {
    expect(
      await wording({ key: 'seasons:weekend', text: '{county}提醒您：周末看好孩子，别去淮河边。' }),
    ).toBe('written')
    expect(await wording({ key: 'seasons:weekend', text: null, from: '2026-09-01' })).toBe('written')
    const rows = await county.write(tx => wordingRows(tx, '341226'))
    const said = (day: string) => ownWordsOn(rows, day)('zh-CN', 'seasons:weekend', { county: '颍上' })
    expect([said('2026-05-19'), said('2026-05-20'), said('2026-09-01')]).toEqual([
      null,
      '颍上提醒您：周末看好孩子，别去淮河边。',
      null,
    ])
    expect(ownWordsOn(rows, '2026-05-20')('en', 'seasons:weekend')).toBeNull()
  })

  it('are not longer than a grandmother reads, carry no label, no warning and no value nobody fills in', async () => {
    for (const text of [
      '字'.repeat(61),
      '留守儿童家长请注意',
      '暴雨橙色预警',
      '{name}您好',
      '1 知道了',
      '  ',
    ])
      expect(await wording({ key: 'seasons:weekend', text }), text).toBe('text')
    for (const key of ['seasons:ask', 'join:privacy', 'weekend'])
      expect(await wording({ key, text: '请看好孩子' }), key).toBe('key')
  })

  it('every decision stands in the county’s record with who took it', async () => {
    const { rows } = await county.write(tx =>
      tx.query(`select kind, count(*) from evidence where kind like '%-set' group by kind order by kind`),
    )
    expect(rows).toEqual([
      { kind: 'calendar-set', count: 5 },
      { kind: 'wording-set', count: 2 },
    ])
  })
})
