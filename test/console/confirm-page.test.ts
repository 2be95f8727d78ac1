import pino from 'pino'
import { beforeAll, describe, expect, test } from 'vitest'
import { hours } from '../../flows/engine/calendar.ts'
import { readEntrustmentForm } from '../../server/entrustment/form.ts'
import { confirming, type Opened } from '../support/confirm-links.ts'
import { inChinese } from '../support/texts.ts'
import { openVillage } from './village.ts'

type Village = Awaited<ReturnType<typeof openVillage>>
let village: Village
let confirm: ReturnType<typeof confirming>
const lines: string[] = []
beforeAll(async () => {
  const write = (line: string) => void lines.push(line)
  village = await openVillage(undefined, pino({ level: 'trace' }, { write }))
  confirm = confirming(village)
}, 60_000)

const ours = { 'sec-fetch-site': 'same-origin', 'content-type': 'application/x-www-form-urlencoded' }
let visitors = 0
/** Another telephone each time, so that one test's misses are not the next one's. */
const visitor = () => {
  visitors += 1
  return `10.${(visitors >> 16) & 255}.${(visitors >> 8) & 255}.${visitors & 255}`
}

const post = (url: string, fields: Record<string, string>, headers: Record<string, string> = ours) =>
  village.app.inject({
    method: 'POST',
    url,
    headers,
    payload: new URLSearchParams(fields).toString(),
    remoteAddress: visitor(),
  })
const get = (url: string) => village.app.inject({ url, remoteAddress: visitor() })

/** The form that opens to the right digits. */
async function formOf(link: string, digits: string): Promise<string> {
  const { body } = await post(link, { digits })
  return /name="form" value="([^"]+)"/.exec(body)![1]!
}

const none = { offences: 'no', addiction: 'no', neglect: 'no', unsuitable: 'no' }
const yes = { ...none, view: 'willing', decision: 'agrees' }

const stateOf = async ({ id }: Pick<Opened, 'id'>): Promise<string> =>
  (await confirm.county(tx => tx.query('select state from entrustments where id = $1', [id]))).rows[0].state
const actsOf = async ({ id }: Pick<Opened, 'id'>) =>
  (
    await confirm.county(tx =>
      tx.query('select act, party, how, wording from entrustment_acts where entrustment_id = $1 order by n', [
        id,
      ]),
    )
  ).rows
const tasksOf = async ({ child }: Opened): Promise<string[]> =>
  (
    await confirm.county(tx =>
      tx.query(`select kind from tasks where child_id = $1 and kind like 'entrust-%' order by no`, [child]),
    )
  ).rows.map(row => row.kind)
const linksIn = async (): Promise<string> =>
  JSON.stringify(
    (await confirm.county(tx => tx.query('select * from confirm_links order by issued_at, id'))).rows,
  )

async function parents(): Promise<{ it: Opened; link: string }> {
  const [it] = await confirm.open()
  return { it: it!, link: (await confirm.link(it!, 'parent'))! }
}

