import { z } from 'zod'
import type { Json } from '../evidence/canonical.ts'

/** One thing a form asks for: where it lies in the value, '' when it is all of it, and how it is written. */
export type Leaf = {
  path: string
  as: 'yes-no' | 'choice' | 'number' | 'text' | 'numbers' | 'words' | 'json'
  options: readonly string[]
}

type Schema = {
  type?: string
  properties?: Record<string, Schema>
  enum?: string[]
  items?: Schema
}

/** What a form for a schema asks for, in its order: every figure by itself, lists in a line, anything deeper as JSON. */
export function leavesOf(schema: z.ZodType): Leaf[] {
  return walk('', z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as Schema)
}

function walk(path: string, { type, properties, enum: options, items }: Schema): Leaf[] {
  if (properties)
    return Object.entries(properties).flatMap(([name, part]) => walk(path ? `${path}.${name}` : name, part))
  const leaf = (as: Leaf['as'], named: readonly string[] = []): Leaf[] => [{ path, as, options: named }]
  if (options) return leaf('choice', options)
  if (type === 'boolean') return leaf('yes-no')
  if (type === 'number' || type === 'integer') return leaf('number')
  if (type === 'string') return leaf('text')
  if (items?.type === 'integer') return leaf('numbers')
  if (items?.type === 'string') return leaf('words', items.enum)
  return leaf('json')
}

/** The name of a leaf in a form and in locales, below that of its row. */
export const nameOf = ({ path }: Pick<Leaf, 'path'>): string => path || 'all'

/** What stands in the fields for a value. */
export const typedOf = (leaves: readonly Leaf[], value: Json): Record<string, string> =>
  Object.fromEntries(leaves.map(leaf => [nameOf(leaf), written(leaf, at(value, leaf.path))]))

const at = (value: Json, path: string): unknown =>
  path === ''
    ? value
    : path.split('.').reduce<unknown>((part, name) => (part as Record<string, unknown>)?.[name], value)

function written({ as }: Leaf, value: unknown): string {
  if (value === undefined) return ''
  if (as === 'numbers' || as === 'words') return (value as unknown[]).join(',')
  if (as === 'json') return JSON.stringify(value, null, 1)
  return String(value)
}

/** Several of some choices, ticked one by one. */
export const isSeveral = ({ as, options }: Leaf): boolean => as === 'words' && options.length > 0

/** The value that somebody typed; what cannot be one stays as it is, for the schema to refuse. Empty fields are left out. */
export function valueTyped(leaves: readonly Leaf[], typed: Readonly<Record<string, string>>): unknown {
  const value: Record<string, unknown> = {}
  for (const leaf of leaves) {
    const text = typed[nameOf(leaf)]?.trim()
    // Of choices none may be meant; any other field left empty says nothing.
    if (text === undefined || (text === '' && !isSeveral(leaf))) continue
    const read = understood(leaf, text)
    if (leaf.path === '') return read
    const names = leaf.path.split('.')
    const last = names.pop()!
    const inside = names.reduce((part, name) => {
      part[name] ??= {}
      return part[name] as Record<string, unknown>
    }, value)
    inside[last] = read
  }
  return value
}

const figure = (text: string) => (/^-?\d{1,9}(\.\d{1,3})?$/.test(text) ? Number(text) : text)
const several = (text: string) => text.split(/[,，、\s]+/).filter(Boolean)

function understood({ as }: Leaf, text: string): unknown {
  switch (as) {
    case 'yes-no':
      return text === 'true' ? true : text === 'false' ? false : text
    case 'number':
      return figure(text)
    case 'numbers':
      return several(text).map(figure)
    case 'words':
      return several(text)
    case 'json':
      try {
        return JSON.parse(text)
      } catch {
        return text
      }
    default:
      return text
  }
}

/** The leaf an issue is about: the one whose path its own begins with, or that begins with it. */
export const leafOf = (leaves: readonly Leaf[], field: string): Leaf | undefined =>
  leaves.find(({ path }) => path === '' || path === field || `${field}.`.startsWith(`${path}.`)) ??
  leaves.find(({ path }) => path.startsWith(`${field}.`))
