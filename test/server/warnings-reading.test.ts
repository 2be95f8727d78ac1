import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { AppError } from '../../server/errors.ts'
import { readCap } from '../../server/weather/cap.ts'
import { decodeJson, decodeXml } from '../../server/weather/decode.ts'
import { readJson } from '../../server/weather/json.ts'
import { officialWords } from '../../server/weather/official-words.ts'
import { isSignedBy, signatureOf, signedBy } from '../../server/weather/signature.ts'
import { cap, warningJson } from '../support/warnings.ts'

/** The code of the refusal, or what was read. */
function refusal(read: () => unknown): string {
  try {
    return `read: ${JSON.stringify(read())}`
  } catch (error) {
    if (error instanceof AppError) return error.code
    throw error
  }
}
const json = (given: Record<string, unknown>) => JSON.stringify(warningJson(given))
const xml = (text: string) => readCap(decodeXml(Buffer.from(text)))

describe('a county’s warning', () => {
  test('is read with its station, level, kind, words, area and times', () => {
    expect(xml(cap())).toMatchObject({
      identifier: '34122641600000_20260701143000_1',
      sender: 'qxt@funan.example',
      ...{ status: 'Actual', change: 'Alert', open: true, kind: 'rainstorm', level: 'orange' },
      station: '阜南县气象台',
      headline: '阜南县气象台发布暴雨橙色预警[Ⅱ级/严重]',
      codes: ['341226'],
      sentAt: Date.parse('2026-07-01T06:30:00Z'),
      effectiveAt: Date.parse('2026-07-01T06:30:00Z'),
      expiresAt: Date.parse('2026-07-01T12:30:00Z'),
      doubts: [],
    })
  })

  test('says the same in the JSON of the national system', () => {
    const read = readJson(decodeJson(Buffer.from(json({ id: '34122641600000_20260701143000_1' }))))
    expect({ ...read, area: '阜南县' }).toEqual(xml(cap()))
  })

  test('may carry a prefix, numbered characters and CDATA', () => {
    const prefixed = cap().replaceAll(/<(\/?)(\w)/g, '<$1cap:$2')
    expect(xml(prefixed.replace('xmlns=', 'xmlns:cap=')).level).toBe('orange')
    expect(xml(cap({ headline: '&#26292;&#x96E8;橙色预警' })).headline).toBe('暴雨橙色预警')
    expect(xml(cap({ description: '<![CDATA[x]]]]><![CDATA[>]]>' })).description).toBe('x]]')
  })

  test('keeps the numbers of its codes: 007 is no seven', () => {
    expect(xml(cap({ areas: ['341226001007'] })).codes).toEqual(['341226001007'])
    expect(xml(cap({ areas: ['007'] })).codes).toEqual(['007'])
  })

  test('names its kind by its code, else by its name, and whatever feeds add later is another one', () => {
    expect(xml(cap({ code: '11B09', event: '' })).kind).toBe('heat')
    expect(xml(cap({ code: '', event: '雷雨大风' })).kind).toBe('wind')
    expect(xml(cap({ code: '99Z99', event: '沙尘暴', headline: '' })).kind).toBe('other')
  })

  test('refers to others by sender and identifier', () => {
    const references = 'a@b,1,2026-07-01T08:00:00+08:00 a@b,2,2026-07-01T09:00:00+08:00'
    expect(xml(cap({ msgType: 'Update', references })).refersTo).toEqual([
      { sender: 'a@b', identifier: '1' },
      { sender: 'a@b', identifier: '2' },
    ])
    expect(refusal(() => xml(cap({ references: 'only-an-id' })))).toBe('E-WARN-FORM')
  })
})

