import { z } from 'zod'
import { householdsOf, receiptStates } from '../../notices/receipts.ts'
import { unseal } from '../../privacy/seal.ts'
import { isoOf } from '../messages.ts'
import { namesOf, type Reading } from './names.ts'

const Household = z.object({
  id: z.string(),
  village: z.string(),
  children: z.array(z.string()),
  state: z.enum(receiptStates),
  who: z.string(),
  how: z.string().nullable(),
  at: z.string().nullable(),
  reason: z.string().nullable(),
})

export const Notices = z.array(
  z.object({
    id: z.string(),
    kind: z.string(),
    village: z.string(),
    author: z.string(),
    text: z.string(),
    voice: z.boolean(),
    releasedAt: z.string(),
    counts: z.record(z.enum(receiptStates), z.int()),
    households: z.array(Household),
  }),
)
type Notice = z.infer<typeof Notices>[number]

const Content = z.looseObject({ text: z.string().default(''), voice: z.string().nullish() })
/** Households shown of one notice; the counts are of all. */
const mostShown = 100

/** The last five notices with their receipts by household. */
export async function notices(reading: Reading): Promise<Notice[]> {
  const { rows } = await reading.tx.query(
    `select n.*, s.person_id as author
     from notices n left join staff s on s.id = n.author_id
     order by n.released_at desc, n.id limit 5`,
  )
  const name = await namesOf(reading, { people: rows.map(row => row.author) })
  const places = await reading.tx.query('select code, name from places')
  const placeOf = new Map<string, string>(places.rows.map(row => [row.code, row.name]))
  const shown: Notice[] = []
  for (const row of rows) {
    const content = Content.parse(unseal(reading.keys, `notices:${row.id}`, row.sealed))
    const households = await householdsOf(reading.tx, reading.keys, row.id)
    const counts = Object.fromEntries(
      receiptStates.map(state => [state, households.filter(household => household.state === state).length]),
    )
    shown.push({
      id: row.id,
      kind: row.kind,
      village: placeOf.get(row.place) ?? '',
      author: name(row.author),
      text: content.text,
      voice: Boolean(content.voice),
      releasedAt: isoOf(row.released_at.getTime()),
      counts: counts as Notice['counts'],
      households: households
        .slice(0, mostShown)
        .map(({ household, place, children, state, by, how, at, reason }) => ({
          id: household,
          village: row.place.length < 12 ? (placeOf.get(place) ?? '') : '',
          children,
          state,
          who: by ?? '',
          how,
          at: at === null ? null : isoOf(at),
          reason,
        })),
    })
  }
  return shown
}
