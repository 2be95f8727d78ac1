import { randomUUID } from 'node:crypto'
import { beforeAll, beforeEach, expect, test } from 'vitest'
import { actOn } from '../../server/entrustment/act.ts'
import type { Act, Party } from '../../server/entrustment/chain.ts'
import { testBrowser } from '../support/browser.ts'
import { confirming, type Opened } from '../support/confirm-links.ts'
import { login, officer, open, ours } from './log-in.ts'
import { openVillage } from './village.ts'

let village: Awaited<ReturnType<typeof openVillage>>
let confirm: ReturnType<typeof confirming>
let sessions: { director: string; supervisor: string }
let here: string
beforeAll(async () => {
  village = await openVillage()
  confirm = confirming(village)
  sessions = { director: await login(village, 'director'), supervisor: await login(village, 'supervisor') }
  const { rows } = await confirm.county(async tx =>
    tx.query(
      `select s.place from staff s join contacts k on k.person_id = s.person_id where s.role = 'director' and k.wechat_id = $1`,
      [(await officer(village, 'director')).id],
    ),
  )
  here = rows[0].place
}, 60_000)

const NONE = { offences: 'no', addiction: 'no', neglect: 'no', unsuitable: 'no' } as const
let families: Opened[] = []

const act = (
  id: string,
  party: Party,
  what: Act,
  person: string | null = null,
  how: 'wechat' | 'phone' = 'wechat',
) =>
  confirm.county(tx =>
    actOn(tx, { keys: village.keys, now: village.clock.now(), acts: [] }, id, what, {
      ...{ party, person, staff: null, how, contact: null },
      key: randomUUID(),
    }),
  )

/** One that everybody has confirmed, the carer by telephone; of the director's own village, or of another. */
async function witnessed(where: 'here' | 'elsewhere'): Promise<Opened> {
  const n = families.findIndex(({ place }) => (place === here) === (where === 'here'))
  const [it] = families.splice(n, 1)
  await act(it!.id, 'parent', { act: 'exclusions', declared: NONE })
  await act(it!.id, 'parent', { act: 'child-view', view: 'willing' })
  await act(it!.id, 'parent', { act: 'agrees' }, it!.parent.person)
  await act(it!.id, 'carer', { act: 'exclusions', declared: NONE })
  await act(it!.id, 'carer', { act: 'agrees' }, it!.carer.person, 'phone')
  await act(it!.id, 'director', { act: 'kind', kind: 'grandparent', needs: [] })
  await act(it!.id, 'director', { act: 'carer-adult' })
  await act(it!.id, 'director', { act: 'exclusions', declared: NONE })
  await confirm.county(async tx => {
    const { rows } = await tx.query(`select id from staff where role = 'director' limit 1`)
    const by = { party: 'director', person: null, staff: rows[0].id, how: 'page', contact: null } as const
    const house = { keys: village.keys, now: village.clock.now(), acts: [] }
    await actOn(tx, house, it!.id, { act: 'witnesses' }, { ...by, key: randomUUID() })
  })
  return it!
}

const stateOf = async ({ id }: Opened): Promise<string> =>
  (await confirm.county(tx => tx.query('select state from entrustments where id = $1', [id]))).rows[0].state

const JPEG = Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe0]), Buffer.from('柳河村盖章')])
const PDF = Buffer.from('%PDF-1.7 扫描')

type Field = string | { name: string; type: string; body: Buffer }

/** A form with a file, as a browser sends it. */
function multipart(fields: Record<string, Field>) {
  const edge = 'edge-of-parts'
  const parts = Object.entries(fields).map(([name, value]) => {
    const head = `--${edge}\r\ncontent-disposition: form-data; name="${name}"`
    return typeof value === 'string'
      ? Buffer.from(`${head}\r\n\r\n${value}\r\n`)
      : Buffer.concat([
          Buffer.from(`${head}; filename="${value.name}"\r\ncontent-type: ${value.type}\r\n\r\n`),
          value.body,
          Buffer.from('\r\n'),
        ])
  })
  const payload = Buffer.concat([...parts, Buffer.from(`--${edge}--\r\n`)])
  return { payload, headers: { ...ours, 'content-type': `multipart/form-data; boundary=${edge}` } }
}

async function bring(it: Opened, session: string, fields: Record<string, Field>) {
  const url = `/console/entrustments/${it.id}/sheet`
  const token =
    /name="token" value="([^"]+)"/.exec((await open(village, '/console', session)).body)?.[1] ?? ''
  const { payload, headers } = multipart({ token, ...fields })
  return await village.app.inject({
    ...{ method: 'POST', url, payload, cookies: { xiangban: session } },
    headers: { ...headers, accept: 'text/html' },
  })
}

const photo = (body = JPEG) => ({ name: '身份证.exe', type: 'text/plain', body })
const sure = { signatures: 'yes', seal: 'yes' }

beforeEach(async () => {
  families = families.length > 2 ? families : await confirm.open(30)
})

