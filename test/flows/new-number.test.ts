import { describe, test } from 'vitest'
import { days, hours } from '../../flows/engine/calendar.ts'
import { PRIVACY } from '../../flows/index.ts'
import {
  father,
  GRANDMOTHER,
  grandmother,
  grandmothersCard,
  villageDirector,
  XIAOYUE,
} from './support/people.ts'
import { given } from './support/talk.ts'

const CARD = '12345678'
const unknown = (consent: 'agreed' | 'unasked' = 'agreed') =>
  given(null, { [CARD]: grandmothersCard(CARD, consent) })
    .says('我换手机了')
    .bot('join:newPhone')

describe('我换手机了 from a phone that is not known', () => {
  test('is answered with the code, and whoever agreed before is not asked again', () => {
    unknown()
      .says('1234 5678')
      .bot('join:isItYou')
      .says('1')
      .did({ type: 'bind', code: CARD, agreed: PRIVACY })
      .ended()
  })

  test('whoever never agreed is asked, and only then bound', () => {
    unknown('unasked')
      .says(CARD)
      .bot('join:welcome', 'join:privacy')
      .says('1')
      .bot('join:isItYou')
      .says('1')
      .did({
        type: 'bind',
      })
    unknown('unasked')
      .says(CARD)
      .says('2')
      .did({ type: 'refuse', person: GRANDMOTHER })
      .bot('join:refused')
      .ended()
  })

  test('a wrong code is counted, says nothing, and leads past no question about consent', () => {
    unknown('unasked')
      .says('8765 4321')
      .did({ type: 'wrongCode' })
      .bot('join:wrongCode', 'join:newPhone')
      .says(CARD)
      .bot('join:welcome', 'join:privacy')
  })

  test('also somebody who said no, or stands at another question, may come back this way', () => {
    given(null, { [CARD]: grandmothersCard(CARD, 'agreed') })
      .adds()
      .says('2')
      .says('换手机了')
      .bot('join:newPhone')
      .says(CARD)
      .bot('join:isItYou')
  })

  test('silence and confusion', () => {
    unknown().silent(days(8)).bot().ended()
    unknown()
      .says('月亮真圆')
      .bot('common:notUnderstood', 'join:newPhone')
      .says('月亮还是圆')
      .bot('join:pointToPerson')
  })

  test('danger comes first', () => {
    unknown().says('孩子不见了').bot('report-danger:safeDuty')
  })
})

describe('我换手机了 from somebody known', () => {
  const asked = () => given(father()).says('我换手机了').bot('new-number:sameWechat')

  test.each(['换手机了', '我换号了', '我要换微信', '换了个新号码', '我换电话了'])(
    '%s is understood',
    words => {
      given(father()).says(words).bot('new-number:sameWechat')
    },
  )

  test('a new telephone number goes to the director, who corrects it', () => {
    asked()
      .says('1')
      .bot('new-number:whichNumber')
      .says('13900001111')
      .did({ type: 'openTask', kind: 'data-correct', children: [XIAOYUE], words: '13900001111' })
      .bot('new-number:passedOn')
      .ended()
  })

  test('another WeChat needs a new code, which the director is told about', () => {
    asked()
      .says('2')
      .did({ type: 'openTask', kind: 'new-phone', children: [XIAOYUE] })
      .bot('new-number:otherWechat')
      .ended()
  })

  test('by voice, or not understood twice, it goes to a person; silence changes nothing', () => {
    asked().speaks('wechat:a:5').did({ type: 'openRequest', voice: 'wechat:a:5' })
    asked().says('月亮真圆').says('月亮还是圆').did({ type: 'openRequest' })
    asked().silent(hours(13)).bot().did().ended()
  })

  test('danger comes first; a child who has another phone is something else', () => {
    asked().says('孩子不见了').bot('report-danger:safe').waitsAt('new-number:sameWechat')
    given(grandmother()).says('孩子把我手机换了游戏').bot('menu:notClear')
  })

  test('while a person is talking it is for that person', () => {
    given(father())
      .meanwhile({ handedOver: true })
      .says('我换手机了')
      .did({ type: 'addToRequest', words: '我换手机了' })
  })
})

describe('代绑', () => {
  const director = () => given(villageDirector())

  test('by name, or by the number of a task, finds the family', () => {
    director().says('代绑 晓悦').did({ type: 'findFamily', words: '晓悦', no: null, for: 'bind-for' })
    director().says('代绑张桂兰').did({ type: 'findFamily', words: '张桂兰', for: 'bind-for' })
    director().says('代绑 3').did({ type: 'findFamily', no: 3, for: 'bind-for' })
  })

  test('alone asks which family', () => {
    director().says('代绑').bot('whom:whichFamily').says('晓悦').did({ type: 'findFamily', for: 'bind-for' })
  })

  test('is nothing for a family to type', () => {
    given(grandmother()).says('代绑 晓悦').bot('menu:notClear')
  })
})
