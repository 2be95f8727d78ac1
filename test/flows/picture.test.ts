import { describe, expect, test } from 'vitest'
import { hours } from '../../flows/engine/calendar.ts'
import { grandmother, id, XIAOJUN, XIAOYUE } from './support/people.ts'
import { given } from './support/talk.ts'

const sent = () => given(grandmother()).sendsPicture('picture-1')

describe('a picture', () => {
  test('goes on to the director when the sender says that no child is in it', () => {
    sent()
      .bot('picture:isNoChildInIt')
      .did()
      .says('1')
      .did({ type: 'passPicture', message: 'picture-1' })
      .bot('picture:passedOn')
      .ended()
  })

  test('with a child in it goes nowhere: it is to be shown in person', () => {
    sent().says('2').did().bot('picture:inPerson').ended()
  })

  test.each(['没有', '没有孩子', '里面没有小孩', '没人', '是', '对'])('with %s is passed on', said => {
    sent().says(said).did({ type: 'passPicture', message: 'picture-1' })
  })

  test.each(['有', '有的', '有孩子', '里面有个孩子', '是我家娃', '不是', '2'])(
    'with %s is never passed on',
    said => {
      expect(sent().says(said).mind.open?.flow ?? 'over').toMatch(/picture|over/)
      sent().says(said).did()
    },
  )

  test('nobody says anything about is dropped after two hours, and the sender is told', () => {
    sent().silent(hours(2)).did().bot('picture:dropped').ended()
  })

  test('is dropped when the answer is not understood twice', () => {
    sent()
      .says('昨天下的雨')
      .bot('common:notUnderstood', 'picture:isNoChildInIt')
      .says('屋顶')
      .did()
      .bot('picture:dropped')
      .ended()
  })

  test('does not lose the check-in that was open, nor what was already answered of it', () => {
    given(grandmother())
      .asked('check-in', { children: [XIAOYUE, XIAOJUN], checkIn: id(50) })
      .says('2')
      .sendsPicture()
      .bot('picture:isNoChildInIt')
      .says('2')
      .bot('picture:inPerson', 'check-in:whatHappened')
      .says('鞋小了')
      .did({ type: 'openTask', kind: 'small-trouble', words: '鞋小了' })
      .ended()
  })

  test('can be passed on while the director is talking with the family, and other words still go to the director', () => {
    given(grandmother())
      .meanwhile({ handedOver: true })
      .sendsPicture()
      .bot('picture:isNoChildInIt')
      .says('这是漏雨的地方')
      .did({ type: 'addToRequest', words: '这是漏雨的地方' })
      .bot()
      .says('1')
      .did({ type: 'passPicture' })
      .bot('picture:passedOn')
  })

  test('does not come before danger', () => {
    sent().says('孩子不见了').bot('report-danger:safe').waitsAt('picture:isNoChildInIt')
  })

  test('from somebody unknown is not passed to anybody', () => {
    given(null).sendsPicture().did().bot('join:welcome', 'join:privacy')
  })
})
