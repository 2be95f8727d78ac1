import { randomUUID } from 'node:crypto'
import { expect, it } from 'vitest'
import type { Channel, Outgoing, SendResult } from '../../bot/channel.ts'
import { days, hours, instantOf, minutes } from '../../flows/engine/calendar.ts'
import { loadWords } from '../../locales/index.ts'
import { deliver } from '../../server/conversation/deliver.ts'
import { isEcho } from '../../server/conversation/echo.ts'
import type { Address } from '../../server/conversation/outbox.ts'
import { type Pace, paced, unpaced } from '../../server/conversation/pace.ts'
import { contactOf } from '../../server/conversation/receive.ts'
import type { Act } from '../../server/evidence/append.ts'
import { type Audience, audienceOf, peopleOf, standingOf } from '../../server/notices/audience.ts'
import { confirmByHand } from '../../server/notices/confirm-household.ts'
import { countReceipts, countsOf } from '../../server/notices/count.ts'
import { receiptsOf } from '../../server/notices/receipts.ts'
import { insertNotice, type Named, type Release, release, type Said } from '../../server/notices/release.ts'
import { changeUnsent, pauseNotice, resumeNotice, sendAt, stopNotice } from '../../server/notices/steer.ts'
import { withhold } from '../../server/notices/withhold.ts'
import { Policy } from '../../server/policy.ts'
import { testDatabase } from '../support/database.ts'
import { openCounty } from '../support/village.ts'

const db = await testDatabase(instantOf('2026-11-20', '10:00'))
const { pool, keys, clock } = db
const county = openCounty(db, '341300')
const account = `bot-${county.county}`
const village = await county.place(`${county.county}001001`, '柳树村')
const director = await county.officer(village)
const policy = Policy.parse({})
const words = loadWords()
const parts = { pool, keys, clock, words, log: { info: () => {}, warn: () => {}, error: () => {} } }

/** 30 families; the first two have the same grandmother. */
const adults: string[] = []
for (let n = 0; n < 30; n++) {
  adults.push(n === 1 ? adults[0]! : await county.adult())
  await county.household(village, [`李小${n}`], [{ person: adults[n]! }])
}
const people = [...new Set(adults)].sort()
const idOf = new Map(
  (await county.write(tx => tx.query('select person_id, wechat_id from contacts'))).rows.map(row => [
    row.wechat_id as string,
    row.person_id as string,
  ]),
)
await county.write(async tx => {
  for (const contact of idOf.keys())
    await tx.query('update contacts set id = $2 where wechat_id = $1', [
      contact,
      contactOf(county.county, { account, contact }),
    ])
})

type Say = (person: string, outgoing: Outgoing, nth: number) => SendResult | Promise<SendResult>
/** A gateway that answers as told; everything that left through it. */
function gateway(say: Say = () => ({ result: 'sent', id: randomUUID() })) {
  const said: { person: string; text: string }[] = []
  const tried: string[] = []
  const channel: Channel = {
    start: async () => {},
    stop: async () => {},
    fetch: async () => null,
    health: () => ({ account, state: 'ready', lastEventAt: null }),
    send: async (contact, outgoing) => {
      const person = idOf.get(contact)!
      tried.push(person)
      const result = await say(person, outgoing, tried.length)
      if (result.result !== 'failed') said.push({ person, text: 'text' in outgoing ? outgoing.text : '' })
      return result
    },
  }
  const copies = () => Object.values(Object.groupBy(said, one => one.person)).map(those => those!.length)
  return { said, tried, channel, copies }
}
type Gateway = ReturnType<typeof gateway>

const send = ({ channel }: Gateway, { lease = randomUUID() as string, pace = unpaced as Pace } = {}) =>
  deliver({ ...parts, channel, pace }, county.county, account, lease)

