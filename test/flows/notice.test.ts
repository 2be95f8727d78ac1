import { describe, test } from 'vitest'
import { hours, instantOf } from '../../flows/engine/calendar.ts'
import { directorWhoCares, grandmother, id, villageDirector, XIAOYUE } from './support/people.ts'
import { given } from './support/talk.ts'

const WORDS = '明天上午九点在村委会打疫苗,请带上接种本。'
const director = () => given(villageDirector())

describe('a director’s notice', () => {
  test('is written, looked at and sent with 1', () => {
    director()
      .says('通知')
      .bot('notice:whatToSay')
      .says(WORDS)
      .did({ type: 'previewNotice', text: WORDS, voice: null })
      .bot('notice:release')
      .says('1')
      .did({ type: 'releaseNotice', text: WORDS, voice: null })
      .ended()
  })

  test('may follow the command in the same message', () => {
    director()
      .says(`通知 ${WORDS}`)
      .did({ type: 'previewNotice', text: WORDS })
      .says('1')
      .did({ type: 'releaseNotice', text: WORDS })
  })

  test('may be spoken', () => {
    director()
      .says('通知')
      .speaks('wechat:a:5')
      .did({ type: 'previewNotice', text: '', voice: 'wechat:a:5' })
      .bot('notice:release')
      .says('1')
      .did({ type: 'releaseNotice', text: '', voice: 'wechat:a:5' })
      .ended()
  })

  test.each(['1', '发', '发出', '发吧', '可以', '好的'])('is sent with %s', said => {
    director().says(`通知 ${WORDS}`).says(said).did({ type: 'releaseNotice', text: WORDS })
  })

  test.each(['4', '不发', '先不发', '不要发了', '取消'])('is dropped with %s', said => {
    for (const person of [villageDirector(), directorWhoCares()])
      given(person).says(`通知 ${WORDS}`).says(said).did().bot('notice:dropped').ended()
  })

  test('goes to some of the families only, and asks again with that preview', () => {
    const drafted = () => director().says(`通知 ${WORDS}`).says('2').bot('notice:forWhom')
    drafted()
      .says('2')
      .did({ type: 'previewNotice', text: WORDS, audience: 'silent' })
      .bot('notice:release')
      .says('1')
      .did({ type: 'releaseNotice', text: WORDS, audience: 'silent' })
    drafted().says('七岁以下').did({ type: 'previewNotice', audience: 'under-seven' })
    drafted().says('12岁以上的').did({ type: 'previewNotice', audience: 'twelve-up' })
    drafted().says('全村').did({ type: 'previewNotice', text: WORDS })
  })

  test.each([
    ['明早8点', '2026-11-19 08:00'],
    ['明天下午3点', '2026-11-19 15:00'],
    ['周五早上七点半', '2026-11-20 07:30'],
    ['11月25号上午10点', '2026-11-25 10:00'],
    ['今晚7点', '2026-11-18 19:00'],
    ['8点', '2026-11-19 08:00'],
    ['10点半', '2026-11-18 10:30'],
  ])('leaves later: %s', (words, at) => {
    const [day, time] = at.split(' ') as [string, string]
    director()
      .says(`通知 ${WORDS}`)
      .says('3')
      .bot('notice:when')
      .says(words)
      .did({ type: 'previewNotice', text: WORDS, at: instantOf(day, time) })
      .bot('notice:release')
      .says('1')
      .did({ type: 'releaseNotice', text: WORDS, at: instantOf(day, time) })
  })

  test('a time that is none, or past, is asked for again', () => {
    const talk = director().says(`通知 ${WORDS}`).says('3')
    for (const words of ['随便', '昨天8点', '今天早上7点'])
      talk.says(words).did().bot('notice:noSuchTime', 'notice:when')
  })

  test('takes a picture when no child is in it, and words that go with it', () => {
    director()
      .sendsPicture('picture-9')
      .bot('notice:isNoChildInIt')
      .says('1')
      .bot('notice:whatToSayWithIt')
      .says(WORDS)
      .did({ type: 'previewNotice', text: WORDS, picture: 'picture-9' })
      .says('1')
      .did({ type: 'releaseNotice', text: WORDS, picture: 'picture-9' })
    director().sendsPicture().says('2').did().bot('notice:notThisPicture').ended()
    director().sendsPicture().says('有').did().bot('notice:notThisPicture')
    director().sendsPicture().silent(hours(12)).did().ended()
  })

  test('is stopped, and the families to telephone are listed, with one word', () => {
    director().says('停发').did({ type: 'stopNotice' })
    director().says('名单').did({ type: 'showCalls' })
    director().says('谁没微信').did({ type: 'showCalls' })
  })

  test('nobody released within half a day is forgotten without a word', () => {
    director().says(`通知 ${WORDS}`).silent(hours(12)).did().bot().ended()
  })

  test('is not sent on an answer that is not understood, and dropped after the second', () => {
    director()
      .says(`通知 ${WORDS}`)
      .says('让我想想')
      .did()
      .bot('common:notUnderstood', 'notice:release')
      .says('再等等吧')
      .did()
      .bot('notice:dropped')
      .ended()
  })

  test('begun anew takes the place of the older draft', () => {
    director()
      .says(`通知 ${WORDS}`)
      .says('通知 明天停水')
      .did({ type: 'previewNotice', text: '明天停水' })
      .says('1')
      .did({ type: 'releaseNotice', text: '明天停水' })
      .ended()
  })

  test('may speak of drowning without raising an alarm: it is a draft', () => {
    const warning =
      '各位家长:暑假到了,邻村有孩子掉河里了,请看好自家孩子,不要下河洗澡,路过水塘要牵好,谢谢配合。'
    director().says('通知').says(warning).did({ type: 'previewNotice', text: warning })
  })

  test('does not silence a short cry for help of the director who writes it', () => {
    director().says('通知').says('孩子掉河里了').did({ type: 'openCase', level: 'red', class: 'drowning' })
  })

  test('does not lose the check-in of a director who looks after a child herself', () => {
    given(directorWhoCares())
      .asked('check-in', { children: [XIAOYUE], checkIn: id(50) })
      .says(`通知 ${WORDS}`)
      .says('1')
      .did({ type: 'releaseNotice' })
      .bot('check-in:howAreThey')
  })
})

