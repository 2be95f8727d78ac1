import type { Page } from 'playwright-core'
import { beforeAll, beforeEach, expect, test } from 'vitest'
import { testBrowser } from '../support/browser.ts'
import { telephoneLine } from './telephone-line.ts'
import { openVillage } from './village.ts'

const browser = testBrowser()
let village: Awaited<ReturnType<typeof openVillage>>
beforeAll(async () => {
  village = await openVillage('2026-11-21T10:05:00+08:00')
})

const desk = { viewport: { width: 1440, height: 900 } }
const pocket = { viewport: { width: 390, height: 844 }, hasTouch: true }

type Opened = Awaited<ReturnType<typeof browser.open>>
let page: Opened
/** Everything a visit may leave behind is looked at after it. */
async function visit(path: string, options: object, work: (page: Opened) => Promise<void>) {
  page = await browser.open(village.address + path, options)
  await page.locator('.phone').first().waitFor({ state: 'attached' })
  await work(page)
  expect(page.errors).toEqual([])
  await page.context().close()
}
beforeEach(() => village.engine.settle())

const phone = (of: Page, role: string) => of.locator(`.phone[data-role="${role}"]`).first()

async function type(of: Page, role: string, text: string) {
  const input = phone(of, role).getByRole('textbox')
  await input.fill(text)
  await input.press('Enter')
}

test('a newcomer sees four phones and the village’s own time', () =>
  visit('/', desk, async page => {
    for (const role of ['mother', 'carer', 'director', 'supervisor']) await phone(page, role).waitFor()
    expect(await page.locator('.phone').count()).toBe(4)
    expect(await page.locator('.now').innerText()).toMatch(/2026年11月21日 周六\s+10:0\d/)
    await expect.poll(() => page.getByText('下一件：').innerText()).toMatch(/周|\d/)
  }))

test('what a carer types is answered on her phone without a reload, and the answer is beside it on record', () =>
  visit('/', desk, async page => {
    await type(page, 'carer', '菜单')
    const carer = phone(page, 'carer')
    await carer.locator('.mine .bubble', { hasText: '菜单' }).waitFor()
    await carer.locator('.theirs .bubble').first().waitFor()
    expect(await carer.getByRole('textbox').inputValue()).toBe('')

    await page.getByRole('button', { name: '过一天' }).click()
    await page.getByText('时间正在往前走').waitFor()
    expect(await page.getByRole('button', { name: '过10分钟' }).isDisabled()).toBe(true)
    await page.getByText(/到了 11月22日 10:\d\d，机器人发出 \d+ 条消息/).waitFor()
    // One question at a time: who looks after the children, then how they are.
    const record = page.getByRole('tabpanel')
    const well = record.locator('article', { hasText: '都好' }).first()
    for (let tries = 0; tries < 3 && !(await well.isVisible()); tries++) {
      await type(page, 'carer', '1')
      await well.waitFor({ timeout: 3_000 }).catch(() => {})
    }
    expect(await well.innerText()).toContain('2026-W47')
  }))

test('what looks like markup stays text, and its line breaks stay too', () =>
  visit('/', desk, async page => {
    const words = '<img src=x onerror="document.title=1"><b>找主任</b>\n{{7*7}} 第二行'
    await phone(page, 'mother').getByRole('textbox').fill(words)
    await phone(page, 'mother').getByRole('button', { name: '发送' }).click()
    const bubble = phone(page, 'mother').locator('.mine .bubble').last()
    await bubble.filter({ hasText: '第二行' }).waitFor()
    expect(await bubble.innerText()).toBe(words)
    expect(await page.locator('.bubble b, .bubble img[src="x"]').count()).toBe(0)
    expect(await page.title()).toBe('相伴 模拟器')
  }))

test('Enter that ends a word in an input method does not send it', () =>
  visit('/', desk, async page => {
    const input = phone(page, 'mother').getByRole('textbox')
    await input.fill('你')
    await input.dispatchEvent('keydown', { key: 'Enter', isComposing: true })
    await input.dispatchEvent('keydown', { key: 'Enter', keyCode: 229 })
    expect(await input.inputValue()).toBe('你')
    await input.press('Shift+Enter')
    expect(await input.inputValue()).toBe('你\n')
  }))

test('a message can be taken back with the right button, and with the keyboard alone', () =>
  visit('/', desk, async page => {
    const supervisor = phone(page, 'supervisor')
    for (const [text, open] of [
      ['写错了一', 'mouse'],
      ['写错了二', 'keys'],
    ] as const) {
      await type(page, 'supervisor', text)
      const bubble = supervisor.locator('.mine .bubble', { hasText: text })
      await bubble.waitFor()
      if (open === 'mouse') await bubble.click({ button: 'right' })
      else {
        await bubble.focus()
        await bubble.press('Enter')
      }
      await page.getByRole('menuitem', { name: '撤回' }).press('Enter')
      await bubble.waitFor({ state: 'detached' })
    }
    expect(await supervisor.getByText('你撤回了一条消息').count()).toBe(2)
  }))

