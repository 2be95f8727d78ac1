/** Colours of the warning signals, the gravest first (DOMAIN.md section 5). */
export const LEVELS = ['red', 'orange', 'yellow', 'blue'] as const
export type Level = (typeof LEVELS)[number]

/** What is warned of, as far as our reminders differ; feeds add kinds, so whatever else comes is `other`. */
export const KINDS = [
  'typhoon',
  'rainstorm',
  'snowstorm',
  'cold',
  'wind',
  'heat',
  'lightning',
  'hail',
  'fog',
  'icy-road',
  'landslide',
  'no-school',
  'other',
] as const
export type Kind = (typeof KINDS)[number]

/** CAP 1.2; only `Actual` ever reaches a family. */
export const STATUSES = ['Actual', 'Exercise', 'System', 'Test', 'Draft'] as const
export const CHANGES = ['Alert', 'Update', 'Cancel', 'Ack', 'Error'] as const

/** Why a person must look at a warning before anybody is told. */
export const DOUBTS = [
  'level',
  'area',
  'wide-area',
  'station',
  'words',
  'several',
  'language',
  'sent-ahead',
  'reference',
  'too-many',
] as const
export type Doubt = (typeof DOUBTS)[number]

/** A warning as a meteorological station gave it, read and cleaned. Instants in ms. */
export type Warning = {
  identifier: string
  /** As it calls its sender; an update must come from the same. */
  sender: string
  status: (typeof STATUSES)[number]
  change: (typeof CHANGES)[number]
  /** Identifiers of the warnings that it updates or cancels, each with how its sender was called (null: not said). */
  refersTo: { sender: string | null; identifier: string }[]
  /** Meant for everybody. What is not is shown to staff alone. */
  open: boolean
  kind: Kind
  level: Level | null
  station: string
  headline: string
  description: string
  instruction: string
  /** Division codes as they came, and what the area is called. */
  codes: string[]
  area: string
  sentAt: number
  effectiveAt: number
  expiresAt: number | null
  /** What was in doubt on reading it. */
  doubts: Doubt[]
}
