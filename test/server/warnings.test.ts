import { randomUUID } from 'node:crypto'
import { beforeEach, describe, expect, test } from 'vitest'
import { hours, instantOf, minutes } from '../../flows/engine/calendar.ts'
import { loadWords } from '../../locales/index.ts'
import { inScope } from '../../server/db/scope.ts'
import { type DueWork, sweep } from '../../server/due.ts'
import { appendEvidence } from '../../server/evidence/append.ts'
import { Policy } from '../../server/policy.ts'
import { type Accepted, acceptWarning } from '../../server/weather/accept.ts'
import { warningBegins, warningWaiting } from '../../server/weather/begin.ts'
import { readCap } from '../../server/weather/cap.ts'
import { decideWarning } from '../../server/weather/decide.ts'
import type { Desk } from '../../server/weather/rows.ts'
import { warningLines } from '../../server/weather/waiting-lines.ts'
import { testDatabase } from '../support/database.ts'
import { arrivesFor, lettersIn } from '../support/letters.ts'
import { type County, openCounty } from '../support/village.ts'
import { cap } from '../support/warnings.ts'

const words = loadWords()
const db = await testDatabase()
const { pool, keys, clock } = db
const at = (time: string, day = '2026-07-01') => clock.moveTo(instantOf(day, time))

let counties = 341250
let sent = 0
let place: Awaited<ReturnType<typeof openPlace>>
beforeEach(async () => {
  at('14:31')
  place = await openPlace()
})

/** A county with two townships, three villages, a family in each, and its staff. */
async function openPlace(given: Partial<Policy['weather']> = {}) {
  counties += 1
  const county = openCounty(db, String(counties))
  const code = county.county
  const policy = Policy.parse({ weather: given })
  const villages = { near: `${code}001001`, next: `${code}001002`, far: `${code}002001` }
  const office = await county.officer(code, '赵刚')
  const supervisor = await county.officer(`${code}001`, '吴强')
  const directors = {
    near: await county.officer(villages.near, '周敏'),
    far: await county.officer(villages.far, '孙亮'),
  }
  const carers: Record<string, string> = {}
  for (const [name, village] of Object.entries(villages)) {
    carers[name] = await county.adult({ place: village })
    await county.household(village, [`李小${name === 'near' ? '雨' : '雪'}`], [{ person: carers[name]! }])
  }
  const source = randomUUID()
  await county.insert('warning_senders', {
    ...{
      id: source,
      place: code,
      code: `${code}-${source.slice(0, 8)}`,
      name: '县气象台',
      since: new Date(0),
    },
  })
  const desk = (acts: Desk['acts'] = []): Desk => ({
    keys,
    words,
    now: clock.now(),
    county: code,
    policy,
    acts,
  })
  const accept = (
    message: Parameters<typeof cap>[0],
    from: { sender: string } | { staff: string } = { sender: source },
  ): Promise<Accepted> =>
    county.write(async tx => {
      const acts: Desk['acts'] = []
      const text = cap({ areas: [code], identifier: `id-${++sent}`, ...message })
      const done = await acceptWarning(tx, desk(acts), { warning: readCap(text), raw: text, from })
      await appendEvidence(tx, { keys, now: clock.now() }, acts)
      return done
    })
  return { ...county, code, policy, villages, office, supervisor, directors, carers, source, desk, accept }
}

/** What is or was on its way to somebody, in order. */
const letters = async (county: County, person: string) =>
  (await lettersIn(county, keys, person)).map(({ text, notBefore, expiresAt, ...row }) => ({
    text,
    row: { ...row, not_before: notBefore, expires_at: expiresAt },
  }))
const texts = async (county: County, person: string) =>
  (await letters(county, person)).map(({ text, row }) => (row.state === 'cancelled' ? '(taken back)' : text))
const stateOf = async (county: County, id: string) =>
  (await county.write(tx => tx.query('select state from warnings where id = $1', [id]))).rows[0].state

const LETTER =
  '14:30：「阜南县气象台发布暴雨橙色预警[Ⅱ级/严重]」\n别让孩子过河沟、走山边，请您听村里安排。\n收到请回「收到」'

