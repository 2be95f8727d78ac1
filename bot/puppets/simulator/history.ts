import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { dirname } from 'node:path'
import { z } from 'zod'
import type { Media } from '../../channel.ts'

const Person = z.object({
  id: z.string(),
  name: z.string(),
  friend: z.boolean(),
  alias: z.string().optional(),
})
/** Somebody who has a phone in the simulator. */
export type Person = z.infer<typeof Person>

/** What else people send: only that it was sent is played, and of a place its name. */
export const THINGS = [
  'sticker',
  'location',
  'red-packet',
  'transfer',
  'file',
  'video',
  'link',
  'card',
  'mini-program',
  'merged',
] as const

const Passed = z.object({
  /** Grows with every entry, also across restarts. */
  seq: z.int(),
  id: z.string(),
  contact: z.string(),
  from: z.enum(['contact', 'bot']),
  /** `recall`: its text is the id of the message taken back. `friend`: a request, its text the greeting. `location`: the text is its name. */
  kind: z.enum(['text', 'image', 'voice', 'recall', 'friend', ...THINGS]),
  text: z.string(),
  /** ms since 1970, by the injected clock. */
  at: z.number(),
  mediaId: z.string().optional(),
  /** A card the bot sent; the text is its title. */
  link: z.object({ url: z.string(), description: z.string() }).optional(),
  recalled: z.boolean().optional(),
  /** Typed by the account's owner on the account's own phone. */
  byOwner: z.boolean().optional(),
})
/** One thing that passed between a contact and the bot, in either direction. */
export type Passed = z.infer<typeof Passed>

const Line = z.union([
  z.object({ person: Person }),
  z.object({ passed: Passed }),
  z.object({ media: z.object({ id: z.string(), mime: z.string(), name: z.string(), base64: z.base64() }) }),
  z.object({ recalled: z.string() }),
])
type Line = z.infer<typeof Line>

/** What is kept; older messages and pictures are forgotten. */
export type Limits = { messages: number; mediaBytes: number }
const usualLimits: Limits = { messages: 2_000, mediaBytes: 32 * 1024 * 1024 }

/**
 * The simulator's memory of who there is and what passed, in a file of JSON lines (`null`: in memory only) that is
 * only ever appended to, and written anew without what is forgotten at each start and when it has grown fourfold.
 */
export function openHistory(path: string | null, limits: Limits = usualLimits) {
  const people = new Map<string, Person>()
  const passed = new Map<string, Passed>()
  const media = new Map<string, Media>()
  let mediaBytes = 0
  let lastSeq = 0
  let file: number | null = null
  let written = 0

  function take(line: Line) {
    if ('person' in line) people.set(line.person.id, line.person)
    else if ('passed' in line) {
      passed.set(line.passed.id, line.passed)
      lastSeq = Math.max(lastSeq, line.passed.seq)
      if (passed.size > limits.messages) forget(passed.keys().next().value!)
    } else if ('media' in line) {
      const { id, mime, name, base64 } = line.media
      const bytes = Buffer.from(base64, 'base64')
      media.set(id, { bytes, mime, name })
      mediaBytes += bytes.length
      while (mediaBytes > limits.mediaBytes) forgetMedia(media.keys().next().value!)
    } else {
      const taken = passed.get(line.recalled)
      if (taken) passed.set(taken.id, { ...taken, recalled: true })
    }
  }

  function forget(id: string) {
    passed.delete(id)
    forgetMedia(id)
  }

  function forgetMedia(id: string) {
    mediaBytes -= media.get(id)?.bytes.length ?? 0
    media.delete(id)
  }

  function keep(line: Line) {
    take(line)
    if (path === null) return
    file ??= openSync(path, 'a', 0o600)
    written += writeSync(file, `${JSON.stringify(line)}\n`)
    if (written > 4 * (limits.messages * 300 + limits.mediaBytes)) writeAnew()
  }

  function writeAnew() {
    if (path === null) return
    close()
    const lines: Line[] = [
      ...[...people.values()].map(person => ({ person })),
      ...[...passed.values()].map(one => ({ passed: one })),
      ...[...media.entries()].map(([id, one]) => ({
        media: { id, mime: one.mime, name: one.name, base64: base64(one) },
      })),
    ]
    const text = lines.map(line => `${JSON.stringify(line)}\n`).join('')
    writeFileSync(`${path}.new`, text, { mode: 0o600 })
    renameSync(`${path}.new`, path)
    written = Buffer.byteLength(text)
  }

  function close() {
    if (file !== null) closeSync(file)
    file = null
  }

  if (path !== null && existsSync(path)) {
    for (const text of readFileSync(path, 'utf8').split('\n')) {
      const line = Line.safeParse(parsed(text))
      if (line.success) take(line.data)
    }
    writeAnew()
  } else if (path !== null) mkdirSync(dirname(path), { recursive: true })

  return {
    people: people as ReadonlyMap<string, Person>,
    passed: passed as ReadonlyMap<string, Passed>,
    media: media as ReadonlyMap<string, Media>,
    addPerson: (person: Person) => keep({ person }),
    add(entry: Omit<Passed, 'seq'>, file?: Media): Passed {
      const whole = { seq: lastSeq + 1, ...entry }
      keep({ passed: whole })
      if (file) keep({ media: { id: entry.id, mime: file.mime, name: file.name, base64: base64(file) } })
      return whole
    },
    markRecalled: (id: string) => keep({ recalled: id }),
    close,
  }
}

/** A line torn by a crash is no line. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

function base64(media: Media): string {
  return Buffer.from(media.bytes).toString('base64')
}
