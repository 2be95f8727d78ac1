import { randomUUID } from 'node:crypto'
import { inScope, type Tx } from '../../server/db/scope.ts'
import { seal } from '../../server/privacy/seal.ts'
import type { testDatabase } from './database.ts'

type Database = Awaited<ReturnType<typeof testDatabase>>
type Adult = {
  name?: string
  place?: string
  device?: 'smartphone' | 'old-phone' | 'none' | 'unknown'
  consent?: 'unasked' | 'agreed' | 'refused'
  language?: 'zh-CN' | 'en'
  /** Whether a WeChat contact is theirs. */
  bound?: boolean
}
type Role = 'father' | 'mother' | 'carer' | 'backup-carer' | 'witness'
type Relative = { person: string; role?: Role; kin?: string; until?: number }

/** A county to put families and staff into. A village needs no row in `places` unless its name is shown. */
export function openCounty({ pool, keys, clock }: Database, county: string) {
  const write = <T>(work: (tx: Tx) => Promise<T>) => inScope(pool, { place: county }, work)
  const now = () => new Date(clock.now())
  let numbers = 0
  const insert = (table: string, row: Record<string, unknown>) =>
    write(tx =>
      tx.query(
        `insert into ${table} (${Object.keys(row).join(', ')}) values (${Object.keys(row).map((_, n) => `$${n + 1}`)})`,
        Object.values(row),
      ),
    )

  async function place(code: string, name: string) {
    await pool.query('insert into places (code, name) values ($1, $2)', [code, name])
    return code
  }

  async function contact(person: string | null, staff = false): Promise<string> {
    const id = randomUUID()
    await insert('contacts', {
      id,
      place: county,
      account: `bot-${county}`,
      wechat_id: `wx-${id}`,
      person_id: person,
      staff,
      first_heard_at: now(),
    })
    return id
  }

  async function adult({ name = '王桂兰', bound = true, ...more }: Adult = {}): Promise<string> {
    const id = randomUUID()
    const consent = more.consent ?? (bound ? 'agreed' : 'unasked')
    await insert('people', {
      id,
      place: more.place ?? `${county}001001`,
      sealed: seal(keys, `people:${id}`, { name, phone: null, idNumber: null }),
      device: more.device ?? 'smartphone',
      language: more.language ?? 'zh-CN',
      consent,
      consent_at: consent === 'unasked' ? null : now(),
      created_at: now(),
    })
    if (bound) await contact(id)
    return id
  }

  /** A household with children by name, the eldest first, and who is related to each of them. */
  async function household(village: string, children: string[], relatives: Relative[]): Promise<string> {
    const id = randomUUID()
    numbers += 1
    await insert('households', {
      id,
      place: village,
      number: String(numbers).padStart(3, '0'),
      sealed: seal(keys, `households:${id}`, { head: '李建国' }),
    })
    for (const [n, name] of children.entries()) {
      const child = randomUUID()
      await insert('children', {
        id: child,
        place: village,
        household_id: id,
        key_index: Buffer.from(child),
        sealed: seal(keys, `children:${child}`, { name }),
        birth_date: `${2015 + n}-03-01`,
        state: 'listed',
        created_at: now(),
        changed_at: now(),
      })
      for (const { person, role = 'carer', kin = '祖母', until } of relatives) {
        await insert('relations', {
          id: randomUUID(),
          place: village,
          child_id: child,
          person_id: person,
          role,
          kin,
          since: new Date(0),
          until: until === undefined ? null : new Date(until),
        })
      }
    }
    return id
  }

  async function officer(where: string, name = '周敏') {
    const role = ({ 6: 'county', 9: 'supervisor', 12: 'director' } as const)[where.length as 6 | 9 | 12]
    const person = await adult({ name, place: where, bound: false })
    const staff = randomUUID()
    await insert('staff', { id: staff, place: where, person_id: person, role, since: new Date(0) })
    return { staff, person, role, place: where, name, contact: await contact(person, true) }
  }

  /** A danger case that keeps everything automatic from this person. */
  async function hold(person: string): Promise<void> {
    const id = randomUUID()
    await insert('cases', {
      id,
      place: `${county}001001`,
      no: Math.floor(clock.now() % 1e6),
      level: 'red',
      class: 'violence',
      sealed: seal(keys, `cases:${id}`, { words: '' }),
      opened_at: now(),
    })
    await insert('holds', { case_id: id, person_id: person, place: `${county}001001`, from_at: now() })
  }

  /** Everything that may leave now reaches WeChat. */
  const sendAll = () =>
    write(async tx => {
      await tx.query(
        `update outbox set state = 'sent', sent_at = $1 where state = 'queued' and not_before <= $1`,
        [now()],
      )
      await tx.query(
        `with gone as (
           update notice_rounds set state = 'done', passed = people, reached = 'ffffffff-ffff-ffff-ffff-ffffffffffff'
           where state = 'open' and not_before <= $1 returning *)
         insert into notice_stretches (notice_id, round, to_person, place, version, people, sent_at)
         select notice_id, round, reached, place, 1, people, $1 from gone`,
        [now()],
      )
    })

  return { county, write, insert, place, contact, adult, household, officer, hold, sendAll }
}
export type County = ReturnType<typeof openCounty>