async function notify(
  text: string,
  more: Partial<Said & Named> = {},
  audience: Audience | null = null,
): Promise<string> {
  return await county.write(async tx => {
    const ink = { keys, words, now: clock.now() }
    const key = `test:${randomUUID()}`
    const given = {
      place: village,
      key,
      kind: 'director' as const,
      author: director.staff,
      content: { text },
    }
    const id = (await insertNotice(tx, ink, [], given))!
    const found = await audienceOf(tx, village)
    const standing = await standingOf(tx, peopleOf(found), { automatic: false })
    const notBefore = clock.now()
    const expiresAt = notBefore + days(2)
    const shown = { text: () => text, voice: null, notBefore, expiresAt }
    const whom = audience ? { audience } : { adults: found, standing }
    await release(tx, ink, { id, ...shown, ...more, ...whom } as Release)
    return id
  })
}

/** Households by how they stand. */
async function counts(notice: string): Promise<Record<string, number>> {
  const receipts = await county.write(tx => receiptsOf(tx, notice, village))
  // Whoever looks while it leaves sees the same numbers counted by the database.
  expect(await county.write(tx => countReceipts(tx, notice, village))).toEqual(countsOf(receipts))
  const by = Object.groupBy(receipts, ({ state, reason }) => (reason ? `${state}:${reason}` : state))
  return Object.fromEntries(Object.entries(by).map(([state, those]) => [state, those!.length]))
}

const rounds = async (notice: string) =>
  (
    await county.write(tx =>
      tx.query('select state, people, passed from notice_rounds where notice_id = $1', [notice]),
    )
  ).rows
const later = (ms: number) => clock.moveTo(clock.now() + ms)

it('everybody gets a notice once, however many households they belong to, and nothing is written for each of them again', async () => {
  const notice = await notify('明天停水')
  expect(await counts(notice)).toEqual({ 'undelivered:queued': 30 })
  const wechat = gateway()
  expect(await send(wechat)).toBe(29)
  expect(wechat.said.map(one => one.person)).toEqual(people)
  expect(await counts(notice)).toEqual({ sent: 30 })
  expect(await rounds(notice)).toEqual([{ state: 'done', people: 29, passed: 29 }])
  const { rows } = await county.write(tx =>
    tx.query(
      `select sum(people) as people, sum(cardinality(string_to_array(provider_ids, E'\\n'))) as ids from notice_stretches where notice_id = $1`,
      [notice],
    ),
  )
  expect(rows).toEqual([{ people: 29, ids: 29 }])
  expect(await county.write(async tx => (await tx.query('select 1 from outbox')).rowCount)).toBe(0)
})

it('who is no friend gets nothing, who was not reached is tried again, who may have got it gets it once more at the most', async () => {
  const notice = await notify('明天停电')
  const [never, notNow, unsure, lost] = adults.slice(2) as [string, string, string, string]
  const wechat = gateway((person, _, nth) => {
    if (person === never) return { result: 'failed', reason: 'not a friend', again: false }
    if (person === notNow && nth < 30) return { result: 'failed', reason: 'busy', again: true }
    if (person === lost || (person === unsure && nth < 30))
      return { result: 'uncertain', reason: 'no answer' }
    return { result: 'sent', id: null }
  })
  await send(wechat)
  expect(await counts(notice)).toMatchObject({ 'undelivered:failed': 1, 'undelivered:queued': 3 })
  for (const wait of [2_000, 18_000, 20_000]) {
    later(wait)
    await send(wechat)
  }
  const copies = (person: string) => wechat.said.filter(one => one.person === person).length
  expect([never, notNow, unsure, lost].map(copies)).toEqual([0, 1, 2, 2])
  const [household] = [people.indexOf(adults[0]!)]
  const two = household < 4 ? 1 : 0 // the grandmother of two households among the four
  expect(Object.values(await counts(notice)).reduce((sum, n) => sum + n)).toBe(30)
  const stands = await counts(notice)
  expect((stands['undelivered:failed'] ?? 0) + (stands['undelivered:uncertain'] ?? 0)).toBeLessThanOrEqual(
    2 + two,
  )
})