test('the director photographs the signed sheet: it is signed and sealed, and the sheet can be seen under the scope', async () => {
  const it = await witnessed('here')
  const page = await open(village, `/console/entrustments/${it.id}/sheet`, sessions.director)
  expect(page.body).toContain('不要拍孩子')
  expect(page.body).toContain('电话里说，代填')
  expect((await bring(it, sessions.director, { sheet: photo(), ...sure })).statusCode).toBe(303)
  expect(await stateOf(it)).toBe('signed')
  const again = await bring(it, sessions.director, { sheet: photo(), ...sure })
  expect(again.statusCode).toBe(303)
  await bring(it, sessions.director, { sheet: photo(PDF), ...sure })
  const kept = await confirm.county(tx =>
    tx.query(
      'select id, mime, bytes, sealed from signed_sheets where entrustment_id = $1 order by mime desc',
      [it.id],
    ),
  )
  expect(kept.rows.map(row => [row.mime, row.bytes])).toEqual([
    ['image/jpeg', JPEG.length],
    ['application/pdf', PDF.length],
  ])
  expect(kept.rows[0].sealed.includes(JPEG.subarray(4))).toBe(false)
  const sheet = `/console/sheets/${kept.rows[0].id}`
  const seen = await open(village, sheet, sessions.director)
  expect([seen.headers['content-type'], seen.rawPayload.equals(JPEG)]).toEqual(['image/jpeg', true])
  expect(seen.headers['content-disposition']).toMatch(/^inline; filename="sheet-[0-9a-f]{8}\.jpg"$/)
  expect(seen.headers['x-content-type-options']).toBe('nosniff')
  expect((await open(village, sheet, '')).statusCode).toBe(401)
  const { rows } = await confirm.county(tx =>
    tx.query(`select kind from evidence where $1 = any (subjects) and kind in ('paper', 'read')`, [it.id]),
  )
  const kinds = rows.map(row => row.kind)
  expect(kinds.filter(kind => kind === 'paper')).toHaveLength(2)
  // The page, and the sheet.
  expect(kinds.filter(kind => kind === 'read').length).toBeGreaterThanOrEqual(2)
})

test('what is no picture, no file, unchecked or too early is not taken, and says why', async () => {
  const it = await witnessed('here')
  const says = async (fields: Record<string, Field>) => {
    const { statusCode, body } = await bring(it, sessions.director, fields)
    return [statusCode, /role="alert">([^<]+)</.exec(body)?.[1]]
  }
  expect(await says({ ...sure })).toEqual([422, '还没选照片。'])
  const script = { name: 'sheet.jpg', type: 'image/jpeg', body: Buffer.from('<script>alert(1)</script>') }
  expect(await says({ sheet: script, ...sure })).toEqual([422, '只收JPG、PNG和PDF。'])
  expect(await says({ sheet: photo() })).toEqual([422, '请核对签字和盖章，两样都要。'])
  const large = Buffer.concat([JPEG, Buffer.alloc(8 * 1024 * 1024)])
  expect((await bring(it, sessions.director, { sheet: photo(large), ...sure })).statusCode).toBe(413)
  expect(await stateOf(it)).toBe('confirmed')
  const early = families.pop()!
  if (early.place === here)
    expect((await bring(early, sessions.director, { sheet: photo(), ...sure })).body).toContain('还没确认完')
  const { rows } = await confirm.county(tx =>
    tx.query('select count(*)::int from signed_sheets where entrustment_id = any($1)', [[it.id, early.id]]),
  )
  expect(rows[0].count).toBe(0)
})

test('a director of another village finds neither the page nor the sheet; nobody without a session sends a file', async () => {
  const it = await witnessed('elsewhere')
  expect((await bring(it, sessions.director, { sheet: photo(), ...sure })).statusCode).toBe(404)
  expect((await bring(it, '', { sheet: photo(), ...sure })).statusCode).toBe(401)
  expect(await stateOf(it)).toBe('confirmed')
  expect((await bring(it, sessions.supervisor, { sheet: photo(), ...sure })).statusCode).toBe(303)
  expect(await stateOf(it)).toBe('signed')
  const { rows } = await confirm.county(tx =>
    tx.query('select id from signed_sheets where entrustment_id = $1', [it.id]),
  )
  const sheet = `/console/sheets/${rows[0].id}`
  expect((await open(village, sheet, sessions.director)).statusCode).toBe(404)
  expect((await open(village, sheet, sessions.supervisor)).statusCode).toBe(200)
})

const browser = testBrowser()

test('on a phone, without a script, the photograph goes up and the page shows it', async () => {
  const it = await witnessed('here')
  const link = await (await officer(village, 'director')).link()
  const page = await browser.open(`${village.address}${link}`, {
    viewport: { width: 360, height: 640 },
    javaScriptEnabled: false,
  })
  await page.getByRole('button', { name: '进入' }).click()
  await page.goto(`${village.address}/console/entrustments/${it.id}/sheet`)
  if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/sheet-1.png`, fullPage: true })
  await page.setInputFiles('#sheet', { name: 'IMG_0001.jpg', mimeType: 'image/jpeg', buffer: JPEG })
  for (const box of await page.locator('.choice label').all()) await box.click()
  await page.getByRole('button', { name: '交回签好的纸' }).click()
  await page.getByText('第1张').waitFor()
  if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/sheet-2.png`, fullPage: true })
  expect(await stateOf(it)).toBe('signed')
  const wide = await page.locator('html').evaluate(html => html.scrollWidth)
  expect(wide).toBeLessThanOrEqual(360)
})
