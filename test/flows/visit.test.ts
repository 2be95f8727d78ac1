import { describe, expect, test } from 'vitest'
import { hours } from '../../flows/engine/calendar.ts'
import { dayPast, seenIn, stateIn, timeIn } from '../../flows/engine/understand.ts'
import { flows } from '../../flows/index.ts'
import { directorWhoCares, grandmother, id, villageDirector } from './support/people.ts'
import { given } from './support/talk.ts'

const HOUSEHOLD = id(61)
const about = { household: HOUSEHOLD, task: null, said: '' }
const visiting = (said = '') =>
  given(villageDirector()).happens({ type: 'begin', flow: 'visit', about: { ...about, said } })

describe('a visit', () => {
  test('is four taps', () => {
    visiting()
      .did({ type: 'showFamily', household: HOUSEHOLD })
      .bot('visit:whoWasThere')
      .says('1')
      .bot('visit:howIsChild')
      .says('1')
      .bot('visit:isHomeSafe')
      .says('1')
      .bot('visit:anythingElse')
      .says('1')
      .did({
        type: 'recordVisit',
        household: HOUSEHOLD,
        day: null,
        seen: 'both',
        child: 'well',
        home: 'safe',
        words: '',
        voice: null,
      })
      .ended()
  })

  test('that is left for another before the last tap is kept; one that had hardly begun is not', () => {
    const another = { type: 'begin', flow: 'visit', about: { ...about, household: id(62) } } as const
    visiting()
      .says('1')
      .says('1')
      .says('2')
      .happens(another)
      .did(
        { type: 'recordVisit', household: HOUSEHOLD, seen: 'both', child: 'well', home: 'unsafe' },
        { type: 'showFamily', household: id(62) },
      )
      .bot('visit:whoWasThere')
    visiting()
      .says('1')
      .happens(another)
      .did({ type: 'showFamily', household: id(62) })
  })

  test('is one dictated sentence that says who was there', () => {
    visiting()
      .says('去看了，孩子和奶奶都在家，都挺好的，家里水电安全')
      .did({
        type: 'recordVisit',
        seen: 'both',
        child: 'well',
        home: 'safe',
        words: '去看了，孩子和奶奶都在家，都挺好的，家里水电安全',
      })
      .ended()
  })

  test('may be said in the same breath as the command, also for an earlier day', () => {
    visiting('昨天，孩子和奶奶都在，有点感冒').did({
      type: 'recordVisit',
      day: '2026-11-17',
      seen: 'both',
      child: 'trouble',
    })
    visiting('家里没人').did({ type: 'recordVisit', seen: 'nobody' })
    visiting('昨天').bot('visit:whoWasThere').says('3').says('1').says('1').says('1').did({
      type: 'recordVisit',
      day: '2026-11-17',
      seen: 'child',
    })
  })

  test('takes a note, typed or spoken, with the last question', () => {
    const last = () => visiting().says('1').says('1').says('2').bot('visit:anythingElse')
    last()
      .says('井口没盖，说了下周来盖')
      .did({ type: 'recordVisit', home: 'unsafe', words: '井口没盖，说了下周来盖' })
    last().speaks('wechat:a:9').did({ type: 'recordVisit', voice: 'wechat:a:9', words: '' })
    last().says('上周三').did({ type: 'recordVisit', day: '2026-11-11', words: '' }).ended()
  })

  test('on another day says which, and a day to come is asked again', () => {
    visiting()
      .says('1')
      .says('1')
      .says('1')
      .says('2')
      .bot('visit:whichDay')
      .says('明天')
      .bot('visit:notYet', 'visit:whichDay')
      .says('3号')
      .did({ type: 'recordVisit', day: '2026-11-03' })
      .ended()
  })

  test('a voice note first is kept, and only who was there is asked', () => {
    visiting()
      .speaks('wechat:a:7')
      .bot('visit:spoken', 'visit:whoWasThere')
      .says('2')
      .did({ type: 'recordVisit', seen: 'carer', child: null, home: null, voice: 'wechat:a:7' })
      .ended()
  })

  test('where nobody was met is written down as such', () => {
    visiting().says('4').did({ type: 'recordVisit', seen: 'nobody' }).ended()
    visiting().says('没见到人').did({ type: 'recordVisit', seen: 'nobody' })
  })

  test('begun and left in silence is not recorded; all four taps without the last are', () => {
    visiting().silent(hours(2)).did().bot('visit:dropped').ended()
    visiting()
      .says('1')
      .says('1')
      .says('1')
      .silent(hours(2))
      .did({ type: 'recordVisit', seen: 'both' })
      .ended()
  })

  test('with answers that are none twice is let go', () => {
    visiting()
      .says('嗯嗯啊')
      .bot('common:notUnderstood', 'visit:whoWasThere')
      .says('???')
      .bot('visit:dropped')
      .ended()
  })

  test('danger seen there is danger, and the visit goes on', () => {
    visiting()
      .says('1')
      .says('孩子身上有伤，说是他爸喝多了打的')
      .did({ type: 'openCase', level: 'red' })
      .bot('report-danger:safe')
      .waitsAt('visit:howIsChild')
  })

  test('danger told in the same breath as the command is danger too, and the visit is recorded', () => {
    given(villageDirector())
      .says('走访 小宝 孩子和奶奶都在，孩子说他爸喝多了打他')
      .did({ type: 'openCase', level: 'red' }, { type: 'findFamily', words: '小宝', for: 'visit' })
      .bot('report-danger:safe')
  })

  test('is nobody’s but a member of staff’s', () => {
    given(grandmother()).happens({ type: 'begin', flow: 'visit', about }).did().bot().ended()
    expect(visiting().meanwhile({ person: grandmother() }).says('1').mind.open?.flow).not.toBe('visit')
  })

  test('a director who cares for a grandchild goes on with the own question afterwards', () => {
    given(directorWhoCares())
      .asked('check-in', { children: directorWhoCares().children.map(child => child.id), checkIn: id(50) })
      .bot('check-in:howAreThey')
      .happens({ type: 'begin', flow: 'visit', about })
      .bot('visit:whoWasThere')
      .says('4')
      .bot('check-in:howAreThey')
  })
})

