import { between, dayOf } from '../../flows/engine/calendar.ts'
import { calledBy, type EffectOf } from '../../flows/index.ts'
import type { Language } from '../../locales/index.ts'
import type { House, Item, Turned } from '../conversation/apply.ts'
import { type Ink, prompt } from '../conversation/outbox.ts'
import type { Tx } from '../db/scope.ts'
import { PersonSealed } from '../families/sealed.ts'
import { childrenOf } from '../notices/receipts.ts'
import { unseal } from '../privacy/seal.ts'
import { asStaff } from './as-staff.ts'
import { type Found, familiesCalled } from './find-families.ts'
import { mattersOf } from './matters.ts'
import { showList } from './show-list.ts'

/** The next conversation with this member of staff begins, after what was open. */
export async function begin(tx: Tx, house: House, items: readonly Item<'begin'>[]): Promise<void> {
  await prompt(
    tx,
    house,
    items.map(({ effect, turn }) => beginning(turn, effect.flow, effect.about)),
  )
}

/** The message with which another conversation begins after this turn. */
export const beginning = (turn: Turned, flow: string, about: Record<string, unknown>) => ({
  contact: turn.waiting.to.contact,
  key: `begin:${turn.waiting.key}`,
  arrived: { type: 'begin', flow, about },
})

/** By name or number: one family is gone on with, several are asked about, none is said. Never a guess. */
export async function findFamily(tx: Tx, house: House, items: readonly Item<'findFamily'>[]): Promise<void> {
  for (const { effect, turn } of items) {
    const found = await asStaff(tx, turn, () => familiesCalled(tx, house, effect))
    if (found.length === 1) {
      await prompt(tx, house, [beginning(turn, effect.for, aboutFamily(effect, found[0]!))])
    } else if (found.length === 0) {
      turn.replies.push(
        effect.no === null
          ? {
              key: 'staff:noSuchFamily',
              values: {
                name: effect.words.slice(0, 20),
                command: house.words(turn.waiting.to.language, `staff:command-${effect.for}`),
              },
            }
          : { key: 'staff:noSuchNumber', values: { no: effect.no } },
      )
    } else {
      const { language } = turn.waiting.to
      const lines = await asStaff(tx, turn, () => whichLines(tx, house, language, found))
      showList(
        house,
        turn,
        'staff:whichFamily',
        lines.map((line, n) => ({
          line,
          item: { flow: effect.for, about: aboutFamily(effect, found[n]!) },
        })),
      )
    }
  }
}

function aboutFamily(effect: EffectOf<'findFamily'>, { household, task }: Found): Record<string, unknown> {
  if (effect.for === 'visit') return { household, task, said: effect.said }
  return effect.for === 'contact' ? { household, task } : { household }
}

/** 柳湾村 晓悦、晓军家（奶奶）: what tells families of the same name apart. */
async function whichLines(tx: Tx, ink: Ink, language: Language, found: readonly Found[]): Promise<string[]> {
  const households = found.map(one => one.household)
  const names = await childrenOf(tx, ink.keys, households)
  const { rows } = await tx.query(
    `select h.id, coalesce(p.name, h.place) as village,
       (select r.kin from children c join relations r on r.child_id = c.id and r.role = 'carer' and r.until is null
        where c.household_id = h.id limit 1) as kin
     from households h left join places p on p.code = h.place where h.id = any($1)`,
    [households],
  )
  const known = new Map(rows.map(row => [row.id, row]))
  return households.map(id => {
    const children = (names.get(id) ?? []).map(calledBy).join('、')
    const { village, kin } = known.get(id)
    return kin
      ? ink.words(language, 'staff:familyLine', { village, children, kin })
      : ink.words(language, 'staff:familyLineNoCarer', { village, children })
  })
}

/** 晓悦、晓军家: how staff read about a family. */
export async function familyCalled(tx: Tx, ink: Ink, language: Language, household: string): Promise<string> {
  const names = (await childrenOf(tx, ink.keys, [household])).get(household) ?? []
  return ink.words(language, 'staff:family', { children: names.map(calledBy).join('、') })
}

/** Before something is asked about a family: its adults with telephone numbers, what is open, and the last visit. */
export async function showFamily(tx: Tx, house: House, items: readonly Item<'showFamily'>[]): Promise<void> {
  for (const { effect, turn } of items) {
    const { language } = turn.waiting.to
    const { household } = effect
    const lines = await asStaff(tx, turn, async () => [
      await familyCalled(tx, house, language, household),
      ...(await mattersOf(tx, house, language, household, effect.task)),
      ...(await adultsOf(tx, house, language, household)),
      ...(await lastVisit(tx, house, language, household)),
    ])
    turn.replies.push({ key: 'staff:about', values: { lines: lines.join('\n') } })
  }
}

/** 奶奶 138…: whom to telephone, the carer first. */
export async function adultsOf(tx: Tx, ink: Ink, language: Language, household: string): Promise<string[]> {
  const { rows } = await tx.query(
    `select distinct on (p.id) p.id, p.sealed, r.kin, r.role from children c
     join relations r on r.child_id = c.id and r.until is null and r.role in ('carer', 'mother', 'father', 'backup-carer')
     join people p on p.id = r.person_id where c.household_id = $1 order by p.id, r.role`,
    [household],
  )
  const nearest = ['carer', 'mother', 'father', 'backup-carer']
  return rows
    .sort((a, b) => nearest.indexOf(a.role) - nearest.indexOf(b.role))
    .map(row => {
      const { phone } = PersonSealed.parse(unseal(ink.keys, `people:${row.id}`, row.sealed))
      const kin = row.kin || ink.words(language, 'notice:somebody')
      return phone
        ? ink.words(language, 'staff:adult', { kin, phone })
        : ink.words(language, 'staff:adultWithoutPhone', { kin })
    })
}

async function lastVisit(tx: Tx, ink: Ink, language: Language, household: string): Promise<string[]> {
  const { rows } = await tx.query(
    `select max(day) as day from visits where household_id = $1 and seen <> 'nobody'`,
    [household],
  )
  if (!rows[0].day) return []
  const [, month, date] = rows[0].day.split('-').map(Number)
  const days = between(rows[0].day, dayOf(ink.now))
  return [ink.words(language, 'staff:lastVisit', { month, date, days })]
}
