import { z } from 'zod'
import { AppError } from '../errors.ts'
import { Identifier, Sender } from './cap.ts'
import { instantIn } from './instant.ts'
import { kindOf, levelOf, stationIn } from './kinds.ts'
import { officialWords } from './official-words.ts'
import { CHANGES, type Level, STATUSES, type Warning } from './warning.ts'

/**
 * A warning in the words of the national early-warning system's JSON (DOMAIN.md section 5), with CAP's status and kind
 * of message, without which nothing could be called a test. Areas are division codes of 6, 9 or 12 digits.
 */
export const WarningJson = z.strictObject({
  id: Identifier.describe('31 characters ZZZZZZDDDUUUXX_YYYYMMDDhhmmss_N'),
  sender: Sender,
  senderName: z.string().max(200).default('').describe('the station, e.g. 阜南县气象台'),
  status: z.enum(STATUSES),
  msgType: z.enum(CHANGES),
  pubTime: z.string().describe('with its zone, e.g. 2026-07-01T14:30:00+08:00'),
  startTime: z.string().optional(),
  endTime: z.string().optional(),
  title: z.string().default(''),
  text: z.string().default(''),
  instruction: z.string().default(''),
  type: z.string().max(20).optional().describe('e.g. 11B03'),
  typeName: z.string().max(40).default(''),
  level: z.string().max(20).optional().describe('红色, 橙色, 黄色, 蓝色, or Red, Orange, Yellow, Blue'),
  area: z.string().max(400).default(''),
  areaCodes: z.array(z.string().max(20)).max(2_000).default([]),
  related: z.array(Identifier).max(20).default([]).describe('ids of what it updates or cancels'),
})

const COLOURS: ReadonlyMap<string, Level> = new Map(
  Object.entries({
    ...{ 红色: 'red', 橙色: 'orange', 黄色: 'yellow', 蓝色: 'blue' },
    ...{ Red: 'red', Orange: 'orange', Yellow: 'yellow', Blue: 'blue' },
  } satisfies Record<string, Level>),
)

/** Reads the JSON of a warning. Throws E-WARN-FORM or E-WARN-TIME. */
export function readJson(text: string): Warning {
  const read = WarningJson.safeParse(parse(text))
  if (!read.success) throw new AppError('E-WARN-FORM', { what: fieldOf(read.error.issues[0]!) })
  const given = read.data
  const headline = officialWords(given.title)
  const description = officialWords(given.text)
  const station = officialWords(given.senderName, 40) || stationIn(headline)
  const level = levelOf(COLOURS.get(given.level ?? ''), headline)
  const sentAt = instantIn('pubTime', given.pubTime)
  return {
    identifier: given.id,
    sender: given.sender,
    status: given.status,
    change: given.msgType,
    refersTo: given.related.map(identifier => ({ sender: null, identifier })),
    open: true,
    kind: kindOf(given.type, given.typeName, headline),
    ...{ level, station, headline, description, sentAt },
    instruction: officialWords(given.instruction),
    codes: given.areaCodes,
    area: officialWords(given.area, 200),
    effectiveAt: given.startTime ? instantIn('startTime', given.startTime) : sentAt,
    expiresAt: given.endTime ? instantIn('endTime', given.endTime) : null,
    doubts: [
      ...(level === null ? (['level'] as const) : []),
      ...(station === '' ? (['station'] as const) : []),
      ...(headline + description === '' ? (['words'] as const) : []),
    ],
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new AppError('E-WARN-FORM', { what: 'JSON' })
  }
}

/** Which field is wrong; never what stood in it. */
function fieldOf(issue: z.core.$ZodIssue): string {
  if (issue.code !== 'unrecognized_keys') return issue.path.join('.') || 'JSON'
  return issue.keys.filter(key => /^\w{1,40}$/.test(key)).join(', ') || 'JSON'
}
