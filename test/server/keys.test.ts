import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, describe, expect, test } from 'vitest'
import { loadKeys } from '../../server/privacy/keys.ts'
import { blindIndex, seal, unseal } from '../../server/privacy/seal.ts'
import { testKeys } from '../support/database.ts'

const folder = mkdtempSync(join(tmpdir(), 'xb-keys-'))
afterAll(() => rmSync(folder, { recursive: true }))

describe('names and numbers are sealed', () => {
  test('what was sealed for a person opens for that person', () => {
    fc.assert(
      fc.property(fc.jsonValue(), value => {
        const written = JSON.parse(JSON.stringify(value))
        expect(unseal(testKeys, 'people:1', seal(testKeys, 'people:1', written))).toEqual(written)
      }),
    )
  })

  test('a value moved to another row does not open', () => {
    expect(() => unseal(testKeys, 'people:2', seal(testKeys, 'people:1', { name: '李芳' }))).toThrow()
  })

  test('a value of which one byte was changed or cut off does not open', () => {
    const sealed = seal(testKeys, 'people:1', { name: '李芳' })
    for (let byte = 0; byte < sealed.length; byte++) {
      const changed = Buffer.from(sealed)
      changed[byte]! ^= 1
      expect(() => unseal(testKeys, 'people:1', changed)).toThrow()
      expect(() => unseal(testKeys, 'people:1', sealed.subarray(0, byte))).toThrow()
    }
  })

  test('the same name sealed twice looks different, its index the same', () => {
    expect(seal(testKeys, 'a', 'x').equals(seal(testKeys, 'a', 'x'))).toBe(false)
    expect(blindIndex(testKeys, 'phone', '1')).toEqual(blindIndex(testKeys, 'phone', '1'))
    expect(blindIndex(testKeys, 'phone', '1')).not.toEqual(blindIndex(testKeys, 'code', '1'))
  })
})

describe('the key file', () => {
  test('is made once, readable by its owner only, and found again', () => {
    const path = join(folder, 'keys.json')
    const made = loadKeys(path, { create: true })
    expect(statSync(path).mode & 0o777).toBe(0o600)
    expect(loadKeys(path, { create: true })).toEqual(made)
  })

  test('is not made where the operator named one that is missing', () => {
    expect(() => loadKeys(join(folder, 'missing.json'), { create: false })).toThrow('E-KEY')
  })

  test('that holds something else is refused in one line', () => {
    const path = join(folder, 'broken.json')
    writeFileSync(path, '{"version":1}')
    expect(() => loadKeys(path, { create: false })).toThrow('E-KEY')
  })
})
