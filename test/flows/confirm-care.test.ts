import { describe, expect, test } from 'vitest'
import { days, hours } from '../../flows/engine/calendar.ts'
import { WORDING } from '../../flows/index.ts'
import { father, fatherWithoutCarer, GRANDMOTHER, grandmother, XIAOJUN, XIAOYUE } from './support/people.ts'
import { given } from './support/talk.ts'

const children = [XIAOYUE, XIAOJUN]
const about = { children, carer: GRANDMOTHER }
const askedCarer = (person = grandmother()) => given(person).asked('confirm-care-carer', about)
const askedFather = (person = father()) => given(person).asked('confirm-care-parent', about)

describe('who looks after the children', () => {
  test('the father says that it is still the grandmother', () => {
    const talk = askedFather().bot('confirm-care-parent:isItSo')
    expect(talk.values).toMatchObject({ children: '晓悦、晓军', carer: '祖母' })
    talk
      .says('1')
      .did({
        type: 'confirmCare',
        children,
        party: 'parent',
        carer: GRANDMOTHER,
        answer: 'yes',
        words: '1',
        wording: WORDING.parent,
      })
      .bot('confirm-care-parent:agreed')
      .ended()
  })

  test('the grandmother says so too, in a question of her own', () => {
    askedCarer()
      .bot('confirm-care-carer:isItSo')
      .says('1')
      .did({ type: 'confirmCare', party: 'carer', carer: GRANDMOTHER, answer: 'yes', wording: WORDING.carer })
      .bot('confirm-care-carer:agreed')
      .ended()
  })

  test('the father says that somebody else does now, and whom: the director gets his words', () => {
    askedFather()
      .says('2')
      .did({ type: 'confirmCare', party: 'parent', answer: 'changed' })
      .bot('confirm-care-parent:whoNow')
      .says('他舅妈,13900001234')
      .did({ type: 'openTask', kind: 'who-cares', children, words: '他舅妈,13900001234' })
      .bot('confirm-care-parent:willCheck')
      .ended()
  })

  test('the father who does not say whom leaves the director to find out, after half a day', () => {
    askedFather()
      .says('2')
      .silent(hours(12))
      .did({ type: 'openTask', kind: 'who-cares', children, words: '' })
      .bot()
      .ended()
  })

  test('nobody cares for a six-year-old: a red case at once', () => {
    askedFather()
      .says('3')
      .did(
        { type: 'confirmCare', answer: 'nobody' },
        { type: 'openCase', level: 'red', class: 'unattended', children },
      )
      .bot('confirm-care-parent:nobody')
      .ended()
  })

  test('nobody cares, said in the words of the line, is that answer and no alarm of its own', () => {
    for (const said of ['一时没人看', '3 一时没人看'])
      askedFather(father([8, 10]))
        .says(said)
        .did({ type: 'confirmCare', answer: 'nobody', words: said }, { type: 'openCase', level: 'amber' })
        .bot('confirm-care-parent:nobody')
  })

  test('nobody cares for children of eight and ten: a case for today', () => {
    askedFather(father([8, 10]))
      .says('3')
      .did(
        { type: 'confirmCare', answer: 'nobody' },
        { type: 'openCase', level: 'amber', class: 'unattended' },
      )
  })

  test('an age that is not on record is taken for a small child', () => {
    askedFather(father([null, 10]))
      .says('3')
      .did({ type: 'confirmCare', answer: 'nobody' }, { type: 'openCase', level: 'red' })
  })

  test('the carer who would rather talk is passed on to the director', () => {
    askedCarer()
      .says('4')
      .did({ type: 'confirmCare', answer: 'talk' }, { type: 'openRequest', words: [], voice: null })
      .bot()
      .ended()
  })

  test('asking for the director in words is the same as 4', () => {
    askedCarer().says('请主任打给我').did({ type: 'confirmCare', answer: 'talk' }, { type: 'openRequest' })
  })

  test('a voice note is an answer that the director must hear', () => {
    askedCarer()
      .speaks('wechat:a:7')
      .did({ type: 'openRequest', words: [], voice: 'wechat:a:7' })
      .bot()
      .ended()
  })

  test('a father for whose children no carer is known is asked without a name', () => {
    given(fatherWithoutCarer())
      .asked('who-cares', { children, carer: null })
      .bot('who-cares:isItSo')
      .says('1')
      .did({
        type: 'confirmCare',
        party: 'parent',
        carer: null,
        answer: 'yes',
        wording: WORDING['who-cares'],
      })
      .bot('who-cares:agreed')
  })

  test('he may say so in words', () => {
    for (const said of ['有人照看', '有人看着的', '有'])
      given(fatherWithoutCarer())
        .asked('who-cares', { children, carer: null })
        .says(said)
        .did({ type: 'confirmCare', answer: 'yes' })
  })
})

describe('no answer', () => {
  test('brings the question once more after two days, and the director a line three days later', () => {
    askedCarer()
      .silent(hours(47))
      .bot()
      .silent(hours(1))
      .bot('confirm-care-carer:isItSo')
      .did()
      .silent(days(3))
      .bot()
      .did({ type: 'openTask', kind: 'unanswered', children, words: '' })
      .ended()
  })

  test('stickers and thanks in between put nothing off', () => {
    askedCarer()
      .silent(hours(40))
      .sendsSticker()
      .bot('confirm-care-carer:isItSo')
      .silent(hours(8))
      .bot('confirm-care-carer:isItSo')
      .silent(days(2))
      .sendsSticker()
      .silent(days(1))
      .did({ type: 'openTask', kind: 'unanswered' })
  })
})

describe('an answer that is not understood', () => {
  test('is asked for again, then the director gets both', () => {
    askedFather()
      .says('村里还好吧')
      .did()
      .bot('common:notUnderstood', 'confirm-care-parent:isItSo')
      .says('玉米收了没')
      .did({ type: 'openRequest', words: ['村里还好吧', '玉米收了没'], voice: null })
      .bot()
      .ended()
  })
})

describe('danger', () => {
  test('comes before the question, which stays open', () => {
    askedCarer()
      .says('孩子不见了')
      .bot('report-danger:safe')
      .did({ type: 'openCase', level: 'red', class: 'missing', hold: false, children, words: '孩子不见了' })
      .waitsAt('confirm-care-carer:isItSo')
      .says('1')
      .did({ type: 'confirmCare', answer: 'yes' })
  })

  test('comes before the answer to who cares now', () => {
    askedFather()
      .says('2')
      .says('掉河里了')
      .bot('report-danger:safe')
      .did({ type: 'openCase', level: 'red', class: 'drowning' })
      .waitsAt('confirm-care-parent:whoNow')
  })
})
