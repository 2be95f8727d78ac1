import { z } from 'zod'
import { KINDS, type LEVELS } from './warning.ts'

/**
 * Whom a warning reaches. `at-once`: every family, at night too and outside the weekly budget. `by-day`: every family, in
 * quiet hours only afterwards and within the budget. `terrain`: by day, and only where the ground makes it dangerous.
 * `staff`: directors and those above them only.
 */
export const REACHES = ['at-once', 'by-day', 'terrain', 'staff'] as const
export type Reach = (typeof REACHES)[number]

const Reached = z.enum(REACHES)
const ByLevel = z.strictObject({ red: Reached, orange: Reached, yellow: Reached, blue: Reached })
const Code = z.string().regex(/^\d{6}(\d{3}(\d{3})?)?$/)

/**
 * Which warnings reach whom (DOMAIN.md section 5, a recommendation there: orange and red at once and at night, yellow
 * where the ground is dangerous, blue to staff). `kinds` are exceptions; `terrain` the villages or townships where the
 * ground is dangerous: where none is named, homes near water.
 */
export const WeatherPolicy = z.strictObject({
  levels: ByLevel.default({ red: 'at-once', orange: 'at-once', yellow: 'terrain', blue: 'staff' }),
  kinds: z.partialRecord(z.enum(KINDS), ByLevel.partial()).default({
    // What yellow heat, fog or frost asks of people, every family knows.
    ...{ heat: { yellow: 'staff' }, fog: { yellow: 'staff' }, cold: { yellow: 'staff' } },
    ...{ 'icy-road': { yellow: 'by-day' }, 'no-school': { yellow: 'at-once' } },
  }),
  terrain: z.array(Code).max(500).default([]),
  /** A signature counts for so many minutes before and after. */
  signatureMinutes: z.int().min(1).max(60).default(5),
  /** A warning may say that it was sent so many minutes after our clock. */
  aheadMinutes: z.int().min(1).default(10),
  /** How long one holds that does not say until when. */
  holdsHours: z.int().min(1).max(72).default(12),
  /** Messages of one sender in a minute; above, 429. */
  perMinute: z.int().min(1).default(60),
  /** Warnings to the families of one place in an hour; the next ones are for a person. */
  perAreaPerHour: z.int().min(1).default(6),
  /** A person who has not decided is asked again, and the townships with them, after so many minutes. */
  askAgainMinutes: z.int().min(1).default(2),
  /** So many characters of a station's words stand in a message. */
  quote: z.int().min(20).max(200).default(60),
})
export type WeatherPolicy = z.infer<typeof WeatherPolicy>

type Warned = { kind: (typeof KINDS)[number]; level: (typeof LEVELS)[number] }

/** Whom a warning of a kind and level reaches. */
export const reachOf = ({ levels, kinds }: WeatherPolicy, { kind, level }: Warned): Reach =>
  kinds[kind]?.[level] ?? levels[level]
