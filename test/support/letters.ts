import { openWords } from '../../server/notices/words.ts'
import { type Keys, seal, unseal } from '../../server/privacy/seal.ts'
import type { County } from './village.ts'

/** A message to somebody, left or not: a letter of the outbox, or the part of somebody in a notice's round. */
export type PostedLetter = {
  person: string
  kind: string
  text: string
  state: string
  reason: string | null
  routine: boolean
  priority: number
  notBefore: Date
  expiresAt: Date | null
}

/** Everything for a person, or for everybody, in the order in which it came to be. */
export async function lettersIn(
  { write }: Pick<County, 'write'>,
  keys: Keys,
  person: string | null = null,
): Promise<PostedLetter[]> {
  return await write(async tx => {
    const ofNotices = await tx.query(
      `select distinct on (n.released_at, w.ctid, d.person_id)
              d.person_id, p.language, r.*, w.id as words, w.sealed, n.released_at
       from deliveries d join notices n on n.id = d.notice_id join people p on p.id = d.person_id
       join notice_rounds r on r.notice_id = d.notice_id and r.round = d.round
       join notice_words w on w.notice_id = n.id and w.version = n.version and w.wording = r.wording
       where d.excluded is null and d.outbox_id is null and ($1::uuid is null or d.person_id = $1)
       order by n.released_at, w.ctid, d.person_id`,
      [person],
    )
    const found = ofNotices.rows.flatMap(row => {
      const { texts, before } = openWords(keys, { id: row.words, sealed: row.sealed })
      const language = row.language as 'zh-CN' | 'en'
      const state = { open: 'queued', stopped: 'cancelled', done: 'sent' }[row.state as string] ?? row.state
      const letter = {
        ...{ person: row.person_id, state, reason: null, routine: row.routine, priority: row.priority },
        ...{ notBefore: row.not_before, expiresAt: row.expires_at, at: row.released_at.getTime() },
      }
      const line = { ...letter, kind: 'text', text: texts[language] }
      const first = before.map(({ as, bodies }) => {
        const body = bodies[language]
        const text = 'voice' in body ? body.voice : 'text' in body ? body.text : ''
        return { ...letter, kind: as === 'voice' ? 'voice' : 'forward', text }
      })
      return [...first, line]
    })
    const { rows } = await tx.query(
      'select * from outbox where $1::uuid is null or person_id = $1 order by id',
      [person],
    )
    const alone = rows.map(row => {
      const body = unseal(keys, `outbox:${row.dedupe_key}`, row.sealed) as { text?: string; voice?: string }
      return {
        ...{ person: row.person_id, kind: row.kind, text: body.text ?? body.voice ?? '' },
        ...{ state: row.state, reason: row.reason, routine: row.routine, priority: row.priority },
        ...{ notBefore: row.not_before, expiresAt: row.expires_at },
        // A notice's letter that was looked after by itself came to be with its notice.
        at: row.created_at - (row.dedupe_key.startsWith('notice:') ? 1 : 0),
      }
    })
    return [...found, ...alone].sort((a, b) => a.at - b.at).map(({ at: _, ...letter }) => letter)
  })
}

/** What is under way to this person reaches WeChat, nobody else's. */
export async function arrivesFor(
  { write }: Pick<County, 'write'>,
  keys: Keys,
  now: number,
  person: string,
): Promise<void> {
  const at = new Date(now)
  await write(async tx => {
    await tx.query(
      `update outbox set state = 'sent', sent_at = $2 where person_id = $1 and state = 'queued'`,
      [person, at],
    )
    const { rows } = await tx.query(
      `select distinct d.notice_id, r.place, r.priority, r.routine, c.id as contact, c.account, p.language, w.id, w.sealed
       from deliveries d join notice_rounds r on r.notice_id = d.notice_id and r.round = d.round
       join notice_words w on w.notice_id = d.notice_id and w.wording = r.wording
       join people p on p.id = d.person_id join contacts c on c.person_id = p.id
       where d.person_id = $1 and d.outbox_id is null and d.excluded is null`,
      [person],
    )
    for (const row of rows) {
      const key = `notice:${row.notice_id}:${person}`
      const text = openWords(keys, row).texts[row.language as 'zh-CN' | 'en']
      await tx.query(
        `with letter as (
           insert into outbox (place, account, contact_id, person_id, kind, priority, routine, sealed, dedupe_key, state, not_before, created_at, sent_at)
           values ($1, $2, $3, $4, 'text', $5, $6, $7, $8, 'sent', $9, $9, $9) returning id)
         update deliveries set outbox_id = letter.id from letter where notice_id = $10 and person_id = $4`,
        [
          ...[row.place, row.account, row.contact, person, row.priority, row.routine],
          ...[seal(keys, `outbox:${key}`, { text }), key, at, row.notice_id],
        ],
      )
    }
  })
}
