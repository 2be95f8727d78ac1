import { describe, expect, test } from 'vitest'
import { days } from '../../flows/engine/calendar.ts'
import { ENTRUST_WORDING, PAPER_QUESTIONS } from '../../flows/index.ts'
import { father, GRANDMOTHER, grandmother, id, villageDirector, XIAOJUN, XIAOYUE } from './support/people.ts'
import { given } from './support/talk.ts'

const children = [XIAOYUE, XIAOJUN]
const entrustments = [id(90), id(91)]
const SAY = { type: 'entrustSay' } as const
/** Nothing is left to ask for the paper. */
const full = [...PAPER_QUESTIONS.parent, ...PAPER_QUESTIONS.carer]
const about = (known: string[] = [], onPaper = {}) => ({
  children,
  carer: GRANDMOTHER,
  entrustments,
  versions: [1, 1],
  until: '2027-11-18',
  known,
  onPaper,
})
const askedFather = (known?: string[], onPaper = {}) =>
  given(father()).asked('entrust-parent', about(known, onPaper))
const askedCarer = (known?: string[], onPaper = {}) =>
  given(grandmother()).asked('entrust-carer', about(known, onPaper))
const tells = (facts: Record<string, string | null>) => ({ ...SAY, said: { act: 'tells', facts } }) as const
const PAUSE = { type: 'entrustPause', why: 'later' } as const
const none = { offences: 'no', addiction: 'no', neglect: 'no', unsuitable: 'no' }

describe('a father entrusts his children', () => {
  test('three questions, each answered with 1, and every answer is kept with the wording shown', () => {
    const talk = askedFather(full)
      .bot('entrust-parent:exclusions')
      .says('1')
      .did({ type: 'entrustSay', said: { act: 'exclusions', declared: none }, party: 'parent', entrustments })
      .bot('entrust-parent:childsView')
      .says('1')
      .did({ type: 'entrustSay', said: { act: 'child-view', view: 'willing' } })
      .bot('entrust-parent:plainly', 'entrust-parent:agree')
    expect(talk.values).toMatchObject({ untilYear: '2027', untilMonth: '11', carer: '祖母' })
    talk
      .says('同意')
      .did({
        type: 'entrustSay',
        said: { act: 'agrees' },
        versions: [1, 1],
        words: '同意',
        wording: ENTRUST_WORDING.parent,
      })
      .bot('entrust-parent:done')
      .ended()
  })

  test('what is on record is not asked again', () => {
    askedFather(['exclusions', 'child-view']).bot('entrust-parent:plainly', 'entrust-parent:agree')
    askedFather(['child-view']).says('1').bot('entrust-parent:plainly', 'entrust-parent:agree')
  })

  test.each([
    ['1', 'offences'],
    ['2', 'addiction'],
    ['3', 'neglect'],
    ['4', 'unsuitable'],
  ])(
    'who knows a reason against it names which (%s), is told that somebody calls, and is asked no yes',
    (digit, which) => {
      askedFather()
        .says('2')
        .did(SAY, { type: 'worry', children, words: '', voice: null })
        .bot('entrust-parent:which')
        .says(digit)
        .did({
          type: 'entrustSay',
          said: {
            act: 'exclusions',
            declared: {
              offences: 'unclear',
              addiction: 'unclear',
              neglect: 'unclear',
              unsuitable: 'unclear',
              [which]: 'yes',
            },
          },
        })
        .bot('entrust-parent:heard')
        .ended()
    },
  )

  test('who says it in words, or by voice, or would rather telephone, is called by a person', () => {
    askedFather()
      .says('他外婆爱打牌')
      .did(SAY, { type: 'worry', words: '他外婆爱打牌', voice: null })
      .bot('entrust-parent:heard')
      .ended()
    askedFather()
      .speaks()
      .did(SAY, { type: 'worry', words: '', voice: 'wechat:a:voice' })
      .bot('entrust-parent:heard')
    askedFather().says('4').did({ type: 'worry', words: '', voice: null }).bot('entrust-parent:heard').ended()
  })

  test('who is not sure goes on: the director looks into it', () => {
    askedFather().says('3').bot('entrust-parent:childsView')
    askedFather().says('说不清').bot('entrust-parent:childsView')
  })

  test('a child that was not asked yet is no obstacle, and the father is asked to', () => {
    askedFather(['exclusions'])
      .says('3')
      .did({ type: 'entrustSay', said: { act: 'child-view', view: 'not-asked' } })
      .bot('entrust-parent:askChild', 'entrust-parent:plainly', 'entrust-parent:agree')
  })

  test('a no counts at once, whether he says why or not', () => {
    const talk = askedFather(['exclusions', 'child-view'])
      .says('2')
      .did({ type: 'entrustSay', said: { act: 'refuses' } })
      .bot('entrust-parent:whyNot')
    talk
      .says('她身体不行')
      .did({ type: 'openTask', kind: 'entrust-why', words: '她身体不行' })
      .bot('entrust-parent:notWilling')
      .ended()
    askedFather(['exclusions', 'child-view']).says('2').says('没有').bot('entrust-parent:notWilling').ended()
    askedFather(['exclusions', 'child-view']).says('2').silent(days(1)).ended()
  })

  test('who thinks it over, or has no time now, is asked another day', () => {
    askedFather(['exclusions', 'child-view'])
      .says('3')
      .did(SAY, { type: 'entrustPause', why: 'later' })
      .bot('entrust-parent:thinkItOver')
      .ended()
    askedFather()
      .says('下次再说')
      .did({ type: 'entrustPause', why: 'later' })
      .bot('entrust-parent:later')
      .ended()
  })

  test('silence ends it quietly; the reminder puts the open question once more', () => {
    askedFather()
      .happens({ type: 'remind', flow: 'entrust-parent', subject: GRANDMOTHER })
      .bot('entrust-parent:exclusions')
    askedFather().silent(days(14)).did({ type: 'entrustPause', why: 'silent' }).bot().ended()
  })

  test('not understood twice, a person takes over; danger goes before everything', () => {
    askedFather(['exclusions'])
      .says('哦豁')
      .says('哦豁')
      .did(PAUSE, { type: 'openRequest', words: ['哦豁', '哦豁'] })
      .ended()
    askedFather().says('他打孩子，打得流血了').did({ type: 'openCase', level: 'red' })
  })
})

