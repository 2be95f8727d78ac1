import { describe, test } from 'vitest'
import { hours } from '../../flows/engine/calendar.ts'
import { id, villageDirector } from './support/people.ts'
import { given } from './support/talk.ts'

const ABOUT = { notice: id(67), entrustment: id(90) }

describe('the written notice that school and village are owed, as a line of the list', () => {
  const opened = () => {
    const talk = given(villageDirector())
    talk.mind.list = { at: talk.now, items: [{ flow: 'hand-notice', about: ABOUT }] }
    return talk.says('1').did({ type: 'showNoticeToHand', notice: ABOUT.notice }).bot('hand-notice:whatNow')
  }
  const handed = (day: string) => ({ type: 'handNotice', notice: ABOUT.notice, day }) as const

  test('was handed over today, or on a day gone by; one to come is asked again', () => {
    opened().says('已交').did(handed('2026-11-18')).ended()
    const another = () => opened().says('2').bot('hand-notice:whichDay')
    another().says('昨天').did(handed('2026-11-17')).ended()
    another()
      .says('明天')
      .bot('hand-notice:notYet', 'hand-notice:whichDay')
      .says('11月16日')
      .did(handed('2026-11-16'))
  })

  test('can be printed first', () => {
    opened()
      .says('3')
      .did({ type: 'openPage', path: `/console/entrustments/${ABOUT.entrustment}` })
      .ended()
  })

  test('stays on the list in silence and confusion; danger comes first', () => {
    opened().says('4').did().bot('hand-notice:later').ended()
    opened().silent(hours(1)).did().bot().ended()
    opened().says('这个嘛').says('???').did().bot('hand-notice:later')
    opened().says('孩子掉河里了').did({ type: 'openCase', level: 'red' })
  })
})