describe('a notice that reaches a family', () => {
  test('is receipted with 收到', () => {
    given(grandmother())
      .notified(id(70))
      .says('收到')
      .did({ type: 'receipt', notice: id(70) })
      .bot('common:receipt')
  })

  test.each(['收到了', '收到,谢谢', '好的,收到', '1', '好的', '知道了', '[OK]'])(
    'is receipted with %s',
    said => {
      given(grandmother())
        .notified(id(70))
        .says(said)
        .did({ type: 'receipt', notice: id(70) })
    },
  )

  test('is not receipted by a longer text that only has such a word in it, and the text is not lost', () => {
    given(grandmother()).notified(id(70)).says('他爸腊月二十才能到家,我知道了再告诉您').bot('menu:notClear')
  })

  test('does not swallow what happened, when that is what she was asked', () => {
    given(grandmother())
      .asked('check-in', { children: [XIAOYUE], checkIn: id(50) })
      .says('2')
      .notified(id(70))
      .says('上课不注意听')
      .did({ type: 'openTask', kind: 'small-trouble', words: '上课不注意听' })
  })

  test('收到 once more, with nothing waiting for it, needs no answer', () => {
    given(grandmother()).says('收到').bot().did().ended()
  })

  test('is receipted with a bare 1, which says nothing about a child, and the open question is put again', () => {
    given(grandmother())
      .asked('check-in', { children: [XIAOYUE], checkIn: id(50) })
      .silent(hours(1))
      .notified(id(70))
      .says('1')
      .did({ type: 'receipt', notice: id(70) })
      .bot('common:receipt', 'check-in:howAreThey')
      .meanwhile({ notice: null })
      .says('1')
      .did({ type: 'recordCheckIn', condition: 'well' })
  })

  test('that came before the question does not take the question’s 1, but 收到 still counts for it', () => {
    const asked = () =>
      given(grandmother())
        .notified(id(70))
        .silent(hours(1))
        .asked('check-in', { children: [XIAOYUE], checkIn: id(50) })
    asked().says('1').did({ type: 'recordCheckIn', condition: 'well' })
    asked()
      .says('收到')
      .did({ type: 'receipt', notice: id(70) })
      .waitsAt('check-in:howAreThey')
  })

  test('does not take the 1 that answers a reminder of the check-in, which came later', () => {
    given(grandmother())
      .asked('check-in', { children: [XIAOYUE], checkIn: id(50) })
      .silent(hours(8))
      .notified(id(70))
      .silent(hours(16))
      .happens({ type: 'remind', flow: 'check-in', subject: id(50), key: 'check-in:reminder' })
      .says('1')
      .did({ type: 'recordCheckIn', condition: 'well' })
  })

  test('does not swallow what the family says to the director who is talking with them', () => {
    given(grandmother())
      .notified(id(70))
      .meanwhile({ handedOver: true })
      .says('好的')
      .did({ type: 'addToRequest', words: '好的' })
      .says('收到')
      .did({ type: 'receipt', notice: id(70) }, { type: 'addToRequest', words: '收到' })
      .bot()
  })
})
