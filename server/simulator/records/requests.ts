import { z } from 'zod'
import { unseal } from '../../privacy/seal.ts'
import { isoOf } from '../messages.ts'
import { namesOf, type Reading } from './names.ts'

const Text = z.looseObject({ text: z.string().default('') })

export const Requests = z.array(
  z.object({
    no: z.int(),
    village: z.string(),
    who: z.string(),
    holder: z.string(),
    state: z.string(),
    openedAt: z.string(),
    promisedAt: z.string(),
    answeredAt: z.string().nullable(),
    closedAt: z.string().nullable(),
    closeReason: z.string().nullable(),
    messages: z.array(
      z.object({
        fromStaff: z.boolean(),
        kind: z.string(),
        text: z.string(),
        at: z.string(),
        recalledAt: z.string().nullable(),
      }),
    ),
  }),
)

const Line = z.object({
  id: z.string(),
  fromStaff: z.boolean(),
  kind: z.string(),
  sealed: z.string().nullable(),
  at: z.number(),
  recalledAt: z.number().nullable(),
})

/** The last 20 requests, those still open first, each with its last six messages. */
export async function requests(reading: Reading): Promise<z.infer<typeof Requests>> {
  const { rows } = await reading.tx.query(
    `select r.*, coalesce(l.name, '') as village, h.person_id as holder, said.lines
     from requests r
     left join places l on l.code = r.place
     left join staff h on h.id = r.holder_id
     left join lateral (
       select jsonb_agg(jsonb_build_object('id', m.id, 'fromStaff', m.from_staff, 'kind', m.kind,
                'sealed', encode(m.sealed, 'base64'), 'at', extract(epoch from m.at) * 1000,
                'recalledAt', extract(epoch from m.recalled_at) * 1000) order by m.at) as lines
       from (select * from request_messages where request_id = r.id order by at desc limit 6) m) said on true
     order by r.closed_at is not null, r.opened_at desc, r.id limit 20`,
  )
  const name = await namesOf(reading, { people: rows.flatMap(row => [row.person_id, row.holder]) })
  return rows.map(row => ({
    no: row.no,
    village: row.village,
    who: name(row.person_id),
    holder: name(row.holder),
    state: row.state,
    openedAt: isoOf(row.opened_at.getTime()),
    promisedAt: isoOf(row.promised_at.getTime()),
    answeredAt: row.answered_at && isoOf(row.answered_at.getTime()),
    closedAt: row.closed_at && isoOf(row.closed_at.getTime()),
    closeReason: row.close_reason,
    messages: z
      .array(Line)
      .parse(row.lines ?? [])
      .map(({ id, sealed, at, recalledAt, ...line }) => ({
        ...line,
        text: sealed
          ? Text.parse(unseal(reading.keys, `request_messages:${id}`, Buffer.from(sealed, 'base64'))).text
          : '',
        at: isoOf(at),
        recalledAt: recalledAt === null ? null : isoOf(recalledAt),
      })),
  }))
}