it('a process that dies on its round has whoever was in its hands written to once more, and marks nothing when it wakes', async () => {
  const notice = await notify('后天体检')
  const asleep = Promise.withResolvers<SendResult>()
  const first = gateway((_, __, nth) => (nth > 5 ? asleep.promise : { result: 'sent', id: null }))
  const dying = send(first)
  await expect.poll(() => first.tried.length).toBe(20)
  const next = gateway()
  expect(await send(next)).toBe(0)
  later(minutes(2) + 1)
  await send(next)
  later(20_000)
  await send(next)
  asleep.resolve({ result: 'sent', id: 'from the dead' })
  await dying
  expect(new Set([...first.said, ...next.said].map(one => one.person)).size).toBe(29)
  expect(Math.max(...next.copies())).toBe(1)
  expect(next.said).toHaveLength(29)
  expect(await counts(notice)).toEqual({ sent: 30 })
  expect(await rounds(notice)).toEqual([{ state: 'done', people: 29, passed: 29 }])
})

it('a notice is paused, given other words, put off and stopped, each in the record and none for those who have it', async () => {
  const acts: Act[] = []
  later(minutes(2)) // what other senders had in that minute would count
  const notice = await notify('八点开会')
  const given = { acts, notice, staff: director.staff }
  const ink = { keys, now: clock.now(), policy }
  const steer = <T>(doing: (tx: never) => Promise<T>) => county.write(tx => doing(tx as never))
  const wechat = gateway()
  const six = (now: number) => ({
    lease: 'f2b7ee70-52cc-4b7b-8f3e-0f7e60c2e9a1',
    pace: paced({ perMinute: 36, perDay: 1_000 }, () => 0.5),
    now,
  })
  await send(wechat, six(clock.now()))
  expect(wechat.said).toHaveLength(6)

  expect(await steer(tx => pauseNotice(tx, ink, given))).toBe(true)
  expect(await steer(tx => pauseNotice(tx, ink, given))).toBe(false)
  later(minutes(1))
  expect(await send(wechat)).toBe(0)
  const text = () => '九点开会'
  expect(await steer(tx => changeUnsent(tx, ink, { ...given, content: { text: '九点开会' }, text }))).toBe(2)
  expect(await steer(tx => resumeNotice(tx, ink, given))).toBe(true)
  expect(
    await steer(tx => sendAt(tx, { ...ink, now: clock.now() }, { ...given, at: clock.now() + hours(1) })),
  ).toBe(true)
  expect(await send(wechat)).toBe(0)
  later(hours(1))
  await send(wechat, six(clock.now()))
  expect(wechat.said.map(one => one.text)).toEqual([
    ...Array(6).fill('八点开会'),
    ...Array(6).fill('九点开会'),
  ])
  expect(await steer(tx => stopNotice(tx, ink, given))).toEqual({ sent: 12, unsent: 17 })
  expect(await steer(tx => stopNotice(tx, ink, given))).toEqual({ sent: 29, unsent: 0 })
  later(minutes(1))
  expect(await send(wechat)).toBe(0)
  const stands = await counts(notice)
  expect(stands.sent! + stands['undelivered:stopped']!).toBe(30)
  expect(acts.map(act => act.kind)).toEqual([
    'notice-paused',
    'notice-changed',
    'notice-resumed',
    'notice-put-off',
    'notice-stopped',
  ])
})

it('danger passes a round that is under way and the night, and what is routine waits for the morning', async () => {
  clock.moveTo(instantOf('2026-11-24', '20:59'))
  const routine = await notify('明天开会')
  clock.moveTo(instantOf('2026-11-24', '21:10'))
  const danger = await notify('山洪红色预警', { danger: true })
  const wechat = gateway()
  await send(wechat)
  expect(new Set(wechat.said.map(one => one.text))).toEqual(new Set(['山洪红色预警']))
  expect(await counts(danger)).toEqual({ sent: 30 })
  clock.moveTo(instantOf('2026-11-25', '07:00'))
  await send(wechat)
  expect(await counts(routine)).toEqual({ sent: 30 })
})

