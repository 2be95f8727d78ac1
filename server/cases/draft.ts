import { randomUUID } from 'node:crypto'
import { dayOf, momentOf, timeOf } from '../../flows/engine/calendar.ts'
import { calledBy } from '../../flows/index.ts'
import type { House, Item } from '../conversation/apply.ts'
import { countyOf, type Tx } from '../db/scope.ts'
import { record } from '../evidence/of-turn.ts'
import { ChildSealed } from '../families/sealed.ts'
import { unseal } from '../privacy/seal.ts'
import { asStaff } from '../staff/as-staff.ts'
import { placeName } from '../staff/staff.ts'

/** Which of the nine situations of mandatory reporting (高检发〔2020〕9号, DOMAIN.md 4) a class may be; the last is any other. */
const SITUATION: Record<string, string> = {
  sexual: '1-3',
  violence: '4',
  bullying: '4',
  suicide: '5',
  injury: '5',
  unattended: '6',
  missing: '7',
}

/**
 * 报告 3: what to say on the telephone to the police, for whoever may see the case. That it was fetched, and by whom, is
 * kept. The bot reports nothing itself.
 */
export async function draftReport(
  tx: Tx,
  house: House,
  items: readonly Item<'draftReport'>[],
): Promise<void> {
  for (const { effect, turn } of items) {
    const { rows } = await asStaff(tx, turn, () =>
      tx.query(
        `select c.id, c.place, c.no, c.class, c.sealed, c.person_id, c.opened_at, c.acknowledged_at,
                coalesce(p.name, c.township) as township
         from cases c left join places p on p.code = c.township
         where c.no = $1 and c.closed_at is null order by c.township`,
        [effect.no],
      ),
    )
    const named = effect.township?.replace(/[镇乡]$/u, '')
    const meant = named ? rows.filter(row => row.township.startsWith(named)) : rows
    if (meant.length !== 1 && rows.length > 1) {
      // Numbers count within a township: a number that several bear is chosen from, never guessed.
      const lines = rows.map(row =>
        house.words(turn.waiting.to.language, 'case:draftOf', { no: row.no, township: row.township }),
      )
      turn.replies.push({ key: 'case:whichDraft', values: { no: effect.no, lines: lines.join('\n') } })
      continue
    }
    const found = meant[0]
    if (!found) {
      turn.replies.push({ key: 'staff:noSuchNumber', values: { no: effect.no } })
      continue
    }
    const [id, staff] = [randomUUID(), turn.facts.person!.staff!.id]
    await tx.query('insert into case_drafts (id, case_id, place, staff_id, at) values ($1, $2, $3, $4, $5)', [
      id,
      found.id,
      found.place,
      staff,
      new Date(house.now),
    ])
    record(turn, {
      kind: 'case-drafted',
      place: countyOf(found.place),
      subjects: [found.id],
      rows: [{ table: 'case_drafts', id, is: { case_id: found.id, staff_id: staff, at: house.now } }],
    })
    const { words } = unseal(house.keys, `cases:${found.id}`, found.sealed) as { words: string }
    const at = found.opened_at.getTime()
    const { language } = turn.waiting.to
    const values = {
      no: found.no,
      village: await placeName(tx, found.place),
      month: Number(dayOf(at).slice(5, 7)),
      date: Number(dayOf(at).slice(8)),
      time: timeOf(at),
      children: (await childrenOf(tx, house, found.person_id)) || house.words(language, 'case:childUnknown'),
      words: words || house.words(language, 'case:wordsNotKept'),
      situation: SITUATION[found.class] ?? '9',
    }
    turn.replies.push({ key: 'case:draft', values }, { key: 'case:nine', values: {} })
    if (found.acknowledged_at)
      turn.replies.push({
        key: 'case:draftTaken',
        values: { time: momentOf(found.acknowledged_at.getTime(), house.now) },
      })
  }
}

async function childrenOf(tx: Tx, { keys }: House, person: string | null): Promise<string> {
  const { rows } = await tx.query(
    `select distinct c.id, c.sealed from relations r join children c on c.id = r.child_id and c.state <> 'left'
     where r.person_id = $1 and r.until is null`,
    [person],
  )
  return rows
    .map(row => calledBy(ChildSealed.parse(unseal(keys, `children:${row.id}`, row.sealed)).name))
    .join('、')
}
