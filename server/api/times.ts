import { z } from 'zod'
import { hours } from '../../flows/engine/calendar.ts'

/** China has one hour for all of it, and none to spare in summer. */
const OFFSET = hours(8)

/** An instant (ms) as programs read it: `2026-11-21T10:05:00+08:00`. */
export const isoOf = (ms: number): string =>
  new Date(ms + OFFSET).toISOString().replace(/(\.000)?Z$/, '+08:00')

/** An instant that somebody writes: ISO 8601 with its offset; read as ms. */
export const Instant = z.iso.datetime({ offset: true }).transform(text => Date.parse(text))

/** An instant as we answer it. */
export const InstantText = z.iso.datetime({ offset: true })

export const Day = z.iso.date()
