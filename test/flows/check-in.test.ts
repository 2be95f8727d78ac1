import { describe, expect, test } from 'vitest'
import { days, hours } from '../../flows/engine/calendar.ts'
import { father, grandmother, id, XIAOJUN, XIAOYUE } from './support/people.ts'
import { given } from './support/talk.ts'

const children = [XIAOYUE, XIAOJUN]
const THIS_WEEK = id(50)
const about = { children, checkIn: THIS_WEEK }
const asked = () => given(grandmother()).asked('check-in', about)

describe('the weekly check-in', () => {
  test('is one question for all the children of a grandmother, by the names they are called at home', () => {
    const talk = asked().bot('check-in:howAreThey')
    expect(talk.values).toMatchObject({ children: '晓悦、晓军', director: '王主任' })
  })

  test('1 is all well, and her choice is echoed', () => {
    asked()
      .says('1')
      .did({ type: 'recordCheckIn', children, checkIn: THIS_WEEK, condition: 'well' })
      .bot('check-in:thanks')
      .ended()
  })

  test('a question that stands open is not misread by a greeting: the bot is there, and asks again', () => {
    for (const said of ['在吗', '你好', '主任好', '早上好'])
      asked().says(said).bot('common:here', 'check-in:howAreThey').says('1').bot('check-in:thanks')
  })

  test.each(['孩子去他外婆家了', '娃送到姑姑家了', '孩子住到他舅舅那边去了。'])(
    '%s needs no question before: since when and with whom is asked',
    said => {
      given(grandmother()).says(said).did({ type: 'recordCheckIn', condition: 'away' })
    },
  )

  test.each(['孩子去同学家了', '孩子去他外婆家了吗？', '孩子去外婆家吃饭'])('%s is not that', said => {
    given(grandmother()).says(said).bot('menu:notClear')
  })

  test.each(['１', '①', '1️⃣', '壹', '一', '选1', '都好', '[OK]', '👌'])(
    'a grandmother who answers %s is understood as all well',
    said => {
      asked().says(said).did({ type: 'recordCheckIn', condition: 'well' })
    },
  )

  test('2 is recorded before she has said what it is, and her words go on the director’s list', () => {
    asked()
      .says('2')
      .did({ type: 'recordCheckIn', condition: 'trouble' })
      .bot('check-in:whatHappened')
      .says('鞋小了')
      .did({ type: 'openTask', kind: 'small-trouble', children, words: '鞋小了' })
      .bot('check-in:helpComing')
      .ended()
  })

  test('2 and then nothing more still becomes a line on the director’s list', () => {
    asked()
      .says('2')
      .silent(hours(2))
      .did({ type: 'openTask', kind: 'small-trouble', children, words: '' })
      .bot()
      .ended()
  })

  test('2 and then a voice note: the director must hear it', () => {
    asked()
      .says('2')
      .speaks('wechat:a:8')
      .did({ type: 'openRequest', words: [], voice: 'wechat:a:8' })
      .ended()
  })

  test('3 asks the director to call', () => {
    asked()
      .says('3')
      .did({ type: 'recordCheckIn', condition: 'call-me' }, { type: 'openRequest', words: [], voice: null })
      .bot()
      .ended()
  })

  test('asking for the director in words is the same as 3', () => {
    asked().says('请主任打给我').did({ type: 'recordCheckIn', condition: 'call-me' }, { type: 'openRequest' })
  })

  test('“the children are not with me” is understood, and she is asked where they are', () => {
    asked()
      .says('孩子不在我这儿')
      .did({ type: 'recordCheckIn', condition: 'away' })
      .bot('check-in:whereNow')
      .says('上周起在他姑姑家')
      .did({ type: 'openTask', kind: 'away', children, words: '上周起在他姑姑家' })
      .bot('check-in:helpComing')
      .ended()
  })

  test('only what was not said yet is asked: with whom, then since when, and the day is understood', () => {
    asked()
      .says('孩子不在我这儿')
      .says('这几天在镇上')
      .bot('check-in:withWhom')
      .says('跟他舅妈')
      .did({ type: 'openTask', kind: 'away', words: '这几天在镇上 / 跟他舅妈' })
      .bot('check-in:helpComing')
      .ended()
    asked()
      .says('孩子不在我这儿')
      .says('跟他舅妈在一起')
      .bot('check-in:sinceWhen')
      .says('上个星期天')
      .did({
        type: 'openTask',
        kind: 'away',
        words: '跟他舅妈在一起 / 上个星期天',
        since: '2026-11-15',
      })
      .bot('check-in:helpComing')
    asked()
      .says('孩子不在我这儿,昨天他舅舅接走了')
      .did(
        { type: 'recordCheckIn', condition: 'away' },
        { type: 'openTask', kind: 'away', since: '2026-11-17' },
      )
      .bot('check-in:helpComing')
  })

  test('nobody with a child under eight is a red case at once, with older ones a case for today', () => {
    for (const [ages, level] of [
      [[6, 10], 'red'],
      [[9, 10], 'amber'],
      [[null, 10], 'red'],
    ] as const)
      given(grandmother([ages[0], ages[1]]))
        .asked('check-in', about)
        .says('孩子不在我这儿')
        .says('没人跟着,他们自己在镇上')
        .did({ type: 'openCase', level, class: 'unattended', children })
        .bot('check-in:alone')
        .ended()
  })

  test('a grandmother may say so without being asked', () => {
    given(grandmother())
      .says('孩子不在我这儿了')
      .did({ type: 'recordCheckIn', checkIn: null, condition: 'away' })
      .bot('check-in:whereNow')
      .says('他姑姑接走的,昨天')
      .did({
        type: 'openTask',
        kind: 'away',
        words: '孩子不在我这儿了 / 他姑姑接走的,昨天',
        since: '2026-11-17',
      })
  })

  test('a voice note about where the children are is for the director, with what was said before', () => {
    asked()
      .says('孩子不在我这儿')
      .says('在镇上')
      .speaks('wechat:a:9')
      .did(
        { type: 'openTask', kind: 'away', words: '在镇上' },
        { type: 'openRequest', words: [], voice: 'wechat:a:9' },
      )
      .ended()
  })

  test.each([
    ['书本费贵,想问补助', 'money'],
    ['有点咳嗽', 'illness'],
    ['不肯写作业', 'school'],
    ['跟他哥哥吵架了', 'quarrel'],
    ['鞋小了', undefined],
  ])('a small trouble is understood by what it is about: %s', (words, about) => {
    asked()
      .says('2')
      .says(words)
      .did({ type: 'openTask', kind: 'small-trouble', words, ...(about && { about }) })
      .bot('check-in:helpComing')
      .ended()
  })

  test('an illness that goes on is looked at the same day', () => {
    asked()
      .says('2')
      .says('拉肚子三天了')
      .did({ type: 'openCase', level: 'amber', class: 'illness', hold: false, words: '拉肚子三天了' })
      .bot('check-in:looksToday')
      .ended()
  })

  test('a visit that is wanted is a request, which somebody answers', () => {
    asked()
      .says('2')
      .says('窗户坏了,能不能来家看看')
      .did({ type: 'openRequest', words: ['窗户坏了,能不能来家看看'], voice: null })
      .bot()
      .ended()
  })

  test('“not with me” and then nothing more still becomes a line on the director’s list', () => {
    asked()
      .says('孩子不在我这儿')
      .silent(hours(2))
      .did({ type: 'openTask', kind: 'away', words: '' })
      .bot()
      .ended()
  })

  test('a voice note counts as an answer, and a person must hear it', () => {
    asked()
      .speaks('wechat:a:7')
      .did(
        { type: 'recordCheckIn', condition: 'voice' },
        { type: 'openRequest', words: [], voice: 'wechat:a:7' },
      )
      .bot()
      .ended()
  })

  test('the father is asked instead in kinder words, and answers for the same week', () => {
    given(father())
      .asked('check-in', { ...about, instead: true })
      .bot('check-in:howAreTheyInstead')
      .says('1')
      .did({ type: 'recordCheckIn', checkIn: THIS_WEEK, condition: 'well' })
  })

  test('a grandmother may report at any time without being asked', () => {
    given(grandmother())
      .says('报平安')
      .bot('check-in:howAreTheyNow')
      .says('1')
      .did({ type: 'recordCheckIn', children, checkIn: null, condition: 'well' })
  })

  test('a report of her own takes the place of the week’s open question', () => {
    asked().says('报平安').bot('check-in:howAreTheyNow').says('1').bot('check-in:thanks').ended()
  })
})

