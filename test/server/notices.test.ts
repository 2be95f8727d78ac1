import { randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { days, hours, instantOf } from '../../flows/engine/calendar.ts'
import { newMind } from '../../flows/engine/state.ts'
import type { EffectOf, EffectType } from '../../flows/index.ts'
import { loadWords, textsOf } from '../../locales/index.ts'
import type { House, Item, Turned } from '../../server/conversation/apply.ts'
import { inScope } from '../../server/db/scope.ts'
import { audienceOf } from '../../server/notices/audience.ts'
import { FOR_PARENTS, IN_SHORT, TOPICS } from '../../server/notices/calendar/compose.ts'
import { confirmReceipts, householdsOf, receiptsOf } from '../../server/notices/receipts.ts'
import {
  previewNotice,
  releaseNotice,
  remindSilent,
  showProgress,
} from '../../server/notices/staff-notices.ts'
import { withhold } from '../../server/notices/withhold.ts'
import { Policy } from '../../server/policy.ts'
import { seal } from '../../server/privacy/seal.ts'
import { testDatabase } from '../support/database.ts'
import { lettersIn } from '../support/letters.ts'
import { type County, openCounty } from '../support/village.ts'

const words = loadWords()
const db = await testDatabase()
const { pool, keys, clock } = db

const at = (day: string, time: string) => clock.moveTo(instantOf(day, time))
let counties = 341200
function newCounty(): County {
  at('2026-11-20', '10:00') // a Friday outside the season
  counties += 1
  return openCounty(db, String(counties))
}

type Officer = Awaited<ReturnType<County['officer']>>
const policy = Policy.parse({})
const house = ({ county }: County): House => ({
  keys,
  words,
  now: clock.now(),
  policy,
  county: { name: county, dutyPhone: '12345', keeps: { chatDays: 180, voiceDays: 7 } },
})

function turnOf({ county }: County, who: { person: string; contact: string; officer?: Officer }): Turned {
  const { officer } = who
  return {
    waiting: {
      seq: 1,
      key: `test:${randomUUID()}`,
      attempts: 0,
      receivedAt: clock.now(),
      arrived: { type: 'text', text: '' },
      to: { contact: who.contact, account: `bot-${county}`, person: who.person, language: 'zh-CN' },
      mind: newMind(),
      person: null,
      notice: null,
      handedOver: false,
      held: false,
      wrongCodes: 0,
      lockedUntil: null,
    },
    facts: {
      now: clock.now(),
      today: '2026-11-20',
      county: { name: county, dutyPhone: '12345', keeps: { chatDays: 180, voiceDays: 7 } },
      person: {
        id: who.person,
        name: officer?.name ?? '',
        place: officer?.place ?? `${county}001001`,
        consent: 'agreed',
        children: [],
        director: null,
        staff: officer ? { id: officer.staff, role: officer.role, place: officer.place } : null,
      },
      code: null,
      notice: null,
      handedOver: false,
      held: false,
    },
    place: county,
    mind: newMind(),
    effects: [],
    replies: [],
    acts: [],
  }
}

type Doing<T extends EffectType> = (tx: never, house: House, items: readonly Item<T>[]) => Promise<void>

/** What the staff member reads when the effect has been carried out. */
async function asks<T extends EffectType>(
  county: County,
  officer: Officer,
  doing: Doing<T>,
  effect: EffectOf<T>,
): Promise<string> {
  const turn = turnOf(county, { ...officer, officer })
  await county.write(tx => doing(tx as never, house(county), [{ effect, turn }]))
  return turn.replies.map(reply => words('zh-CN', reply.key, reply.values)).join('\n')
}
const preview = (county: County, officer: Officer, text: string) =>
  asks(county, officer, previewNotice, { type: 'previewNotice', text, voice: null })
const send = (county: County, officer: Officer, text: string, voice: string | null = null) =>
  asks(county, officer, releaseNotice, { type: 'releaseNotice', text, voice })
const progress = (county: County, officer: Officer) =>
  asks(county, officer, showProgress, { type: 'showProgress' })
const remind = (county: County, officer: Officer) =>
  asks(county, officer, remindSilent, { type: 'remindSilent' })

const notices = (county: County) =>
  county.write(
    async tx => (await tx.query('select id, key, kind, author_id from notices order by released_at')).rows,
  )

/** A family answers 收到 to the last notice. */
async function confirms(county: County, ...people: string[]) {
  const notice = (await notices(county)).at(-1)!.id
  const items = people.map(person => ({
    effect: { type: 'receipt' as const, notice },
    turn: turnOf(county, { person, contact: randomUUID() }),
  }))
  await county.write(tx => confirmReceipts(tx, house(county), items))
}

/** Letters with the Shanghai time at which they leave. */
const letters = async (county: County, person?: string) =>
  (await lettersIn(county, keys, person)).map(({ notBefore, expiresAt: _, priority: __, ...letter }) => ({
    ...letter,
    leaves: new Date(notBefore.getTime() + hours(8)).toISOString().slice(0, 16),
  }))

const standing = (county: County, notice: string) =>
  county.write(async tx => {
    const lines = await householdsOf(tx, keys, notice)
    return Object.fromEntries(lines.map(line => [line.children[0], line]))
  })

/** A village with one family of each kind. */
async function village() {
  const county = newCounty()
  const place = await county.place(`${county.county}001001`, '柳树村')
  const director = await county.officer(place)
  const grandmother = await county.adult({ name: '王桂兰' })
  const father = await county.adult({ name: '李建国' })
  const auntie = await county.adult({ name: '赵秀英' })
  await county.household(
    place,
    ['李晓悦', '李晓明'],
    [{ person: grandmother }, { person: father, role: 'father', kin: '父亲' }],
  )
  await county.household(place, ['陈子轩'], [{ person: grandmother }])
  await county.household(place, ['张小花'], [{ person: auntie, kin: '姑母' }])
  await county.household(place, ['刘洋'], [{ person: await county.adult({ bound: false }) }])
  await county.household(
    place,
    ['孙小虎'],
    [{ person: await county.adult({ bound: false, device: 'none' }) }],
  )
  await county.household(place, ['吴美'], [{ person: await county.adult({ consent: 'refused' }) }])
  return { county, place, director, grandmother, father, auntie }
}

describe('a director tells the village something', () => {
  it('sees before sending how many households it will reach, and how it will look', async () => {
    const { county, director } = await village()
    const shown = await preview(county, director, '明天上午九点在村部打疫苗')
    expect(shown).toContain('明天上午九点在村部打疫苗\n收到请回「收到」')
    expect(shown).toContain('共6户：\n微信能收到 3户\n未绑定 1户\n无智能手机 1户\n不收微信消息 1户')
    expect(await letters(county)).toEqual([])
  })

  it('hears of a household whose children have no adult on record', async () => {
    const { county, director, place } = await village()
    await county.household(place, ['周一'], [])
    expect(await preview(county, director, '开会')).toContain('没登记大人 1户')
    expect(await send(county, director, '开会')).toContain('共7户')
  })

  it('a grandmother in two households gets one message and her 收到 counts for both', async () => {
    const { county, director, grandmother, father } = await village()
    await send(county, director, '明天打疫苗')
    expect((await letters(county, grandmother)).map(letter => letter.text)).toEqual([
      '明天打疫苗\n收到请回「收到」',
    ])
    expect(await letters(county)).toHaveLength(3)
    await county.sendAll()
    await confirms(county, grandmother)
    const first = clock.now()
    clock.advance(hours(1))
    await confirms(county, father, grandmother)
    const lines = await standing(county, (await notices(county))[0]!.id)
    expect(lines.李晓悦).toMatchObject({ state: 'confirmed', by: '王桂兰', at: first, how: 'wechat' })
    expect(lines.陈子轩).toMatchObject({ state: 'confirmed', by: '王桂兰', at: first, how: 'wechat' })
    expect(lines.张小花).toMatchObject({ state: 'sent', by: null, at: null })
  })

  it('the same draft twice on a day sends once and says so; the next day it is new', async () => {
    const { county, director } = await village()
    expect(await send(county, director, '明天打疫苗')).toContain('已发出')
    clock.advance(hours(2))
    expect(await send(county, director, ' 明天打疫苗\n')).toBe(
      '这条今天10:00已经发过，没有再发。看谁收到了发「进度」。',
    )
    expect(await letters(county)).toHaveLength(3)
    clock.advance(days(1))
    expect(await send(county, director, '明天打疫苗')).toContain('已发出')
    expect(await letters(county)).toHaveLength(6)
  })

  it('the same draft released by two processes at once sends once', async () => {
    const { county, director } = await village()
    const answers = await Promise.all([send(county, director, '开会'), send(county, director, '开会')])
    expect(answers.filter(answer => answer.includes('已发出'))).toHaveLength(1)
    expect(answers.filter(answer => answer.includes('已经发过'))).toHaveLength(1)
    expect(await letters(county)).toHaveLength(3)
  })

  it('at night the notice waits for seven in the morning, and the director is told when it goes out', async () => {
    const { county, director } = await village()
    at('2026-11-20', '22:10')
    expect(await send(county, director, '明天打疫苗')).toContain('明天07:00发出')
    at('2026-11-21', '02:00')
    expect(await send(county, director, '别忘了带本子')).toContain('今天07:00发出')
    expect(new Set((await letters(county)).map(letter => letter.leaves))).toEqual(
      new Set(['2026-11-21T07:00']),
    )
  })

  it('a voice note goes out with a line that asks for 收到', async () => {
    const { county, director, auntie } = await village()
    await send(county, director, '', 'wechat:bot:voice-1')
    expect(await letters(county, auntie)).toMatchObject([
      { kind: 'voice', text: 'wechat:bot:voice-1' },
      { kind: 'text', text: '给您发了一段语音通知，请听一听。\n收到请回「收到」' },
    ])
    await county.sendAll()
    await confirms(county, auntie)
    expect(await progress(county, director)).toContain(
      '「语音通知」11月20日10:00，共6户：\n已确认 1户（微信1）',
    )
  })

  it('a full week does not stop a director, and the notice counts in the week', async () => {
    const { county, director, auntie } = await village()
    for (const text of ['一', '二', '三']) await send(county, director, text)
    expect(await letters(county, auntie)).toHaveLength(3)
    expect((await letters(county, auntie)).every(letter => letter.routine)).toBe(true)
  })

  it('a parent who reads English gets the request in English', async () => {
    const { county, director, place } = await village()
    const mother = await county.adult({ language: 'en' })
    await county.household(place, ['何安'], [{ person: mother, role: 'mother' }])
    await send(county, director, '开会')
    expect((await letters(county, mother))[0]!.text).toBe('开会\nPlease answer "收到" (received)')
  })

  it('nobody to reach by WeChat: the director is asked to telephone, and the list is there', async () => {
    const county = newCounty()
    const place = `${county.county}001001`
    const director = await county.officer(place)
    await county.household(place, ['刘洋'], [{ person: await county.adult({ bound: false }) }])
    expect(await send(county, director, '开会')).toContain('没有一户能用微信收到')
    expect(await progress(county, director)).toContain('微信到不了，请打电话或上门：刘洋家')
  })

  it('a former carer and children who have left are not told', async () => {
    const { county, director, place } = await village()
    const former = await county.adult()
    await county.household(place, ['钱多'], [{ person: former, until: clock.now() - 1 }])
    const moved = await county.adult()
    const left = await county.household(place, ['郑远'], [{ person: moved }])
    await county.write(tx => tx.query(`update children set state = 'left' where household_id = $1`, [left]))
    await send(county, director, '开会')
    expect(await letters(county, former)).toEqual([])
    expect(await letters(county, moved)).toEqual([])
  })
})

describe('a director looks who has received it', () => {
  it('before the first notice there is nothing to show', async () => {
    const { county, director } = await village()
    expect(await progress(county, director)).toBe('还没有发过通知。要发请回「通知」。')
    expect(await remind(county, director)).toBe('还没有发过通知。要发请回「通知」。')
  })

  it('households are counted by how they stand, and those who have not answered are named without blame', async () => {
    const { county, director, father } = await village()
    await send(county, director, '明天上午九点在村部给孩子打疫苗,请带本子')
    expect(await progress(county, director)).toContain('未送达 3户（等着发3）')
    await county.sendAll()
    await confirms(county, father)
    expect(await progress(county, director)).toBe(
      [
        '「明天上午九点在村部给孩子打疫苗…」11月20日10:00，共6户：',
        '已确认 1户（微信1）',
        '已送达还没回 2户',
        '未绑定 1户',
        '不收微信消息 1户',
        '无智能手机 1户',
        '已确认的：晓悦家（父亲·微信）',
        '还没回的（可能忙）：子轩家、小花家',
        '微信到不了，请打电话或上门：刘洋家、小虎家、吴美家',
      ].join('\n'),
    )
  })

  it('whatever becomes of the letters, the states add up to the households of the frozen audience', async () => {
    const county = newCounty()
    const place = `${county.county}001001`
    const director = await county.officer(place)
    const kinds = [{}, {}, {}, {}, {}, {}, {}, {}, { bound: false }, { consent: 'refused' as const }]
    const adults = await Promise.all(kinds.map(kind => county.adult(kind)))
    const households = 20
    let seed = 7
    const draw = (n: number) => {
      seed = (seed * 48271) % 2147483647
      return seed % n
    }
    for (let n = 0; n < households; n++) {
      const two = [...new Set([draw(10), draw(10)])].map(i => ({ person: adults[i]! }))
      await county.household(place, [`李甲${n}`], two)
    }
    await send(county, director, '开会')
    const [notice] = await notices(county)
    await county.household(place, ['后来'], [{ person: adults[0]! }]) // joined the roster afterwards
    // As when the gateway had trouble with every one of them: each is looked after by itself.
    await county.write(async tx => {
      await tx.query(
        `insert into outbox (place, account, contact_id, person_id, kind, priority, routine, dedupe_key, not_before, created_at)
         select distinct c.place, c.account, c.id, c.person_id, 'text', 3, true, 'notice:' || d.person_id, $1::timestamptz, $1::timestamptz
         from deliveries d join contacts c on c.person_id = d.person_id where d.excluded is null`,
        [new Date(clock.now())],
      )
      await tx.query(
        `update deliveries d set outbox_id = o.id from outbox o where o.dedupe_key = 'notice:' || d.person_id and d.excluded is null`,
      )
    })
    const states = ['queued', 'sent', 'echoed', 'failed', 'expired', 'uncertain', 'cancelled', 'sent']
    for (let round = 0; round < 12; round++) {
      await county.write(async tx => {
        const { rows } = await tx.query('select id from outbox')
        for (const row of rows) {
          const state = states[draw(states.length)]!
          const sent = ['sent', 'echoed'].includes(state) ? new Date(clock.now()) : null
          await tx.query('update outbox set state = $2, sent_at = $3, reason = $4 where id = $1', [
            row.id,
            state,
            sent,
            draw(2) ? 'held' : null,
          ])
        }
      })
      if (round % 4 === 3) await confirms(county, adults[draw(8)]!)
      const receipts = await county.write(tx => receiptsOf(tx, notice.id, place))
      expect(receipts).toHaveLength(households)
      const shown = await progress(county, director)
      const counted = [...shown.matchAll(/^(?:已|未|无|不|这).*? (\d+)户/gm)].map(line => Number(line[1]))
      expect(counted.reduce((sum, count) => sum + count, 0)).toBe(households)
      expect(shown).toContain(`共${households}户`)
    }
  })

  it('a director in a big village reads fifteen names and how many they are', async () => {
    const county = newCounty()
    const place = `${county.county}001001`
    const director = await county.officer(place)
    for (let n = 0; n < 17; n++)
      await county.household(place, [`李小${n}`], [{ person: await county.adult() }])
    await send(county, director, '开会')
    await county.sendAll()
    const line = (await progress(county, director)).split('\n').find(found => found.startsWith('还没回的'))!
    expect(line.match(/家/g)).toHaveLength(15)
    expect(line).toMatch(/等17户$/)
  })

  it('a household kept out by a case is counted without a word of why', async () => {
    const { county, director, auntie } = await village()
    await send(county, director, '开会')
    await county.write(tx => withhold(tx, [auntie], 'held'))
    const shown = await progress(county, director)
    expect(shown).toContain('这次没发 1户')
    expect(shown).not.toContain('小花')
  })
})

describe('a director reminds the silent', () => {
  it('only those who have not answered, and only once', async () => {
    const { county, director, grandmother, father, auntie } = await village()
    await send(county, director, '明天打疫苗')
    await county.sendAll()
    await confirms(county, father) // so his household has answered; the grandmother is awaited for the other one
    expect(await remind(county, director)).toBe('「明天打疫苗」11月20日10:00：\n已提醒2户，只发给还没回的。')
    expect(await letters(county, father)).toHaveLength(1)
    expect((await letters(county, auntie)).at(-1)!.text).toBe(
      '前面有条通知，您可能忙着没看到：\n明天打疫苗\n收到请回「收到」',
    )
    expect(await letters(county, grandmother)).toHaveLength(2)
    await county.sendAll()
    expect(await remind(county, director)).toContain('还有2户没回，不再发消息，请打电话或上门。')
    expect(await letters(county)).toHaveLength(5)
    await confirms(county, grandmother, auntie)
    expect(await remind(county, director)).toContain('送到的各家都回了，不用提醒。')
  })

  it('two who remind at the same moment send one reminder', async () => {
    const { county, director, auntie } = await village()
    await send(county, director, '开会')
    await county.sendAll()
    await Promise.all([remind(county, director), remind(county, director)])
    expect(await letters(county, auntie)).toHaveLength(2)
  })

  it('nobody who said no since, and nobody a case protects', async () => {
    const { county, director, grandmother, auntie } = await village()
    await send(county, director, '开会')
    await county.sendAll()
    await county.hold(grandmother)
    await county.write(tx => tx.query(`update people set consent = 'refused' where id = $1`, [auntie]))
    await remind(county, director)
    expect(await letters(county, grandmother)).toHaveLength(1)
    expect(await letters(county, auntie)).toHaveLength(1)
  })

  it('nobody whose message has not arrived', async () => {
    const { county, director } = await village()
    await send(county, director, '开会')
    expect(await remind(county, director)).toContain('送到的各家都回了')
    expect(await letters(county)).toHaveLength(3)
  })

  it('asked for at night it waits for the morning, and an answer until then takes it back', async () => {
    const { county, director, grandmother, father, auntie } = await village()
    await send(county, director, '开会')
    await county.sendAll()
    at('2026-11-20', '23:00')
    expect(await remind(county, director)).toContain('现在不打扰各家，明天07:00发出。')
    await confirms(county, grandmother)
    const reminders = async (person: string) => (await letters(county, person)).at(-1)!
    expect(await reminders(grandmother)).toMatchObject({ state: 'cancelled', reason: 'answered' })
    expect(await reminders(father)).toMatchObject({ state: 'cancelled', reason: 'answered' })
    expect(await reminders(auntie)).toMatchObject({ state: 'queued', leaves: '2026-11-21T07:00' })
  })
})

describe('who sees what', () => {
  async function twoVillages() {
    const county = newCounty()
    const [a, b] = [`${county.county}001001`, `${county.county}001002`] as const
    await county.place(a, '柳树村')
    await county.place(b, '石桥村')
    const [directorA, directorB] = [await county.officer(a), await county.officer(b)]
    const supervisor = await county.officer(`${county.county}001`)
    const grandmother = await county.adult({ place: b })
    await county.household(a, ['李晓悦'], [{ person: grandmother }])
    await county.household(b, ['陈子轩'], [{ person: grandmother }])
    await county.household(b, ['张小花'], [{ person: await county.adult({ place: b }) }])
    return { county, a, b, directorA, directorB, supervisor, grandmother }
  }

  it("village A's director reaches and sees the families of village A and no others", async () => {
    const { county, directorA, directorB, grandmother } = await twoVillages()
    expect(await preview(county, directorA, '开会')).toContain('共1户：\n微信能收到 1户')
    await send(county, directorA, '开会')
    await county.sendAll()
    expect((await letters(county)).map(letter => letter.person)).toEqual([grandmother])
    expect(await progress(county, directorA)).toContain('还没回的（可能忙）：晓悦家')
    expect(await progress(county, directorB)).toContain('还没有发过通知')
    expect(await remind(county, directorB)).toContain('还没有发过通知')
  })

  it('a township notice is shown to each director for the own village, to the supervisor for all with the village', async () => {
    const { county, directorA, directorB, supervisor } = await twoVillages()
    await send(county, supervisor, '开会')
    await county.sendAll()
    const [shownA, shownB] = [await progress(county, directorA), await progress(county, directorB)]
    expect(shownA).toContain('共1户')
    expect(shownA).not.toMatch(/子轩|小花/)
    expect(shownB).toContain('共2户')
    expect(shownB).not.toContain('晓悦')
    const shown = await progress(county, supervisor)
    expect(shown).toContain('共3户')
    for (const family of ['柳树村晓悦家', '石桥村子轩家', '石桥村小花家']) expect(shown).toContain(family)
  })

  it('a reminder of village A does not go to the silent of village B', async () => {
    const { county, directorA, supervisor, grandmother } = await twoVillages()
    await send(county, supervisor, '开会')
    await county.sendAll()
    expect(await remind(county, directorA)).toContain('已提醒1户')
    expect((await letters(county)).slice(2).map(letter => letter.person)).toEqual([grandmother])
  })

  it("the database itself keeps village B from village A's scope, and only its policies do", async () => {
    const { county, a, directorA, supervisor } = await twoVillages()
    await send(county, supervisor, '开会')
    const [notice] = await notices(county)
    const seen = () =>
      inScope(pool, { place: a, staff: directorA.staff }, async tx => ({
        households: new Set((await audienceOf(tx, county.county)).map(adult => adult.household)).size,
        receipts: (await receiptsOf(tx, notice.id, '')).length,
      }))
    expect(await seen()).toEqual({ households: 1, receipts: 1 })
    const security = (to: 'disable' | 'enable') =>
      db.asOwner(async owner => {
        for (const table of ['children', 'relations', 'households', 'deliveries']) {
          await owner.query(`alter table ${table} ${to} row level security`)
        }
      })
    await security('disable')
    expect(await seen()).toEqual({ households: 3, receipts: 3 })
    await security('enable')
    expect(await seen()).toEqual({ households: 1, receipts: 1 })
  })

  it('what a person wrote this week is shown before what the season said since', async () => {
    const { county, directorA } = await twoVillages()
    await send(county, directorA, '开会')
    clock.advance(hours(1))
    await county.insert('notices', automaticRow(county))
    expect(await progress(county, directorA)).toContain('「开会」')
    clock.advance(days(8))
    expect(await progress(county, directorA)).toContain('「看好孩子」')
  })

  function automaticRow({ county }: County) {
    const id = randomUUID()
    const sealed = seal(keys, `notices:${id}`, { text: '看好孩子' })
    const released = new Date(clock.now())
    return {
      id,
      place: county,
      key: `season:${id}`,
      kind: 'season',
      sealed,
      created_at: released,
      released_at: released,
    }
  }
})

describe('the words', () => {
  const families = ['letter', 'letterVoice', 'reminder', 'reminderVoice', 'reminderAutomatic'].map(
    key => textsOf('zh-CN').notice![key]!,
  )
  const staff =
    /^(ask|and|days|daysAndWork|day|missing.*|winter|spring|summer|autumn|gaokao|zhongkao|finals)$/
  const season = Object.entries(textsOf('zh-CN').seasons!).filter(([key]) => !staff.test(key))

  it('a reminder of the season has sixty characters at most with the request for 收到, the short ones twenty-four', () => {
    const ask = textsOf('zh-CN').seasons!.ask!
    expect(ask).toMatch(/收到请回「收到」$/)
    const long = season.filter(
      ([key, text]) => [...text].length + (key.endsWith('-line') ? 36 : ask.length) > 60,
    )
    expect(long).toEqual([])
    expect(season.map(([key]) => key).sort()).toEqual(
      [
        ...TOPICS,
        ...FOR_PARENTS.map(topic => `${topic}-parent`),
        ...IN_SHORT.map(topic => `${topic}-line`),
      ].sort(),
    )
  })

  it('no family reads a label, a reproach or a word of the administration', () => {
    for (const text of [...families, ...season.map(([, text]) => text)]) {
      expect(text).not.toMatch(/预警|留守|困境|问题儿童|帮扶|监护|评估|履职|台账|未回|逾期|必须|你(?!们)/)
    }
  })

  it('English has every text with the same placeholders', () => {
    const placeholders = (text: string) => [...new Set(text.match(/\{\w+\}/g))].sort()
    for (const file of ['notice', 'seasons']) {
      const [zh, en] = [textsOf('zh-CN')[file]!, textsOf('en')[file]!]
      expect(Object.keys(en)).toEqual(Object.keys(zh))
      for (const key of Object.keys(zh))
        expect([key, placeholders(en[key]!)]).toEqual([key, placeholders(zh[key]!)])
    }
  })
})
