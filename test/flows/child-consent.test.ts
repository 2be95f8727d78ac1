import { describe, expect, test } from 'vitest'
import { days, hours } from '../../flows/engine/calendar.ts'
import { CHILD_PRIVACY } from '../../flows/index.ts'
import { father, GRANDMOTHER, grandmother, XIAOJUN, XIAOYUE } from './support/people.ts'
import { given } from './support/talk.ts'

const children = [XIAOYUE, XIAOJUN]
const asked = () => given(father()).asked('child-consent', { children }).bot('child-consent:mayWe')

describe('a parent’s separate consent for a child under 14', () => {
  test('is given for the children named, with the wording that was shown', () => {
    const talk = given(father()).asked('child-consent', { children: [XIAOYUE] })
    expect(talk.values.children).toBe('晓悦')
    talk
      .says('同意')
      .did({
        type: 'childConsent',
        children: [XIAOYUE],
        answer: 'agreed',
        wording: CHILD_PRIVACY,
        own: false,
      })
      .bot('child-consent:agreed')
      .ended()
  })

  test('may be refused: nothing else is asked, and the director goes on in person', () => {
    asked()
      .says('2')
      .did(
        { type: 'childConsent', children, answer: 'refused' },
        { type: 'openTask', kind: 'child-consent', children },
      )
      .bot('child-consent:refused')
      .ended()
  })

  test('has a full text, after which it is asked again', () => {
    asked()
      .says('3')
      .bot('child-consent:fullText', 'child-consent:mayWe')
      .says('1')
      .bot('child-consent:agreed')
  })

  test('nobody is reminded, and silence is neither yes nor no', () => {
    asked().silent(days(6)).bot().did().silent(days(2)).bot().did().ended()
  })

  test('what is not understood twice, or spoken, is for a person, and decides nothing', () => {
    asked()
      .says('月亮真圆')
      .bot('common:notUnderstood', 'child-consent:mayWe')
      .says('月亮还是圆')
      .did({ type: 'openRequest', words: ['月亮真圆', '月亮还是圆'] })
    asked().speaks('wechat:a:2').did({ type: 'openRequest', voice: 'wechat:a:2' }).ended()
  })

  test('somebody may ask for the director instead', () => {
    asked().says('请主任打给我').did({ type: 'openRequest' }).waitsAt('child-consent:mayWe')
  })

  test('danger comes first, and the question stays', () => {
    asked().says('孩子不见了').bot('report-danger:safe').waitsAt('child-consent:mayWe')
  })

  test('is no question about the child’s care: it comes before that one', () => {
    given(father())
      .happens({
        type: 'prompt',
        prompt: { flow: 'child-consent', about: { children }, urgency: 1, expiresAt: null },
      })
      .asked('confirm-care-parent', { children, carer: GRANDMOTHER })
      .bot()
      .waitsAt('child-consent:mayWe')
  })

  test('is not put while a person is talking, and goes on afterwards', () => {
    asked()
      .meanwhile({ handedOver: true })
      .says('1')
      .did({ type: 'addToRequest', words: '1' })
      .meanwhile({ handedOver: false })
      .silent(hours(1))
      .says('1')
      .did({ type: 'childConsent', answer: 'agreed' })
  })
})

describe('孩子资料', () => {
  test('lets a father change his mind by himself, also while a person is talking', () => {
    given(father())
      .meanwhile({ handedOver: true })
      .says('孩子资料')
      .bot('child-consent:mayWe')
      .says('2')
      .did({ type: 'childConsent', children, answer: 'refused', own: true }, { type: 'openTask' })
  })

  test('is never for a carer, nor for children who are fourteen', () => {
    given(grandmother()).says('孩子资料').bot('menu:everything')
    given(father([14, 15]))
      .says('孩子资料')
      .bot('menu:everything')
    given(father([13, 15]))
      .says('孩子资料')
      .says('1')
      .did({ type: 'childConsent', children: [XIAOYUE], answer: 'agreed' })
  })
})
