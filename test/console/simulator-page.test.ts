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

test('visits and the answers of the checklist stand in the records, and why something was put off', () =>
  visit('/', desk, async page => {
    const director = phone(page, 'director')
    const child = String(await phone(page, 'carer').locator('.children').innerText()).split('、')[0]
    await type(page, 'director', `走访 ${child}`)
    for (const [asked, answer] of [
      ['见到谁了', '1'],
      ['孩子怎么样', '1'],
      ['水、火、电', '2'],
      ['还有要记的吗', '灶台旁堆着柴'],
    ] as const) {
      await director.locator('.theirs', { hasText: asked }).last().waitFor()
      await type(page, 'director', answer)
    }
    await director.locator('.theirs', { hasText: '记好了' }).last().waitFor()
    await page.getByRole('tab', { name: '走访' }).click()
    const visited = page.getByRole('tabpanel').locator('article').first()
    for (const text of [child!, '大人孩子都见到', '家里有隐患', '灶台旁堆着柴'])
      await visited.getByText(text).first().waitFor()

    await type(page, 'carer', '继续')
    const carer = phone(page, 'carer')
    await page.getByRole('tab', { name: '照护' }).click()
    const list = page.getByRole('tabpanel').locator('article', { has: page.locator('.asked') })
    // Who looks after the children is asked first; the rest is what is asked one by one.
    for (const text of ['1', '继续']) await type(page, 'carer', text)
    for (let tries = 0; tries < 12 && (await list.locator('dd').count()) < 3; tries++) {
      const before = await carer.locator('.theirs').count()
      await type(page, 'carer', '1')
      await carer.locator('.theirs').nth(before).waitFor()
    }
    expect(await list.locator('dd').allInnerTexts()).toEqual(expect.arrayContaining(['好']))
    expect(await list.locator('dt').allInnerTexts()).toEqual(expect.arrayContaining(['您身体好吗？']))
    expect(await list.innerText()).toContain('checklist-carer/1')

    // A step of the check-in’s ladder that would have come at night.
    await page.getByRole('tab', { name: '到点' }).click()
    await page
      .getByRole('tabpanel')
      .getByText(/本来 11月\d+日 \d\d:\d\d，夜里不发，推到这时/)
      .first()
      .waitFor()
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

test('a reply quotes the message whose button was clicked, and the question above it is answered', () =>
  visit('/', desk, async page => {
    const director = phone(page, 'director')
    await type(page, 'mother', '找主任')
    const request = director.locator('.theirs', { hasText: /【\d+号】/ }).last()
    await request.waitFor()
    await type(page, 'director', '帮助')
    await director.locator('.theirs', { hasText: '您可以发' }).last().waitFor()
    await request.hover()
    await request.getByRole('button', { name: '引用' }).click()
    await director.locator('.above', { hasText: /引用 相伴：【\d+号】/ }).waitFor()
    await type(page, 'director', '我下午来')
    const mine = director.locator('.mine .bubble', { hasText: '我下午来' })
    expect(await mine.locator('.text').innerText()).toBe('我下午来')
    expect(await mine.locator('.quoted').innerText()).toMatch(/^相伴：【\d+号】/)
    await phone(page, 'mother').locator('.theirs', { hasText: '我下午来' }).waitFor()
    expect(await director.locator('.above').isHidden()).toBe(true)
    await type(page, 'director', '我又说一句')
    expect(
      await director.locator('.mine .bubble', { hasText: '我又说一句' }).locator('.quoted').count(),
    ).toBe(0)
  }))

test('what is typed as the owner of the bot’s phone reaches the family as from a person, and the bot keeps silent', () =>
  visit('/', desk, async page => {
    const carer = phone(page, 'carer')
    await type(page, 'carer', '找主任')
    await carer.locator('.theirs', { hasText: '已转告' }).last().waitFor()
    await carer.getByRole('button', { name: '更多' }).click()
    await carer.getByRole('button', { name: '以机器人手机的主人身份发' }).click()
    await carer.locator('.above', { hasText: '下一条' }).waitFor()
    await type(page, 'carer', '我是主任，晚上去您家')
    const typed = carer.locator('.theirs .bubble', { hasText: '晚上去您家' })
    await typed.getByText('机器人手机的主人手写').waitFor()
    await phone(page, 'director').locator('.theirs', { hasText: '用机器人的手机回了这家' }).waitFor()
    await page.getByRole('tab', { name: '求助' }).click()
    await page.getByRole('tabpanel').locator('.said.staff', { hasText: '晚上去您家' }).waitFor()
    // The next one is the carer’s own again.
    await carer.getByRole('button', { name: '更多' }).click()
    await carer.getByRole('button', { name: '以机器人手机的主人身份发' }).click()
    await carer.getByRole('button', { name: '照常发' }).click()
    await type(page, 'carer', '好的，等您')
    await carer.locator('.mine .bubble', { hasText: '好的，等您' }).waitFor()
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