describe('silence', () => {
  const reminder = { type: 'remind', flow: 'check-in', subject: THIS_WEEK, key: 'check-in:reminder' } as const

  test('brings a kind reminder, which can be answered with a digit', () => {
    asked()
      .silent(hours(24))
      .bot()
      .happens(reminder)
      .bot('check-in:reminder')
      .says('1')
      .did({ type: 'recordCheckIn', condition: 'well' })
  })

  test('brings no reminder once she has answered, or once another question is open', () => {
    asked().says('1').happens(reminder).bot().did()
    asked().says('2').says('鞋小了').happens(reminder).bot()
  })

  test('lets the question lapse within the week, without a word', () => {
    asked().silent(days(6)).bot().did().ended()
  })

  test('ends when the father has answered meanwhile: the question is taken back without a word', () => {
    asked().happens({ type: 'withdraw', flow: 'check-in', subject: THIS_WEEK }).bot().did().ended()
  })

  test('a question that waited too long is not asked any more', () => {
    const talk = given(grandmother()).says('菜单')
    talk
      .asked('check-in', about, talk.now + hours(1))
      .silent(hours(3))
      .bot()
      .ended()
  })
})

describe('an answer that is not understood', () => {
  test('is asked for again, then the director gets both', () => {
    asked()
      .says('今年雨水多')
      .bot('common:notUnderstood', 'check-in:howAreThey')
      .says('红薯好收成')
      .did({ type: 'openRequest', words: ['今年雨水多', '红薯好收成'], voice: null })
      .bot()
      .ended()
  })

  test.each(['4', '12', '1 2', '5'])('%s is no choice', said => {
    asked().says(said).did().bot('common:notUnderstood', 'check-in:howAreThey')
  })
})

describe('danger', () => {
  test('comes before the check-in and before “what happened”', () => {
    asked()
      .says('孩子不见了')
      .bot('report-danger:safe')
      .did({ type: 'openCase', level: 'red', class: 'missing' })
      .says('2')
      .says('掉河里了')
      .bot('report-danger:safe')
      .did({ type: 'openCase', level: 'red', class: 'drowning' })
      .waitsAt('check-in:whatHappened')
  })
})
