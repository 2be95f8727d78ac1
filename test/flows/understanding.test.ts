import { describe, expect, test } from 'vitest'
import { danger } from '../../flows/engine/danger.ts'
import { understand } from '../../flows/engine/understand.ts'
import { readOwn, score, tally } from './utterances/score.ts'

const share = (scored: ReturnType<typeof score>[], group: string, metric: string) => {
  const rate = tally(scored).get(group)?.get(metric)
  if (!rate?.of) throw new Error(`nothing to measure: ${group}, ${metric}`)
  return rate.hits / rate.of
}

/**
 * What understanding may not fall below: the shares of `npm run understanding`, at most or at least. Held-out texts were
 * never looked at while rules were written, nor learnt from, so theirs is the honest figure.
 */
const floors = {
  tuned: {
    texts: 9_800,
    redMissed: 0.01,
    amberMissed: 0.01,
    falseFriendRed: 0.01,
    everydayRed: 0.003,
    choice: 0.975,
    date: 0.98,
    receipt: 0.98,
    person: 0.96,
  },
  'held-out': {
    texts: 1_270,
    redMissed: 0.005,
    amberMissed: 0.06,
    falseFriendRed: 0.03,
    everydayRed: 0.003,
    choice: 0.93,
    date: 0.96,
    receipt: 0.93,
    person: 0.9,
  },
}

describe.each(Object.entries(floors))('what families write (%s)', (name, floor) => {
  const scored = readOwn(name as keyof typeof floors).map(score)

  test('is a set worth measuring on', () => {
    expect(scored.length).toBeGreaterThanOrEqual(floor.texts)
  })

  test('nearly every cry of danger is heard', () => {
    expect(share(scored, 'red', 'red missed')).toBeLessThanOrEqual(floor.redMissed)
    expect(share(scored, 'amber', 'amber missed')).toBeLessThanOrEqual(floor.amberMissed)
  })

  test('everyday talk and false friends do not alarm', () => {
    expect(share(scored, 'everyday', 'false alarm red')).toBeLessThanOrEqual(floor.everydayRed)
    expect(share(scored, 'false-friend', 'false alarm red')).toBeLessThanOrEqual(floor.falseFriendRed)
  })

  test('answers are read as what they say, and hardly ever as something else', () => {
    expect(share(scored, 'choice', 'right')).toBeGreaterThanOrEqual(floor.choice)
    expect(share(scored, 'date', 'right')).toBeGreaterThanOrEqual(floor.date)
    expect(share(scored, 'receipt', 'right')).toBeGreaterThanOrEqual(floor.receipt)
    expect(share(scored, 'person', 'right')).toBeGreaterThanOrEqual(floor.person)
    expect(share(scored, 'all', 'wrong answer')).toBeLessThanOrEqual(0.005)
  })
})

test('there are at least 500 texts of everyday talk, and 800 in all', () => {
  const all = [...readOwn('tuned'), ...readOwn('held-out')]
  expect(all.filter(({ group }) => group === 'everyday').length).toBeGreaterThanOrEqual(500)
  expect(all.length).toBeGreaterThanOrEqual(800)
})

describe('danger and its false friends', () => {
  test.each([
    ['孩子不见了', 'missing'],
    ['娃掉河里了', 'drowning'],
    ['他打孩子', 'violence'],
    ['我不想活了', 'suicide'],
  ])('%s is a person’s business at once', (text, kind) => {
    expect(danger(text)).toMatchObject({ level: 'red', class: kind })
  })

  test.each([
    '手机找不到了',
    '他在外打工',
    '给孩子打电话了',
    '知道了，不去河边',
    '今天热死了',
    '带孩子打疫苗',
  ])('%s is everyday talk', text => {
    expect(danger(text)).toBeNull()
  })

  test('不是 is not 是', () => {
    const asked = { context: 'confirm-care-carer', options: ['yes', 'no'] }
    expect(understand({ ...asked, text: '不是' })).toEqual({ kind: 'choice', value: 'no' })
    expect(understand({ ...asked, text: '是不是' })).toEqual({ kind: 'not-understood' })
  })
})

test('asked again in between, or about a child, a text is understood as it would be by itself', () => {
  const [said, other] = ['不舒服', '孩子不见了']
  const alone = [danger(said), danger(said, true), understand({ context: 'check-in', text: said })]
  danger(other)
  expect([danger(said), danger(said, true), understand({ context: 'check-in', text: said })]).toEqual(alone)
  expect(alone[0]).not.toEqual(alone[1])
})
