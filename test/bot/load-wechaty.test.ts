import { execFileSync } from 'node:child_process'
import { expect, test } from 'vitest'

test('an operator who asks wechaty for every detail gets no tokens in the log and no swallowed crashes', () => {
  const script = `
    const { loadWechaty } = await import('./bot/load-wechaty.ts')
    const warned = []
    const log = { debug() {}, info() {}, error() {}, warn: (_, message) => warned.push(message) }
    const { log: wechatyLog } = await loadWechaty(log)
    console.log(JSON.stringify({
      warned: warned.length,
      level: wechatyLog.level(),
      token: process.env.WECHATY_TOKEN ?? null,
      swallowing: process.listenerCount('uncaughtException') + process.listenerCount('unhandledRejection'),
    }))`
  const out = execFileSync(process.execPath, ['--input-type=module', '-e', script], {
    env: { ...process.env, WECHATY_LOG: 'verbose', WECHATY_TOKEN: 'x' },
    encoding: 'utf8',
  })
  expect(JSON.parse(out.trim().split('\n').at(-1)!)).toEqual({
    warned: 2,
    level: 'error',
    token: null,
    swallowing: 0,
  })
})

test('commands that need no bot do not load wechaty', () => {
  const script = `
    const { registerHooks } = await import('node:module')
    const loaded = []
    registerHooks({
      resolve(name, context, next) {
        if (/^(wechaty|file-box|@grpc)/.test(name)) loaded.push(name)
        return next(name, context)
      },
    })
    for (const file of ['wechaty', 'puppet-service', 'fake']) await import('./bot/' + file + '.ts')
    console.log(JSON.stringify(loaded))`
  const out = execFileSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' })
  expect(JSON.parse(out)).toEqual([])
})
