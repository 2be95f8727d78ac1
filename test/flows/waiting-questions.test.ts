import { expect, test } from 'vitest'
import { days, hours } from '../../flows/engine/calendar.ts'
import { GRANDMOTHER, grandmother, id, XIAOJUN, XIAOYUE } from './support/people.ts'
import { given, MORNING } from './support/talk.ts'

const children = [XIAOYUE, XIAOJUN]
const care = { children, carer: GRANDMOTHER }
const week = (n: number) => ({ children, checkIn: id(50 + n), instead: false })

test('a question that waited too long is not put any more, and the reason is kept', () => {
  given(grandmother())
    .asked('confirm-care-carer', care)
    .asked('check-in', week(0), MORNING + hours(1))
    .silent(hours(2))
    .says('1')
    .bot('confirm-care-carer:agreed')
    .did(
      { type: 'confirmCare' },
      { type: 'dropQuestion', flow: 'check-in', checkIn: id(50), put: false, reason: 'expired' },
    )
})

test('this week’s check-in takes the place of last week’s, whether that waits or is open', () => {
  given(grandmother())
    .asked('confirm-care-carer', care)
    .asked('check-in', week(0))
    .asked('check-in', week(1))
    .did({ type: 'dropQuestion', checkIn: id(50), put: false, reason: 'superseded' })
    .says('1')
    .bot('confirm-care-carer:agreed', 'check-in:howAreThey')
    .says('1')
    .did({ type: 'recordCheckIn', checkIn: id(51) })
    .ended()
  given(grandmother())
    .asked('check-in', week(0))
    .asked('check-in', week(1))
    .bot('check-in:howAreThey')
    .did({ type: 'dropQuestion', checkIn: id(50), put: true, reason: 'superseded' })
    .says('1')
    .did({ type: 'recordCheckIn', checkIn: id(51) })
})

test('the check-ins of different children do not replace each other', () => {
  given(grandmother())
    .asked('check-in', { ...week(0), children: [XIAOYUE] })
    .asked('check-in', { ...week(1), children: [XIAOJUN] })
    .did()
    .says('1')
    .bot('check-in:thanks', 'check-in:howAreThey')
})

test('more than fits in the line falls away from its end, each with a record', () => {
  const talk = given(grandmother()).asked('confirm-care-carer', care)
  for (let n = 0; n < 7; n++) talk.asked('check-in', { ...week(n), children: [id(80 + n)] }).did()
  talk
    .asked('check-in', { ...week(9), children: [id(99)] })
    .did({ type: 'dropQuestion', checkIn: id(59), reason: 'too-many' })
  expect(talk.mind.queue).toHaveLength(7)
})

test('whoever says 停 is not asked what waited, and that is written down', () => {
  given(grandmother())
    .asked('confirm-care-carer', care)
    .asked('check-in', week(0))
    .says('停')
    .did(
      { type: 'refuse' },
      { type: 'openTask', kind: 'stopped' },
      { type: 'dropQuestion', checkIn: id(50), put: false, reason: 'stopped' },
    )
})

test('an urgent question comes before those that wait, and the open one is never pushed out', () => {
  const talk = given(grandmother()).asked('check-in', week(0)).asked('confirm-care-carer', care)
  talk.happens({
    type: 'prompt',
    prompt: { flow: 'who-cares', about: { children, carer: null }, urgency: 0, expiresAt: null },
  })
  talk.bot().waitsAt('check-in:howAreThey')
  talk.says('1').bot('check-in:thanks', 'who-cares:isItSo')
  talk.silent(days(1))
})
