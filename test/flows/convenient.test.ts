import { describe, test } from 'vitest'
import { hours } from '../../flows/engine/calendar.ts'
import { father, id, XIAOJUN, XIAOYUE } from './support/people.ts'
import { given } from './support/talk.ts'

const asked = () => given(father()).says('几点方便').bot('convenient:which')

describe('the time that suits', () => {
  test.each([
    ['5', 'evening'],
    ['下班后', 'evening'],
    ['上午', 'morning'],
    ['3', 'noon'],
    ['下午吧', 'afternoon'],
    ['都行', null],
  ])('%s is remembered', (words, part) => {
    asked().says(words).did({ type: 'setPartOfDay', part }).bot('convenient:noted').ended()
  })

  test('the menu leads to it', () => {
    given(father()).says('菜单').says('收消息的时间').bot('convenient:which')
    given(father()).says('菜单').says('7').bot('convenient:which')
  })

  test('silence, or what is not understood twice, changes nothing', () => {
    asked().silent(hours(13)).bot().did().ended()
    asked().says('月亮真圆').says('月亮还是圆').bot('convenient:unchanged').did().ended()
  })

  test('danger comes first', () => {
    asked().says('孩子不见了').bot('report-danger:safe').waitsAt('convenient:which')
  })

  test('the question of the week goes on afterwards', () => {
    given(father())
      .asked('check-in', { children: [XIAOYUE, XIAOJUN], checkIn: id(50) })
      .says('几点方便')
      .says('5')
      .bot('convenient:noted', 'check-in:howAreThey')
  })
})