describe('a mother reads and confirms on the page', () => {
  test('looking changes nothing, however often robots look, and shows no more than the first letter of a name', async () => {
    const { it, link } = await parents()
    const before = await linksIn()
    const looks = await Promise.all(
      Array.from({ length: 20 }, (_, n) =>
        village.app.inject({
          method: n % 2 ? 'HEAD' : 'GET',
          url: link,
          headers: { purpose: 'prefetch' },
          remoteAddress: visitor(),
        }),
      ),
    )
    expect(new Set(looks.map(look => look.statusCode))).toEqual(new Set([200]))
    expect(await linksIn()).toBe(before)
    const { body, headers } = looks[0]!
    expect(body).toContain(`${[...it.parent.name][0]}**`)
    expect(body).not.toContain(it.parent.name)
    expect(body).not.toContain(it.carer.name)
    expect(body).toContain('不能代替签字盖章')
    expect(/<title>([^<]*)</.exec(body)![1]).toBe('委托照护确认')
    expect(headers).toMatchObject({
      'cache-control': 'no-store',
      'referrer-policy': 'strict-origin',
      'x-robots-tag': 'noindex',
      'content-security-policy': expect.stringContaining("default-src 'none'"),
    })
    expect(headers['set-cookie']).toBeUndefined()
  })

  test('with the digits of her telephone it opens; what she answers counts once, also when it is posted again', async () => {
    const { it, link } = await parents()
    const opened = await post(link, { digits: [...it.parent.digits].join(' ') })
    expect(opened.statusCode).toBe(200)
    for (const shown of [it.parent.name, it.carer.name, '五、照看的人有没有', '孩子自己怎么想'])
      expect(opened.body).toContain(shown)
    const form = /name="form" value="([^"]+)"/.exec(opened.body)![1]!
    const some = await post(link, { ...yes, form, neglect: '' })
    expect(some.statusCode).toBe(400)
    const { neglect: _, ...without } = yes
    const missing = await post(link, { ...without, form, said: '想奶奶' })
    expect(missing.statusCode).toBe(422)
    expect(missing.body).toContain('还有1项没选')
    expect(missing.body).toContain('想奶奶')
    expect(await actsOf(it)).toEqual([])
    const fields = { ...yes, form, said: '想奶奶', strokes: '10.20-30.40_50.60' }
    const done = await post(link, fields)
    expect([done.statusCode, done.body.includes('您同意了')]).toEqual([200, true])
    const how = { party: 'parent', how: 'page', wording: 'confirm-page/1' }
    const acts = ['exclusions', 'child-view', 'agrees'].map(act => ({ act, ...how }))
    expect(await actsOf(it)).toEqual(acts)
    village.clock.moveTo(village.clock.now() + hours(1))
    const again = await post(link, { ...fields, decision: 'refuses', sure: 'yes' })
    expect(again.body).toBe(done.body)
    expect(await actsOf(it)).toEqual(acts)
    expect(await stateOf(it)).toBe('waiting-carer')
    const paper = await confirm.county(tx => readEntrustmentForm(tx, village.keys, it.id, inChinese))
    expect(paper).toMatchObject({
      exclusions: { guardian: none },
      childView: { view: '想奶奶' },
      signatures: {
        guardians: expect.arrayContaining([
          expect.objectContaining({
            name: it.parent.name,
            confirmed: expect.objectContaining({ how: 'page' }),
            strokes: [
              [
                [10, 20],
                [30, 40],
              ],
              [[50, 60]],
            ],
          }),
        ]),
        carer: { confirmed: null, strokes: [] },
      },
    })
    const kept = await confirm.county(tx =>
      tx.query('select kind from evidence where $1 = any (subjects) order by n', [it.id]),
    )
    expect(kept.rows.map(row => row.kind)).toEqual(['entrustment', 'entrustment', 'entrustment', 'link-used'])
  })

  test('what she names stops it, and the page she sees says the same as otherwise', async () => {
    const [one, other] = await confirm.open(2)
    const bodies = []
    for (const [it, answers] of [
      [one!, yes],
      [other!, { ...yes, addiction: 'yes' }],
    ] as const) {
      const link = (await confirm.link(it, 'parent'))!
      bodies.push((await post(link, { ...answers, form: await formOf(link, it.parent.digits) })).body)
    }
    expect(bodies[0]).toBe(bodies[1])
    expect([await stateOf(one!), await stateOf(other!)]).toEqual(['waiting-carer', 'stopped'])
    expect(await tasksOf(other!)).toEqual(['entrust-stopped'])
  })

  test('the carer is not asked what the child thinks, and is shown nothing of what a parent said', async () => {
    const { it, link } = await parents()
    await post(link, { ...yes, addiction: 'yes', form: await formOf(link, it.parent.digits) })
    const carers = (await confirm.link(it, 'carer'))!
    const { body } = await post(carers, { digits: it.carer.digits })
    expect(body).toContain('五、您有没有下面的情况')
    expect(body).not.toContain('孩子自己怎么想')
    expect(body).not.toContain('checked')
    const form = /name="form" value="([^"]+)"/.exec(body)![1]!
    const done = await post(carers, { ...none, decision: 'agrees', form })
    expect(done.body).toContain('以后请在纸上签字')
    expect((await actsOf(it)).slice(3).map(({ act, party }) => [act, party])).toEqual([
      ['exclusions', 'carer'],
      ['agrees', 'carer'],
    ])
  })

  test('a no is asked once more before it counts', async () => {
    const { it, link } = await parents()
    const form = await formOf(link, it.parent.digits)
    const asked = await post(link, { form, decision: 'refuses' })
    expect([asked.statusCode, asked.body.includes('您确定不同意吗')]).toEqual([200, true])
    expect(await stateOf(it)).toBe('waiting-parent')
    const done = await post(link, { form, decision: 'refuses', sure: 'yes' })
    expect(done.body).toContain('这件事先停下')
    expect(await stateOf(it)).toBe('refused')
    expect(await tasksOf(it)).toEqual(['entrust-refused-parent'])
  })
})

