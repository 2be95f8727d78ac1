import { describe, expect, test } from 'vitest'
import { hours } from '../../flows/engine/calendar.ts'
import { father, GRANDMOTHER, grandmother, id, XIAOJUN, XIAOYUE } from './support/people.ts'
import { given } from './support/talk.ts'

const children = [XIAOYUE, XIAOJUN]
const about = { children, checkIn: id(50) }

describe('a cry for help', () => {
  test('from a grandmother is answered with 110, 120 and her director’s telephone', () => {
    const talk = given(grandmother()).says('孩子不见了').bot('report-danger:safe')
    expect(talk.values).toMatchObject({ director: '王主任', directorPhone: '13800000013' })
    talk.did({
      type: 'openCase',
      level: 'red',
      class: 'missing',
      aboutDirector: false,
      hold: false,
      children,
    })
  })

  test('from somebody unknown is answered with the county’s duty telephone, at any hour and in any state', () => {
    for (const talk of [given(null), given(null).adds(), given(null).adds().says('2')]) {
      talk
        .says('孩子不见了')
        .bot('report-danger:safeDuty')
        .did({ type: 'openCase', level: 'red', children: [] })
      expect(talk.values).toMatchObject({ dutyPhone: '0558-7000110' })
    }
  })

  test('where no director is on record gives the county’s telephone in the director’s place', () => {
    const talk = given({ ...grandmother(), director: null })
      .says('孩子不见了')
      .bot('report-danger:safe')
    expect(talk.values).toMatchObject({ directorPhone: '0558-7000110' })
  })

  test('is answered every time', () => {
    given(grandmother())
      .says('孩子不见了')
      .says('孩子不见了')
      .bot('report-danger:safe')
      .did({ type: 'openCase' })
  })

  test('in what the bot itself said, quoted back, is none', () => {
    given(grandmother())
      .asked('check-in', about)
      .quotes('孩子不见了请打110', '1')
      .did({ type: 'recordCheckIn', condition: 'well' })
  })
})

test('a sick stomach told when asked how the child is needs no name: the child is meant', () => {
  given(grandmother())
    .asked('check-in', about)
    .says('吐了一天了')
    .bot('report-danger:soon')
    .did({ type: 'openCase', level: 'amber', class: 'injury', children })
})

test('a cough told when asked what happened is that question’s answer; a child who lies unconscious is an alarm', () => {
  given(grandmother()).asked('check-in', about).says('2').says('孩子咳嗽两天了').bot('check-in:looksToday')
  given(grandmother()).asked('check-in', about).says('2').says('娃昏过去了').bot('report-danger:safe')
})

describe('harm done at home', () => {
  test('puts a hold on the family, and no reply repeats who is said to have done it', () => {
    const talk = given(grandmother()).says('他爸又打孩子').bot('report-danger:safe')
    talk.did({ type: 'openCase', level: 'red', class: 'violence', hold: true, words: '他爸又打孩子' })
    expect(JSON.stringify(talk.values)).not.toMatch(/打孩子/)
  })

  test('silences every routine question to whoever may read this phone', () => {
    given(father())
      .meanwhile({ held: true })
      .asked('confirm-care-parent', { children, carer: GRANDMOTHER })
      .bot()
      .asked('check-in', { ...about, instead: true })
      .bot()
      .silent(hours(72))
      .bot()
      .did()
  })

  test('silences the question that was already open, and its reminder', () => {
    given(grandmother())
      .asked('check-in', about)
      .meanwhile({ held: true })
      .happens({ type: 'remind', flow: 'check-in', subject: id(50), key: 'check-in:reminder' })
      .bot()
      .silent(hours(24 * 7))
      .bot()
      .did()
  })

  test('does not cut the family off from a person: what they write is passed on, without an answer', () => {
    given(grandmother())
      .meanwhile({ held: true })
      .says('鞋子收到了,大小正好')
      .did({ type: 'addToRequest', words: '鞋子收到了,大小正好' })
      .bot()
  })

  test('lets danger through all the same', () => {
    given(grandmother())
      .meanwhile({ held: true })
      .says('救命')
      .bot('report-danger:safe')
      .did({ type: 'openCase' })
  })

  test('lets what waited be asked after a person has decided', () => {
    given(grandmother())
      .meanwhile({ held: true })
      .asked('check-in', about)
      .bot()
      .meanwhile({ held: false })
      .happens({ type: 'resume' })
      .bot('check-in:howAreThey')
  })
})

describe('a complaint about the director', () => {
  test('gives the county’s telephone instead of the director’s', () => {
    given(grandmother())
      .says('主任打孩子')
      .bot('report-danger:safeDuty')
      .did({ type: 'openCase', aboutDirector: true, hold: true })
  })
})

describe('somebody who seems to be a child', () => {
  test('gets the words for a child, and the least is stored', () => {
    for (const talk of [given(grandmother()), given(null)])
      talk
        .says('我爸打我,我好怕')
        .bot('report-danger:child')
        .did({ type: 'openCase', level: 'red', words: '' }, { type: 'forget' })
  })
})
