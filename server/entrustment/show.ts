import { calledBy } from '../../flows/index.ts'
import type { Language } from '../../locales/index.ts'
import type { House, Item, Turned } from '../conversation/apply.ts'
import { type Ink, prompt } from '../conversation/outbox.ts'
import type { Tx } from '../db/scope.ts'
import { readBy } from '../evidence/append.ts'
import { unseal } from '../privacy/seal.ts'
import { asStaff } from '../staff/as-staff.ts'
import { beginning } from '../staff/families.ts'
import { familiesCalled } from '../staff/find-families.ts'
import { type Line, showList } from '../staff/show-list.ts'
import { askBothSides } from './ask.ts'
import { missing } from './chain.ts'
import { EntrustmentDocument } from './document.ts'
import { openEntrustment } from './open.ts'
import { type Entrustment, findEntrustment, livingEntrustments } from './rows.ts'

/** So many lines fit a glance. */
const MOST_LINES = 15

/** 3号 晓悦（奶奶照看）：待照护人，缺 照护人、核查 */
export function entrustmentLine(ink: Ink, language: Language, entrustment: Entrustment): string {
  const { child, carer } = EntrustmentDocument.parse(
    unseal(ink.keys, `entrustments:${entrustment.id}`, entrustment.sealed),
  )
  const lacking = entrustment.state.startsWith('waiting') ? missing(entrustment.standing) : []
  const values = {
    no: entrustment.no,
    child: calledBy(child.name),
    carer: carer.kin || carer.name,
    state: ink.words(language, `entrustment:state-${entrustment.state}`),
  }
  if (lacking.length === 0) return ink.words(language, 'entrustment:line', values)
  const what = lacking.map(one => ink.words(language, `entrustment:missing-${one}`))
  return ink.words(language, 'entrustment:lineMissing', {
    ...values,
    count: lacking.length,
    missing: what.join(ink.words(language, 'notice:comma')),
  })
}

/** The conversation that an entrustment opens for somebody of a post. */
export const itemOf = (role: string, entrustment: string) => ({
  flow: role === 'director' ? 'entrustment' : 'entrustment-above',
  about: { entrustment },
})

/** Whose children a member of staff was shown stands in the record. */
function recordLook(turn: Turned, found: readonly Entrustment[]): void {
  const { id, place } = turn.facts.person!.staff!
  if (found.length > 0)
    turn.acts.push(
      readBy(
        id,
        place,
        { page: 'chat:entrustments' },
        found.map(one => one.child),
      ),
    )
}

/** 委托: what is under way, numbered. */
export async function showEntrustments(
  tx: Tx,
  house: House,
  items: readonly Item<'showEntrustments'>[],
): Promise<void> {
  for (const { turn } of items) {
    const { language } = turn.waiting.to
    const { role } = turn.facts.person!.staff!
    const found = await asStaff(tx, turn, () => livingEntrustments(tx))
    recordLook(turn, found)
    const lines: Line[] = found
      .filter(one => one.state !== 'filed')
      .map(one => ({ line: entrustmentLine(house, language, one), item: itemOf(role, one.id) }))
    if (lines.length === 0) {
      turn.replies.push({ key: 'entrustment:nothing', values: {} })
      continue
    }
    const more = Math.max(lines.length - MOST_LINES, 0)
    const below = more > 0 ? `\n${house.words(language, 'staff:moreItems', { count: more })}` : ''
    showList(house, turn, 'entrustment:list', lines, { most: MOST_LINES, values: { below } })
  }
}

/** Before something is asked about one: how it stands. */
export async function showEntrustment(
  tx: Tx,
  house: House,
  items: readonly Item<'showEntrustment'>[],
): Promise<void> {
  for (const { effect, turn } of items) {
    const found = await asStaff(tx, turn, () => findEntrustment(tx, effect.entrustment))
    recordLook(turn, found ? [found] : [])
    turn.replies.unshift(
      found
        ? {
            // At the carer's home it is done on a page.
            key: found.state === 'waiting-village' ? 'entrustment:shownToWitness' : 'entrustment:shown',
            values: { line: entrustmentLine(house, turn.waiting.to.language, found) },
          }
        : { key: 'staff:notOnList', values: {} },
    )
  }
}