it('each round keeps the hour that suits, and what came too late for everybody says so', async () => {
  const evening = adults[2]!
  await county.write(tx => tx.query(`update people set part_of_day = 'evening' where id = $1`, [evening]))
  const now = clock.now()
  const notice = await notify('周末看好孩子', {
    notBefore: ({ part }) => (part === 'evening' ? now + hours(11) : now),
    expiresAt: now + hours(12),
  })
  const wechat = gateway()
  await send(wechat)
  expect(wechat.said.some(one => one.person === evening)).toBe(false)
  later(hours(13))
  await send(wechat)
  const stands = await counts(notice)
  expect(stands.sent! + stands['undelivered:expired']!).toBe(30)
  expect(wechat.said).toHaveLength(28)
  await county.write(tx => tx.query('update people set part_of_day = null'))
})

it('who said no, whom a case protects and whoever is not bound any more on the way are left out; another account takes its own', async () => {
  clock.moveTo(instantOf('2026-11-26', '10:00'))
  const notice = await notify('接种疫苗')
  const [no, held, gone, moved] = adults.slice(6) as [string, string, string, string]
  await county.write(async tx => {
    await withhold(tx, [no], 'refused')
    await withhold(tx, [held], 'held')
    await tx.query('update contacts set person_id = null where person_id = $1', [gone])
    await tx.query(`update contacts set account = 'another' where person_id = $1`, [moved])
  })
  const wechat = gateway()
  await send(wechat)
  expect(wechat.said).toHaveLength(25)
  const other = gateway()
  await deliver({ ...parts, channel: other.channel, pace: unpaced }, county.county, 'another', randomUUID())
  expect(other.said.map(one => one.person)).toEqual([moved])
  const stands = await counts(notice)
  expect(Object.values(stands).reduce((sum, n) => sum + n)).toBe(30)
  for (const state of ['refused', 'excluded:held', 'unbound']) expect(stands[state]).toBeGreaterThanOrEqual(1)
})

it('everybody reads a notice in their own language', async () => {
  const reader = adults[3]!
  await county.write(tx => tx.query(`update people set language = 'en' where id = $1`, [reader]))
  await notify('停水', { text: ({ language }) => (language === 'en' ? 'No water' : '停水') })
  const wechat = gateway()
  await send(wechat)
  expect(wechat.said.filter(one => one.text !== '停水')).toEqual([{ person: reader, text: 'No water' }])
  await county.write(tx => tx.query(`update people set language = 'zh-CN'`))
})

it('an audience that never leaves the database is frozen like one that is read out first', async () => {
  const [evening, no, old] = adults.slice(12) as [string, string, string]
  await county.write(async tx => {
    await tx.query(`update people set part_of_day = 'evening' where id = $1`, [evening])
    await tx.query(`update people set consent = 'refused' where id = $1`, [no])
    await tx.query(`update people set device = 'none' where id = $1`, [old])
    await tx.query('update contacts set person_id = null where person_id = $1', [old])
  })
  const frozen = async (audience: Audience | null) => {
    const now = clock.now()
    const notBefore = ({ part }: Pick<Address, 'part'>) => (part === 'evening' ? now + hours(3) : now)
    const notice = await notify('防汛提醒', { notBefore }, audience)
    const { rows } = await county.write(tx =>
      tx.query(
        `select d.household_id, d.person_id, d.place, d.excluded, d.round, r.account, r.part, r.people, r.not_before
         from deliveries d left join notice_rounds r on r.notice_id = d.notice_id and r.round = d.round
         where d.notice_id = $1 order by 1, 2`,
        [notice],
      ),
    )
    await send(gateway())
    return rows
  }
  const found = await frozen({ place: village })
  expect(found).toEqual(await frozen(null))
  expect(new Set(found.map(row => row.excluded))).toEqual(
    new Set([null, 'refused', 'no-smartphone', 'unbound']),
  )
  expect(new Set(found.map(row => row.round)).size).toBe(4)
  await county.write(tx => tx.query('update people set part_of_day = null'))
})

