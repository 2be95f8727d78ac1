import { describe, test } from 'vitest'
import { hours } from '../../flows/engine/calendar.ts'
import { father, grandmother, villageDirector, XIAOYUE } from './support/people.ts'
import { given } from './support/talk.ts'

const asked = () => given(father()).says('我的资料').bot('my-data:whatToDo')

describe('我的资料', () => {
  test('shows what is kept', () => {
    asked().says('1').did({ type: 'showMyData' }).bot().ended()
    asked().says('看').did({ type: 'showMyData' }).ended()
    given(father()).says('你们记了我什么').did({ type: 'showMyData' }).ended()
  })

  test('takes a correction to the director in the family’s own words', () => {
    asked()
      .says('2')
      .bot('my-data:whatIsWrong')
      .says('电话换成13900001111了')
      .did({ type: 'openTask', kind: 'data-correct', children: [XIAOYUE], words: '电话换成13900001111了' })
      .bot('my-data:passedOn')
      .ended()
  })

  test('does not ask again when the words say it all', () => {
    given(father())
      .says('孩子的生日登记错了，是三月五号')
      .did({ type: 'openTask', kind: 'data-correct', words: '孩子的生日登记错了，是三月五号' })
      .bot('my-data:passedOn')
    given(father()).says('资料写错了').bot('my-data:whatIsWrong')
  })

  test('never passes an identity number on', () => {
    asked()
      .says('2')
      .says('身份证写错了 是341226201501011234')
      .did(
        { type: 'openTask', words: '身份证写错了 是****************34' },
        { type: 'noteOddity', kind: 'id-number' },
      )
  })

  test('says what can be deleted and what the law keeps, before anything is done', () => {
    asked()
      .says('3')
      .bot('my-data:mayDelete')
      .did()
      .says('1')
      .did({ type: 'openTask', kind: 'data-delete', children: [XIAOYUE] })
      .bot('my-data:willDelete')
      .ended()
    asked().says('3').says('先不删').bot('my-data:nothingDone').did().ended()
    given(grandmother()).says('把我的信息删掉').bot('my-data:mayDelete')
  })

  test('leads to stopping', () => {
    asked().says('4').did({ type: 'refuse' }, { type: 'openTask', kind: 'stopped' }).bot('stop:isThatAll')
  })

  test('somebody with no child on record reaches a person instead of a list about children', () => {
    given({ ...father(), children: [] })
      .says('我的资料')
      .says('2')
      .says('我的电话不对')
      .did({ type: 'openRequest', words: ['我的电话不对'] })
  })

  test('silence ends it, and nothing is done', () => {
    asked().silent(hours(13)).bot().did().ended()
    asked().says('3').silent(hours(13)).bot().did().ended()
  })

  test('confusion leads to a person', () => {
    asked()
      .says('月亮真圆')
      .bot('common:notUnderstood', 'my-data:whatToDo')
      .says('月亮还是圆')
      .did({ type: 'openRequest', words: ['月亮真圆', '月亮还是圆'] })
    asked().says('2').speaks('wechat:a:4').did({ type: 'openRequest', voice: 'wechat:a:4' })
  })

  test('danger comes first', () => {
    asked().says('孩子不见了').bot('report-danger:safe').waitsAt('my-data:whatToDo')
  })

  test('while a person is talking such a wish is for that person, the word itself is not', () => {
    given(father())
      .meanwhile({ handedOver: true })
      .says('把我的信息删掉')
      .did({ type: 'addToRequest', words: '把我的信息删掉' })
      .says('我的资料')
      .bot('my-data:whatToDo')
      .says('1')
      .did({ type: 'showMyData' })
  })

  test('a director deletes by the number of the line', () => {
    given(villageDirector()).says('删 3').did({ type: 'eraseWords', no: 3 })
    given(villageDirector()).says('删').bot('staff:eraseHow')
  })
})
