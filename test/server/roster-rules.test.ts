import { describe, expect, test } from 'vitest'
import { gazetteer } from '../../server/roster/places.ts'
import type { Cell } from '../../server/roster/read/cells.ts'
import { readDay } from '../../server/roster/rules/day.ts'
import { checkCharacter, readIdNumber } from '../../server/roster/rules/id-number.ts'
import { readName } from '../../server/roster/rules/name.ts'
import { readPhone } from '../../server/roster/rules/phone.ts'
import { findVillage } from '../../server/roster/rules/village.ts'
import { masked, maskedNumber } from '../../server/roster/text.ts'
import { today } from '../support/roster-check.ts'

const text = (value: string): Cell => ({ kind: 'text', text: value })
const number = (value: string): Cell => ({ kind: 'number', text: value })
const withCheck = (body: string) => body + checkCharacter(body)

describe('an identity number', () => {
  const id = withCheck('34122620190314996')
  const lower = withCheck('34122620120625997')

  test.each([id, lower, ` ${id}\u3000`, `\u200b${id}`])('%j is taken as it is', written => {
    expect(readIdNumber(text(written), today)).toEqual({ value: written.replace(/[^\dX]/g, '') })
  })

  test.each([
    ['a small x', lower.toLowerCase(), /小写x/],
    ['full-width digits', `３${id.slice(1)}`, /全角/],
    ['spaces', `${id.slice(0, 6)} ${id.slice(6)}`, /空格/],
    ['an apostrophe before it', `'${id}`, /符号/],
    ['a formula that keeps it text', `="${id}"`, /符号/],
    ['an invisible character inside', `${id.slice(0, 6)}\u200b${id.slice(6)}`, /看不见/],
  ])('with %s is proposed, and a person asked', (_, written, reason) => {
    const read = readIdNumber(text(written), today)
    expect(read.value).toBe(written.includes('x') ? lower : id)
    expect(read.fault).toMatchObject({ severity: 'doubtful', reason: expect.stringMatching(reason) })
  })

  test.each([
    ['typed as a number', number('341226202004199000'), /数字格式/],
    ['in scientific notation', number('3.41226202004199E+17'), /数字格式/],
    ['in scientific notation as text', text('3.41E+17'), /科学记数法/],
    ['shown as a date', { kind: 'date', text: '2019-03-14' } as Cell, /数字格式/],
    ['of 15 digits', text('341226190314996'), /15 位/],
    ['of 17 digits', text(id.slice(1)), /17 位/],
    ['of 19 digits', text(`${id}0`), /19 位/],
    ['with a letter', text(`3412262O1903149960`), /不是数字/],
    ['with a wrong check digit', text(id.slice(0, 17) + ((Number(id[17]) + 1) % 10)), /校验码/],
    ['born on 30 February', text(withCheck('34122620150230996')), /不存在/],
    ['born tomorrow', text(withCheck('34122620261122996')), /还没有到/],
  ])('%s is refused and never mended', (_, cell, reason) => {
    const read = readIdNumber(cell, today)
    expect(read).toEqual({
      value: null,
      fault: { severity: 'refused', reason: expect.stringMatching(reason) },
    })
  })

  test.each(['', '无', '不详', '—', '暂无'])('%j is none', written => {
    expect(readIdNumber(text(written), today)).toEqual({ value: null })
  })
})

describe('a telephone number', () => {
  test.each([
    '19902683683',
    ' 19902683683 ',
    '+86 19902683683',
    '8619902683683',
    '0086-199-0268-3683',
    '199 0268 3683',
    '199-0268-3683',
    '１９９０２６８３６８３',
    '+86１９９－０２６８－３６８３',
    '(+86)19902683683',
    '19902683683/19902683683',
  ])('%j is read without a question', written => {
    expect(readPhone(text(written))).toMatchObject({ value: '19902683683', said: true })
    expect(readPhone(text(written)).fault).toBeUndefined()
  })

  test('typed as a number is whole and read', () => {
    expect(readPhone(number('19902683683'))).toMatchObject({ value: '19902683683' })
    expect(readPhone(number('1.9902683683E10'))).toMatchObject({ value: '19902683683' })
  })

  test.each([
    ['two', '19904197623/19906398127', /199\*\*\*\*7623、199\*\*\*\*8127/],
    ['two with a comma', '19904197623，19906398127', /2 个号码/],
    ['two with a space', '19904197623 19906398127', /2 个号码/],
    ['two on two lines', '19904197623\n19906398127', /2 个号码/],
    ['two with 或', '19904197623或19906398127', /2 个号码/],
    ['a landline', '0558-4412345', /座机/],
    ['seven digits', '4412345', /座机/],
    ['ten digits', '1990268368', /10 位/],
    ['twelve digits', '199026836831', /12 位/],
    ['eleven digits of no mobile', '29902683683', /不是手机号码/],
    ['a name beside it', '奶奶19902683683', /别的内容/],
    ['words', '同村张家', /不是电话/],
    ['scientific notation', '1.99E+10', /科学记数法/],
  ])('%s needs a person', (_, written, reason) => {
    expect(readPhone(text(written)).fault?.reason).toMatch(reason)
    expect(readPhone(text(written)).value).toBeNull()
  })

  test('that a family does not have is nothing strange', () => {
    expect(readPhone(text('无'))).toEqual({ value: null, said: true })
    expect(readPhone(undefined)).toEqual({ value: null, said: false })
    expect(readPhone(text('不详'))).toEqual({ value: null, said: false })
  })
})