describe('another site, and what is no form', () => {
  test('is refused before anything is looked at', async () => {
    const { it, link } = await parents()
    const type = { 'content-type': 'application/x-www-form-urlencoded' }
    for (const headers of [
      { ...type, origin: 'https://elsewhere.example' },
      { ...type, origin: 'null' },
      { ...type },
      { ...type, 'sec-fetch-site': 'cross-site', origin: village.address },
    ] as Record<string, string>[])
      expect((await post(link, { digits: it.parent.digits }, headers)).statusCode).toBe(403)
    const json = { ...ours, 'content-type': 'application/json' }
    const sent = await village.app.inject({ method: 'POST', url: link, headers: json, payload: '{}' })
    expect(sent.statusCode).toBe(415)
    expect((await post(link, { digits: '1', form: 'x' })).statusCode).toBe(400)
    expect((await post(link, { ...yes, form: 'A'.repeat(16) })).statusCode).toBe(400)
    expect((await post(link, { ...yes, form: `${'A'.repeat(16)}.${'B'.repeat(43)}` })).statusCode).toBe(404)
    expect(await actsOf(it)).toEqual([])
  })
})

describe('a link that does not open', () => {
  test('answers alike, whether it is wrong, used, expired, replaced, of somebody else, or the document has changed', async () => {
    const [used, expired, replaced, elsewhere, changed, confirmed] = await confirm.open(6)
    const linkOf = async (it: Opened) => (await confirm.link(it, 'parent'))!
    const usedLink = await linkOf(used!)
    await post(usedLink, { ...yes, form: await formOf(usedLink, used!.parent.digits) })
    const expiredLink = await linkOf(expired!)
    await confirm.county(tx =>
      tx.query(
        `update confirm_links set issued_at = issued_at - interval '73 hours', expires_at = expires_at - interval '73 hours'
         where entrustment_id = $1`,
        [expired!.id],
      ),
    )
    const replacedLink = await linkOf(replaced!)
    await linkOf(replaced!)
    const elsewhereLink = await linkOf(elsewhere!)
    await confirm.county(tx =>
      tx.query('update contacts set person_id = null where id = $1', [elsewhere!.parent.contact]),
    )
    const changedLink = await linkOf(changed!)
    const changedForm = await formOf(changedLink, changed!.parent.digits)
    await confirm.county(tx =>
      tx.query(
        `update entrustments set document_hash = repeat('0', 64), version = version + 1 where id = $1`,
        [changed!.id],
      ),
    )
    const endedLink = await linkOf(confirmed!)
    await confirm.county(tx =>
      tx.query(`update entrustments set ended_at = $2, end_reason = 'moved' where id = $1`, [
        confirmed!.id,
        new Date(village.clock.now()),
      ]),
    )
    const links = [usedLink, expiredLink, replacedLink, elsewhereLink, changedLink, endedLink]
    const looks = await Promise.all(
      [...links, `/confirm/${'A'.repeat(32)}.341226`, `/confirm/${'A'.repeat(32)}.110101`, '/confirm/x'].map(
        get,
      ),
    )
    expect(new Set(looks.map(look => look.statusCode))).toEqual(new Set([404]))
    expect(new Set(looks.map(look => look.body)).size).toBe(1)
    expect(looks[0]!.body).toContain('链接已失效，请向儿童主任索取新链接')
    const posts = await Promise.all(links.map(link => post(link, { digits: '0000' })))
    expect(new Set(posts.map(({ body }) => body))).toEqual(new Set([looks[0]!.body]))
    // Read before it changed, it cannot be agreed to afterwards: there is another text to read.
    expect((await post(changedLink, { ...yes, form: changedForm })).statusCode).toBe(404)
    expect(await actsOf(changed!)).toEqual([])
    const anew = await linkOf(changed!)
    expect((await post(anew, { digits: changed!.parent.digits })).statusCode).toBe(200)
  })

  test('five wrong numbers lock it, also all at once, and the director is told; only staff send another', async () => {
    const { it, link } = await parents()
    const wrong = it.parent.digits === '0000' ? '0001' : '0000'
    const form = await formOf(link, it.parent.digits)
    const tries = await Promise.all(Array.from({ length: 20 }, () => post(link, { digits: wrong })))
    expect(tries.filter(({ statusCode }) => statusCode === 422)).toHaveLength(4)
    expect(tries.filter(({ body }) => body.includes('还可以试1次'))).toHaveLength(1)
    expect((await post(link, { digits: it.parent.digits })).statusCode).toBe(404)
    expect((await post(link, { ...yes, form })).statusCode).toBe(404)
    const told = await confirm.county(tx =>
      tx.query(`select count(*)::int from outbox where dedupe_key like 'confirm-locked:%'`),
    )
    expect(told.rows[0].count).toBe(1)
    expect(await confirm.link(it, 'parent')).toBeNull()
    const { rows } = await confirm.county(tx => tx.query('select id from staff limit 1'))
    expect((await post((await confirm.link(it, 'parent', rows[0].id))!, { digits: wrong })).body).toContain(
      '还可以试4次',
    )
    // Whoever asks anew by themselves has no more tries than before.
    expect((await post((await confirm.link(it, 'parent'))!, { digits: wrong })).body).toContain('还可以试3次')
  })

  test('guesses hit nothing and are put off in time; a family behind the same proxy still gets in', async () => {
    const { link } = await parents()
    const address = '10.200.0.1'
    const guess = async (n: number, remoteAddress: string) =>
      (
        await village.app.inject({
          method: n % 2 ? 'POST' : 'GET',
          url: `/confirm/${String(n).padStart(32, 'g')}.341226`,
          headers: ours,
          ...(n % 2 && { payload: 'digits=1234' }),
          remoteAddress,
        })
      ).statusCode
    const one = []
    for (let n = 0; n < 50; n++) one.push(await guess(n, address))
    expect(one.filter(status => status === 429)).toHaveLength(20)
    expect((await village.app.inject({ url: link, remoteAddress: address })).statusCode).toBe(200)
    const spread = []
    for (let n = 0; n < 900; n++) spread.push(await guess(n, `10.201.${n % 250}.${n % 7}`))
    expect(spread.filter(status => status === 200)).toEqual([])
    expect(spread.filter(status => status === 429).length).toBeGreaterThan(250)
    expect((await village.app.inject({ url: link, remoteAddress: visitor() })).statusCode).toBe(200)
  })
})