it('whoever was to be tried again hears nothing while a notice stands still, nor after its stop; of whom nobody is sure it is said', async () => {
  const notice = await notify('明天修路')
  const [notNow, unsure] = adults.slice(16) as [string, string]
  const wechat = gateway(person => {
    if (person === notNow) return { result: 'failed', reason: 'busy', again: true }
    return person === unsure ? { result: 'uncertain', reason: 'no answer' } : { result: 'sent', id: null }
  })
  const given = { acts: [], notice, staff: director.staff }
  // With whoever moved to another account, which is not sending.
  await send(wechat)
  await county.write(tx => pauseNotice(tx, { now: clock.now() }, given))
  later(minutes(1))
  expect(await send(wechat)).toBe(0)
  await county.write(tx => resumeNotice(tx, { now: clock.now() }, given))
  expect(await county.write(tx => stopNotice(tx, { now: clock.now() }, given))).toMatchObject({ unsent: 2 })
  later(minutes(1))
  expect(await send(wechat)).toBe(0)
  expect(await counts(notice)).toMatchObject({ 'undelivered:stopped': 2, 'undelivered:uncertain': 1 })
})

it('who is in hand when a notice is stopped or changed is not tried again, or with the new words', async () => {
  const text = () => '明天修桥'
  const given = { acts: [], staff: director.staff, content: { text: text() }, text }
  for (const how of ['stop', 'change'] as const) {
    const notice = await notify('今天修桥')
    const late = adults[18]!
    const steer = async (tx: never) => {
      const ink = { keys, now: clock.now() }
      if (how === 'stop') await stopNotice(tx, ink, { ...given, notice })
      else await changeUnsent(tx, ink, { ...given, notice })
    }
    let tries = 0
    const wechat = gateway(async person => {
      if (person !== late || tries++ > 0) return { result: 'sent', id: null }
      await county.write(tx => steer(tx as never))
      return { result: 'failed', reason: 'busy', again: true }
    })
    await send(wechat)
    later(minutes(1))
    await send(wechat)
    const heard = wechat.said.filter(one => one.person === late).map(one => one.text)
    expect(heard).toEqual(how === 'stop' ? [] : ['明天修桥'])
  }
})

it('nobody may delete those of whom a notice speaks, and a family whose child has moved on is still found by telephone', async () => {
  for (const table of ['notices', 'households', 'people', 'outbox', 'staff'])
    await expect(county.write(tx => tx.query(`delete from ${table}`))).rejects.toThrow('permission denied')
  const notice = await notify('明天体检')
  const byPhone = async (household: string) => {
    const told = { notice, household, how: 'phone' as const, who: null, staff: director.staff }
    return await county.write(tx => confirmByHand(tx, told, clock.now()))
  }
  const { rows } = await county.write(tx =>
    tx.query('select household_id as id, person_id from deliveries where notice_id = $1 limit 2', [notice]),
  )
  const [left, took] = rows
  await county.write(tx =>
    tx.query('update children set household_id = $2 where household_id = $1', [left.id, took.id]),
  )
  expect(await byPhone(left.id)).toBe(true)
  expect(await byPhone(took.id)).toBe(true)
  expect(await byPhone(randomUUID())).toBe(false)
  const confirmed = await county.write(tx =>
    tx.query(
      `select household_id as id from deliveries where notice_id = $1 and confirmed_how = 'phone' and recorded_by = $2`,
      [notice, director.staff],
    ),
  )
  expect(confirmed.rows.map(row => row.id).sort()).toEqual([left.id, took.id].sort())
})

it("an account's own notice coming back to it is known by its words, for ten minutes", async () => {
  await notify('周三赶集')
  await send(gateway())
  const contact = [...idOf].find(([, person]) => person === adults[15])![0]
  const echo = { account, contact, id: randomUUID(), kind: 'text' as const, sentAt: null, self: true }
  const said = (text: string) => isEcho(parts, county.county, { ...echo, text })
  expect(await said('周三赶集')).toBe(true)
  expect(await said('你吃了吗')).toBe(false)
  later(minutes(11))
  expect(await said('周三赶集')).toBe(false)
})
