import { describe, expect, test } from 'vitest'
import { minutes } from '../../flows/engine/calendar.ts'
import { grandmother, villageDirector } from './support/people.ts'
import { given } from './support/talk.ts'

const openCase = (kind: string, chosen: string, hold = false) => ({
  type: 'openCase' as const,
  level: 'red',
  class: kind,
  chosen,
  hold,
  words: '',
})

describe('有危险', () => {
  test('the numbers come first, then one choice that says nothing on the screen; whom to tell follows from it', () => {
    const talk = given(grandmother()).says('有危险')
    talk.bot('report-danger:whatKind')
    talk.says('2').bot('report-danger:lost', 'report-danger:isSafeNow').did(openCase('missing', 'lost'))
    talk.says('1').bot('report-danger:noted').did({ type: 'addToCase', safe: 'yes' }).ended()
  })

  test.each([
    ['3', 'hurt', 'injury', false],
    ['4', 'harmed', 'violence', true],
    ['5', 'alone', 'unattended', false],
    ['6', 'other', 'call', false],
  ])('%s: %s', (digit, chosen, kind, hold) => {
    given(grandmother())
      .says('我要报告')
      .says(digit)
      .bot(`report-danger:${chosen}`, 'report-danger:isSafeNow')
      .did(openCase(kind, chosen, hold))
  })

  test('1 is nothing wrong, as everywhere: nobody is alarmed by a habit', () => {
    given(grandmother()).says('有危险').says('1').bot('report-danger:noDanger').did().ended()
  })

  test('whoever asks for help and falls silent is heard; nothing is said to a phone that may be watched', () => {
    given(grandmother())
      .says('有危险')
      .silent(minutes(4))
      .bot()
      .did()
      .silent(minutes(2))
      .bot()
      .did(openCase('call', 'silent'))
      .ended()
  })

  test('after the choice silence is no trouble: the case is open and nobody is asked again', () => {
    given(grandmother()).says('有危险').says('3').silent(minutes(31)).bot().did().ended()
  })

  test('words that are not understood twice reach a person with the case', () => {
    given(grandmother())
      .says('有危险')
      .says('那个桌子')
      .says('还是那个桌子')
      .bot('report-danger:other')
      .did({ ...openCase('call', 'other'), words: '那个桌子 / 还是那个桌子' })
      .ended()
  })

  test('more words about an open case go to it, and no second case is opened', () => {
    given(grandmother())
      .says('有危险')
      .says('3')
      .says('那个桌子')
      .says('还是那个桌子')
      .bot('report-danger:noted')
      .did({ type: 'addToCase', safe: null, words: '那个桌子 / 还是那个桌子' })
      .ended()
  })

  test('a voice note is an answer that somebody hears at once', () => {
    given(grandmother())
      .says('有危险')
      .speaks('wechat:a:note')
      .bot('report-danger:spoken')
      .did(openCase('call', 'other'), { type: 'addToCase', voice: 'wechat:a:note' })
      .ended()
  })

  test('danger in words is danger here too, and ends the choosing', () => {
    given(grandmother())
      .says('有危险')
      .says('孩子掉河里了')
      .bot('report-danger:safe')
      .did({ type: 'openCase', class: 'drowning', words: '孩子掉河里了' })
      .ended()
  })

  test('a stranger, somebody talking with the director, somebody under a hold and a director may say it too', () => {
    given(null)
      .says('有危险')
      .bot('report-danger:whatKind')
      .says('4')
      .did(openCase('violence', 'harmed', true))
    for (const around of [{ handedOver: true }, { held: true }])
      given(grandmother())
        .meanwhile(around)
        .says('有危险')
        .bot('report-danger:whatKind')
        .says('4')
        .bot('report-danger:harmed', 'report-danger:isSafeNow')
        .says('2')
        .bot('report-danger:notedDanger')
        .did({ type: 'addToCase', safe: 'no' })
    given(villageDirector())
      .says('有危险')
      .bot('report-danger:whatKind')
      .says('3')
      .did(openCase('injury', 'hurt'))
  })

  test('a phone from which a child wrote is asked nothing: comfort, numbers, and a person is told', () => {
    given(null)
      .says('我爸打我,我好怕不敢回家')
      .says('有危险')
      .bot('report-danger:child')
      .did({ type: 'openCase', class: 'call', words: '' }, { type: 'forget' })
  })

  test('the question that was open goes on afterwards', () => {
    const talk = given(grandmother()).asked('check-in', {
      children: grandmother().children.map(one => one.id),
      checkIn: null,
    })
    talk.says('有危险').says('1').bot('report-danger:noDanger', 'check-in:howAreTheyNow')
    expect(talk).toBeDefined()
  })
})