test('the secret of a link stands in no log, no metric and no row of the database', async () => {
  const { it, link } = await parents()
  const secret = link.slice('/confirm/'.length)
  for (const url of [link, `${link}/more`, `${link}?x=1`, `/confirm//${secret}`]) {
    await village.app.inject(url)
    await village.app.inject({ method: 'POST', url, headers: ours, payload: `digits=${it.parent.digits}` })
    const headers = { ...ours, 'content-type': 'text/plain' }
    await village.app.inject({ method: 'POST', url, headers, payload: 'x' })
    await village.app.inject({ method: 'PUT', url })
  }
  // The house fails in the middle.
  const { now } = village.clock
  village.clock.now = () => Number.NaN
  expect((await village.app.inject(link)).statusCode).toBe(500)
  village.clock.now = now
  expect(lines.join('')).toContain('request failed')
  const metrics = (await village.app.inject('/metrics')).body
  expect(metrics).toContain('/confirm/:link')
  const [random] = secret.split('.')
  for (const text of [...lines, metrics, await linksIn()]) expect(text).not.toContain(random)
})

/** The figure of the issue is LINKS=500 POSTS=200, some minutes; the suite tries fewer. */
const [LINKS, POSTS] = [Number(process.env.LINKS ?? 24), Number(process.env.POSTS ?? 50)]

test('posted many times at once, from two forms and many telephones, each link is used exactly once', {
  timeout: 20_000 + LINKS * POSTS * 20,
}, async () => {
  const families = await confirm.open(8)
  const seen = { used: 0, shown: 0, busy: 0 }
  for (let n = 0; n < LINKS; n++) {
    const it = families[n % families.length]!
    const before = (await actsOf(it)).length
    const link = (await confirm.link(it, 'parent'))!
    const forms = [await formOf(link, it.parent.digits), await formOf(link, it.parent.digits)]
    const answers = await Promise.all(
      Array.from({ length: POSTS }, (_, each) => post(link, { ...yes, form: forms[each % 2]! })),
    )
    const of = (n: number) => answers.filter((_, each) => each % 2 === n).map(answer => answer.statusCode)
    const winner = of(0).includes(200) ? 0 : 1
    // All posts of the one form, none of the other; under load some are told that it is busy, and may post again.
    expect([...new Set([200, 503, ...of(winner)])].sort()).toEqual([200, 503])
    expect([...new Set([404, 429, 503, ...of(1 - winner)])].sort()).toEqual([404, 429, 503])
    const bodies = answers.filter(answer => answer.statusCode === 200).map(answer => answer.body)
    bodies.push((await post(link, { ...yes, form: forms[winner]! })).body)
    expect(new Set(bodies).size).toBe(1)
    expect((await actsOf(it)).length - before).toBe(3)
    seen.used += 1
    seen.shown += bodies.length - 1
    seen.busy += answers.filter(answer => answer.statusCode === 503).length
  }
  const { rows } = await confirm.county(tx =>
    tx.query(
      `select count(*) filter (where ended_as = 'used')::int as used from confirm_links where entrustment_id = any($1)`,
      [families.map(({ id }) => id)],
    ),
  )
  const recorded = await confirm.county(tx =>
    tx.query(`select count(*)::int from evidence where kind = 'link-used' and subjects && $1::uuid[]`, [
      families.map(({ id }) => id),
    ]),
  )
  if (process.env.FIGURES) process.stdout.write(`${JSON.stringify({ LINKS, POSTS, ...seen })}\n`)
  expect([rows[0].used, recorded.rows[0].count, seen.used]).toEqual([LINKS, LINKS, LINKS])
})
