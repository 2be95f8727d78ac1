import type { Language } from '../../locales/index.ts'
import type { Duty } from '../care/duties.ts'
import type { Ink } from '../conversation/outbox.ts'
import type { Tx } from '../db/scope.ts'
import { unseal } from '../privacy/seal.ts'

const LONGEST = 60

/** What a line without words says by its kind; `no` is the task's own number, for what must not be mistaken (删 12). */
export const matter = (ink: Ink, language: Language, kind: string, no: number | null = null): string =>
  ink.words(language, `staff:matter-${kind}`, { no })

/** What is due with a family, in the words of the list. */
export const dutyMatters = (ink: Ink, language: Language, duty: Duty): string[] => [
  ...(duty.visit === 'none' ? [] : [matter(ink, language, duty.visit === 'due' ? 'visit' : 'vacation')]),
  ...(duty.contact && duty.visit === 'none' ? [matter(ink, language, 'contact')] : []),
]

/** Kinds that are said in a sentence of their own; the words of a worry are not for WeChat. */
const OWN_SENTENCE = [
  'hardship',
  'checklist-wrong',
  'checklist-unfinished',
  'worry',
  'pass-on',
  'moved',
  'moved-without',
  'data-correct',
  'who-cares',
  'entrust-why',
]

type Spoken = { words: string; since?: string; about?: string }

/** What was said in a task, cut to a line, in a sentence of its own where more is known. */
export function taskWords(
  ink: Ink,
  language: Language,
  task: { id: string; kind: string; words: Buffer },
): string {
  const { words, since, about } = unseal(ink.keys, `tasks:${task.id}`, task.words) as Spoken
  // On one line, or somebody's words could look like a line of the list.
  const letters = [...words.replace(/\s+/gu, ' ').trim()]
  const said = letters.length > LONGEST ? `${letters.slice(0, LONGEST).join('')}…` : letters.join('')
  if (OWN_SENTENCE.includes(task.kind))
    return ink.words(language, `staff:spoken-${task.kind}`, { words: said })
  if (task.kind === 'away')
    return since
      ? ink.words(language, 'staff:spoken-away-since', { words: said, since: since.slice(5) })
      : ink.words(language, 'staff:spoken-away', { words: said })
  return about ? ink.words(language, `staff:spoken-${about}`, { words: said }) : said
}

/** What is open about a family: the line that was opened, or all of them. */
export async function mattersOf(
  tx: Tx,
  ink: Ink,
  language: Language,
  household: string,
  task: string | null,
): Promise<string[]> {
  const { rows } = await tx.query(
    `select t.id, t.no, t.kind, t.sealed as words from tasks t join children c on c.id = t.child_id
     where c.household_id = $1 and (c.state <> 'left' or t.kind = 'away-again-late') and t.done_at is null and ($2::uuid is null or t.id = $2) order by t.opened_at, t.no limit 10`,
    [household, task],
  )
  return [
    ...new Set(
      rows.map(row => (row.words ? taskWords(ink, language, row) : matter(ink, language, row.kind, row.no))),
    ),
  ]
}
