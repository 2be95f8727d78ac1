import { describe, test } from 'vitest'
import { directorWhoCares, grandmother, id, townshipSupervisor, villageDirector } from './support/people.ts'
import { given } from './support/talk.ts'

const director = () => given(villageDirector())

describe('what a director types', () => {
  test.each([
    ['今天', { type: 'showToday', all: false }],
    ['更多', { type: 'showToday', all: true }],
    ['早报 7点半', { type: 'setMorning', at: '07:30' }],
    ['早报七点', { type: 'setMorning', at: '07:00' }],
    ['早报 晚上8点', { type: 'setMorning', at: '20:00' }],
    ['早报 不要', { type: 'setMorning', at: 'off' }],
    ['进度', { type: 'showProgress' }],
    ['催', { type: 'remindSilent' }],
    ['回 3 明天我来看看', { type: 'answerFamily', no: 3, words: '明天我来看看', voice: null }],
    ['回3 明天我来看看', { type: 'answerFamily', no: 3, words: '明天我来看看' }],
    ['回 ３ 明天我来看看', { type: 'answerFamily', no: 3, words: '明天我来看看' }],
    ['回3号:明天我来看看', { type: 'answerFamily', no: 3, words: '明天我来看看' }],
    ['回 明天我来看看', { type: 'answerFamily', no: null, words: '明天我来看看' }],
    ['完 3', { type: 'closeRequest', no: 3 }],
    ['完', { type: 'closeRequest', no: null }],
    ['到 3', { type: 'acknowledgeCase', no: 3 }],
    ['到', { type: 'acknowledgeCase', no: null }],
    ['结案 3 已找到,孩子在家', { type: 'closeCase', no: 3, words: '已找到,孩子在家' }],
    ['恢复 3', { type: 'releaseHold', no: 3 }],
    ['撤 3', { type: 'undoJoin', no: 3 }],
    ['电话 3', { type: 'recordContact', no: 3, how: 'phone' }],
    ['电话 晓悦', { type: 'findFamily', words: '晓悦', no: null, for: 'contact' }],
    ['走访 3', { type: 'findFamily', no: 3, for: 'visit', said: '' }],
    ['走访 3 昨天', { type: 'findFamily', no: 3, for: 'visit', said: '昨天' }],
    ['走访晓悦', { type: 'findFamily', words: '晓悦', no: null, for: 'visit', said: '' }],
    ['走访 晓悦，昨天去的', { type: 'findFamily', words: '晓悦', for: 'visit', said: '昨天去的' }],
  ] as const)('%s', (said, effect) => {
    director().says(said).did(effect).bot().ended()
  })

  test.each([
    ['帮助', 'staff:help'],
    ['回', 'staff:answerHow'],
    ['结案 3', 'staff:closeHow'],
    ['恢复', 'staff:releaseHow'],
    ['撤', 'staff:undoHow'],
    ['早报', 'staff:morningHow'],
    ['早报 随便', 'staff:morningHow'],
    ['电话', 'staff:contactHow'],
  ])('%s is answered with how to write it', (said, key) => {
    director().says(said).did().bot(key)
  })

  test('a quoted request is answered without its number', () => {
    director()
      .quotes('【3号】柳湾村 晓悦、晓军 祖母:鞋小了', '明天带一双来')
      .did({ type: 'answerFamily', no: 3, words: '明天带一双来' })
  })

  test('a picture or a place that was passed on, quoted, is answered to the only family that waits', () => {
    for (const quoted of ['[图片]', '[位置] 村口', '[语音]'])
      director()
        .quotes(quoted, '看到了,明天来')
        .did({ type: 'answerFamily', no: null, words: '看到了,明天来' })
  })

  test('a quoted urgent case is taken on with any word', () => {
    director()
      .quotes('【急3号】柳湾村 晓悦 祖母来信:孩子不见了', '在路上')
      .did({ type: 'acknowledgeCase', no: 3 })
  })

  test('a voice note goes to the only family that waits for an answer', () => {
    director().speaks('wechat:a:6').did({ type: 'answerFamily', no: null, words: '', voice: 'wechat:a:6' })
  })

  test('what the director tells a family is not searched for danger words', () => {
    director().says('回 3 孩子不见了先打110').did({ type: 'answerFamily', no: 3 })
  })

  test('danger that the director writes of herself is danger', () => {
    director().says('孩子不见了').did({ type: 'openCase', level: 'red' }).bot('report-danger:safe')
  })

  test('words that only begin like a command are none', () => {
    for (const said of ['今天天气好', '回家了没有', '到了', '电话打不通', '完了'])
      director().says(said).did().bot('staff:help').ended()
  })

  test('thanks need no answer', () => {
    director().says('好的,谢谢').did().bot()
  })

  test('a supervisor has the same words', () => {
    given(townshipSupervisor()).says('今天').did({ type: 'showToday' })
  })

  test('a director with a grandchild has both sets of words', () => {
    given(directorWhoCares())
      .says('今天')
      .did({ type: 'showToday' })
      .says('报平安')
      .bot('check-in:howAreTheyNow')
  })
})

describe('a director who looks after children of her own', () => {
  const both = () => given(directorWhoCares())

  test('reads in the menu what staff can type and then what a family can do, and its digits are the family’s', () => {
    for (const word of ['菜单', '帮助', '0'])
      both()
        .says(word)
        .bot('staff:help', 'menu:everything')
        .says('1')
        .bot('check-in:howAreTheyNow')
        .says('1')
        .did({ type: 'recordCheckIn', condition: 'well' })
    given(villageDirector()).says('菜单').bot('staff:help').ended()
    given(grandmother()).says('菜单').bot('menu:everything')
  })

  test('has her own family’s conversations: 平安, 捎句话, 我的资料, 停, and the week’s question', () => {
    both().says('平安').bot('check-in:howAreTheyNow')
    both().says('报平安').bot('check-in:howAreTheyNow')
    both().says('捎句话').waitsAt('pass-on:whatWords')
    both().says('我的资料').bot('my-data:whatToDo')
    both().says('停').waitsAt('stop:isThatAll')
    const asked = both().asked('check-in', {
      children: directorWhoCares().children.map(child => child.id),
      checkIn: id(50),
      instead: false,
    })
    asked.says('今天').did({ type: 'showToday' })
    asked.says('都好').did({ type: 'recordCheckIn', condition: 'well' })
  })

  test('goes on being the director: lists, answers and danger', () => {
    both().says('回 3 好的').did({ type: 'answerFamily', no: 3 })
    both().says('孩子掉河里了').did({ type: 'openCase', level: 'red' })
  })
})

test('a grandmother who types a director’s word gets no list', () => {
  given(grandmother()).says('今天').did().bot('menu:notClear')
})
