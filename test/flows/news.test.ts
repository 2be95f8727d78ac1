import { describe, test } from 'vitest'
import { hours } from '../../flows/engine/calendar.ts'
import { father, GRANDMOTHER, grandmother, XIAOJUN, XIAOYUE } from './support/people.ts'
import { given } from './support/talk.ts'

const children = [XIAOYUE, XIAOJUN]

describe('somebody else looks after the children', () => {
  test.each(['换人了', '照看的人换了', '换人照看了', '现在不是我带了'])('told as %s', said => {
    given(grandmother()).says(said).bot('change-carer:whoNow')
  })

  test('who, and since when: the old answer no longer holds, and the director checks', () => {
    given(father())
      .says('换人了')
      .bot('change-carer:whoNow')
      .says('他舅妈 13900001234')
      .bot('change-carer:sinceWhen')
      .says('上个星期天')
      .did(
        { type: 'confirmCare', children, party: 'parent', carer: GRANDMOTHER, answer: 'changed' },
        {
          type: 'openTask',
          kind: 'who-cares',
          words: '他舅妈 13900001234 / 上个星期天',
          since: '2026-11-15',
        },
      )
      .bot('change-carer:willCheck')
      .ended()
    given(grandmother())
      .says('换人了')
      .says('昨天起他舅妈带')
      .did({ type: 'confirmCare', party: 'carer' }, { type: 'openTask', since: '2026-11-17' })
      .bot('change-carer:willCheck')
  })

  test('nobody: a case at once', () => {
    given(father())
      .says('换人了')
      .says('没人')
      .did(
        { type: 'confirmCare', answer: 'changed' },
        { type: 'openTask', kind: 'who-cares' },
        { type: 'openCase', level: 'red', class: 'unattended' },
      )
      .bot('change-carer:nobody')
      .ended()
  })

  test('silence keeps what was said; a voice note is for the director', () => {
    given(father())
      .says('换人了')
      .silent(hours(12))
      .did({ type: 'confirmCare', answer: 'changed' }, { type: 'openTask', kind: 'who-cares', words: '' })
      .bot()
      .ended()
    given(father())
      .says('换人了')
      .speaks('wechat:a:3')
      .did({ type: 'confirmCare' }, { type: 'openTask' }, { type: 'openRequest', voice: 'wechat:a:3' })
  })

  test('the same words are the answer where the house asks who looks after the children', () => {
    given(father())
      .asked('confirm-care-parent', { children, carer: GRANDMOTHER })
      .says('换人了')
      .did({ type: 'confirmCare', answer: 'changed' })
      .bot('confirm-care-parent:whoNow')
  })

  test('danger comes first', () => {
    given(father()).says('换人了').says('孩子不见了').bot('report-danger:safe').waitsAt('change-carer:whoNow')
  })
})

describe('a parent is back', () => {
  const back = () => given(father()).says('我们回来了').bot('we-are-back:howLong')

  test.each(['我们回来了', '我回家了', '我和他妈都回来了', '回来了'])('told as %s', said => {
    given(father()).says(said).bot('we-are-back:howLong')
  })

  test('for a visit: nothing ends', () => {
    for (const said of ['2', '过完年就走', '不到三个月'])
      back().says(said).did().bot('we-are-back:welcome').ended()
    back().says('还没定').did().bot('we-are-back:tellLater').ended()
  })

  test('for good, and looks after the children: director and township are asked', () => {
    for (const said of ['1', '不走了'])
      back()
        .says(said)
        .bot('we-are-back:withYou')
        .says('是的')
        .did({ type: 'askExit', children, reason: 'parents-back' })
        .bot('we-are-back:willCheck')
        .ended()
  })

  test('for good, but somebody else looks after them: a line for the director', () => {
    back().says('1').says('2').did({ type: 'openTask', kind: 'home-again' }).bot('we-are-back:noted')
  })

  test('silence is a line, what is not understood twice a request, danger comes first', () => {
    back().silent(hours(12)).did({ type: 'openTask', kind: 'home-again' }).bot().ended()
    back()
      .says('红薯好收成')
      .says('雨水多')
      .did({ type: 'openRequest', words: ['红薯好收成', '雨水多'] })
    back().says('掉河里了').bot('report-danger:safe').waitsAt('we-are-back:howLong')
  })

  test('a carer is not asked how long she will stay', () => {
    given(grandmother()).says('我们回来了').bot('menu:notClear')
  })
})

describe('a family has moved', () => {
  const moved = () => given(father()).says('搬家了').bot('we-moved:whereTo')

  test('where to, and whether the children moved too', () => {
    moved()
      .says('县城东关')
      .bot('we-moved:together')
      .says('一起搬了')
      .did({ type: 'openTask', kind: 'moved', words: '县城东关' })
      .bot('we-moved:noted')
      .ended()
    moved()
      .says('县城东关')
      .says('2')
      .did({ type: 'openTask', kind: 'moved-without', words: '县城东关' })
      .bot('we-moved:notedWithout')
  })

  test('silence keeps what was said, a voice note is for the director, danger comes first', () => {
    moved()
      .says('县城')
      .silent(hours(12))
      .did({ type: 'openTask', kind: 'moved', words: '县城' })
      .bot()
      .ended()
    moved()
      .speaks('wechat:a:3')
      .did({ type: 'openTask', kind: 'moved', words: '' }, { type: 'openRequest', voice: 'wechat:a:3' })
    moved().says('孩子不见了').bot('report-danger:safe').waitsAt('we-moved:whereTo')
  })

  test('what is not understood twice is for the director', () => {
    moved()
      .says('县城')
      .says('红薯好收成')
      .says('雨水多')
      .did({ type: 'openTask', kind: 'moved' }, { type: 'openRequest', words: ['红薯好收成', '雨水多'] })
  })
})
