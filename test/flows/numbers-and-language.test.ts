import { describe, test } from 'vitest'
import { days } from '../../flows/engine/calendar.ts'
import { father, GRANDMOTHER, grandmother, id, villageDirector, XIAOJUN, XIAOYUE } from './support/people.ts'
import { given } from './support/talk.ts'

const children = [XIAOYUE, XIAOJUN]
const asked = () => given(grandmother()).asked('check-in', { children, checkIn: id(50) })

describe('the telephone numbers', () => {
  test.each(['热线', '急事电话', 'Hotline'])(
    '%s shows them, whoever asks, and leaves the open question open',
    word => {
      asked().says(word).did({ type: 'showHotlines' }).bot().waitsAt('check-in:howAreThey')
      given(villageDirector()).says(word).did({ type: 'showHotlines' })
      given(null).adds().says(word).did({ type: 'showHotlines' }).waitsAt('join:privacy')
    },
  )

  test('are there for somebody under a hold, and for a child', () => {
    given(father()).meanwhile({ held: true }).says('热线').did({ type: 'showHotlines' })
    given(null).says('我爸打我,我好怕').says('热线').did({ type: 'showHotlines' })
  })

  test('are not what somebody means who writes about a telephone', () => {
    given(grandmother()).says('热线打不通').bot('menu:notClear')
  })

  test('do not postpone the question that was open', () => {
    asked().says('热线').silent(days(7)).bot().ended()
  })

  test('danger is answered first', () => {
    given(grandmother()).says('孩子不见了,热线多少').bot('report-danger:safe')
  })
})

describe('the language', () => {
  test('is changed by its name, and the open question is put again in it', () => {
    asked().says('English').did({ type: 'setLanguage', language: 'en' }).bot('check-in:howAreThey')
    asked().says('中文').did({ type: 'setLanguage', language: 'zh-CN' }).bot('check-in:howAreThey')
  })

  test('can be changed before joining', () => {
    given(null).adds().says('english').did({ type: 'setLanguage', language: 'en' }).bot('join:privacy')
  })

  test('puts no question while a person is talking', () => {
    given(grandmother())
      .asked('confirm-care-carer', { children, carer: GRANDMOTHER })
      .meanwhile({ handedOver: true })
      .says('English')
      .did({ type: 'setLanguage' })
      .bot()
  })
})
