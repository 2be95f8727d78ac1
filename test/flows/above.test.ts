import { describe, test } from 'vitest'
import { hours } from '../../flows/engine/calendar.ts'
import { id, townshipSupervisor, villageDirector } from './support/people.ts'
import { given } from './support/talk.ts'

const above = () => given(townshipSupervisor())
const WORDS = '明天起大风降温，请各家看好孩子，不要到水边。'

describe('what only those above a village type', () => {
  test.each([
    ['周报', { type: 'showDigest' }],
    ['接 3', { type: 'takeRequest', no: 3 }],
    ['交回 3', { type: 'giveBack', no: 3 }],
    ['结 3 鞋已送到', { type: 'settleRequest', no: 3, words: '鞋已送到' }],
    ['结案 3 已接回', { type: 'closeCase', no: 3, words: '已接回' }],
    ['公告进度', { type: 'showAnnounced' }],
  ] as const)('%s', (said, effect) => {
    above().says(said).did(effect).bot().ended()
  })

  test('is nothing to a director', () => {
    for (const said of ['周报', '接 3', '交回 3', '结 3 好了', '公告 大家好'])
      given(villageDirector()).says(said).did().bot('staff:help')
    above().says('帮助').bot('staff:helpAbove')
    above().says('结 3').bot('staff:settleHow')
    above().says('今天天气好').bot('staff:helpAbove')
  })
})

describe('a request that came up', () => {
  const opened = () => {
    const talk = above()
    talk.mind.list = { at: talk.now, items: [{ flow: 'escalation', about: { request: id(60) } }] }
    return talk
      .says('1')
      .did({ type: 'showRequest', request: id(60) })
      .bot('escalation:whoDoesIt')
  }
  test('is taken, given back, or settled with what came of it', () => {
    opened()
      .says('1')
      .did({ type: 'takeRequest', request: id(60) })
      .ended()
    opened()
      .says('交回村里')
      .did({ type: 'giveBack', request: id(60) })
      .ended()
    opened()
      .says('3')
      .bot('escalation:whatCameOfIt')
      .says('已经送去新鞋')
      .did({ type: 'settleRequest', request: id(60), words: '已经送去新鞋' })
      .ended()
    opened().says('4').did().bot('escalation:later').ended()
  })
  test('stays where it is in silence and confusion', () => {
    opened().silent(hours(1)).did().bot().ended()
    opened().says('嗯嗯啊').says('???').did().bot('escalation:later')
  })
  test('danger comes first', () => {
    opened().says('孩子不见了').did({ type: 'openCase', level: 'red' }).waitsAt('escalation:whoDoesIt')
  })
})

describe('公告', () => {
  test('is written, said to be urgent or not, looked at and given to the villages', () => {
    above()
      .says('公告')
      .bot('announce:whatToSay')
      .says(WORDS)
      .bot('announce:howSoon')
      .says('1')
      .did({ type: 'previewAnnouncement', text: WORDS, urgent: false })
      .bot('announce:release')
      .says('1')
      .did({ type: 'announce', text: WORDS, urgent: false })
      .ended()
    above()
      .says(`公告 ${WORDS}`)
      .says('急的')
      .says('发')
      .did({ type: 'announce', text: WORDS, urgent: true, danger: false })
    above()
      .says(`公告 ${WORDS}`)
      .says('3')
      .did({ type: 'previewAnnouncement', text: WORDS, urgent: true, danger: true })
      .says('1')
      .did({ type: 'announce', text: WORDS, urgent: true, danger: true })
  })
  test('is dropped with 2, in silence, and when nothing is understood', () => {
    above().says(`公告 ${WORDS}`).says('1').says('不发').did().bot('announce:dropped')
    above().says(`公告 ${WORDS}`).silent(hours(12)).did().ended()
    above().says(`公告 ${WORDS}`).says('让我想想').says('再想想').did().bot('announce:dropped')
  })
  test('a long draft about danger is a draft, a cry is a cry', () => {
    const warning = '各村注意：邻村有孩子掉河里了，请马上提醒每一家看好自家孩子，不要到河塘水库边玩水洗澡。'
    above().says('公告').says(warning).bot('announce:howSoon')
    above().says('公告').says('孩子掉河里了').did({ type: 'openCase', level: 'red' })
  })
})

describe('a draft from above, at the director', () => {
  const about = { draft: id(65), urgent: false }
  const put = (urgent = false) =>
    given(villageDirector())
      .asked('release-draft', { ...about, urgent })
      .did({ type: 'showDraft', draft: id(65), text: null })
      .bot(urgent ? 'release-draft:releaseSoon' : 'release-draft:release')
  test('goes out with 1, in other words with 2, and not at all with 3', () => {
    put()
      .says('1')
      .did({ type: 'releaseDraft', draft: id(65), text: null })
      .ended()
    put(true)
      .says('发出')
      .did({ type: 'releaseDraft', draft: id(65) })
    put()
      .says('2')
      .bot('release-draft:newWords')
      .says(WORDS)
      .did({ type: 'showDraft', draft: id(65), text: WORDS })
      .bot('release-draft:release')
      .says('1')
      .did({ type: 'releaseDraft', draft: id(65), text: WORDS })
    put()
      .says('3')
      .did({ type: 'declineDraft', draft: id(65) })
      .ended()
  })
  test('waits in silence and confusion', () => {
    put().silent(hours(12)).did().bot().ended()
    put().says('嗯嗯啊').says('???').did().bot('release-draft:waits')
  })
  test('danger comes first', () => {
    put().says('孩子不见了').did({ type: 'openCase', level: 'red' }).waitsAt('release-draft:release')
  })
})
