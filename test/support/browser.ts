import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import chromium from '@sparticuz/chromium'
import { type Browser, type BrowserContextOptions, chromium as driver, type Page } from 'playwright-core'
import { afterAll, beforeAll } from 'vitest'

/**
 * Made for a lambda that opens one page: with these a closed context takes the browser with it, and pages may do
 * what no visitor's browser allows.
 */
const unwanted = [
  '--single-process',
  '--no-zygote',
  '--in-process-gpu',
  '--disable-web-security',
  '--allow-running-insecure-content',
]

/**
 * A real browser for this test file: the Chromium that comes with npm, with the Chinese letters that come with npm
 * (headless machines have none). It may only ask the server under test; `page.errors` is what its console complained of.
 */
export function testBrowser() {
  let browser: Browser
  let fonts = ''

  beforeAll(async () => {
    const executablePath = await chromium.executablePath()
    // After executablePath, which points fontconfig at its own few fonts.
    fonts = chineseFonts()
    browser = await driver.launch({
      args: chromium.args.filter(arg => !unwanted.includes(arg)),
      executablePath,
      env: { ...process.env, FONTCONFIG_PATH: fonts, FONTCONFIG_FILE: join(fonts, 'fonts.conf') },
      timeout: 30_000,
    })
  }, 90_000)

  afterAll(async () => {
    await browser?.close()
    if (fonts) rmSync(fonts, { recursive: true, force: true })
  })

  return {
    /** A fresh visitor; every wait gives up after fifteen seconds. */
    async open(address: string, options: BrowserContextOptions = {}): Promise<Page & { errors: string[] }> {
      const context = await browser.newContext({
        locale: 'zh-CN',
        timezoneId: 'America/New_York',
        ...options,
      })
      const { origin } = new URL(address)
      await context.route(
        url => url.origin !== origin,
        route => route.abort(),
      )
      const page = await context.newPage()
      page.setDefaultTimeout(15_000)
      const errors: string[] = []
      page.on('console', message => {
        if (message.type() === 'error') errors.push(message.text())
      })
      page.on('pageerror', error => errors.push(error.message))
      page.on('requestfailed', request => {
        if (!request.url().startsWith(origin)) errors.push(`asked elsewhere: ${request.url()}`)
      })
      await page.goto(address)
      return Object.assign(page, { errors })
    },
  }
}

function chineseFonts(): string {
  const folder = mkdtempSync(join(tmpdir(), 'xb-fonts-'))
  const require = createRequire(import.meta.url)
  const noto = dirname(require.resolve('@expo-google-fonts/noto-sans-sc/package.json'))
  for (const file of ['400Regular/NotoSansSC_400Regular.ttf', '600SemiBold/NotoSansSC_600SemiBold.ttf']) {
    symlinkSync(join(noto, file), join(folder, file.replace('/', '-')))
  }
  writeFileSync(
    join(folder, 'fonts.conf'),
    `<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir>${folder}</dir><cachedir>${join(folder, 'cache')}</cachedir></fontconfig>\n`,
  )
  return folder
}