describe('the list', () => {
  const shown = (...items: { flow: string; about: Record<string, unknown> }[]) => {
    const talk = given(villageDirector())
    talk.mind.list = { at: talk.now, items }
    return talk
  }

  test('a number alone opens its line, and a word with the number too', () => {
    const items = [
      { flow: 'answer', about: { request: id(60) } },
      { flow: 'contact', about: { household: HOUSEHOLD, task: id(62) } },
      { flow: 'visit', about: { household: HOUSEHOLD, task: null } },
      { flow: 'urgent', about: { case: id(63), no: 5 } },
    ]
    shown(...items)
      .says('1')
      .did({ type: 'showRequest' })
      .bot('answer:whatToSay')
    shown(...items)
      .says('２')
      .did({ type: 'showFamily', task: id(62) })
      .bot('contact:howMet')
    shown(...items)
      .says('3号')
      .bot('visit:whoWasThere')
    shown(...items)
      .says('4')
      .bot('urgent:whoTakesIt')
      .says('1')
      .did({ type: 'acknowledgeCase', no: 5 })
    shown(...items)
      .says('电话 2')
      .did({ type: 'recordContact', household: HOUSEHOLD, task: id(62), how: 'phone' })
    shown(...items)
      .says('走访 3 昨天')
      .bot('visit:whoWasThere')
    shown(...items)
      .says('回 1 明天来')
      .did({ type: 'answerFamily', no: 1, request: id(60), words: '明天来' })
    shown(...items)
      .says('回 1')
      .bot('answer:whatToSay')
    shown(...items)
      .says('9')
      .bot('staff:notOnList')
    shown(...items)
      .says('电话 1')
      .did()
      .bot('staff:notOnList')
  })

  test('a number answers the question put since, and an old list stands for nothing', () => {
    shown({ flow: 'whom', about: { for: 'visit' } })
      .silent(1)
      .says('通知 明天打疫苗')
      .bot('notice:release')
      .says('4')
      .bot('notice:dropped')
    shown({ flow: 'whom', about: { for: 'visit' } })
      .silent(hours(21))
      .says('1')
      .bot('staff:help')
  })

  test('what became of a family that was telephoned', () => {
    const opened = () => shown({ flow: 'contact', about: { household: HOUSEHOLD, task: null } }).says('1')
    opened()
      .says('1')
      .bot('contact:howIsChild')
      .says('1')
      .did({ type: 'recordContact', child: 'well' })
      .ended()
    opened().says('1').says('2').bot('contact:whatTrouble').says('书包坏了').did({
      type: 'recordContact',
      child: 'trouble',
      words: '书包坏了',
    })
    opened().says('1').says('3').did().bot('contact:notReached').ended()
    opened()
      .says('2')
      .did({ type: 'begin', flow: 'visit', about: { household: HOUSEHOLD, task: null, said: '' } })
    opened().says('3').did().bot('contact:later')
    opened().silent(hours(1)).did().bot().ended()
  })

  test('what is being written to a family is not searched for danger, and can be taken back', () => {
    const writing = () => shown({ flow: 'answer', about: { request: id(60) } }).says('1')
    writing()
      .says('孩子不见了先打110')
      .did({ type: 'answerFamily', request: id(60), words: '孩子不见了先打110' })
    writing().speaks('wechat:a:8').did({ type: 'answerFamily', voice: 'wechat:a:8' })
    writing().says('取消').did().bot('answer:dropped').ended()
    writing().silent(hours(1)).ended().says('孩子不见了').did({ type: 'openCase', level: 'red' })
  })

  test('走访 alone asks which family', () => {
    given(villageDirector())
      .says('走访')
      .bot('whom:whichFamily')
      .says('晓悦')
      .did({ type: 'findFamily', words: '晓悦', for: 'visit' })
      .ended()
  })
})

