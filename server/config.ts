import { resolve } from 'node:path'
import { z } from 'zod'
import type { Limits } from './conversation/pace.ts'
import { AppError } from './errors.ts'

/** Everything the environment may say, with what it means when it says nothing. `.env.example` is made from this. */
const Environment = z.object({
  PORT: z.coerce.number().int().min(0).max(65_535).default(3000).describe('HTTP port; 0 picks a free one'),
  HOST: z.string().min(1).default('127.0.0.1').describe('address to listen on'),
  XIANGBAN_DATA_DIR: z.string().min(1).default('.data').describe('data folder: embedded database, keys'),
  XIANGBAN_KEY_FILE: z
    .string()
    .min(1)
    .optional()
    .describe('key file (default: keys.json in the data folder)'),
  XIANGBAN_ADDRESS: z
    .url({ protocol: /^https?$/ })
    .optional()
    .describe('address at which people open the pages, https://… (default: where the server listens)'),
  XIANGBAN_TRUSTED_PROXY: z
    .string()
    .transform(text => text.split(',').map(address => address.trim()))
    .pipe(z.array(z.union([z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()])))
    .optional()
    .describe(
      'addresses of our own reverse proxies, with commas (127.0.0.1): they say in X-Forwarded-For who is visiting',
    ),
  XIANGBAN_ANCHOR_FILE: z
    .string()
    .min(1)
    .optional()
    .describe(
      'where each day’s end of the evidence record is added, best on another disk (default: anchors.txt in the data folder)',
    ),
  XIANGBAN_SENDS_PER_MINUTE: z.coerce
    .number()
    .int()
    .min(1)
    .max(600)
    .default(20)
    .describe('prompts and notices a real account sends in a minute; replies and danger are not held back'),
  XIANGBAN_SENDS_PER_DAY: z.coerce
    .number()
    .int()
    .min(1)
    .max(100_000)
    .default(5_000)
    .describe('… and in a day: a caution of ours, WeChat names no figure'),
  DATABASE_URL: z
    .url({ protocol: /^postgres(ql)?$/ })
    .optional()
    .describe("PostgreSQL >= 15, the application's role (neither owner nor superuser)"),
  MIGRATION_DATABASE_URL: z
    .url({ protocol: /^postgres(ql)?$/ })
    .optional()
    .describe("the owner's role, for migrations"),
  WECHATY_PUPPET: z
    .enum(['simulator', 'wechaty-puppet-service'])
    .default('simulator')
    .describe('simulator: phones in a web page; wechaty-puppet-service: a gateway'),
  LOG_LEVEL: z
    .enum(['fatal', 'error', 'warn', 'info', 'debug', 'silent'])
    .default('warn')
    .describe('pino level'),
})

export type Config = {
  port: number
  host: string
  /** Without a slash at the end; null: where the server listens. */
  address: string | null
  /** Addresses and networks that may name the visitor; empty: nobody. */
  trustedProxies: string[]
  dataDir: string
  keyFile: string
  /** True when nobody named a key file: it may be made. */
  ownKeyFile: boolean
  anchorFile: string
  /** Of each account. */
  sends: Limits
  databaseUrl: string | null
  migrationDatabaseUrl: string | null
  puppet: 'simulator' | 'wechaty-puppet-service'
  logLevel: string
}

/** Reads the environment once; an unset and an empty variable are the same. Throws E-CONFIG naming the variables. */
export function readConfig(env: NodeJS.ProcessEnv): Config {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''))
  const read = Environment.safeParse(given)
  if (!read.success) {
    throw new AppError('E-CONFIG', { what: read.error.issues.map(issue => issue.path.join('.')).join(', ') })
  }
  const e = read.data
  const dataDir = resolve(e.XIANGBAN_DATA_DIR)
  return {
    port: e.PORT,
    host: e.HOST,
    address: e.XIANGBAN_ADDRESS?.replace(/\/+$/, '') ?? null,
    trustedProxies: e.XIANGBAN_TRUSTED_PROXY ?? [],
    dataDir,
    keyFile: resolve(e.XIANGBAN_KEY_FILE ?? `${dataDir}/keys.json`),
    ownKeyFile: e.XIANGBAN_KEY_FILE === undefined,
    anchorFile: resolve(e.XIANGBAN_ANCHOR_FILE ?? `${dataDir}/anchors.txt`),
    sends: { perMinute: e.XIANGBAN_SENDS_PER_MINUTE, perDay: e.XIANGBAN_SENDS_PER_DAY },
    databaseUrl: e.DATABASE_URL ?? null,
    migrationDatabaseUrl: e.MIGRATION_DATABASE_URL ?? null,
    puppet: e.WECHATY_PUPPET,
    logLevel: e.LOG_LEVEL,
  }
}

/** The text of `.env.example`; a test compares. */
export function exampleEnvironment(): string {
  const lines = Object.entries(Environment.shape).map(([name, field]) => {
    const fallback = field.safeParse(undefined)
    const value = fallback.success && fallback.data !== undefined ? String(fallback.data) : ''
    return `# ${field.description}\n# ${name}=${value}`
  })
  return `${lines.join('\n\n')}\n`
}
