import { isDay } from '../../../flows/engine/calendar.ts'
import { type Cell, saidIn } from '../read/cells.ts'
import { serialDay } from '../read/serial.ts'
import { halfWidth, wordOf } from '../text.ts'

/**
 * A day as a clerk writes it. `guess` is a day read with a choice (a year of two digits), `part` a year or month
 * without the rest ('2015-01'), `impossible` one that no calendar has (29 February 2026), which JavaScript would
 * silently roll over.
 */
export type ReadDay =
  | { kind: 'empty' | 'unreadable' | 'impossible' | 'lunar' }
  | { kind: 'day' | 'guess' | 'part'; day: string }

const digitsOf: Record<string, string> = {
  ...{
    〇: '0',
    零: '0',
    '○': '0',
    一: '1',
    二: '2',
    三: '3',
    四: '4',
    五: '5',
    六: '6',
    七: '7',
    八: '8',
    九: '9',
  },
}

/** 二〇一五年十二月二十一日 with Arabic digits. */
function arabic(text: string): string {
  return text
    .replace(/[〇零○一二三四五六七八九]{4}(?=年)/gu, year => [...year].map(c => digitsOf[c]).join(''))
    .replace(/[二三]?十[一二三四五六七八九]?|[一二三四五六七八九]/gu, number => {
      if (!number.includes('十')) return digitsOf[number]!
      const [tens = '', ones = ''] = number.split('十')
      return String(
        (tens === '' ? 1 : Number(digitsOf[tens])) * 10 + (ones === '' ? 0 : Number(digitsOf[ones])),
      )
    })
}

const fullDay = /^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})[日号]?(?:t?0{1,2}:00(?::00)?(?:\.0+)?z?)?$/i
const shortYear = /^'?(\d{2})[-/.年](\d{1,2})[-/.月](\d{1,2})[日号]?$/
const month = /^(\d{4})[-/.年](\d{1,2})月?份?$/

/** Reads a day. `today` ('YYYY-MM-DD') decides the century of a short year. */
export function readDay(cell: Cell | undefined, today: string): ReadDay {
  if (!cell) return { kind: 'empty' }
  if (cell.kind === 'date') return isDay(cell.text) ? { kind: 'day', day: cell.text } : { kind: 'impossible' }
  if (cell.kind === 'bool' || cell.kind === 'error') return { kind: 'unreadable' }
  const text = halfWidth(saidIn(cell))
  if (wordOf(text) !== 'value') return { kind: 'empty' }
  if (/[农阴腊闰]|正月|初[一二三四五六七八九十]|廿/u.test(text)) return { kind: 'lunar' }

  const written = arabic(text)
  const full = fullDay.exec(written) ?? /^(\d{4})(\d{2})(\d{2})$/.exec(written)
  if (full) return existing('day', full[1]!, full[2]!, full[3]!)
  const short = shortYear.exec(written)
  if (short) {
    const recent = `20${short[1]}`
    return existing('guess', recent <= today.slice(0, 4) ? recent : `19${short[1]}`, short[2]!, short[3]!)
  }
  const partial = month.exec(written) ?? /^(\d{4})(0[1-9]|1[0-2])$/.exec(written)
  if (partial && Number(partial[2]) >= 1 && Number(partial[2]) <= 12) {
    return { kind: 'part', day: `${partial[1]}-${partial[2]!.padStart(2, '0')}` }
  }
  if (/^(19|20)\d{2}年?$/.test(written)) return { kind: 'part', day: written.slice(0, 4) }
  return serial(written)
}

/** Excel's number of a day that lost its format: 45000 is 2023-03-15. */
function serial(text: string): ReadDay {
  if (!/^\d{4,5}(\.\d+)?$/.test(text)) return { kind: 'unreadable' }
  const [kind, day] = serialDay(Number(text), false)
  return kind === 'd' ? { kind: 'day', day } : { kind: 'impossible' }
}

function existing(kind: 'day' | 'guess', year: string, monthOfYear: string, dayOfMonth: string): ReadDay {
  const day = `${year}-${monthOfYear.padStart(2, '0')}-${dayOfMonth.padStart(2, '0')}`
  return isDay(day) ? { kind, day } : { kind: 'impossible' }
}
