import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { exampleEnvironment, readConfig } from '../../server/config.ts'
import { AppError } from '../../server/errors.ts'

describe('an operator sets the environment', () => {
  test('with nothing set, the simulator runs on loopback with its own database and keys', () => {
    expect(readConfig({})).toMatchObject({
      host: '127.0.0.1',
      port: 3000,
      puppet: 'simulator',
      databaseUrl: null,
      ownKeyFile: true,
    })
  })

  test('an empty variable counts as not set', () => {
    expect(readConfig({ PORT: '', DATABASE_URL: '' })).toMatchObject({ port: 3000, databaseUrl: null })
  })

  test('a wrong value is named, not shown: it may be a password', () => {
    const wrong = { PORT: 'many', DATABASE_URL: 'mysql://root:secret@db/x' }
    expect(() => readConfig(wrong)).toThrow(AppError)
    try {
      readConfig(wrong)
    } catch (error) {
      expect((error as AppError).message).toContain('PORT, DATABASE_URL')
      expect((error as AppError).message).not.toContain('secret')
    }
  })

  test('only the proxies that are named may say who is visiting, and a slip in their addresses is named', () => {
    expect(readConfig({}).trustedProxies).toEqual([])
    expect(readConfig({ XIANGBAN_TRUSTED_PROXY: '127.0.0.1, 10.1.0.0/16' }).trustedProxies).toEqual([
      '127.0.0.1',
      '10.1.0.0/16',
    ])
    expect(() => readConfig({ XIANGBAN_TRUSTED_PROXY: 'nginx' })).toThrow('XIANGBAN_TRUSTED_PROXY')
  })

  test('a named key file is never made, only read', () => {
    expect(readConfig({ XIANGBAN_KEY_FILE: '/keys/county.json' })).toMatchObject({ ownKeyFile: false })
  })

  test('.env.example lists what the program reads', () => {
    expect(readFileSync(new URL('../../.env.example', import.meta.url), 'utf8')).toBe(exampleEnvironment())
  })
})
