import { expect, test } from 'vitest'
import { instantOf } from '../../flows/engine/calendar.ts'
import { inventedNumber } from '../../server/demo/invented-number.ts'
import { factsIn, fieldsFor, wrongOnPaper } from '../../server/entrustment/paper-form.ts'
import { monthIn } from '../../server/entrustment/said-when.ts'

const today = '2026-11-22'
/** A man born on 1 March 1958. */
const invented = inventedNumber('341226', '1958-03-01', 997)
const at = instantOf(today, '10:00')

test.each([
  ['今年3月', '2026-03', '2026-03'],
  ['去年12月份出来的', '2025-12', '2025-12'],
  ['2024年5月', '2024-05', '2024-05'],
  ['上个月', '2026-10', '2026-10'],
  ['3月', '2026-03', '2027-03'],
  ['12月', '2025-12', '2026-12'],
  ['三月', null, null],
  ['过完年', null, null],
  ['好几年了', null, null],
])('%s is the month that was meant, or stays as it was said', (words, gone, back) => {
  expect([monthIn(words, 'awayFrom', at), monthIn(words, 'awayUntil', at)]).toEqual([gone, back])
})

test('the director writes down only what is missing, and of an identity number no more stays than the paper shows', () => {
  expect(fieldsFor(['paper-missing:carerId', 'paper-missing:carerBirth', 'paper-missing:number'])).toEqual([
    'carerId',
  ])
  const typed = { carerId: invented, schoolToldOn: '2026-11-23', weekly: '', livesAt: ' 三组27号 ' }
  expect(wrongOnPaper({ ...typed, childId: '341226201503011' }, today)).toEqual(['childId', 'schoolToldOn'])
  expect(factsIn(typed)).toEqual({
    ...{ carerId: `341226***********${invented.at(-1)}`, carerBirth: '1958-03-01', carerGender: '男' },
    ...{ schoolToldOn: '2026-11-23', livesAt: '三组27号' },
  })
})