describe('an orange warning', () => {
  test('reaches every family at once, at night too, outside the budget, in the station’s words', async () => {
    at('23:40')
    const { outcome } = await place.accept({
      expires: '2026-07-02T06:00:00+08:00',
      sent: '2026-07-01T23:30:00+08:00',
    })
    expect(outcome).toBe('given')
    for (const carer of Object.values(place.carers)) {
      const [first, ...more] = await letters(place, carer)
      const { text, row } = first!
      expect(more).toEqual([])
      expect(text).toBe(LETTER.replace('14:30', '23:30'))
      expect(row).toMatchObject({ routine: false, priority: 1, not_before: new Date(clock.now()) })
      expect(row.expires_at).toEqual(new Date('2026-07-01T22:00:00Z'))
    }
  })

  test('tells each director once, with the children to look in on, and those above where nobody could be told', async () => {
    const { rows } = await place.write(tx =>
      tx.query('select id from children where place = $1', [place.villages.near]),
    )
    await place.insert('gaps', {
      ...{
        id: randomUUID(),
        place: place.villages.near,
        child_id: rows[0].id,
        kind: 'no-carer',
        found_at: new Date(0),
      },
    })
    await place.accept({})
    const quoted = '14:30：「阜南县气象台发布暴雨橙色预警[Ⅱ级/严重]」'
    expect(await texts(place, place.directors.near.person)).toEqual([
      `${quoted}\n本村1户，微信能到的已发，到不了的请打电话。\n请去看看：小雨`,
    ])
    expect(await texts(place, place.directors.far.person)).toEqual([
      `${quoted}\n本村1户，微信能到的已发，到不了的请打电话。`,
    ])
    expect(await texts(place, place.supervisor.person)).toEqual([
      `${quoted}\n2个村2户，微信能到的已发。\n没有主任能接的：${place.villages.next}，请另想办法。`,
    ])
    expect(await texts(place, place.office.person)).toHaveLength(1)
    const looked = await place.write(tx => tx.query(`select subjects from evidence where kind = 'read'`))
    expect(looked.rows).toEqual([{ subjects: [rows[0].id] }])
  })

  test('for a village or a township stays there, also with a code filled up with zeros', async () => {
    await place.accept({ areas: [place.villages.far] })
    await place.accept({ areas: [`${place.code}001000`] })
    const got = await Promise.all(Object.values(place.carers).map(carer => texts(place, carer)))
    expect(got.map(one => one.length)).toEqual([1, 1, 1])
    expect((await texts(place, place.directors.near.person)).length).toBe(1)
  })
})

describe('by level, kind and the county’s own rows', () => {
  test('red reaches everybody; blue only staff, in the morning; yellow rain only homes near water', async () => {
    await place.insert('waters', {
      ...{ id: randomUUID(), place: place.villages.far, near: false, staff_id: place.directors.far.staff },
      at: new Date(0),
    })
    const count = async () =>
      Promise.all(Object.values(place.carers).map(async carer => (await texts(place, carer)).length))
    at('22:30')
    const times = { sent: '2026-07-01T22:20:00+08:00', expires: '2026-07-02T12:00:00+08:00', headline: '' }
    expect((await place.accept({ severity: 'Minor', ...times })).outcome).toBe('staff')
    expect(await count()).toEqual([0, 0, 0])
    const [blue] = await letters(place, place.directors.near.person)
    expect(blue!.row.not_before).toEqual(new Date(instantOf('2026-07-02', '07:00')))
    expect((await place.accept({ severity: 'Moderate', ...times })).outcome).toBe('given')
    expect(await count()).toEqual([1, 1, 0])
    const [yellow] = await letters(place, place.carers.near!)
    expect(yellow!.row).toMatchObject({
      routine: true,
      not_before: new Date(instantOf('2026-07-02', '07:00')),
    })
    expect((await place.accept({ severity: 'Extreme', ...times })).outcome).toBe('given')
    expect(await count()).toEqual([2, 2, 1])
  })

  test('a county names its own dangerous ground, and its own rule for a kind', async () => {
    const own = await openPlace({
      ...Policy.parse({}).weather,
      terrain: [`${counties + 1}002`],
      kinds: { heat: { red: 'staff' } },
    })
    expect((await own.accept({ severity: 'Moderate', headline: '' })).outcome).toBe('given')
    expect((await own.accept({ severity: 'Extreme', code: '11B09', headline: '' })).outcome).toBe('staff')
    const got = await Promise.all(Object.values(own.carers).map(carer => texts(own, carer)))
    expect(got.map(one => one.length)).toEqual([0, 0, 1])
  })
})

