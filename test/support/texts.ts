import { expect } from 'vitest'
import { loadWords, textsOf } from '../../locales/index.ts'

const texts = textsOf('zh-CN')
const words = loadWords()

/** A text of the house as it is said in Chinese. */
export const inChinese = (key: string, values?: Record<string, unknown>): string =>
  words('zh-CN', key, values)

/** A text of the locale with any values in its braces, or with those given, from its first letter to its last. */
export function like(key: string, values: Record<string, unknown> = {}): RegExp {
  const [file, name] = key.split(':') as [string, string]
  const text = texts[file]?.[name]
  if (text === undefined) throw new Error(`no text ${key}`)
  const escaped = (part: string) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
  const pattern = text
    .split(/\{(\w+)\}/)
    .map((part, n) =>
      n % 2 === 0 || part in values ? escaped(n % 2 ? String(values[part]) : part) : '[\\s\\S]*',
    )
    .join('')
  return new RegExp(`^${pattern}$`)
}

/** Expects exactly these texts, in this order: a key of the locale, or a key with values. */
export const said = (...keys: (string | [string, Record<string, unknown>])[]) =>
  keys.map(key => expect.stringMatching(typeof key === 'string' ? like(key) : like(...key)))
