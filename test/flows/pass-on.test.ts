import { describe, expect, test } from 'vitest'
import { days, hours } from '../../flows/engine/calendar.ts'
import { father, grandmother, id, XIAOJUN, XIAOYUE } from './support/people.ts'
import { given } from './support/talk.ts'

const children = [XIAOYUE, XIAOJUN]
const passed = id(80)
const arrives = (words: string | null = '周日晚上打视频') =>
  given(grandmother()).asked('words-arrive', {
    children,
    passed,
    from: '父亲',
    words,
    voice: words === null ? 'wechat:a:6' : null,
  })

describe('a father passes a few words on', () => {
  test.each(['捎句话', '我想捎句话回家', '帮我带个话', '转句话给奶奶'])('he says %s, and what', said => {
    given(father())
      .says(said)
      .bot('pass-on:whatWords')
      .says('周日晚上打视频')
      .did({ type: 'passOn', children, words: '周日晚上打视频', voice: null, back: null })
      .bot()
      .ended()
  })

  test('or speaks it', () => {
    given(father())
      .says('捎句话')
      .speaks('wechat:a:6')
      .did({ type: 'passOn', words: '', voice: 'wechat:a:6' })
      .ended()
  })

  test('silence ends it without a word, a change of mind kindly', () => {
    given(father()).says('捎句话').silent(hours(2)).bot().did().ended()
    given(father()).says('捎句话').says('下次吧').bot('pass-on:letGo').did().ended()
  })

  test('danger in the words goes the danger way and is not passed on', () => {
    given(father())
      .says('捎句话')
      .says('我不想活了')
      .bot('report-danger:safe')
      .did({ type: 'openCase', level: 'red' })
      .waitsAt('pass-on:whatWords')
  })

  test('while somebody is talking with him the words go there', () => {
    given(father()).meanwhile({ handedOver: true }).says('捎句话').did({ type: 'addToRequest' }).bot()
  })
})

describe('the grandmother gets them', () => {
  test('with who they are from, and says that the children heard them', () => {
    const talk = arrives().bot('words-arrive:forThem')
    expect(talk.values).toMatchObject({ from: '父亲', passed: '周日晚上打视频' })
    for (const said of ['1', '转到了', '念了'])
      arrives().says(said).did({ type: 'wordsArrived', passed }).bot('words-arrive:toldThem').ended()
  })

  test('or sends some back', () => {
    for (const said of ['2', '想捎话回去', '捎句话'])
      arrives()
        .says(said)
        .bot('words-arrive:whatBack')
        .says('娃说想您了')
        .did({ type: 'passOn', children, words: '娃说想您了', back: passed })
        .bot()
        .ended()
  })

  test('a voice note comes ahead of the question', () => {
    arrives(null).did({ type: 'playVoice', voice: 'wechat:a:6' }).bot('words-arrive:voiceForThem')
  })

  test('after two days of silence the father hears that, too', () => {
    arrives().silent(days(2)).did({ type: 'wordsUnanswered', passed }).bot().ended()
  })

  test('what is not understood twice is for the director', () => {
    arrives()
      .says('红薯好收成')
      .bot('common:notUnderstood', 'words-arrive:forThem')
      .says('雨水多')
      .did({ type: 'openRequest', words: ['红薯好收成', '雨水多'] })
      .ended()
  })

  test('danger comes first', () => {
    arrives().says('孩子不见了').bot('report-danger:safe').waitsAt('words-arrive:forThem')
  })
})

describe('the weekly nudge', () => {
  const nudged = () => given(father()).asked('weekly-nudge', { children })

  test('is one light question', () => {
    nudged().bot('weekly-nudge:haveYouTalked').says('1').bot('weekly-nudge:glad').did().ended()
    for (const said of ['昨天打了', '刚视频了', '天天打'])
      nudged().says(said).bot('weekly-nudge:glad').ended()
  })

  test('leads to words passed on', () => {
    for (const said of ['2', '想捎句话']) nudged().says(said).bot('pass-on:whatWords')
  })

  test.each(['别提醒', '不用提醒了', '不要再提醒我了', '取消提醒'])('%s ends just this', said => {
    nudged().says(said).did({ type: 'stopNudge', stop: true }).bot('weekly-nudge:stopped').ended()
    given(father()).says(said).did({ type: 'stopNudge', stop: true }).bot('weekly-nudge:stopped')
  })

  test('要提醒 begins it again', () => {
    given(father()).says('要提醒').did({ type: 'stopNudge', stop: false })
  })

  test('silence ends it; nobody is told', () => {
    nudged().silent(days(2)).bot().did().ended()
  })

  test('lets any other question go first', () => {
    nudged()
      .asked('confirm-care-parent', { children, carer: grandmother().id })
      .bot('confirm-care-parent:isItSo')
  })

  test('what is not understood twice is for the director; danger comes first', () => {
    nudged()
      .says('红薯好收成')
      .says('雨水多')
      .did({ type: 'openRequest', words: ['红薯好收成', '雨水多'] })
    nudged().says('孩子不见了').bot('report-danger:safe').waitsAt('weekly-nudge:haveYouTalked')
  })
})
