import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { type Language, languages } from '../../locales/index.ts'
import { Body } from '../conversation/content.ts'
import type { Ink } from '../conversation/outbox.ts'
import type { Tx } from '../db/scope.ts'
import { openOnce } from '../privacy/opened.ts'
import { type Keys, seal } from '../privacy/seal.ts'

/** What a notice says, in one of its versions: rendered once for everybody who reads the same language. */
const NoticeWords = z.strictObject({
  texts: z.record(z.enum(languages), z.string()),
  /** What goes before the words, in order; `as` tells the letters apart. */
  before: z.array(
    z.strictObject({
      as: z.enum(['voice', 'picture', 'file', 'link']),
      bodies: z.record(z.enum(languages), Body),
    }),
  ),
  /** What its author wrote, where that is not what the notice itself keeps. */
  content: z.strictObject({ text: z.string() }).optional(),
})
export type NoticeWords = z.infer<typeof NoticeWords>

/** The same in every language there is. */
export const inEveryLanguage = <T>(said: (to: { language: Language }) => T): Record<Language, T> =>
  Object.fromEntries(languages.map(language => [language, said({ language })])) as Record<Language, T>

/** Keeps one more version of a notice's words; those before it stay. Returns its row's id. */
export async function keepWords(
  tx: Tx,
  { keys, now }: Pick<Ink, 'keys' | 'now'>,
  notice: string,
  {
    version,
    wording = 0,
    author,
    words,
  }: { version: number; wording?: number; author: string | null; words: NoticeWords },
): Promise<string> {
  const id = randomUUID()
  await tx.query(
    `insert into notice_words (id, notice_id, place, version, wording, author_id, sealed, at)
     values ($1, $2, left(current_setting('xiangban.scope'), 6), $3, $4, $5, $6, $7)`,
    [id, notice, version, wording, author, seal(keys, `notice_words:${id}`, words), new Date(now)],
  )
  return id
}

/** The words of a notice in one of its versions; `wording` where that version has it, else the one for everybody. */
export async function wordsOf(
  tx: Tx,
  keys: Keys,
  notice: string,
  version: number,
  wording = 0,
): Promise<NoticeWords> {
  const { rows } = await tx.query(
    `select id, sealed from notice_words where notice_id = $1 and version = $2 and wording = any (array[0, $3]::smallint[])
     order by wording desc limit 1`,
    [notice, version, wording],
  )
  return openWords(keys, rows[0])
}

export const openWords = (keys: Keys, { id, sealed }: { id: string; sealed: Buffer }): NoticeWords =>
  openOnce(keys, `notice_words:${id}`, sealed, value => NoticeWords.parse(value))

/** What its author wrote last for those who had not got it; null when nobody has changed its words. */
export async function changedWords(tx: Tx, keys: Keys, notice: string): Promise<string | null> {
  const { rows } = await tx.query(
    'select id, sealed from notice_words where notice_id = $1 and version > 1 order by version desc limit 1',
    [notice],
  )
  return rows[0] ? (openWords(keys, rows[0]).content?.text ?? null) : null
}
