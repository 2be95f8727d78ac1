import { describe, test } from 'vitest'
import { minutes } from '../../flows/engine/calendar.ts'
import { father, GRANDMOTHER, grandmother, id, XIAOJUN, XIAOYUE } from './support/people.ts'
import { given } from './support/talk.ts'

const children = [XIAOYUE, XIAOJUN]

describe('a way on', () => {
  test.each(['你好', '主任好', '在吗'])('%s is answered kindly, with two ways on', said => {
    given(grandmother()).says(said).bot('menu:greet').says('1').bot('menu:everything')
  })

  test.each(['菜单', '帮助', '0', '０', 'Menu'])('%s shows everything a family can do', said => {
    given(grandmother()).says(said).bot('menu:everything').says('用法').bot('menu:howTo').ended()
  })

  test('a line of the menu is as good as its word', () => {
    given(grandmother()).says('菜单').says('1').bot('check-in:howAreTheyNow').says('1').bot('check-in:thanks')
    given(grandmother()).says('菜单').says('5').did({ type: 'showHotlines' }).bot().ended()
    given(grandmother()).says('菜单').says('4').bot('report-danger:whatKind')
    given(grandmother()).says('菜单').says('请主任打给我').did({ type: 'openRequest' }).ended()
  })

  test('0 leads back to the menu from anywhere, and from the menu to a person', () => {
    given(grandmother())
      .asked('check-in', { children, checkIn: id(50) })
      .says('0')
      .bot('menu:everything')
      .says('0')
      .did({ type: 'openRequest', words: [], voice: null })
  })

  test('a sentence the bot does not understand is met with two ways on', () => {
    given(father())
      .says('厂里又要加班到月底')
      .bot('menu:notClear')
      .says('2')
      .did({ type: 'openRequest', words: ['厂里又要加班到月底'], voice: null })
      .ended()
  })

  test('the second sentence in a row that is not understood goes to the director, both of them', () => {
    given(father())
      .says('厂里又要加班到月底')
      .says('腊月才能回')
      .did({ type: 'openRequest', words: ['厂里又要加班到月底', '腊月才能回'], voice: null })
      .bot()
      .ended()
  })

  test('a voice note instead of a digit goes to the director', () => {
    given(father())
      .says('菜单')
      .speaks('wechat:a:3')
      .did({ type: 'openRequest', words: [], voice: 'wechat:a:3' })
  })

  test.each(['谢谢', '好的', '嗯嗯', '👌', '辛苦您了'])('%s between questions needs no answer', said => {
    given(grandmother()).says(said).bot().did().ended()
  })

  test('the menu is not asked twice when it is called for twice', () => {
    given(grandmother())
      .says('菜单')
      .says('菜单')
      .bot('menu:everything')
      .says('用法')
      .bot('menu:howTo')
      .ended()
  })

  test('nobody is reminded of a menu', () => {
    given(grandmother()).says('菜单').silent(minutes(60)).bot().did().ended()
  })

  test('danger comes before the menu', () => {
    given(grandmother()).says('菜单').says('孩子不见了').bot('report-danger:safe').waitsAt('menu:everything')
  })
})

describe('words that work at any time', () => {
  const busy = [
    ['while nothing is open', () => given(grandmother())],
    [
      'while the check-in is open',
      () => given(grandmother()).asked('check-in', { children, checkIn: id(50) }),
    ],
    [
      'while she is asked what happened',
      () =>
        given(grandmother())
          .asked('check-in', { children, checkIn: id(50) })
          .says('2'),
    ],
    [
      'while she is asked who cares now',
      () => given(grandmother()).asked('confirm-care-carer', { children, carer: GRANDMOTHER }).says('2'),
    ],
    ['while a picture waits', () => given(grandmother()).sendsPicture()],
  ] as const

  test.each(busy)('找主任 reaches the director %s', (_, talk) => {
    talk().says('找主任').did({ type: 'openRequest', words: [], voice: null }).bot()
  })

  test.each(busy)('有急事 reaches the director %s', (_, talk) => {
    talk().says('有急事').did({ type: 'openRequest' })
  })

  test.each(busy)('停 ends all messages %s, and a person follows up', (_, talk) => {
    talk()
      .says('停')
      .did(
        { type: 'refuse', wording: 'stop', person: GRANDMOTHER },
        { type: 'openTask', kind: 'stopped', children },
      )
      .bot('stop:isThatAll')
      .says('1')
      .bot('stop:goodbye')
      .did()
      .ended()
  })

  test.each(busy)('菜单 shows what can be done %s', (_, talk) => {
    talk().says('菜单').bot('menu:everything')
  })

  test('asking to see or delete what is kept stops nothing', () => {
    given(grandmother()).says('把我的信息删掉').bot('my-data:mayDelete').did()
  })

  test.each(['constructor', '__proto__', 'toString'])('%s is a word like any other', said => {
    given(grandmother()).says(said).bot('menu:notClear')
  })
})