test('a picture from the computer and a sample voice note arrive in the chat', () =>
  visit('/', desk, async page => {
    const mother = phone(page, 'mother')
    const [chooser] = await Promise.all([
      page.waitForEvent('filechooser'),
      mother.getByRole('button', { name: '发图片' }).click(),
    ])
    await chooser.setFiles({ name: 'yard.png', mimeType: 'image/png', buffer: await page.screenshot() })
    const picture = mother.locator('.mine img')
    await picture.waitFor()
    await expect
      .poll(() => picture.evaluate(img => (img as HTMLImageElement).naturalWidth))
      .toBeGreaterThan(400)
    await picture.click()
    await page.locator('dialog.viewer img').waitFor()
    await page.keyboard.press('Escape')

    await mother.getByRole('button', { name: '更多' }).click()
    await mother.getByRole('button', { name: '样例语音' }).click()
    await mother.locator('.mine .bubble.voice').getByText('2″').waitFor()
  }))

test('a stranger and somebody of the roster can be added, and the phones stay as they were left', () =>
  visit('/', desk, async page => {
    await page.getByRole('button', { name: '添手机' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('textbox', { name: '陌生人的微信名' }).fill('路人甲')
    await dialog.getByRole('button', { name: '添陌生人' }).click()
    await phone(page, 'stranger').getByText('路人甲').first().waitFor()

    await page.getByRole('button', { name: '添手机' }).click()
    await dialog.getByRole('searchbox').fill('祖母')
    await dialog.getByText('没有找到').first().waitFor()
    await dialog.getByRole('searchbox').fill('')
    await dialog.locator('.people').nth(1).getByRole('button').first().click()
    const added = page.locator('.phone').last()
    await added.getByText('主任给的卡片').waitFor()
    await added.getByRole('button', { name: '填上' }).click()
    expect(await added.getByRole('textbox').inputValue()).toMatch(/^\d{4} \d{4}$/)

    await phone(page, 'supervisor').getByRole('button', { name: /^收起/ }).click()
    const left = await page.locator('.phone').evaluateAll(all => all.map(one => one.dataset.contact))
    await page.reload()
    await added.waitFor()
    expect(await page.locator('.phone').evaluateAll(all => all.map(one => one.dataset.contact))).toEqual(left)
  }))

test('what was said while the connection was away is there when it is back', async () => {
  const line = await telephoneLine(village.address)
  const page = await browser.open(line.address, desk)
  const mother = phone(page, 'mother')
  await mother.waitFor()
  const id = String(await mother.getAttribute('data-contact'))
  line.cut()
  await page.getByText('连接断了，正在重连').waitFor()
  village.puppet.say(id, '断线时说的')
  await village.engine.settle()
  line.mend()
  await mother.locator('.mine .bubble', { hasText: '断线时说的' }).waitFor()
  await page.getByText('连接断了，正在重连').waitFor({ state: 'hidden' })
  village.puppet.say(id, '连上后说的')
  await mother.locator('.mine .bubble', { hasText: '连上后说的' }).waitFor()
  expect(await mother.locator('.mine .bubble', { hasText: '断线时说的' }).count()).toBe(1)
  await page.context().close()
  line.close()
})

test('on a phone’s narrow screen there is one chat at a time, with tabs and nothing wider than the screen', () =>
  visit('/', pocket, async page => {
    const tabs = page.getByRole('navigation')
    expect(await page.locator('.phone:visible').count()).toBe(1)
    const carer = String(await phone(page, 'carer').getAttribute('aria-label')).replace(' 的手机', '')
    village.puppet.say(String(await phone(page, 'carer').getAttribute('data-contact')), '菜单')
    await tabs
      .getByRole('button', { name: carer })
      .getByLabel(/条新消息/)
      .waitFor()
    await tabs.getByRole('button', { name: carer }).tap()
    await phone(page, 'carer').waitFor()
    expect(await page.locator('.phone:visible').count()).toBe(1)
    expect(await tabs.getByLabel(/条新消息/).count()).toBe(0)
    await tabs.getByRole('button', { name: '记录' }).tap()
    expect(await page.locator('.phone:visible').count()).toBe(0)
    await page.getByRole('tab', { name: '到点' }).tap()
    await page.getByRole('heading', { name: '接下来' }).waitFor()
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390)
  }))

test('the page can be read in English', () =>
  visit('/?lang=en', desk, async page => {
    await page.getByRole('heading', { name: 'Xiangban simulator' }).waitFor()
    await page.getByRole('tab', { name: 'Notices' }).click()
    expect(await page.locator('html').getAttribute('lang')).toBe('en')
    expect(await page.locator('header.top').innerText()).not.toMatch(/[\u4e00-\u9fff](?<!中|文)/)
  }))
