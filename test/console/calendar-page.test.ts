import { expect, test } from 'vitest'
import { seedHolidays } from '../../server/notices/seed.ts'
import { testBrowser } from '../support/browser.ts'
import { login, officer, open } from './log-in.ts'
import { openVillage } from './village.ts'

const browser = testBrowser()

test('the calendar shows what goes out to how many; the county pastes next year’s notice and enters the vacation', async () => {
  const village = await openVillage()
  await seedHolidays(village.pool)
  const director = await login(village, 'director')
  const link = await (await officer(village, 'county')).link()
  const page = await browser.open(`${village.address}${link}`, {
    viewport: { width: 360, height: 740 },
    javaScriptEnabled: false,
  })
  await page.getByRole('button', { name: '进入' }).click()
  await page.getByRole('heading', { name: '今天要办' }).waitFor()
  const shot = async (name: string) => {
    expect(await page.locator('html').evaluate(html => html.scrollWidth - html.clientWidth)).toBe(0)
    if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/${name}.png`, fullPage: true })
  }
  const [session] = await page.context().cookies()

  // A director sees the own village's numbers, and enters nothing.
  const july = (await open(village, '/console/calendar/2027-07', director)).body
  expect(july).toContain('7月7日 周三 11:30')
  expect(july).toContain('没大人带、自己约伴都不下水')
  expect(july).toMatch(/\d+户该收到，微信能到\d+户/)
  expect(july).not.toContain('/console/calendar/enter')
  const count = (body: string) => Number(/(\d+)户该收到/.exec(body)![1])
  const above = (await open(village, '/console/calendar/2027-07', session!.value)).body
  expect(count(above)).toBeGreaterThan(count(july))
  expect((await open(village, '/console/calendar', director)).body).toContain('2026年11月')
  for (const path of ['/console/calendar/enter/holidays-2027', '/console/calendar/2027-13'])
    expect((await open(village, path, director)).statusCode).toBe(404)

  // The county, on a phone, without a script.
  await page.goto(`${village.address}/console/calendar/2027-02`)
  expect(await page.textContent('main')).toContain('放假安排没录入全，先按法定节日')
  await shot('calendar-360')
  await page.click('a[href$="/enter/holidays-2027"]')
  await page.fill('#text', '二、春节：2月4日（周五）至11日放假调休，共8天。')
  await page.fill('#source', '国务院办公厅关于2027年部分节假日安排的通知')
  await page.click('main button:not([name])')
  expect(await page.textContent('[role=alert]')).toContain('星期对不上')
  await page.fill('#text', '二、春节：2月4日（周四）至11日（周四）放假调休，共8天。1月31日（周日）上班。')
  await page.click('main button:not([name])')
  expect(await page.textContent('main')).toContain('春节：2027-02-04 到 2027-02-11；上班 2027-01-31')
  await shot('calendar-entry-360')
  await page.click('button[name=save]')
  await page.goto(`${village.address}/console/calendar/2027-02`)
  expect(await page.textContent('main')).toContain('春节2月4日到2月11日放假，1月31日照常上学。')
  await page.click('a[href$="/enter/vacation-2027-winter"]')
  await page.fill('#from', '2027-01-23')
  await page.fill('#to', '2027-01-02')
  await page.fill('#source', '县教函〔2026〕30号')
  await page.click('main .weui-btn_primary')
  expect(await page.textContent('main')).toContain('不早于第一天')
  await page.fill('#to', '2027-02-21')
  await page.click('main .weui-btn_primary')
  expect(await page.textContent('main')).toContain('寒假 1.23–2.21（县教函〔2026〕30号）')

  // Its own words stand above ours from that day, and are refused with a reason.
  await page.goto(`${village.address}/console/wordings`)
  await page.click('a[href$="/seasons.vacation-parent"]')
  await page.fill('#text', '留守儿童家长：{name}注意')
  await page.fill('#source', '县民函〔2026〕40号')
  await page.click('main .weui-btn_primary')
  expect(await page.textContent('[role=alert]')).toMatch(/大括号.*贴标签/)
  await page.fill('#text', '{县名}提醒您：天热，每天问问孩子去哪、和谁。')
  await shot('wording-360')
  await page.click('main .weui-btn_primary')
  expect(await page.textContent('main')).toContain('本县的话（县民函〔2026〕40号）')
  const own = (await open(village, '/console/calendar/2027-07', director)).body
  expect(own).toContain('颍上县提醒您：天热，每天问问孩子去哪、和谁。')

  await page.setViewportSize({ width: 1280, height: 800 })
  await page.goto(`${village.address}/console/calendar/2027-07`)
  await shot('calendar-1280')
})
