import type { Language, Words } from '../../locales/index.ts'
import { warnings } from './describe-warnings.ts'

type Node = { [name: string]: unknown }

/** Fields of the document that have words: `api:field-<name>`. */
export const FIELDS = [
  ...['id', 'name', 'place', 'may', 'expiresAt', 'error', 'message', 'problems', 'field'],
  ...['county', 'key', 'value', 'source', 'from', 'until', 'state', 'recordedAt', 'rows', 'next'],
  ...['cursor', 'limit', 'on', 'idempotency-key'],
  ...['children', 'father', 'mother', 'carer', 'dryRun', 'acceptValid', 'imported', 'importable', 'doubtful'],
  ...['refused', 'created', 'changed', 'unchanged', 'row', 'reason', 'kind', 'entry'],
  ...[
    'text',
    'link',
    'url',
    'title',
    'whom',
    'places',
    'who',
    'ages',
    'to',
    'stages',
    'classes',
    'atRisk',
    'nearWater',
  ],
  ...[
    'unanswered',
    'soon',
    'leavesAt',
    'total',
    'counts',
    'of',
    'count',
    'villages',
    'notice',
    'announcement',
  ],
  ...['automatic', 'releasedAt', 'stoppedAt', 'receipts', 'household', 'how', 'at'],
  ...['done', 'sent', 'unsent', 'version', 'identifier', 'outcome'],
  ...['x-warning-sender', 'x-warning-time', 'x-warning-signature'],
] as const

/** Calls of the document: `api:op-<id>` in a line, `api:about-<id>` in full. */
export const CALLS = [
  ...['token-show', 'roster-upsert', 'policy-list', 'policy-history', 'policy-write'],
  ...['calendar-list', 'calendar-write', 'notice-draft', 'notice-release', 'notice-list'],
  ...[
    'notice-receipts',
    'notice-households',
    'notice-pause',
    'notice-resume',
    'notice-stop',
    'notice-change',
  ],
  ...['notice-later', 'warning-send'],
] as const

/** Groups of calls: `api:tag-<name>`. */
export const TAGS = ['token', 'roster', 'notice', 'warning', 'policy', 'calendar'] as const

/** What a status means: `api:status-<code>`. */
export const STATUSES = ['200', '201', '400', '401', '403', '404', '409', '413', '422', '429', '503'] as const

/** The document with every call, field and status in words; it is changed in place. */
export function describe<D extends object>(document: D, words: Words, language: Language): D {
  const t = (key: string) => words(language, key)
  const root = document as Node
  root.info = { ...(root.info as Node), title: t('api:title'), description: t('api:about') }
  root.tags = TAGS.map(name => ({ name, description: t(`api:tag-${name}`) }))
  Object.assign(((root.components as Node).securitySchemes as Node).token as Node, {
    description: t('api:bearer'),
  })
  ;(root.paths as Node)['/api/v1/warnings'] = structuredClone(warnings)
  for (const path of Object.values(root.paths as Node))
    for (const call of Object.values(path as Node)) describeCall(call as Node, t)
  describeFields(root, t)
  return document
}

function describeCall(call: Node, t: (key: string) => string): void {
  const id = String(call.operationId)
  call.summary = t(`api:op-${id}`)
  call.description = t(`api:about-${id}`)
  for (const [status, answer] of Object.entries(call.responses as Node))
    (answer as Node).description = t(`api:status-${status}`)
  for (const parameter of (call.parameters ?? []) as Node[])
    parameter.description = fieldWords(String(parameter.name), t)
}

/** Every object's fields, however deep; not what stands in the value of a row, where the same names mean other things. */
function describeFields(node: unknown, t: (key: string) => string): void {
  if (node === null || typeof node !== 'object') return
  for (const [name, child] of Object.entries(node)) {
    if (name === 'properties')
      for (const [field, schema] of Object.entries(child as Node)) {
        ;(schema as Node).description ??= fieldWords(field, t)
        if (field !== 'value') describeFields(schema, t)
      }
    else describeFields(child, t)
  }
}

const known = new Set<string>(FIELDS)
const fieldWords = (name: string, t: (key: string) => string): string | undefined =>
  known.has(name) ? t(`api:field-${name}`) : undefined
