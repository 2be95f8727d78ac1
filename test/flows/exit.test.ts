import { describe, test } from 'vitest'
import { hours } from '../../flows/engine/calendar.ts'
import { id, townshipSupervisor, villageDirector } from './support/people.ts'
import { given } from './support/talk.ts'

const ABOUT = { exit: id(66), no: 3 }

describe('a child whose parents are back for good, as a line of the list', () => {
  const opened = (who = villageDirector()) => {
    const talk = given(who)
    talk.mind.list = { at: talk.now, items: [{ flow: 'exit', about: ABOUT }] }
    return talk.says('1').did({ type: 'showExit', exit: ABOUT.exit }).bot('exit:isItSo')
  }

  test('leaves the list, or stays, in two taps', () => {
    for (const who of [villageDirector(), townshipSupervisor()]) {
      opened(who)
        .says('1')
        .did({ type: 'confirmExit', ...ABOUT })
        .ended()
      opened(who)
        .says('不属实，不退出')
        .did({ type: 'refuseExit', ...ABOUT })
        .ended()
    }
    opened()
      .says('核实了，退出吧')
      .did({ type: 'confirmExit', ...ABOUT })
      .ended()
    opened().says('还没去看').did().bot('exit:later').ended()
  })

  test('stays as it is in silence and confusion', () => {
    opened().silent(hours(1)).did().bot().ended()
    opened().says('这个嘛').says('???').did().bot('exit:later')
  })

  test('danger comes first', () => {
    opened().says('孩子掉河里了').did({ type: 'openCase', level: 'red' })
  })
})