describe('a carer asked about a visit', () => {
  const asked = () =>
    given(grandmother())
      .asked('spot-check', { check: id(64) })
      .bot('spot-check:didSomebodyCome')
  test('answers with a digit or in words, once', () => {
    asked()
      .says('1')
      .did({ type: 'answerSpotCheck', check: id(64), answer: 'yes' })
      .bot('spot-check:thanks')
      .ended()
    asked().says('没来过').did({ type: 'answerSpotCheck', answer: 'no' })
    asked().says('记不清了').did({ type: 'answerSpotCheck', answer: 'unsure' })
  })
  test('is not asked again when nothing comes, and is not understood only twice', () => {
    asked().silent(hours(72)).did().bot().ended()
    asked().says('今天赶集').says('卖鸡蛋').did({ type: 'answerSpotCheck', answer: 'unsure' }).ended()
  })
  test('danger comes first', () => {
    asked().says('孩子不见了').did({ type: 'openCase', level: 'red' }).waitsAt('spot-check:didSomebodyCome')
  })
})

describe('understanding a director', () => {
  test.each([
    ['孩子和奶奶都在', 'both'],
    ['见到爷爷和孙子了', 'both'],
    ['都见到了', 'both'],
    ['只见到奶奶，孩子上学去了', 'carer'],
    ['孩子没在家,跟奶奶聊了会', 'carer'],
    ['奶奶下地了，孩子在家写作业', 'child'],
    ['家里没人', 'nobody'],
    ['孩子和奶奶都不在家', 'nobody'],
    ['锁着门', 'nobody'],
    ['去了一趟', null],
    ['挺好的', null],
  ] as const)('%s: who was there', (words, seen) => {
    expect(seenIn(words)).toBe(seen)
  })

  test.each([
    ['都挺好的，家里没隐患', { child: 'well', home: 'safe' }],
    ['孩子有点感冒', { child: 'trouble', home: null }],
    ['没什么问题', { child: 'well', home: null }],
    ['灶台边有隐患', { child: null, home: 'unsafe' }],
  ] as const)('%s: how it is', (words, state) => {
    expect(stateIn(words)).toEqual(state)
  })

  test.each([
    ['昨天', '2026-11-17'],
    ['上周三去的', '2026-11-11'],
    ['周一', '2026-11-16'],
    ['3号', '2026-11-03'],
    ['昨天，孩子和奶奶都在', '2026-11-17'],
    ['孩子25号过生日要买蛋糕', null],
    ['明天', null],
    ['都好', null],
  ] as const)('%s: a day gone by', (words, day) => {
    expect(dayPast(words, '2026-11-18')).toBe(day)
  })

  test.each([
    ['7点半', '07:30'],
    ['七点', '07:00'],
    ['早上八点一刻', '08:15'],
    ['晚上8点', '20:00'],
    ['07:40', '07:40'],
    ['十点二十', '10:20'],
    ['中午', '12:00'],
    ['25点', null],
    ['随便', null],
  ] as const)('%s: a time of day', (words, time) => {
    expect(timeIn(words, 'morning')).toBe(time)
  })

  test('an hour alone is of the afternoon when something is announced', () => {
    expect(timeIn('明天3点', 'day')).toBe('15:00')
    expect(timeIn('明早6点', 'day')).toBe('06:00')
  })
})

test('every conversation of staff ends by itself within a day', () => {
  for (const flow of Object.values(flows).filter(one => one.staff))
    expect(flow.silence.giveUpAfter).toBeLessThanOrEqual(hours(24))
})
