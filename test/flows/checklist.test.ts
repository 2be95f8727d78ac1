import { describe, expect, test } from 'vitest'
import { days, hours } from '../../flows/engine/calendar.ts'
import { CHECKLIST_WORDING, QUESTIONS } from '../../flows/index.ts'
import { father, GRANDMOTHER, grandmother, id, XIAOJUN, XIAOYUE } from './support/people.ts'
import { given } from './support/talk.ts'

const children = [XIAOYUE, XIAOJUN]
const about = (known: Record<string, string | null> = {}, wished = true) => ({
  children,
  carer: GRANDMOTHER,
  known,
  wished,
})
const askedFather = (known?: Record<string, string | null>) =>
  given(father()).asked('checklist-parent', about(known))
const askedCarer = (known?: Record<string, string | null>) =>
  given(grandmother()).asked('checklist-carer', about(known))
const except = (party: 'parent' | 'carer', ...open: string[]) =>
  Object.fromEntries(
    QUESTIONS[party].filter(question => !open.includes(question)).map(question => [question, null]),
  )

describe('the father’s side of who looks after the children', () => {
  test('begins with whether it suits him, and is one question a message, in three sittings', () => {
    const talk = given(father())
      .asked('checklist-parent', about({}, false))
      .bot('checklist-parent:hello')
      .says('1')
      .bot('checklist-parent:role')
    for (const [said, then] of [
      ['1', 'where'],
      ['1', 'long'],
      ['1', 'other'],
      ['1', 'rest1'],
      ['1', 'livesWith'],
      ['1', 'arranged'],
      ['1', 'able'],
      ['1', 'worry'],
      ['1', 'rest1'],
      ['1', 'willing'],
      ['1', 'calls'],
      ['1', 'told'],
      ['1', 'second'],
    ] as const)
      talk.says(said).bot(`checklist-parent:${then}`)
    talk.says('他二叔 13900000000').bot('checklist-parent:review')
    expect(talk.values.understood).toBe(
      [
        'role-father where-other-province long-over-three-months other-home-able livesWith-yes arranged-yes',
        'able-yes willing-yes calls-yes told-yes',
      ]
        .join(' ')
        .split(' ')
        .map(one => `checklist-parent:is-${one}`)
        .join(' '),
    )
    talk
      .says('1')
      .did({ type: 'keepAnswer', question: 'review', answer: 'yes' })
      .bot('checklist-parent:done')
      .ended()
  })

  test('keeps every answer with the question, the option, the words and the wording', () => {
    askedFather(except('parent', 'arranged', 'review'))
      .bot('checklist-parent:arranged')
      .says('是的')
      .did({
        type: 'keepAnswer',
        children,
        party: 'parent',
        carer: GRANDMOTHER,
        question: 'arranged',
        answer: 'yes',
        words: '是的',
        wording: CHECKLIST_WORDING.parent,
      })
  })

  test('does not ask what is on record, and rests only after something was asked', () => {
    askedFather(except('parent', 'livesWith', 'review'))
      .bot('checklist-parent:livesWith')
      .says('1')
      .bot('checklist-parent:rest1')
      .says('2')
      .bot('checklist-parent:later')
      .ended()
    askedFather(except('parent', 'told', 'review'))
      .bot('checklist-parent:told')
      .says('都说过了')
      .bot('checklist-parent:review')
  })

  test('a teacher who does not know is offered a written note', () => {
    askedFather(except('parent', 'told', 'review'))
      .says('还没说')
      .did({ type: 'keepAnswer', answer: 'no' }, { type: 'openTask', kind: 'written-note' })
      .bot('checklist-parent:note', 'checklist-parent:review')
  })

  test('children who live with somebody else, and a carer who cannot, are lines for the director', () => {
    askedFather(except('parent', 'livesWith', 'able', 'review'))
      .says('2')
      .did({ type: 'keepAnswer', answer: 'others' }, { type: 'openTask', kind: 'care-differs' })
      .says('照看不了')
      .did({ type: 'keepAnswer', answer: 'no' }, { type: 'openTask', kind: 'carer-strained' })
  })

  test('what is wrong in the summary is said in one sentence, and a person corrects it', () => {
    askedFather({ ...except('parent', 'review'), role: 'father' })
      .says('2')
      .bot('checklist-parent:wrong')
      .says('我在本县')
      .did({ type: 'openTask', kind: 'checklist-wrong', words: '我在本县' })
      .bot('checklist-parent:willCorrect')
      .ended()
    askedFather({ ...except('parent', 'review'), role: 'father' })
      .says('3')
      .did({ type: 'keepAnswer' }, { type: 'openRequest', words: [], voice: null })
      .ended()
  })
})

describe('what worries him', () => {
  const asked = () => askedFather(except('parent', 'worry', 'willing', 'review'))

  test('nothing', () => {
    for (const said of ['1', '没有', '没有不放心的', '放心'])
      asked().says(said).did({ type: 'keepAnswer', question: 'worry', answer: 'none' })
  })

  test.each(['2', '有', '3', '想电话说', '请主任打给我'])('%s: somebody calls him alone', said => {
    asked()
      .says(said)
      .did({ type: 'keepAnswer', question: 'worry' }, { type: 'worry', children, words: '', voice: null })
      .bot('checklist-parent:worryHeard', 'checklist-parent:willing')
  })

  test('said in words or by voice it is the same, and no request that a relative might hold', () => {
    asked()
      .says('他爷爷爱喝两口')
      .did({ type: 'keepAnswer', answer: 'some' }, { type: 'worry', words: '他爷爷爱喝两口' })
      .bot('checklist-parent:worryHeard', 'checklist-parent:willing')
    asked()
      .speaks('wechat:a:5')
      .did({ type: 'keepAnswer', answer: 'some' }, { type: 'worry', voice: 'wechat:a:5' })
  })

  test('is in no summary', () => {
    const talk = askedFather({ ...except('parent', 'review'), worry: 'some', able: 'yes' })
    expect(talk.values.understood).toBe('checklist-parent:is-able-yes')
  })

  test('danger comes first', () => {
    asked()
      .says('他爷爷喝醉了打孩子')
      .bot('report-danger:safe')
      .did({ type: 'openCase', level: 'red', class: 'violence', hold: true })
      .waitsAt('checklist-parent:worry')
  })
})