/** 委托 3 · 委托 晓悦: the one meant, several to choose from, or a new one with the carer on record. Never a guess. */
export async function findEntrustments(
  tx: Tx,
  house: House,
  items: readonly Item<'findEntrustment'>[],
): Promise<void> {
  for (const { effect, turn } of items) {
    const { language } = turn.waiting.to
    const staff = turn.facts.person!.staff!
    if (effect.no !== null) {
      const found = await asStaff(tx, turn, () => livingEntrustments(tx, { no: effect.no! }))
      if (found.length === 1) await beginAbout(tx, house, turn, found[0]!.id)
      else turn.replies.push({ key: 'staff:noSuchNumber', values: { no: effect.no } })
      continue
    }
    const families = await asStaff(tx, turn, () =>
      familiesCalled(tx, house, { words: effect.words, no: null }),
    )
    if (families.length !== 1) {
      const key = families.length === 0 ? 'staff:noSuchFamily' : 'entrustment:whichFamily'
      turn.replies.push({ key, values: { name: effect.words.slice(0, 20) } })
      continue
    }
    const { household } = families[0]!
    const opened = await openForFamily(tx, house, turn, household)
    await askBothSides(tx, house, opened.fresh)
    for (const why of opened.impossible)
      turn.replies.push({ key: `entrustment:impossible-${why}`, values: {} })
    const lines: Line[] = opened.living.map(one => ({
      line: entrustmentLine(house, language, one),
      item: itemOf(staff.role, one.id),
    }))
    if (lines.length === 1 && opened.fresh.length === 0)
      await beginAbout(tx, house, turn, opened.living[0]!.id)
    else if (lines.length > 0)
      showList(house, turn, opened.fresh.length > 0 ? 'entrustment:opened' : 'entrustment:list', lines, {
        values: { below: '' },
      })
    else if (opened.impossible.length === 0)
      turn.replies.push({ key: 'entrustment:nobodyOnRecord', values: {} })
  }
}

function beginAbout(tx: Tx, house: House, turn: Turned, entrustment: string): Promise<void> {
  const { flow, about } = itemOf(turn.facts.person!.staff!.role, entrustment)
  return prompt(tx, house, [beginning(turn, flow, about)])
}

/**
 * For each child of a household with its carer on record, as far as whoever asks sees them: the one under way, or a new
 * one. Numbers count up within the township, so the opening itself is the county's.
 */
async function openForFamily(tx: Tx, house: House, turn: Turned, household: string) {
  const { rows } = await asStaff(tx, turn, () =>
    tx.query(
      `select c.id as child, r.person_id as carer from children c
       join relations r on r.child_id = c.id and r.role = 'carer' and r.until is null
       where c.household_id = $1 and c.state <> 'left' order by c.birth_date, c.id`,
      [household],
    ),
  )
  const staff = turn.facts.person!.staff!.id
  const fresh: string[] = []
  const ids: string[] = []
  const impossible = new Set<string>()
  for (const { child, carer } of rows) {
    const opened = await openEntrustment(tx, house, { child, carer, staff })
    if ('id' in opened) fresh.push(opened.id)
    if ('id' in opened) ids.push(opened.id)
    else if (typeof opened.impossible === 'object') ids.push(opened.impossible.living)
    else impossible.add(opened.impossible)
  }
  const living: Entrustment[] = []
  await asStaff(tx, turn, async () => {
    for (const id of ids) {
      const found = await findEntrustment(tx, id)
      if (found) living.push(found)
    }
  })
  return { fresh, living, impossible: [...impossible] }
}
