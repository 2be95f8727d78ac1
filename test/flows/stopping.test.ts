import { describe, test } from 'vitest'
import { days, hours } from '../../flows/engine/calendar.ts'
import { PRIVACY } from '../../flows/index.ts'
import { father, GRANDMOTHER, grandmother, id, XIAOJUN, XIAOYUE } from './support/people.ts'
import { given } from './support/talk.ts'

const children = [XIAOYUE, XIAOJUN]
const stopped = () => given(grandmother()).says('停')

describe('停', () => {
  test('stops everything at once, whatever is answered then', () => {
    stopped()
      .did(
        { type: 'refuse', wording: 'stop', person: GRANDMOTHER },
        { type: 'openTask', kind: 'stopped', children },
      )
      .bot('stop:isThatAll')
  })

  test.each(['1', '就这样', '没了', '好的', '不要再发了', '停'])(
    '%s is enough, and nobody asks why',
    words => {
      stopped().says(words).bot('stop:goodbye').did().ended()
    },
  )

  test.each([
    '我上夜班，白天别发',
    '白天不要给我发消息，晚上再发',
    '上班时间别发',
    '晚点再发吧',
    '下班后再发',
    '中午别打扰我',
  ])('%s asks for another time of the day, not for silence', words => {
    given(father()).says(words).bot('convenient:which').did()
  })

  test.each([
    '别发了',
    '不要再给我发消息',
    '以后别发消息了，太吵',
    '能不能不发',
    '唔好再發',
    '不要再发了行不行',
  ])('%s stops', words => {
    given(father()).says(words).bot('stop:isThatAll')
  })

  test('the consent can be taken back as well, which a person confirms by coming', () => {
    stopped()
      .says('2')
      .did(
        { type: 'withdraw', person: GRANDMOTHER },
        { type: 'openTask', kind: 'withdrawn', children: [XIAOYUE] },
      )
      .bot('stop:withdrawn')
      .ended()
  })

  test('somebody may rather talk, by digit, in words or by voice', () => {
    stopped().says('3').did({ type: 'openRequest', words: [], voice: null }).ended()
    stopped().says('叫主任来一趟').did({ type: 'openRequest' }).ended()
    stopped().speaks('wechat:a:9').did({ type: 'openRequest', voice: 'wechat:a:9' }).ended()
  })

  test('silence is an answer: nothing more is said', () => {
    stopped().silent(hours(13)).bot().did().ended()
  })

  test('what is not understood twice is read by a person', () => {
    stopped()
      .says('月亮真圆')
      .bot('common:notUnderstood', 'stop:isThatAll')
      .says('月亮还是圆')
      .did({ type: 'openRequest', words: ['月亮真圆', '月亮还是圆'] })
      .ended()
  })

  test('danger is answered after it as before', () => {
    stopped().says('孩子不见了').bot('report-danger:safe').did({ type: 'openCase' })
  })

  test('it ends the questions that waited', () => {
    given(grandmother())
      .asked('check-in', { children, checkIn: id(50) })
      .asked('confirm-care-carer', { children, carer: GRANDMOTHER })
      .says('停')
      .says('1')
      .bot('stop:goodbye')
      .silent(days(7))
      .bot()
  })

  test('it works while a person is talking, and the question goes with it', () => {
    given(grandmother())
      .meanwhile({ handedOver: true })
      .says('停')
      .bot('stop:isThatAll')
      .says('1')
      .bot('stop:goodbye')
  })

  test('撤回同意 in one’s own words stops as well', () => {
    given(father()).says('我撤回之前的同意').bot('stop:isThatAll')
  })
})

describe('coming back', () => {
  const refused = () => given({ ...grandmother(), consent: 'refused' })

  test('开始 shows what is agreed to and begins again', () => {
    refused()
      .says('开始')
      .bot('join:privacy')
      .says('1')
      .did({ type: 'agree', wording: PRIVACY, person: GRANDMOTHER })
      .bot('join:agreedAgain')
      .ended()
  })

  test('somebody who thinks better of it is left in peace', () => {
    refused().says('开始').says('2').did({ type: 'refuse', person: GRANDMOTHER }).bot('join:refused').ended()
  })

  test('for whoever never stopped there is nothing to begin', () => {
    given(grandmother()).says('开始').bot('menu:everything')
  })
})
