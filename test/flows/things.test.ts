import { describe, expect, test } from 'vitest'
import { THINGS } from '../../flows/index.ts'
import { grandmother, id, villageDirector, XIAOYUE } from './support/people.ts'
import { given } from './support/talk.ts'

const checkIn = { children: [XIAOYUE], checkIn: id(50) }
const talking = () => given(grandmother()).meanwhile({ handedOver: true })

describe('what a family sends besides words', () => {
  test.each(THINGS)('a %s gets one kind answer and nothing is done with it', thing => {
    given(grandmother()).sends(thing).bot(`sent:${thing}`).did().ended()
  })

  test.each(THINGS)('after a %s the open question is put again', thing => {
    given(grandmother())
      .asked('check-in', checkIn)
      .sends(thing)
      .bot(`sent:${thing}`, 'check-in:howAreThey')
      .says('1')
      .bot('check-in:thanks')
  })

  test('a red packet and a transfer are refused while people talk too, and from strangers', () => {
    talking().sends('red-packet').bot('sent:red-packet').did()
    given(null).sends('transfer').bot('sent:transfer').did().ended()
  })

  test('a sticker while people talk is meant for them', () => {
    talking().sends('sticker').bot().did()
  })

  test('a place is for the house to pass on or to thank for; the open question is put again', () => {
    given(grandmother()).sendsPlace('p').bot().did({ type: 'passLocation', message: 'p' })
    talking().sendsPlace('p').bot().did({ type: 'passLocation', message: 'p' })
    given(null).sendsPlace('p').bot().did({ type: 'passLocation', message: 'p' })
    given(grandmother())
      .asked('check-in', checkIn)
      .sendsPlace('p')
      .bot('check-in:howAreThey')
      .did({ type: 'passLocation', message: 'p' })
  })

  test('somebody under a hold gets no answer, but the place reaches those who know the case', () => {
    const held = () => given(grandmother()).meanwhile({ held: true })
    held().sendsPlace('p').bot().did({ type: 'passLocation', message: 'p' })
    for (const thing of THINGS) held().sends(thing).bot().did()
  })

  test('nothing of a thing is remembered', () => {
    expect(given(grandmother()).sends('file').mind).toEqual({ ...given(grandmother()).mind, turn: 1 })
  })
})

test('a director gets the same answer to a gift, and for the rest the way to write', () => {
  given(villageDirector()).sends('red-packet').bot('sent:red-packet')
  given(villageDirector()).sends('file').bot('common:cannotRead')
  given(villageDirector()).sendsPlace().bot('common:cannotRead').did()
})