describe('never sent', () => {
  test.each(['Exercise', 'System', 'Test', 'Draft'])(
    'status %s is kept, and nobody hears of it',
    async status => {
      const { id, outcome } = await place.accept({ status, severity: 'Extreme' })
      expect([outcome, await stateOf(place, id)]).toEqual(['kept', 'kept'])
      const { rows } = await place.write(tx => tx.query('select count(*) as n from outbox'))
      expect(rows[0].n).toBe(0)
    },
  )

  test('what has expired, what is another county’s, and acknowledgements', async () => {
    const outcomes = [
      await place.accept({ expires: '2026-07-01T14:00:00+08:00' }),
      await place.accept({ sent: '2026-06-29T14:00:00+08:00', expires: undefined }),
      await place.accept({ areas: ['341999', '341998001'] }),
      await place.accept({ msgType: 'Ack' }),
      await place.accept({ msgType: 'Error' }),
    ]
    expect(outcomes.map(one => one.outcome)).toEqual(['expired', 'expired', 'elsewhere', 'kept', 'kept'])
    expect(await texts(place, place.carers.near!)).toEqual([])
  })

  test('a warning meant for some only reaches staff', async () => {
    expect((await place.accept({ scope: 'Restricted' })).outcome).toBe('staff')
    expect(await texts(place, place.carers.near!)).toEqual([])
    expect(await texts(place, place.directors.near.person)).toHaveLength(1)
  })

  test('the same one twice; fifty times at once it is given once', async () => {
    const same = { identifier: 'same' }
    const all = await Promise.all(Array.from({ length: 50 }, () => place.accept(same)))
    expect(all.filter(one => one.outcome === 'given')).toHaveLength(1)
    expect(all.filter(one => one.outcome === 'known')).toHaveLength(49)
    expect(await texts(place, place.carers.near!)).toHaveLength(1)
    const other = await place.accept({ ...same, description: '没有事' })
    expect(other.outcome).toBe('conflict')
    await place.accept({ ...same, description: '真的没有事' })
    expect((await texts(place, place.office.person)).filter(text => text.includes('内容不同'))).toHaveLength(
      1,
    )
    expect(await texts(place, place.carers.near!)).toHaveLength(1)
  })
})