describe('a name', () => {
  test.each([
    '董若馨',
    '阿卜杜拉·买买提',
    '阿依古丽•吐尔逊',
    '𠮷野',
    '㛃',
    'Anna Li',
    '龍應臺',
    '\ue863',
    '一',
  ])('%s is kept exactly', name => expect(readName(text(`${name}\u3000`))).toEqual({ value: name }))

  test.each([
    ['史　文洋', '史文洋', /中间有空格/],
    ['史 文 洋', '史文洋', /中间有空格/],
    ['史\n文洋', '史文洋', /姓名/],
    ['史\u200b文洋', '史文洋', /看不见/],
    ['董若馨(女)', '董若馨', /附注/],
    ['董若馨（曾用名董欣）', '董若馨', /附注/],
    ['董××', '董××', /不完整/],
    ['张某', '张某', /不完整/],
    ['董若馨2', '董若馨2', /数字/],
    ['董若\ufffd', '董若\ufffd', /缺字/],
  ])('%j needs a person and is proposed as %s', (written, name, reason) => {
    expect(readName(text(written))).toEqual({
      value: name,
      fault: { severity: 'doubtful', reason: expect.stringMatching(reason) },
    })
  })

  test.each(['', '　', '无', '不详', '—', '同上', '×××', '某某', '(女)'])('%j is no name', written => {
    expect(readName(text(written)).value).toBeNull()
  })
})

describe('a day', () => {
  test.each([
    '2019-03-14',
    '2019-3-14',
    '2019/3/14',
    '2019.3.14',
    '20190314',
    '2019年3月14日',
    '２０１９年３月１４日',
    '二〇一九年三月十四日',
    '2019-03-14 00:00:00',
    '43538',
  ])('%s is 14 March 2019', written => {
    expect(readDay(text(written), today)).toEqual({ kind: 'day', day: '2019-03-14' })
  })

  test.each(['2026-02-29', '2015/2/30', '1900-02-29', '2019-13-01', '20190231', '15.2.30'])(
    '%s does not exist and does not roll over',
    written => {
      expect(readDay(text(written), today)).toEqual({ kind: 'impossible' })
    },
  )

  test.each([
    ['15.1.1', { kind: 'guess', day: '2015-01-01' }],
    ['82年3月7日', { kind: 'guess', day: '1982-03-07' }],
    ['二〇一五年一月', { kind: 'part', day: '2015-01' }],
    ['2015', { kind: 'part', day: '2015' }],
    ['2020-04', { kind: 'part', day: '2020-04' }],
    ['农历二月初一', { kind: 'lunar' }],
    ['去年秋天', { kind: 'unreadable' }],
    ['3/14/2019', { kind: 'unreadable' }],
    ['不详', { kind: 'empty' }],
  ])('%s is not a whole day', (written, read) => {
    expect(readDay(text(written), today)).toEqual(read)
  })
})

describe('a village', () => {
  const known = gazetteer([
    { code: '341226', name: '颍上县' },
    { code: '341226190', name: '柳湾镇' },
    { code: '341226190201', name: '清水村' },
    { code: '341226190202', name: '河湾村' },
    { code: '341226290', name: '槐塘乡' },
    { code: '341226290201', name: '双井村' },
    { code: '341226290202', name: '清水村' },
  ])
  test.each([
    ['柳湾镇', '清水村', '341226190201'],
    ['柳湾镇', '清水村 ', '341226190201'],
    ['', '双井村', '341226290201'],
    ['341226290', '清水村', '341226290202'],
    ['颍上县柳湾镇', '清水村', '341226190201'],
    ['槐塘乡', '341226290201', '341226290201'],
  ])('%s %s is found', (township, village, code) => {
    expect(findVillage(known, township, village)).toEqual({ code, faults: [] })
  })

  test.each([
    ['槐塘乡', '雙井村 ', /繁体、末尾有空格.*双井村/],
    ['槐塘乡', '双 井村', /空格.*双井村/],
    ['槐塘乡', '双井', /双井村/],
    ['槐塘乡', '双井村委会', /双井村/],
    ['槐塘乡', '槐塘乡双井村', /双井村/],
    ['柳湾镇', '双井村', /没有「双井村」,疑为槐塘乡双井村/],
    ['柳树镇', '双井村', /乡镇.*不在区划表/],
  ])('%s %j needs a person', (township, village, reason) => {
    const found = findVillage(known, township, village)
    expect(found.code).toBe('341226290201')
    expect(found.faults).toMatchObject([{ severity: 'doubtful', reason: expect.stringMatching(reason) }])
  })

  test.each([
    ['柳湾镇', '清泉村', /没有「清泉村」,相近的有:柳湾镇清水村/],
    ['', '清水村', /不止一个.*柳湾镇清水村、槐塘乡清水村/],
    ['', '清水', /不止一个/],
    ['柳湾镇', '', /没有填村名/],
    ['柳湾镇', '村', /没有「村」/],
  ])('%s %j is not known', (township, village, reason) => {
    const found = findVillage(known, township, village)
    expect(found).toMatchObject({
      code: null,
      faults: [{ severity: 'refused', reason: expect.stringMatching(reason) }],
    })
  })
})

test('numbers of people are shown to nobody whole', () => {
  expect(maskedNumber('341226201903149960')).toBe('341***********9960')
  expect(maskedNumber('341226 20190314 9960')).toBe('341***********9960')
  expect(maskedNumber('19904197623/19906398127')).toBe('199****7623/199****8127')
  expect(maskedNumber('１９９０４１９７６２３')).toBe('199****7623')
  expect(masked('母亲电话19904197623,家庭编号190201-001,2019-03-14')).toBe(
    '母亲电话199****7623,家庭编号190201-001,2019-03-14',
  )
})
