import { describe, expect, test } from 'vitest'
import { days, hours, minutes } from '../../flows/engine/calendar.ts'
import { flows, hear, newMind } from '../../flows/index.ts'
import { COUNTY, GRANDMOTHER, grandmother, id, XIAOJUN, XIAOYUE } from './support/people.ts'
import { given, MORNING } from './support/talk.ts'

const children = [XIAOYUE, XIAOJUN]
const checkIn = { children, checkIn: id(50) }
const care = { children, carer: GRANDMOTHER }

describe('prompts', () => {
  test('wait until the open question is answered', () => {
    given(grandmother())
      .asked('confirm-care-carer', care)
      .asked('check-in', checkIn)
      .bot()
      .says('1')
      .bot('confirm-care-carer:agreed', 'check-in:howAreThey')
      .says('1')
      .bot('check-in:thanks')
      .ended()
  })

  test('the same one does not wait twice', () => {
    given(grandmother())
      .asked('confirm-care-carer', care)
      .asked('check-in', checkIn)
      .asked('check-in', checkIn)
      .says('1')
      .says('1')
      .bot('check-in:thanks')
      .ended()
  })

  test('the urgent one is put first', () => {
    given(grandmother())
      .asked('confirm-care-carer', care)
      .asked('check-in', checkIn)
      .happens({
        type: 'prompt',
        prompt: { flow: 'who-cares', about: { children, carer: null }, urgency: 0, expiresAt: null },
      })
      .says('1')
      .bot('confirm-care-carer:agreed', 'who-cares:isItSo')
  })

  test('a question somebody interrupts goes on where it stood, and is due when it was due', () => {
    given(grandmother())
      .asked('confirm-care-carer', care)
      .silent(hours(47))
      .says('菜单')
      .bot('menu:everything')
      .says('用法')
      .bot('menu:howTo', 'confirm-care-carer:isItSo')
      .silent(hours(1))
      .bot('confirm-care-carer:isItSo')
      .silent(days(3))
      .did({ type: 'openTask', kind: 'unanswered' })
  })

  test('a question of a flow that a deploy took away ends, and what waits is asked', () => {
    const mind = { ...newMind(), open: { ...given(grandmother()).says('菜单').mind.open!, flow: 'gone' } }
    const facts = {
      now: MORNING,
      today: '2026-11-18',
      county: COUNTY,
      person: grandmother(),
      code: null,
      notice: null,
      handedOver: false,
      held: false,
    }
    const prompt = { flow: 'check-in', about: checkIn, urgency: 2, expiresAt: null }
    const { mind: after } = hear(flows, mind, { type: 'prompt', prompt }, facts)
    expect(after.open?.flow).toBe('check-in')
  })
})

describe('while a person is talking with the family', () => {
  const talking = () => given(grandmother()).asked('check-in', checkIn).meanwhile({ handedOver: true })

  test('the bot carries words and puts nothing', () => {
    talking()
      .says('主任,鞋子收到了,大小正好')
      .did({ type: 'addToRequest', words: '主任,鞋子收到了,大小正好', voice: null })
      .bot()
      .speaks('wechat:a:9')
      .did({ type: 'addToRequest', words: '', voice: 'wechat:a:9' })
      .bot()
      .asked('confirm-care-carer', care)
      .bot()
  })

  test('a digit is meant for the person, not for the question that was open', () => {
    talking().says('1').did({ type: 'addToRequest', words: '1' }).waitsAt('check-in:howAreThey')
  })

  test('找主任 once more reaches whoever is talking', () => {
    talking().says('找主任').did({ type: 'addToRequest', words: '找主任' }).bot()
  })

  test('a sticker does not bring the open question back', () => {
    talking().sendsSticker().bot('common:cannotRead')
  })

  test('what is due meanwhile stays silent, and goes on when they have finished', () => {
    talking()
      .silent(days(7))
      .bot()
      .did()
      .meanwhile({ handedOver: false })
      .happens({ type: 'resume' })
      .silent(minutes(60))
      .ended()
  })

  test('what waited is asked when they have finished', () => {
    given(grandmother())
      .meanwhile({ handedOver: true })
      .asked('check-in', checkIn)
      .bot()
      .meanwhile({ handedOver: false })
      .happens({ type: 'resume' })
      .bot('check-in:howAreThey')
  })

  test('asking for the director leaves what waits for later', () => {
    given(grandmother()).asked('check-in', checkIn).asked('confirm-care-carer', care).says('3').bot().ended()
  })
})

describe('what cannot be read', () => {
  test('brings the open question again, or a word on what can be read', () => {
    given(grandmother()).sendsSticker().bot('common:cannotRead')
    given(grandmother()).asked('check-in', checkIn).sendsSticker().bot('check-in:howAreThey')
  })

  test('somebody who adds the bot once more is greeted', () => {
    given(grandmother()).adds().bot('menu:greet')
  })

  test('a recalled message changes nothing', () => {
    given(grandmother())
      .asked('check-in', checkIn)
      .happens({ type: 'recall' })
      .bot()
      .waitsAt('check-in:howAreThey')
  })
})
