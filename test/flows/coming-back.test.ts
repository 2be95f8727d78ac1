import { describe, expect, test } from 'vitest'
import { hours } from '../../flows/engine/calendar.ts'
import { withoutChild } from '../../flows/engine/left.ts'
import { saysTheyLeaveAgain } from '../../flows/engine/understand.ts'
import { newMind } from '../../flows/index.ts'
import { father, grandmother, id, villageDirector, XIAOJUN, XIAOYUE } from './support/people.ts'
import { given } from './support/talk.ts'

const ABOUT = { exits: [id(66)], children: [XIAOYUE] }
const BACK = { type: 'comeBack', exits: ABOUT.exits } as const

describe('又出去了', () => {
  const asked = () =>
    given(father()).happens({ type: 'begin', flow: 'away-again', about: ABOUT }).bot('away-again:sameCarer')

  test('is looked up, for whoever left the list is not in the conversation', () => {
    for (const words of ['又出去了', '我们又要出去打工了', '他爸妈又外出了', '我们又要外出了'])
      given(grandmother()).says(words).did({ type: 'findLeft' }).ended()
    for (const words of ['孩子又出去了', '又出去玩了', '出去了']) {
      expect(saysTheyLeaveAgain(words), words).toBe(false)
    }
  })

  test('is one answer when the same person looks after them, and two when it is somebody else', () => {
    asked().says('1').did(BACK).ended()
    asked()
      .says('换人了')
      .bot('away-again:whoNow')
      .says('他姑姑')
      .did(BACK, { type: 'openTask', kind: 'who-cares', children: [XIAOYUE], words: '他姑姑' })
      .bot('away-again:willCheck')
      .ended()
    asked().says('没有外出').did().bot('away-again:stays').ended()
  })

  test('leaves everything as it is in silence, and goes to a person when it is not understood', () => {
    asked().silent(hours(12)).did().bot().ended()
    asked().says('这个嘛').says('???').did({ type: 'openRequest' })
    asked().says('孩子掉河里了').did({ type: 'openCase', level: 'red' })
  })
})

describe('退出 晓悦', () => {
  const begun = () =>
    given(villageDirector())
      .happens({ type: 'begin', flow: 'leaving', about: { household: id(40), child: XIAOYUE } })
      .did({ type: 'showLeaver', child: XIAOYUE })
      .bot('leaving:whyLeave')
  const leaves = (reason: string, note = '') => ({ type: 'leaveList', child: XIAOYUE, reason, note }) as const

  test('begins with whose family, the child and the reason', () => {
    given(villageDirector()).says('退出 晓悦').did({ type: 'findFamily', words: '晓悦', for: 'leaving' })
    given(villageDirector()).says('退出').did({ type: 'listExits' })
    given(villageDirector()).says('退出3').did({ type: 'confirmExit', no: 3 })
    given(villageDirector())
      .happens({ type: 'begin', flow: 'leaving', about: { household: id(40) } })
      .did({ type: 'showLeavers', household: id(40) })
      .ended()
    begun().says('3').did(leaves('moved')).ended()
    begun().says('满16岁').did(leaves('sixteen')).ended()
  })

  test('of a death asks once more, of a wrong entry what is wrong', () => {
    begun().says('孩子不在了').bot('leaving:isItTrue').says('1').did(leaves('death')).ended()
    begun().says('4').says('2').did().bot('leaving:later').ended()
    begun().says('5').bot('leaving:whatIsWrong').says('重复了').did(leaves('wrong-entry', '重复了')).ended()
  })

  test('changes nothing in silence or confusion', () => {
    begun().silent(hours(1)).did().ended()
    begun().says('这个嘛').says('???').did().bot('leaving:later')
  })
})

describe('a child who is not on the list any more', () => {
  const question = (children: string[], more = {}) => ({
    flow: 'check-in',
    about: { children, checkIn: id(50), instead: false, ...more },
    urgency: 2,
    expiresAt: null,
  })

  test('is asked about by nothing that is open or waits; brothers and sisters are', () => {
    const alone = question([XIAOYUE])
    const both = {
      ...question([XIAOYUE, XIAOJUN]),
      flow: 'entrust-parent',
      about: { children: [XIAOYUE, XIAOJUN], entrustments: [id(1), id(2)], versions: [1, 2], known: [] },
    }
    const { mind, effects } = withoutChild({ ...newMind(), queue: [alone, both] }, XIAOYUE)
    expect(mind.queue.map(prompt => prompt.about)).toEqual([
      { children: [XIAOJUN], entrustments: [id(2)], versions: [2], known: [] },
    ])
    expect(effects).toEqual([
      { type: 'dropQuestion', flow: 'check-in', checkIn: id(50), put: false, reason: 'left' },
    ])
    given(grandmother())
      .asked('check-in', { children: [XIAOYUE], checkIn: id(50), instead: false })
      .happens({ type: 'left', child: XIAOYUE })
      .did({ type: 'dropQuestion', reason: 'left' })
      .bot()
      .ended()
  })
})
