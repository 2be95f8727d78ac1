import { appendFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs'
import { dirname } from 'node:path'

/** Where a county's record ended on a day: kept outside the database, on disk and on paper. */
export type Anchor = { county: string; day: string; n: number; hash: string }

/** `2026-11-21 341226 1234 0a1b2c3d …`: the hash in eights, so that it can be read against paper. */
export const lineOf = ({ county, day, n, hash }: Anchor): string =>
  `${day} ${county} ${n} ${hash.match(/.{8}/g)!.join(' ')}`

const LINE = /^(\d{4}-\d{2}-\d{2}) (\d{6}) (\d+) ([0-9a-f]{8}(?: [0-9a-f]{8}){7})$/

/** The anchors of a text, and how many of its lines are none. Empty lines and those that begin with # are passed over. */
export function anchorsIn(text: string): { anchors: Anchor[]; unreadable: number } {
  const lines = text.split('\n').map(line => line.trim())
  const told = lines.filter(line => line !== '' && !line.startsWith('#'))
  const anchors = told.flatMap(line => {
    const found = LINE.exec(line)
    if (!found) return []
    const [, day, county, n, hash] = found as unknown as [string, string, string, string, string]
    return [{ day, county, n: Number(n), hash: hash.replaceAll(' ', '') }]
  })
  return { anchors, unreadable: told.length - anchors.length }
}

/** The file of anchors; none when it is not there. */
export const readAnchors = (file: string) => anchorsIn(existsSync(file) ? readFileSync(file, 'utf8') : '')

/** Adds lines to the file, which is never written anew. */
export function writeAnchors(file: string, anchors: readonly Anchor[]): void {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
  appendFileSync(file, anchors.map(anchor => `${lineOf(anchor)}\n`).join(''), { mode: 0o600 })
}
