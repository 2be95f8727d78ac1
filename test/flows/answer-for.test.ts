import { describe, test } from 'vitest'
import { hours } from '../../flows/engine/calendar.ts'
import { id, villageDirector } from './support/people.ts'
import { given } from './support/talk.ts'

const household = id(61)
const writing = () =>
  given(villageDirector())
    .happens({ type: 'begin', flow: 'answer-for', about: { household } })
    .did({ type: 'showFamily', household })
    .bot('answer-for:aboutWhat')
const calling = () =>
  given(villageDirector())
    .happens({ type: 'begin', flow: 'call', about: { household, notice: id(70) } })
    .did({ type: 'showFamily', household })
    .bot('call:doTheyKnow')

describe('代填', () => {
  test('begins with a name', () => {
    given(villageDirector()).says('代填 小宝').did({ type: 'findFamily', words: '小宝', for: 'answer-for' })
    given(villageDirector()).says('代填').bot('whom:whichFamily').says('小宝').did({
      type: 'findFamily',
      words: '小宝',
      for: 'answer-for',
    })
  })

  test('the week’s question, all well or with a trouble told', () => {
    writing()
      .says('1')
      .bot('answer-for:howIsChild')
      .says('1')
      .bot('answer-for:howHeard')
      .says('1')
      .did({ type: 'answerFor', household, what: 'check-in', answer: 'well', how: 'phone', words: '' })
      .ended()
    writing().says('1').says('2').says('书包坏了').says('2').did({
      type: 'answerFor',
      what: 'check-in',
      answer: 'trouble',
      words: '书包坏了',
      how: 'visit',
    })
  })

  test('who looks after the child, in whose words', () => {
    writing()
      .says('2')
      .bot('answer-for:whoSaysSo')
      .says('妈妈')
      .bot('answer-for:isItSo')
      .says('是')
      .says('当面')
      .did({ type: 'answerFor', what: 'care', who: 'mother', answer: 'yes', how: 'visit' })
    writing().says('2').says('1').says('2').bot('answer-for:whoNow').says('他姑姑').says('1').did({
      type: 'answerFor',
      what: 'care',
      who: 'carer',
      answer: 'changed',
      words: '他姑姑',
      how: 'phone',
    })
  })

  test('a notice they were told', () => {
    writing()
      .says('3')
      .says('1')
      .did({ type: 'answerFor', what: 'receipt', answer: 'received', how: 'phone' })
  })

  test('left in silence, or not understood, nothing is written down', () => {
    writing().silent(hours(1)).did().bot('answer-for:dropped').ended()
    writing().says('嗯嗯啊').says('???').did().bot('answer-for:dropped').ended()
  })

  test('danger comes first', () => {
    writing()
      .says('1')
      .says('2')
      .says('孩子掉河里了')
      .did({ type: 'openCase', level: 'red' })
      .waitsAt('answer-for:whatTrouble')
  })
})

describe('the call list', () => {
  test('a family that was told counts as told', () => {
    calling()
      .says('1')
      .did({ type: 'answerFor', what: 'receipt', notice: id(70), how: 'phone' })
      .ended()
    calling().says('上门说了').did({ type: 'answerFor', what: 'receipt', how: 'visit' })
  })
  test('nobody reached, nothing said, nothing understood: the family stays on it', () => {
    calling().says('3').did().bot('call:notYet').ended()
    calling().silent(hours(1)).did().bot().ended()
    calling().says('天气不错').says('真不错').did().bot('call:notYet')
  })
  test('danger comes first', () => {
    calling().says('孩子不见了').did({ type: 'openCase', level: 'red' }).waitsAt('call:doTheyKnow')
  })
  test('电话 and the number marks the line, without a question', () => {
    const talk = given(villageDirector())
    talk.mind.list = { at: talk.now, items: [{ flow: 'call', about: { household, notice: id(70) } }] }
    talk
      .says('电话 1')
      .did({ type: 'answerFor', household, notice: id(70), what: 'receipt', how: 'phone' })
      .ended()
  })
})