describe('in doubt', () => {
  test.each<[string, Parameters<typeof cap>[0], string]>([
    ['no severity', { severity: '', headline: '暴雨预警' }, '级别不明'],
    ['a place nobody knows', { areas: ['007'] }, '地方不明'],
    ['no place', { areas: [] }, '地方不明'],
    ['a whole prefecture', { areas: ['341200'] }, '是市里或省里的，没写到县'],
    ['a time to come', { sent: '2026-07-01T18:00:00+08:00' }, '时间在以后'],
  ])('with %s nobody but the county’s staff hears, at once', async (_, message, why) => {
    const { id, outcome } = await place.accept({
      ...message,
      severity: message?.severity ?? 'Extreme',
      headline: message?.headline ?? '',
    })
    expect(outcome).toBe('waiting')
    for (const carer of Object.values(place.carers)) expect(await texts(place, carer)).toEqual([])
    expect(await texts(place, place.directors.near.person)).toEqual([])
    const [asked] = await letters(place, place.office.person)
    expect(asked!.text).toContain(`原因：${why}`)
    expect(asked!.row).toMatchObject({ priority: 0, not_before: new Date(clock.now()) })
    const lines = await inScope(pool, { place: place.code }, tx => warningLines(tx, place.desk(), 'zh-CN'))
    expect(lines.map(line => line.item)).toEqual([
      { flow: 'open-page', about: { path: `/console/warnings/${id}` } },
    ])
  })

  test('after two minutes without an answer the townships are asked too, once', async () => {
    await place.accept({ areas: [] })
    expect(await texts(place, place.supervisor.person)).toEqual([])
    clock.advance(minutes(2))
    await due()
    await due()
    expect(await texts(place, place.supervisor.person)).toHaveLength(1)
    expect(await texts(place, place.office.person)).toHaveLength(2)
  })

  test('what the county decides is given as decided, once; what it drops is not, and nobody is asked again', async () => {
    const given = await place.accept({ severity: '', headline: '', areas: [] })
    const dropped = await place.accept({ areas: [] })
    const decide = (id: string, decision: Parameters<typeof decideWarning>[2]['decision']) =>
      place.write(tx => decideWarning(tx, place.desk(), { id, staff: place.office.staff, decision }))
    const to = { as: 'give' as const, level: 'red' as const, areas: [place.villages.far] }
    expect(await decide(given.id, to)).toBe('given')
    expect(await decide(given.id, to)).toBeNull()
    expect(await decide(dropped.id, { as: 'drop' })).toBe('dropped')
    expect(await decide((await place.accept({ station: '', headline: '' })).id, to)).toBeNull()
    const got = await Promise.all(Object.values(place.carers).map(carer => texts(place, carer)))
    expect(got.map(one => one.length)).toEqual([0, 0, 1])
    clock.advance(minutes(2))
    await due()
    expect(await texts(place, place.supervisor.person)).toHaveLength(1) // the third one is still open
  })

  test('of several places the known ones are told at once, and the county learns of the rest', async () => {
    const { outcome } = await place.accept({ areas: [place.villages.near, `${place.code}009009`] })
    expect(outcome).toBe('given')
    expect(await texts(place, place.carers.near!)).toHaveLength(1)
    expect(await texts(place, place.carers.far!)).toEqual([])
    expect((await texts(place, place.office.person))[0]).toContain('有不认识的地方')
  })

  test('the seventh within an hour for the same families is for a person; other places are still told', async () => {
    for (let n = 0; n < 6; n++)
      expect((await place.accept({ areas: [place.villages.near] })).outcome).toBe('given')
    expect((await place.accept({})).outcome).toBe('waiting')
    expect((await place.accept({ areas: [place.villages.far] })).outcome).toBe('given')
    expect(await texts(place, place.carers.near!)).toHaveLength(6)
    clock.advance(hours(1))
    expect(
      (await place.accept({ areas: [place.villages.near], sent: '2026-07-01T15:30:00+08:00' })).outcome,
    ).toBe('given')
  })
})