describe('a grandmother agrees to look after them', () => {
  test('two questions, each answered with 1', () => {
    askedCarer(full)
      .bot('entrust-carer:exclusions')
      .says('1')
      .did({ type: 'entrustSay', party: 'carer', said: { act: 'exclusions', declared: none } })
      .bot('entrust-carer:plainly', 'entrust-carer:agree')
      .says('1')
      .did({ type: 'entrustSay', said: { act: 'agrees' }, wording: ENTRUST_WORDING.carer })
      .bot('entrust-carer:done')
      .ended()
  })

  test('who names something of her own is thanked and asked no yes', () => {
    askedCarer().says('2').bot('entrust-carer:which').says('2').bot('entrust-carer:heard').ended()
  })

  test('who would rather tell the director is called; who does not want to is not pressed', () => {
    askedCarer().says('3').did(PAUSE, { type: 'openRequest' }).ended()
    askedCarer(['exclusions'])
      .says('不同意')
      .did({ type: 'entrustSay', said: { act: 'refuses' } })
      .bot('entrust-carer:whyNot')
      .says('身体不好')
      .bot('entrust-carer:notWilling')
      .ended()
  })

  test('she may speak instead of typing, and be silent', () => {
    askedCarer().speaks().did(PAUSE, { type: 'openRequest', voice: 'wechat:a:voice' }).ended()
    askedCarer().silent(days(14)).did({ type: 'entrustPause', why: 'silent' }).bot().ended()
  })
})

describe('what the paper still lacks is asked after the yes', () => {
  const agreed = ['exclusions', 'child-view']

  test('a father says where, since when, until when, how he is in touch and whom else to call', () => {
    askedFather(agreed)
      .says('1')
      .did({ ...SAY, said: { act: 'agrees' } })
      .bot('entrust-parent:done', 'entrust-parent:paper', 'entrust-parent:worksIn')
      .says('浙江宁波')
      .did(tells({ worksIn: '浙江宁波' }))
      .bot('entrust-parent:awayFrom')
      .says('今年2月')
      .did(tells({ awayFrom: '今年2月' }))
      .bot('entrust-parent:awayUntil')
      .says('没定')
      .did(tells({ awayUntil: null }))
      .bot('entrust-parent:weekly')
      .says('每周日晚上视频')
      .did(tells({ weekly: '每周日晚上视频' }))
      .bot('entrust-parent:second')
      .says('大姑 13800001111')
      .did(tells({ second: '大姑 13800001111' }))
      .bot('entrust-parent:thanks')
      .ended()
  })

  test('what is on record has only to be right, and its number is not shown whole; what is wrong is asked', () => {
    const onPaper = { worksIn: '浙江宁波', second: '大姑 13800001111' }
    const talk = askedFather(['exclusions', 'agreed', 'awayFrom', 'awayUntil'], onPaper)
    talk.bot('entrust-parent:paper', 'entrust-parent:isItSo')
    expect(talk.values).toMatchObject({ worksIn: '浙江宁波', second: '大姑 138****1111' })
    talk
      .says('对')
      .did(tells(onPaper))
      .bot('entrust-parent:weekly')
      .says('跳过')
      .bot('entrust-parent:thanks')
      .ended()
    askedFather(['agreed', 'awayFrom', 'awayUntil', 'weekly'], onPaper)
      .says('2')
      .bot('entrust-parent:worksIn')
      .says('江苏苏州')
      .did(tells({ worksIn: '江苏苏州' }))
      .bot('entrust-parent:second')
      .says('不清楚')
      .did(tells({ second: null }))
      .ended()
  })

  test('a grandmother says whether they live with her, where, and how she is; who is not well is a line of the director’s', () => {
    askedCarer(['exclusions'])
      .says('1')
      .bot('entrust-carer:done', 'entrust-carer:paper', 'entrust-carer:together')
      .says('1')
      .did(tells({ together: 'yes' }))
      .bot('entrust-carer:livesAt')
      .says('三组27号')
      .did(tells({ livesAt: '三组27号' }))
      .bot('entrust-carer:health')
      .says('3')
      .did(tells({ health: 'poor' }), { type: 'openTask', kind: 'carer-strained' })
      .bot('entrust-carer:thanks')
      .ended()
    askedCarer(['agreed', 'together'], { livesAt: '三组27号' })
      .bot('entrust-carer:paper', 'entrust-carer:isItSo')
      .says('1')
      .did(tells({ livesAt: '三组27号' }))
      .bot('entrust-carer:health')
      .says('跳过')
      .did(tells({ health: null }))
      .ended()
  })

  test('who has no time now, or says nothing, keeps the yes; a voice note is heard by a person', () => {
    const asked = () => askedFather(agreed).says('1')
    asked().says('下次再说').did(PAUSE).bot('entrust-parent:later').ended()
    asked().silent(days(5)).did({ type: 'entrustPause', why: 'silent' }).bot().ended()
    asked().speaks().did(PAUSE, { type: 'openRequest', voice: 'wechat:a:voice' }).ended()
    askedCarer(['agreed', 'livesAt']).says('哦豁').says('哦豁').did(PAUSE, { type: 'openRequest' }).ended()
  })

  test('danger typed as an answer is danger, and never stands on the paper', () => {
    askedFather(['agreed']).says('孩子被他打得流血了').did({ type: 'openCase', level: 'red' })
    askedCarer(['agreed', 'together']).says('孩子不见了').did({ type: 'openCase', level: 'red' })
  })
})