describe('for a person', () => {
  const doubts = (given: Parameters<typeof cap>[0]) => xml(cap(given)).doubts

  test('is a severity that is missing, unknown, in another case or in Chinese, or that the headline contradicts', () => {
    for (const severity of [undefined, '', 'Unknown', 'severe', 'SEVERE', '严重', '橙色', '__proto__'])
      expect([severity, xml(cap({ severity: severity as string })).level]).toEqual([severity, null])
    for (const severity of ['__proto__', 'constructor', 'toString'])
      expect(xml(cap({ severity, code: severity, event: '', headline: '预警' }))).toMatchObject({
        level: null,
        kind: 'other',
      })
    expect(doubts({ severity: 'Extreme' })).toEqual(['level'])
    expect(doubts({ severity: 'Extreme', headline: '红色预警，不是橙色预警' })).toEqual([])
    expect(readJson(json({ level: 'orange' })).doubts).toEqual(['level'])
  })

  test('is a warning without a station, without words, in another language, or with several parts', () => {
    expect(doubts({ station: '', headline: '暴雨橙色预警' })).toEqual(['station'])
    expect(doubts({ station: '' })).toEqual([])
    expect(doubts({ headline: '', description: ' ' })).toEqual(['words'])
    expect(doubts({ language: 'en-US' })).toContain('language')
    const twice = cap().replace(/(<info>[\s\S]*<\/info>)/, '$1$1')
    expect(xml(twice).doubts).toEqual(['several'])
  })
})

