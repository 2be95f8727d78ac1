import { describe, expect, test } from 'vitest'
import { days, hours } from '../../flows/engine/calendar.ts'
import { danger } from '../../flows/engine/danger.ts'
import { withoutQuote } from '../../flows/index.ts'
import { GRANDMOTHER, grandmother, id, XIAOJUN, XIAOYUE } from './support/people.ts'
import { given } from './support/talk.ts'

const children = [XIAOYUE, XIAOJUN]
const lastWeek = { children, checkIn: id(50), instead: false }
const thisWeek = { children, checkIn: id(51), instead: false }
const care = { children, carer: GRANDMOTHER }
const rule = '- - - - - - - - - - - - - - -'
const question = (flow: string, step: string, about: Record<string, unknown>) =>
  ({ type: 'question', flow, step, about }) as const

describe('what a person wrote is parted from what they quote', () => {
  test.each([
    ['one line', `「相伴：都好吗？」\n${rule}\n1`, '相伴：都好吗？', '1'],
    ['many lines', `「相伴：都好吗？\n1 都好\n2 有事」\n${rule}\n2`, '相伴：都好吗？\n1 都好\n2 有事', '2'],
    [
      'a quote in the quote',
      `「妈：「相伴：都好吗？」\n${rule}\n1」\n${rule}\n不对`,
      `妈：「相伴：都好吗？」\n${rule}\n1`,
      '不对',
    ],
    ['brackets in the words', `「相伴：收到请回「收到」」\n${rule}\n收到`, '相伴：收到请回「收到」', '收到'],
    ['a lone bracket in the words', `「妈：看「这里」\n${rule}\n好`, '妈：看「这里', '好'],
    ['a lone closing bracket', `「妈：看」这里」\n${rule}\n好`, '妈：看」这里', '好'],
    ['a picture', `「相伴：[图片]」\n${rule}\n收到`, '相伴：[图片]', '收到'],
    ['a reply of several lines', `「相伴：好吗」\n${rule}\n一\n二`, '相伴：好吗', '一\n二'],
    ['another way to end lines', `「相伴：好吗」\r\n${rule}\n1`, '相伴：好吗', '1'],
    ['nothing quoted', '「相伴」真好', null, '「相伴」真好'],
  ])('%s', (_, text, quoted, said) => {
    expect(withoutQuote(text)).toEqual({ quoted, said })
  })

  test('quoted danger is nobody’s cry, however deep it is quoted', () => {
    expect(danger(`「妈：「邻居：孩子掉河里了」\n${rule}\n真的？」\n${rule}\n那是电影`)).toBeNull()
    expect(danger(`「妈：在吗」\n${rule}\n孩子掉河里了`)).not.toBeNull()
  })

  test('a text of nothing but brackets takes no time', () => {
    const began = performance.now()
    withoutQuote('「」\n'.repeat(4_000))
    withoutQuote('「'.repeat(8_000))
    expect(performance.now() - began).toBeLessThan(250)
  })
})

describe('a quoting reply', () => {
  test('answers the open question it quotes, also when a notice came after it', () => {
    given(grandmother())
      .asked('check-in', thisWeek)
      .notified(id(70))
      .quoting(question('check-in', 'howAreThey', thisWeek), '1')
      .bot('check-in:thanks')
      .did({ type: 'recordCheckIn', checkIn: id(51), condition: 'well' })
  })

  test('answers the question that waits behind the open one, which is then put again', () => {
    given(grandmother())
      .asked('check-in', thisWeek)
      .asked('confirm-care-carer', care)
      .says('菜单')
      .quoting(question('check-in', 'howAreThey', thisWeek), '1')
      .did({ type: 'recordCheckIn', checkIn: id(51) })
  })

  test('of last week’s check-in does not answer this week’s: it is kept, thanked once, and this week’s is put again', () => {
    const old = question('check-in', 'howAreThey', lastWeek)
    given(grandmother())
      .asked('check-in', thisWeek)
      .quoting(old, '1')
      .bot('check-in:thanks', 'check-in:howAreThey')
      .did(
        { type: 'lateAnswer', flow: 'check-in', checkIn: id(50), children, words: '1' },
        { type: 'recordCheckIn', checkIn: id(50), condition: 'well' },
      )
      .quoting(old, '都好')
      .bot()
      .did({ type: 'lateAnswer', checkIn: id(50) }, { type: 'recordCheckIn', checkIn: id(50) })
      .waitsAt('check-in:howAreThey')
      .says('1')
      .did({ type: 'recordCheckIn', checkIn: id(51) })
  })

  test('that tells of a trouble late is asked what it is, and this week’s question waits', () => {
    given(grandmother())
      .asked('check-in', thisWeek)
      .quoting(question('check-in', 'howAreThey', lastWeek), '2')
      .bot('check-in:whatHappened')
      .says('书包带断了')
      .bot('check-in:helpComing', 'check-in:howAreThey')
      .waitsAt('check-in:howAreThey')
  })

  test('of a notice is its receipt, whichever came last; other words are not', () => {
    const quoted = { type: 'notice', id: id(71) } as const
    given(grandmother())
      .notified(id(70))
      .asked('check-in', thisWeek)
      .quoting(quoted, '1')
      .bot('common:receipt', 'check-in:howAreThey')
      .did({ type: 'receipt', notice: id(71) })
    given(grandmother()).quoting(quoted, '明天几点').bot('menu:notClear')
  })

  test('that is no answer to a closed question is read like any other words', () => {
    given(grandmother())
      .quoting(question('check-in', 'howAreThey', lastWeek), '明天赶集')
      .bot('menu:notClear')
  })

  test('of a question whose step is long gone is read like any other words', () => {
    given(grandmother())
      .quoting(question('check-in', 'gone', lastWeek), '明天赶集')
      .bot('menu:notClear')
    given(grandmother())
      .quoting(question('constructor', 'x', {}), '明天赶集')
      .bot('menu:notClear')
  })

  test('while people are talking answers the question only if it is an answer', () => {
    const talking = () => given(grandmother()).asked('check-in', thisWeek).meanwhile({ handedOver: true })
    talking()
      .quoting(question('check-in', 'howAreThey', thisWeek), '1')
      .bot('check-in:thanks')
    talking()
      .quoting(question('check-in', 'howAreThey', thisWeek), '这是啥意思呀')
      .did({ type: 'addToRequest' })
  })
})

describe('an answer after its question has closed', () => {
  test('because nobody answered for days is still taken, and thanked once', () => {
    given(grandmother())
      .asked('check-in', lastWeek)
      .silent(days(6))
      .ended()
      .says('1')
      .bot('check-in:thanks')
      .did({ type: 'lateAnswer', checkIn: id(50) }, { type: 'recordCheckIn', checkIn: id(50) })
      .says('谢谢')
      .bot()
  })

  test('because somebody else answered is still taken', () => {
    given(grandmother())
      .asked('check-in', lastWeek)
      .happens({ type: 'withdraw', flow: 'check-in', subject: id(50) })
      .ended()
      .silent(hours(3))
      .says('都好')
      .bot('check-in:thanks')
  })

  test('is not read into other words, nor after two weeks', () => {
    const closed = () => given(grandmother()).asked('check-in', lastWeek).silent(days(6))
    closed().says('明天赶集').bot('menu:notClear')
    closed().silent(days(14)).says('1').bot('menu:notClear')
  })
})
