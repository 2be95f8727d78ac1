import { describe, expect, test } from 'vitest'
import { days, hours, minutes } from '../../flows/engine/calendar.ts'
import { PRIVACY } from '../../flows/index.ts'
import { directorsCard, GRANDMOTHER, grandmother, grandmothersCard } from './support/people.ts'
import { given } from './support/talk.ts'

const CARD = '12345678'
const her = grandmothersCard(CARD)
const stranger = (cards = { [CARD]: her } as Parameters<typeof given>[1]) => given(null, cards)

describe('somebody who is not known yet', () => {
  test('is welcomed, told about privacy, asked for the code, shown a masked name and bound', () => {
    stranger()
      .adds()
      .bot('join:welcome', 'join:privacy')
      .says('1')
      .bot('join:code')
      .says('1234 5678')
      .bot('join:isItYou')
      .says('1')
      .did({ type: 'bind', code: CARD, agreed: PRIVACY })
      .bot()
      .ended()
  })

  test('sees only masked names before saying who it is', () => {
    const talk = stranger().adds().says('1').says(CARD)
    expect(talk.values).toMatchObject({ masked: '李*悦、李*军', codeKin: '祖母' })
  })

  test('may begin with the code and is not asked for it twice', () => {
    stranger()
      .says(CARD)
      .bot('join:welcome', 'join:privacy')
      .says('1')
      .bot('join:isItYou')
      .says('1')
      .did({ type: 'bind', code: CARD, agreed: PRIVACY })
  })

  test('may send the code when the privacy question is still open, and only has to agree', () => {
    stranger().adds().says(CARD).bot('join:welcome', 'join:privacy').says('1').bot('join:isItYou')
  })

  test('whoever lost the thread and then decides is asked once more, and 停 is a no', () => {
    const lost = () => stranger().adds().says('月亮真圆').says('月亮还是圆').bot('join:pointToPerson')
    lost().says('月亮').bot()
    lost().says('好的').bot()
    lost().says('1').bot('join:welcome', 'join:privacy').says('1').bot('join:code')
    lost().says('停').did({ type: 'refuse', person: null }).bot('join:refused').says('1').bot()
    stranger().adds().says('别发了').did({ type: 'refuse' }).bot('join:refused').ended()
  })

  test('can have the full text read and then agree', () => {
    stranger().adds().says('3').bot('join:fullText', 'join:privacy').says('1').bot('join:code')
  })

  test('is asked to look again after words that make no sense, and pointed to a person after the second', () => {
    stranger()
      .adds()
      .says('月亮真圆')
      .bot('common:notUnderstood', 'join:privacy')
      .says('月亮还是圆')
      .bot('join:pointToPerson')
      .ended()
  })

  test('is never reminded to join, and after a week the question lapses', () => {
    stranger().adds().silent(days(6)).bot().waitsAt('join:privacy').silent(days(2)).bot().ended()
  })

  test('who adds the bot a second time sees the open question again, as no mistake', () => {
    stranger().adds().adds().bot('join:privacy').adds().bot('join:privacy').waitsAt('join:privacy')
  })

  test('who writes of danger gets the numbers at once and may go on joining afterwards', () => {
    stranger()
      .adds()
      .says('孩子不见了')
      .bot('report-danger:safeDuty')
      .did({ type: 'openCase', level: 'red', class: 'missing', children: [], words: '孩子不见了' })
      .says('1')
      .bot('join:code')
  })
})

describe('somebody who does not agree', () => {
  const refused = () => stranger().adds().says('2')

  test('is left in peace, and told where to turn', () => {
    refused().did({ type: 'refuse', wording: PRIVACY, person: null }).bot('join:refused').ended()
  })

  test('is not asked again, only shown the way to a person, once in half an hour', () => {
    refused()
      .silent(hours(2))
      .says('你好')
      .bot('join:pointToPerson')
      .says('在不在')
      .bot()
      .silent(minutes(31))
      .says('在不在')
      .bot('join:pointToPerson')
  })

  test('may change their mind by sending a code', () => {
    refused().says(CARD).bot('join:welcome', 'join:privacy')
  })

  test('is remembered by the card when the card came first', () => {
    stranger().says(CARD).says('2').did({ type: 'refuse', wording: PRIVACY, person: GRANDMOTHER })
  })

  test('still gets the numbers when there is danger', () => {
    refused().says('孩子不见了').bot('report-danger:safeDuty')
  })
})

describe('codes', () => {
  test('a wrong one is counted, says nothing about any child, and another may be sent', () => {
    stranger()
      .adds()
      .says('1')
      .says('8765 4321')
      .did({ type: 'wrongCode' })
      .bot('join:wrongCode', 'join:code')
      .says(CARD)
      .bot('join:isItYou')
  })

  test('a wrong one that comes before the consent counts at once, and once', () => {
    stranger()
      .says('8765 4321')
      .did({ type: 'wrongCode' })
      .bot('join:welcome', 'join:privacy')
      .says('1')
      .did()
      .bot('join:wrongCode', 'join:code')
  })

  test('ordinary words after a wrong code are no further wrong try', () => {
    stranger().says('8765 4321').says('1').says('我找找那张卡').did().bot('common:notUnderstood', 'join:code')
  })

  test('a refused guesser gets the same answer as everybody, and every guess counts', () => {
    const talk = stranger()
    for (const guess of ['11112222', '33334444', '55556666'])
      talk.says(guess).did({ type: 'wrongCode' }).bot('join:welcome', 'join:privacy')
  })

  test('too many wrong tries rest for an hour', () => {
    stranger({ [CARD]: { state: 'locked' } })
      .adds()
      .says('1')
      .says(CARD)
      .did()
      .bot('join:locked')
      .ended()
  })

  test('somebody who holds the wrong card says so, and is pointed to the director', () => {
    stranger().says(CARD).says('1').says('2').did({ type: 'wrongCode' }).bot('join:notMe').ended()
  })

  test('a telephone or identity number is no code', () => {
    stranger().adds().says('1').says('13812345678').bot('common:notUnderstood', 'join:code')
  })

  test('somebody who agreed on an older phone is only asked who it is', () => {
    stranger({ [CARD]: grandmothersCard(CARD, 'agreed') })
      .says(CARD)
      .bot('join:isItYou')
      .says('1')
      .did({ type: 'bind', code: CARD, agreed: PRIVACY })
  })

  test('a grandmother who is bound may take over a second card', () => {
    given(grandmother(), { [CARD]: her })
      .says(CARD)
      .bot('join:welcome', 'join:privacy')
      .says('1')
      .bot('join:isItYou')
      .says('1')
      .did({ type: 'bind', code: CARD, agreed: PRIVACY })
  })

  test('a bound adult who tries other codes is counted like anybody', () => {
    given(grandmother()).says('8765 4321').did({ type: 'wrongCode' })
  })
})

describe('a director', () => {
  const cards = { [CARD]: directorsCard(CARD) }

  test('sends the code and is asked nothing but who it is', () => {
    stranger(cards)
      .says(CARD)
      .bot('join:isItYouStaff')
      .says('1')
      .did({ type: 'bind', code: CARD, agreed: null })
      .ended()
  })

  test('who first agreed to the families’ privacy text is bound with the code all the same', () => {
    stranger(cards)
      .adds()
      .says('1')
      .says(CARD)
      .bot('join:isItYouStaff')
      .says('1')
      .did({ type: 'bind', code: CARD, agreed: null })
  })
})