describe('refused, each with its code', () => {
  test('a document type of any kind, before anything is parsed', () => {
    for (const dtd of [
      '<!DOCTYPE alert>',
      '<!doctype alert SYSTEM "file:///etc/passwd">',
      '<!DOCTYPE a [<!ENTITY x SYSTEM "http://127.0.0.1/">]>',
      '<!DOCTYPE a [<!ENTITY % p "x"> %p;]>',
      '<!ENTITY x "y">',
    ]) {
      const text = cap().replace('?>', `?>${dtd}`)
      expect(refusal(() => xml(text))).toBe('E-XML-DTD')
      const wide = Buffer.concat([
        Buffer.from([0xff, 0xfe]),
        Buffer.from(text.replace('UTF-8', 'UTF-16'), 'utf16le'),
      ])
      expect(refusal(() => readCap(decodeXml(wide)))).toBe('E-XML-DTD')
    }
  })

  test('what is truncated, has two roots, is nested without end or names what belongs to the language', () => {
    for (const text of [
      cap().slice(0, -20),
      `${cap()}<alert/>`,
      '',
      'alert',
      '<a>'.repeat(50_000),
      `<alert>${'<b>'.repeat(5_000)}${'</b>'.repeat(5_000)}</alert>`,
      cap().replace('<info>', '<__proto__>1</__proto__><info>'),
      cap().replace('<info>', '<constructor>1</constructor><info>'),
    ])
      expect([text.slice(0, 40), refusal(() => xml(text))]).toEqual([
        text.slice(0, 40),
        expect.stringMatching(/^E-(XML|WARN-FORM)$/),
      ])
    expect(refusal(() => xml('<other/>'))).toBe('E-WARN-FORM')
  })

  test('bytes that are not what they declare; GBK, UTF-8 and UTF-16 that are, are read', () => {
    const of = (text: string, encoding: 'gbk' | 'utf16le') =>
      encoding === 'gbk' ? gbk(text) : Buffer.from(text, 'utf16le')
    const declared = (name: string) => cap().replace('UTF-8', name)
    const headline = '阜南县气象台发布暴雨橙色预警[Ⅱ级/严重]'
    for (const bytes of [
      of(declared('GBK'), 'gbk'),
      of(declared('gb2312'), 'gbk'),
      Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), Buffer.from(cap())]),
      Buffer.concat([Buffer.from([0xff, 0xfe]), of(declared('UTF-16'), 'utf16le')]),
      of(declared('utf-16le'), 'utf16le'),
      Buffer.concat([Buffer.from([0xfe, 0xff]), of(declared('UTF-16'), 'utf16le').swap16()]),
      Buffer.from(cap().replace(/<\?xml.*\?>/, '')),
    ])
      expect(readCap(decodeXml(bytes)).headline).toBe(headline)
    for (const bytes of [
      of(cap(), 'gbk'),
      Buffer.from(declared('GBK').replace('暴雨', '暴')),
      Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), Buffer.from(declared('GBK'))]),
      of(cap(), 'utf16le'),
      Buffer.from(declared('UTF-16')),
      Buffer.from(declared('EUC-JP')),
      Buffer.from(cap({ description: 'a\uFFFDb' })),
      Buffer.from(cap({ description: 'a\0b' })),
    ])
      expect(refusal(() => decodeXml(bytes))).toBe('E-WARN-ENCODING')
    expect(refusal(() => decodeJson(of(json({}), 'gbk')))).toBe('E-WARN-ENCODING')
  })

  test('a time without a zone, and a day that does not exist; Z, +08:00 and -00:00 are zones', () => {
    for (const sent of [
      '2026-07-01T08:00:00',
      '2026-02-29T08:00:00Z',
      '2026-07-01',
      '',
      '2026-07-01T24:00:00Z',
    ])
      expect([sent, refusal(() => xml(cap({ sent })))]).toEqual([sent, 'E-WARN-TIME'])
    expect(refusal(() => xml(cap({ expires: '2026-07-01T08:00:00' })))).toBe('E-WARN-TIME')
    expect(refusal(() => readJson(json({ pubTime: '2026-07-01 08:00:00' })))).toBe('E-WARN-TIME')
    for (const sent of ['2026-07-01T00:00:00Z', '2026-07-01T08:00:00+08:00', '2026-07-01T00:00:00-00:00'])
      expect(xml(cap({ sent })).sentAt).toBe(Date.parse('2026-07-01T00:00:00Z'))
  })

  test('a status, a kind of message or an identifier outside the closed lists', () => {
    for (const given of [
      { status: 'actual' },
      { status: 'Real' },
      { msgType: 'alert' },
      { scope: 'All' },
      { identifier: 'a b' },
      { identifier: '' },
      { sender: 'a,b' },
    ])
      expect([given, refusal(() => xml(cap(given)))]).toEqual([given, 'E-WARN-FORM'])
    expect(refusal(() => xml(cap().replace(/<identifier>.*?<\/identifier>/, '')))).toBe('E-WARN-FORM')
    expect(refusal(() => xml(cap().replace('<info>', '<sent>2026-07-01T08:00:00Z</sent><info>')))).toBe(
      'E-WARN-FORM',
    )
  })

  test('JSON that is none, is of another shape, or has a field too many', () => {
    for (const text of ['', '{a', '['.repeat(60_000), 'null', '[]', '"x"', '{"a":1e999}'])
      expect(refusal(() => readJson(text))).toBe('E-WARN-FORM')
    for (const given of [
      { role: 'admin' },
      { status: 'actual' },
      { id: ['a'] },
      { title: 1 },
      { related: 'x' },
    ])
      expect(refusal(() => readJson(json(given)))).toBe('E-WARN-FORM')
    expect(refusal(() => readJson(json({}).replace('{', '{"__proto__":{"level":"红色"},')))).toBe(
      'E-WARN-FORM',
    )
  })
})

describe('the words of a station', () => {
  test('are cut to 500 characters and lose markup, hidden signs, links and telephone numbers', () => {
    expect([...officialWords('雨'.repeat(300_000))].length).toBe(500)
    expect(officialWords('<p onclick="x">大雨</p>\u202e别\u200b出门\ufeff🌧️\u2028注意<')).toBe(
      '大雨 别出门注意',
    )
    for (const text of [
      '请速致电13800138000领取补贴',
      '请速致电 138 0013 8000 领取',
      '请速致电１３８００１３８０００领取',
      '电话0558-7712345',
      '电话4001234567',
      '点https://a.example/x领取',
      '点www.a.example 领取',
    ])
      expect(officialWords(text)).toMatch(/^[^\d]*….*$/)
    for (const text of ['2026年7月1日14时30分', '降雨量100毫米以上', '报警打110、12379'])
      expect(officialWords(text)).toBe(text)
  })

  test('of any length and kind come out short, on one line and without markup, in little time', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 400 }), fc.nat(200), (text, times) => {
        const words = officialWords(text.repeat(times))
        expect([...words].length).toBeLessThanOrEqual(500)
        expect(words).not.toMatch(/[<>\n\r\u202e\u2028\0]/)
      }),
      { numRuns: 60 },
    )
  })
})

