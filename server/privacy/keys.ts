import { createSecretKey, randomBytes } from 'node:crypto'
import { existsSync, linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { z } from 'zod'
import { AppError } from '../errors.ts'
import type { Keys } from './seal.ts'

const Key = z
  .base64()
  .transform(text => Buffer.from(text, 'base64'))
  .refine(key => key.length === 32)
  .transform(key => createSecretKey(key))
const KeyFile = z.strictObject({
  version: z.int().min(1).max(255),
  sealing: z.record(z.string().regex(/^\d+$/), Key),
  index: Key,
})

/** Reads the key file; makes it (mode 0600) when it does not exist yet and `create` says so. */
export function loadKeys(path: string, { create }: { create: boolean }): Keys {
  if (!existsSync(path)) {
    if (!create) throw new AppError('E-KEY', { what: '文件不存在' })
    makeKeyFile(path)
  }
  const read = KeyFile.safeParse(parse(path))
  if (!read.success) throw new AppError('E-KEY', { what: '内容不是密钥' })
  const { version, sealing, index } = read.data
  const keys = new Map(Object.entries(sealing).map(([v, key]) => [Number(v), key]))
  if (!keys.has(version)) throw new AppError('E-KEY', { what: '缺少当前版本' })
  return { version, sealing: keys, index }
}

function parse(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'))
  } catch {
    throw new AppError('E-KEY', { what: '读不出' })
  }
}

/** Written aside and linked into place: two commands starting together agree on one file. */
function makeKeyFile(path: string): void {
  const key = () => randomBytes(32).toString('base64')
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
  const aside = `${path}.${process.pid}`
  writeFileSync(aside, `${JSON.stringify({ version: 1, sealing: { 1: key() }, index: key() })}\n`, {
    mode: 0o600,
  })
  try {
    linkSync(aside, path)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  } finally {
    rmSync(aside, { force: true })
  }
}
