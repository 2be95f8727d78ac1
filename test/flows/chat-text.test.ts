import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import type { Flow, Step } from '../../flows/engine/define.ts'
import { readingOf } from '../../flows/engine/turn.ts'
import { flows } from '../../flows/index.ts'
import { grandmother, id, XIAOYUE } from './support/people.ts'
import { given } from './support/talk.ts'

const TODAY = '2026-11-18'
const checkIn = { children: [XIAOYUE], checkIn: id(50) }
const choices = Object.values(flows).flatMap(flow =>
  Object.entries(flow.steps)
    .filter(([, step]) => step.ask && flow.answers.shape[step.ask] instanceof z.ZodEnum)
    .map(([name, step]) => [`${flow.id}:${name}`, flow, step] as const),
)
const read = (flow: Flow, step: Step, words: string) => {
  const reading = readingOf(flow, step, words, TODAY)
  return 'value' in reading ? reading.value : `(${reading.kind})`
}

/** One rule for digits everywhere: 1 in every shape that a keyboard, a grandmother or a voice makes of it. */
const SHAPES = [
  [
    '1',
    '１',
    '①',
    '1️⃣',
    '❶',
    '⑴',
    '1.',
    '1、',
    '1。',
    '1)',
    '（1）',
    ' 1 ',
    '选1',
    '第1',
    '回1',
    '一',
    '壹',
    '选一',
  ],
  [
    '2',
    '２',
    '②',
    '2️⃣',
    '❷',
    '⑵',
    '2.',
    '2、',
    '2。',
    '2)',
    '（2）',
    ' 2 ',
    '选2',
    '第2',
    '回2',
    '二',
    '贰',
    '选二',
  ],
] as const

describe('one rule for digits, in every question that has choices', () => {
  test.each(choices)('%s', (_, flow, step) => {
    const options = (flow.answers.shape[step.ask!] as z.ZodEnum).options as string[]
    SHAPES.forEach((shapes, n) => {
      if (options[n] === undefined) return
      for (const shape of shapes) expect([shape, read(flow, step, shape)]).toEqual([shape, options[n]])
    })
    for (const none of ['11', '0.1', '110', '1 2', '12', '-', '１２'])
      expect(options, none).not.toContain(read(flow, step, none))
  })

  test('what cannot be seen in or around a digit does not matter', () => {
    for (const said of ['1\u200b', '\u202e1', '1\ufe0f', '1\u0000', '\u200d\ufeff1\u2028'])
      given(grandmother()).asked('check-in', checkIn).says(said).bot('check-in:thanks')
  })
})

describe('yes and no', () => {
  const yesNo = choices.filter(([, flow, step]) => {
    const options = (flow.answers.shape[step.ask!] as z.ZodEnum).options as string[]
    return options.includes('yes') && options.includes('no')
  })

  test.each(yesNo)('%s is never answered by a part of a word', (_, flow, step) => {
    for (const said of ['是不是', '是不是呀', '是什么意思'])
      expect([said, read(flow, step, said)]).not.toEqual([said, 'yes'])
    for (const said of ['不是', '没有是', '不是的'])
      expect([said, read(flow, step, said)]).not.toEqual([said, 'yes'])
  })

  test('不是 is no, with or without what cannot be seen', () => {
    const join = flows.join!
    for (const said of ['不是', '不\u200b是', '不是。'])
      expect(read(join, join.steps.isItYou!, said)).toBe('no')
    for (const said of ['是', '是\u200b', '\u202e是', '是\ufe0f'])
      expect(read(join, join.steps.isItYou!, said)).toBe('yes')
  })
})

describe('emoji', () => {
  test('are a receipt after a notice, and no answer about a child', () => {
    for (const said of ['👍', '👍🏽', '[强]', '[OK]'])
      given(grandmother())
        .notified(id(70))
        .says(said)
        .did({ type: 'receipt', notice: id(70) })
    for (const said of ['[微笑]', '🌹🌹', '[玫瑰]'])
      given(grandmother()).asked('check-in', checkIn).says(said).waitsAt('check-in:howAreThey')
  })
})

describe('words that end the messages', () => {
  test.each(['停', '退订', 'TD', 'td'])('%s begins the way out, whatever is open', said => {
    const talk = given(grandmother()).asked('check-in', checkIn).says(said)
    expect(talk.said.join()).toMatch(/stop/)
  })
})

describe('a cry for help', () => {
  test.each(['救命', '救 命', '救。命!', '他打我', '我不想活了', 'jiuming', '救\u200b命'])(
    '%s is heard in any state',
    said => {
      given(grandmother()).says(said).did({ type: 'openCase' })
      given(grandmother()).asked('check-in', checkIn).says(said).did({ type: 'openCase' })
      expect(given(null).says(said).said[0]).toMatch(/^report-danger:/)
    },
  )
})