describe('in the course of time', () => {
  test('a warning sent ahead is given when it begins to hold', async () => {
    const { id, outcome } = await place.accept({ effective: '2026-07-01T17:00:00+08:00' })
    expect(outcome).toBe('planned')
    at('16:59')
    await due()
    expect(await texts(place, place.carers.near!)).toEqual([])
    at('17:00')
    await due()
    await due()
    expect(await texts(place, place.carers.near!)).toEqual([LETTER])
    expect(await stateOf(place, id)).toBe('given')
  })

  test('one that should have begun and did not is for a person, who can still give it', async () => {
    const { id } = await place.accept({ effective: '2026-07-01T15:00:00+08:00' })
    const lines = () => inScope(pool, { place: place.code }, tx => warningLines(tx, place.desk(), 'zh-CN'))
    at('15:05')
    expect(await lines()).toEqual([])
    at('15:11')
    expect(await lines()).toHaveLength(1)
    const decision = { as: 'give' as const, level: 'orange' as const, areas: [place.code] }
    const decide = () =>
      place.write(tx => decideWarning(tx, place.desk(), { id, staff: place.office.staff, decision }))
    expect([await decide(), await decide()]).toEqual(['given', null])
    expect(await texts(place, place.carers.near!)).toHaveLength(1)
  })

  test('an update replaces what it refers to: what has not left stays here, whoever heard hears of the change', async () => {
    await place.accept({ identifier: `first-${place.code}`, areas: [place.villages.near] })
    await place.sendAll()
    const references = `qxt@funan.example,first-${place.code},2026-07-01T14:30:00+08:00`
    const second = { msgType: 'Update', references, severity: 'Minor', headline: '改为暴雨蓝色预警' }
    expect((await place.accept({ ...second, identifier: `second-${place.code}` })).outcome).toBe('given')
    expect(await texts(place, place.carers.near!)).toEqual([
      LETTER,
      '前面的预警有变化。阜南县气象台14:30：「改为暴雨蓝色预警」\n别让孩子过河沟、走山边，请您听村里安排。\n收到请回「收到」',
    ])
    expect(await texts(place, place.carers.far!)).toEqual([])
    const states = await place.write(tx =>
      tx.query('select state from warnings order by received_at, identifier'),
    )
    expect(states.rows.map(row => row.state)).toEqual(['replaced', 'given'])
  })

  test('a cancellation takes back what has not left, and tells by day whoever had heard', async () => {
    at('22:00')
    const times = { sent: '2026-07-01T22:00:00+08:00', expires: '2026-07-02T10:00:00+08:00' }
    const first = `first-${place.code}`
    await place.accept({ ...times, identifier: first })
    await arrivesFor(place, keys, clock.now(), place.carers.near!)
    const references = `qxt@funan.example,${first},${times.sent}`
    const cancel = { msgType: 'Cancel', references, headline: '', description: '', severity: '', areas: [] }
    expect((await place.accept({ ...times, ...cancel })).outcome).toBe('given')
    const [, over] = await letters(place, place.carers.near!)
    expect(over!.text).toBe('阜南县气象台22:00：前面的预警解除了，水边路上还请您多看着孩子。')
    expect(over!.row.not_before).toEqual(new Date(instantOf('2026-07-02', '07:00')))
    expect(await texts(place, place.carers.far!)).toEqual(['(taken back)'])
  })

  test('one that is taken back before it begins, or before a person has decided, is never given', async () => {
    const [soon, unclear] = [`soon-${place.code}`, `unclear-${place.code}`]
    await place.accept({ identifier: soon, effective: '2026-07-01T17:00:00+08:00' })
    await place.accept({ identifier: unclear, areas: [] })
    const references = [soon, unclear]
      .map(id => `qxt@funan.example,${id},2026-07-01T14:30:00+08:00`)
      .join(' ')
    expect((await place.accept({ msgType: 'Cancel', references })).outcome).toBe('staff')
    at('17:00')
    await due()
    expect(await texts(place, place.carers.near!)).toEqual([])
  })

  test('a message that comes after its own cancellation is not given', async () => {
    const late = `late-${place.code}`
    await place.accept({
      msgType: 'Cancel',
      references: `qxt@funan.example,${late},2026-07-01T14:30:00+08:00`,
    })
    expect((await place.accept({ identifier: late })).outcome).toBe('replaced')
    expect(await texts(place, place.carers.near!)).toEqual([])
  })

  test('nobody takes back what another sender said: that is for a person', async () => {
    const first = `first-${place.code}`
    await place.accept({ identifier: first })
    const references = `qxt@funan.example,${first},2026-07-01T14:30:00+08:00`
    expect((await place.accept({ msgType: 'Cancel', references, sender: 'other@example' })).outcome).toBe(
      'waiting',
    )
    const other = randomUUID()
    await place.insert('warning_senders', {
      ...{ id: other, place: place.code, code: `${place.code}-x`, name: '另一家', since: new Date(0) },
    })
    expect((await place.accept({ msgType: 'Cancel', references }, { sender: other })).outcome).toBe('waiting')
    expect(await texts(place, place.carers.near!)).toEqual([LETTER])
  })
})

test('a county sees its own warnings; a village none; and the record knows each of them', async () => {
  const { id } = await place.accept({})
  const seen = (scope: string) => inScope(pool, { place: scope }, tx => tx.query('select id from warnings'))
  expect((await seen(place.code)).rows).toEqual([{ id }])
  expect((await seen(place.villages.near)).rows).toEqual([])
  const { rows } = await place.write(tx =>
    tx.query(`select kind from evidence where $1 = any (subjects)`, [id]),
  )
  expect(rows).toEqual([{ kind: 'warning' }])
})

test('what nobody is on record to hear, and who wants no messages, is not written to', async () => {
  const refusing = await place.adult({ place: place.villages.near, consent: 'refused' })
  await place.household(place.villages.near, ['张小风'], [{ person: refusing }])
  await place.household(place.villages.near, ['张小云'], [])
  await place.accept({})
  expect(await texts(place, refusing)).toEqual([])
})

/** What has come due in this test's county happens, as the engine would do it. */
async function due(): Promise<void> {
  const log = { info: () => {}, warn: () => {}, error: (details: object) => errors.push(details) }
  const works: Record<string, DueWork> = {
    'warning-begins': warningBegins,
    'warning-waiting': warningWaiting,
  }
  await sweep({ ...db, words, log } as never, place.code, works)
  expect(errors).toEqual([])
}
const errors: object[] = []
