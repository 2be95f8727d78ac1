import { describe, expect, test } from 'vitest'
import { hours } from '../../flows/engine/calendar.ts'
import { grandmother, townshipSupervisor, villageDirector } from './support/people.ts'
import { given } from './support/talk.ts'

describe('请假', () => {
  test('asks from when, until when, and who stands in', () => {
    given(villageDirector())
      .says('请假')
      .bot('leave:fromWhen')
      .says('明天')
      .bot('leave:untilWhen')
      .says('11月25号')
      .bot('leave:who')
      .did({ type: 'listStandIns' })
      .says('2')
      .did({ type: 'takeLeave', from: '2026-11-19', until: '2026-11-25', standIn: '2' })
      .ended()
  })

  test('takes both days in the same breath', () => {
    given(villageDirector())
      .says('请假 12月1日到12月5日')
      .did({ type: 'listStandIns' })
      .bot('leave:who')
      .says('赵明')
      .did({ type: 'takeLeave', from: '2026-12-01', until: '2026-12-05', standIn: '赵明' })
  })

  test('a day gone by, no day, or a last day before the first is asked again', () => {
    given(villageDirector())
      .says('请假')
      .says('看情况')
      .bot('leave:noDay', 'leave:fromWhen')
      .says('12月5日到12月1日')
      .bot('leave:noDay', 'leave:fromWhen')
      .says('12月5日')
      .says('12月1日')
      .bot('leave:noDay', 'leave:untilWhen')
      .says('12月6日')
      .bot('leave:who')
  })

  test('silence for an hour leaves everything as it was', () => {
    given(villageDirector()).says('请假').silent(hours(2)).did().ended()
  })

  test('when only the name is asked once more, the days stay', () => {
    given(villageDirector())
      .asked('leave', { from: '2026-12-01', until: '2026-12-05' })
      .bot('leave:who')
      .says('1')
      .did({ type: 'takeLeave', from: '2026-12-01', until: '2026-12-05', standIn: '1' })
  })

  test('a danger in between wins', () => {
    const talk = given(villageDirector()).says('请假').says('孩子掉河里了')
    expect(talk.said[0]).toMatch(/^report-danger:/)
  })

  test('销假 ends it; a supervisor and a family have no such word', () => {
    given(villageDirector()).says('销假').did({ type: 'endLeave' })
    given(townshipSupervisor()).says('销假').did()
    given(grandmother()).says('请假').did()
  })
})

describe('接任', () => {
  test('names the village and the successor, with or without a telephone', () => {
    given(townshipSupervisor())
      .says('接任 柳河村 王秀英 13800001111')
      .did({ type: 'replaceDirector', village: '柳河村', name: '王秀英', phone: '13800001111' })
      .says('接任 柳河村 王秀英')
      .did({ type: 'replaceDirector', village: '柳河村', name: '王秀英', phone: null })
      .says('接任 柳河村')
      .did()
      .bot('staff:replaceHow')
  })

  test('is no word of a director', () => {
    given(villageDirector()).says('接任 柳河村 王秀英').did()
  })
})