describe('the grandmother’s side', () => {
  test('is one question a message, and ends with her own decision', () => {
    const talk = askedCarer().bot('checklist-carer:kin')
    for (const [said, ...then] of [
      ['1', 'together'],
      ['是', 'until'],
      ['一直', 'health'],
      ['1', 'rest1'],
      ['接着说', 'others'],
      ['没有', 'hospital'],
      ['我送', 'school'],
      ['1', 'water'],
      ['2', 'waterCare', 'rest1'],
      ['1', 'stove'],
      ['没留', 'stoveCare', 'calls'],
      ['天天通', 'hardship'],
      ['1', 'agree'],
    ])
      talk.says(said!).bot(...then.map(step => `checklist-carer:${step}`))
    talk
      .says('1')
      .did({ type: 'keepAnswer', question: 'agree', answer: 'agree' })
      .bot('checklist-carer:done')
      .ended()
  })

  test('does not want to: nobody presses her, both sides are talked with', () => {
    askedCarer(except('carer', 'agree'))
      .says('不同意')
      .did(
        { type: 'keepAnswer', answer: 'disagree' },
        { type: 'confirmCare', party: 'carer', answer: 'disagree', wording: CHECKLIST_WORDING.carer },
        { type: 'openTask', kind: 'carer-unwilling' },
      )
      .bot('checklist-carer:notWilling')
      .ended()
  })

  test('wants to think about it: there is time', () => {
    askedCarer(except('carer', 'agree'))
      .says('再想想')
      .did({ type: 'keepAnswer', answer: 'think' }, { type: 'pauseChecklist', number: 12, why: 'later' })
      .bot('checklist-carer:thinkItOver')
      .ended()
  })

  test('what is hard is a line in her words; a wish for the director is a request', () => {
    askedCarer(except('carer', 'hardship', 'agree'))
      .says('2')
      .bot('checklist-carer:whatHard')
      .says('腿脚不便')
      .did({ type: 'openTask', kind: 'hardship', words: '腿脚不便' })
      .bot('checklist-carer:hardTold', 'checklist-carer:agree')
    askedCarer(except('carer', 'hardship', 'agree'))
      .says('3')
      .did(
        { type: 'keepAnswer' },
        { type: 'pauseChecklist', number: 12 },
        { type: 'openRequest', words: [], voice: null },
      )
      .ended()
  })
})

describe('not now, and silence', () => {
  test.each(['下次再说', '现在忙', '没空', '在上班呢'])(
    '%s ends the sitting kindly at any question',
    said => {
      askedCarer(except('carer', 'hospital', 'agree'))
        .says(said)
        .did({ type: 'pauseChecklist', party: 'carer', carer: GRANDMOTHER, number: 6, why: 'later' })
        .bot('checklist-carer:later')
        .ended()
    },
  )

  test('the question waits for days without a word, and then the sitting is over', () => {
    askedFather()
      .silent(days(4))
      .bot()
      .says('1')
      .did({ type: 'keepAnswer', question: 'role' })
      .silent(days(5))
      .did({ type: 'pauseChecklist', number: 2, why: 'silent' })
      .bot()
      .ended()
  })

  test('a rest that nobody answers is a rest', () => {
    askedFather(except('parent', 'able', 'review'))
      .says('1')
      .bot('checklist-parent:rest1')
      .silent(hours(3))
      .did({ type: 'pauseChecklist', why: 'later' })
      .ended()
  })

  test('继续 puts the open question again, goes on at a rest, and otherwise looks for what is left', () => {
    askedFather().says('继续').bot('checklist-parent:role')
    askedFather(except('parent', 'able', 'review'))
      .says('1')
      .says('继续')
      .bot('checklist-parent:review')
    given(father()).says('继续').did({ type: 'goOnWithChecklist' }).bot()
    given(father()).asked('weekly-nudge', { children }).says('继续').did({ type: 'goOnWithChecklist' })
    given(father()).asked('child-consent', { children }).says('继续').bot('child-consent:mayWe').did()
    given(father()).says('菜单').says('继续').did({ type: 'goOnWithChecklist' }).ended()
  })

  test('the weekly question comes first, and the checklist goes on behind it', () => {
    askedCarer(except('carer', 'hospital', 'agree'))
      .asked('check-in', { children, checkIn: id(50) })
      .bot('check-in:howAreThey')
      .says('1')
      .did({ type: 'recordCheckIn', condition: 'well' })
      .bot('check-in:thanks', 'checklist-carer:hospital')
  })
})

describe('an answer that is not understood', () => {
  test('is asked for again, then the director gets both', () => {
    askedCarer(except('carer', 'health', 'agree'))
      .says('今年雨水多')
      .bot('common:notUnderstood', 'checklist-carer:health')
      .says('红薯好收成')
      .did(
        { type: 'pauseChecklist', number: 4 },
        { type: 'openRequest', words: ['今年雨水多', '红薯好收成'] },
      )
      .ended()
  })

  test('danger comes before any question', () => {
    askedCarer()
      .says('孩子不见了')
      .bot('report-danger:safe')
      .did({ type: 'openCase', class: 'missing' })
      .waitsAt('checklist-carer:kin')
  })
})