test('a message mangled at any place is read or refused with a code, and never breaks the reader', () => {
  const whole = cap()
  fc.assert(
    fc.property(fc.nat(whole.length), fc.nat(12), fc.string({ maxLength: 6 }), (from, cutOut, put) => {
      const mangled = `${whole.slice(0, from)}${put}${whole.slice(from + cutOut)}`
      expect(refusal(() => xml(mangled))).toMatch(/^(read: |E-XML|E-WARN)/)
    }),
    { numRuns: 600 },
  )
})

describe('a signature', () => {
  const body = Buffer.from(cap())
  const now = Date.parse('2026-07-01T14:31:00+08:00')
  const time = String(now / 1_000)
  const headers = (signature: unknown, more = {}) => ({
    'x-warning-sender': '341226-00c0ffee',
    'x-warning-time': time,
    'x-warning-signature': signature,
    ...more,
  })
  const right = signatureOf('one', time, body)
  const accepted = (given: Record<string, unknown>, secrets = ['one'], of = body) => {
    const signed = signedBy(given)
    return signed !== null && isSignedBy(secrets, signed, of, { now, within: 5 })
  }

  test('by a secret of the sender is right, also as one of two while the secret is changed on either side', () => {
    const other = signatureOf('two', time, body)
    expect(accepted(headers(right))).toBe(true)
    expect(accepted(headers(`${other}, ${right}`))).toBe(true)
    expect(accepted(headers(right), ['two', 'one'])).toBe(true)
  })

  test('that is missing, malformed, of another secret, another body or another time is wrong', () => {
    for (const wrong of [
      undefined,
      '',
      'sha256=',
      right.toUpperCase(),
      right.slice(7),
      right.replace('sha256', 'sha1'),
      signatureOf('two', time, body),
      signatureOf('one', time, Buffer.from(JSON.stringify(xml(cap())))),
      signatureOf('one', String(Number(time) + 1), body),
      Array.from({ length: 200 }, () => right).join(','),
      [right, right],
    ])
      expect(accepted(headers(wrong))).toBe(false)
    expect(accepted(headers(right), [])).toBe(false)
    for (const more of [
      { 'x-warning-time': '' },
      { 'x-warning-time': `${time}.0` },
      { 'x-warning-sender': 'x' },
      { 'x-warning-sender': undefined },
    ])
      expect(accepted(headers(right, more))).toBe(false)
  })

  test('holds for five minutes before and after, and no longer', () => {
    const at = (seconds: number) => String(now / 1_000 + seconds)
    const signed = (seconds: number) =>
      accepted(headers(signatureOf('one', at(seconds), body), { 'x-warning-time': at(seconds) }))
    expect([-300, 300].map(signed)).toEqual([true, true])
    expect([-301, 301, -86_400].map(signed)).toEqual([false, false, false])
  })
})

/** Bytes in GBK: what a browser would decode back. */
function gbk(text: string): Buffer {
  const decoder = new TextDecoder('gbk')
  gbkBytes ??= new Map(
    Array.from({ length: 0xfe - 0x81 + 1 }, (_, high) => high + 0x81).flatMap(high =>
      Array.from({ length: 0xfe - 0x40 + 1 }, (_, low) => low + 0x40).map(
        low => [decoder.decode(Uint8Array.of(high, low)), [high, low]] as const,
      ),
    ),
  )
  return Buffer.from([...text].flatMap(letter => gbkBytes!.get(letter) ?? [letter.charCodeAt(0)]))
}
let gbkBytes: Map<string, readonly [number, number]> | undefined
