import { XMLParser, XMLValidator } from 'fast-xml-parser'
import { z } from 'zod'
import { AppError } from '../errors.ts'
import { instantIn } from './instant.ts'
import { kindOf, levelOf, stationIn } from './kinds.ts'
import { officialWords } from './official-words.ts'
import { CHANGES, type Doubt, type Level, STATUSES, type Warning } from './warning.ts'

const LISTS = ['info', 'area', 'geocode', 'eventCode', 'parameter', 'category', 'responseType', 'polygon']

const parser = new XMLParser({
  ignoreAttributes: true,
  ignoreDeclaration: true,
  ignorePiTags: true,
  removeNSPrefix: true,
  parseTagValue: false, // 007 is no seven
  // Characters by number; there is no DTD in which others could be declared.
  htmlEntities: true,
  isArray: name => LISTS.includes(name),
})

/** An element that is there without words is none. */
const Text = z.string().transform(text => text.trim() || undefined)
const Words = Text.optional()
/** A name of one line without what separates references (CAP 1.2, 3.2.1). */
export const Identifier = z.string().regex(/^[^\s,<&]{1,128}$/)
export const Sender = z.string().regex(/^[^\s,<&]{1,200}$/)

const Pair = z.object({ valueName: Words, value: Words })
const Area = z.object({ areaDesc: Words, geocode: z.array(Pair).default([]) })
const Info = z.object({
  language: Words,
  event: Words,
  severity: Words,
  effective: Words,
  expires: Words,
  senderName: Words,
  headline: Words,
  description: Words,
  instruction: Words,
  eventCode: z.array(Pair).default([]),
  area: z.array(Area).default([]),
})
const Alert = z.object({
  identifier: Identifier,
  sender: Sender,
  sent: z.string(),
  status: z.enum(STATUSES),
  msgType: z.enum(CHANGES),
  scope: z.enum(['Public', 'Restricted', 'Private']).default('Public'),
  references: Words,
  info: z.array(Info).default([]),
})
/** One root and no second. */
const Document = z.strictObject({ alert: Alert })

/** CAP's own list, letter by letter; what is not on it, `Unknown` included, is for a person. */
const SEVERITY: ReadonlyMap<string, Level> = new Map([
  ['Extreme', 'red'],
  ['Severe', 'orange'],
  ['Moderate', 'yellow'],
  ['Minor', 'blue'],
])

/**
 * Reads a CAP 1.2 message. Throws E-XML-DTD, E-XML, E-WARN-FORM or E-WARN-TIME; what can be read but is in doubt is for
 * a person and says so.
 */
export function readCap(text: string): Warning {
  if (/<!(?:doctype|entity|element|attlist|notation)/i.test(text)) throw new AppError('E-XML-DTD')
  const read = Document.safeParse(parse(text))
  if (!read.success)
    throw new AppError('E-WARN-FORM', { what: read.error.issues[0]!.path.join('.') || 'alert' })
  const { alert } = read.data
  const spoken = alert.info.filter(({ language = 'zh' }) => /^zh/i.test(language))
  const info = spoken[0] ?? Info.parse({})
  const codes = info.area.flatMap(area => area.geocode.flatMap(code => code.value ?? []))
  const headline = officialWords(info.headline ?? '')
  const description = officialWords(info.description ?? '')
  const station = officialWords(info.senderName ?? '', 40) || stationIn(headline)
  const sentAt = instantIn('sent', alert.sent)
  const level = levelOf(SEVERITY.get(info.severity ?? ''), headline)
  const doubts: Doubt[] = [
    ...(level === null ? (['level'] as const) : []),
    ...(station === '' ? (['station'] as const) : []),
    ...(headline + description === '' ? (['words'] as const) : []),
    ...(spoken.length > 1 ? (['several'] as const) : []),
    ...(spoken.length === 0 && alert.info.length > 0 ? (['language'] as const) : []),
  ]
  return {
    identifier: alert.identifier,
    sender: alert.sender,
    status: alert.status,
    change: alert.msgType,
    refersTo: referencesIn(alert.references ?? ''),
    open: alert.scope === 'Public',
    kind: kindOf(info.eventCode.find(code => code.value)?.value, info.event ?? '', headline),
    ...{ level, station, headline, description, codes, sentAt, doubts },
    instruction: officialWords(info.instruction ?? ''),
    area: officialWords(info.area.flatMap(area => area.areaDesc ?? []).join('、'), 200),
    effectiveAt: info.effective ? instantIn('effective', info.effective) : sentAt,
    expiresAt: info.expires ? instantIn('expires', info.expires) : null,
  }
}

/** Validated first, for the parser takes what is truncated; what it refuses by itself (depth, names) is refused. */
function parse(text: string): unknown {
  try {
    if (XMLValidator.validate(text) === true) return parser.parse(text)
  } catch {}
  throw new AppError('E-XML')
}

/** `sender,identifier,sent sender,identifier,sent` (CAP 1.2, 3.2.1). Throws E-WARN-FORM. */
function referencesIn(text: string): Warning['refersTo'] {
  return text
    .split(/\s+/)
    .filter(Boolean)
    .map(entry => {
      const [sender, identifier, sent, ...more] = entry.split(',')
      if (!sender || !identifier || !sent || more.length > 0)
        throw new AppError('E-WARN-FORM', { what: 'references' })
      return { sender, identifier }
    })
}