describe('the director writes down what was said', () => {
  const opened = () =>
    given(villageDirector()).happens({ type: 'begin', flow: 'entrustment', about: { entrustment: id(90) } })

  test('a parent’s words by telephone are three things', () => {
    opened()
      .did({ type: 'showEntrustment', entrustment: id(90) })
      .bot('entrustment:whatNow')
      .says('1')
      .says('1')
      .says('1')
      .says('1')
      .bot('entrustment:howHeard')
      .says('1')
      .did({
        type: 'entrustFor',
        party: 'parent',
        how: 'phone',
        said: [
          { act: 'exclusions', declared: none },
          { act: 'child-view', view: 'willing' },
          { act: 'agrees' },
        ],
      })
      .ended()
  })

  test('the carer’s, at the door, are two; a reason against it is one alone', () => {
    opened()
      .says('2')
      .says('1')
      .says('1')
      .says('2')
      .did({
        type: 'entrustFor',
        party: 'carer',
        how: 'door',
        said: [{ act: 'exclusions', declared: none }, { act: 'agrees' }],
      })
    opened()
      .says('1')
      .says('2')
      .says('2')
      .says('1')
      .did({
        type: 'entrustFor',
        said: [
          {
            act: 'exclusions',
            declared: { offences: 'unclear', addiction: 'yes', neglect: 'unclear', unsuitable: 'unclear' },
          },
        ],
      })
  })

  test('委托 alone lists them, with a number or a name it opens one', () => {
    given(villageDirector()).says('委托').did({ type: 'showEntrustments' })
    given(villageDirector()).says('委托 3').did({ type: 'findEntrustment', no: 3, words: '' })
    given(villageDirector()).says('委托小明').did({ type: 'findEntrustment', no: null, words: '小明' })
  })

  test('it is stopped with a reason, or left as it is', () => {
    opened().says('4').says('1').did({ type: 'endEntrustment', reason: 'village-refused' }).ended()
    opened().says('4').says('3').bot('entrustment:later').ended()
    opened().says('7').bot('entrustment:later').ended()
  })

  test('it is printed, and comes back signed, on a page; a photograph in the chat is not taken', () => {
    const page = `/console/entrustments/${id(90)}`
    opened().says('5').did({ type: 'openPage', path: page }).ended()
    opened()
      .says('签好了')
      .did({ type: 'openPage', path: `${page}/sheet` })
      .bot('entrustment:toSheet')
    opened()
      .sendsPicture()
      .did({ type: 'openPage', path: `${page}/sheet` })
      .bot('entrustment:noPhoto')
    const listed = (...items: { flow: string; about: Record<string, unknown> }[]) => {
      const talk = given(villageDirector())
      talk.mind.list = { at: talk.now, items }
      return talk.sendsPicture()
    }
    const one = { flow: 'entrustment', about: { entrustment: id(90) } }
    listed(one).did({ type: 'openPage', path: `${page}/sheet` })
    listed(one, { flow: 'entrustment', about: { entrustment: id(91) } }).did({
      type: 'openPage',
      path: '/console/papers',
    })
    // After any other list it is a picture for a notice, as ever.
    expect(listed(one, { flow: 'exit', about: {} }).mind.open?.flow).toBe('notice')
  })
})
