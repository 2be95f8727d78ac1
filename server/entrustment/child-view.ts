import { days } from '../../flows/engine/calendar.ts'
import type { Tx } from '../db/scope.ts'
import type { Act as Evidence } from '../evidence/append.ts'
import type { Policy } from '../policy.ts'
import { type Keys, unseal } from '../privacy/seal.ts'
import { actOn } from './act.ts'

const VIEW: Readonly<Record<string, 'willing' | 'unwilling'>> = { yes: 'willing', no: 'unwilling' }

/**
 * What a parent has already said in the checklist about the child's own wish, lately, is taken over word for word. Answers
 * whether nothing of it is left to ask.
 */
export async function childViewOnRecord(
  tx: Tx,
  house: { keys: Keys; now: number; policy: Policy; acts: Evidence[] },
  parent: string,
  carer: string,
  entrustments: readonly { id: string; child_id: string }[],
): Promise<boolean> {
  const fresh = new Date(house.now - days(house.policy['care-checklist'].freshDays))
  const { rows } = await tx.query(
    `select distinct on (child_id) id, child_id, sealed, wording, contact_id, inbox_key from care_checklist_answers
     where person_id = $1 and carer_id = $2 and child_id = any($3) and question = 'willing' and at > $4
     order by child_id, at desc`,
    [parent, carer, entrustments.map(one => one.child_id), fresh],
  )
  const said = new Map(rows.map(row => [row.child_id, row]))
  let whole = true
  for (const { id, child_id } of entrustments) {
    const row = said.get(child_id)
    const answer =
      row &&
      (unseal(house.keys, `care_checklist_answers:${row.id}`, row.sealed) as {
        answer: string
        words: string
      })
    const view = answer && VIEW[answer.answer]
    whole &&= view !== undefined
    if (!view) continue
    await actOn(
      tx,
      house,
      id,
      { act: 'child-view', view },
      {
        ...{ party: 'parent', person: parent, staff: null, how: 'wechat' },
        ...{ contact: row.contact_id, key: row.inbox_key ?? `checklist:${row.id}` },
      },
      { words: answer.words, wording: row.wording },
    )
  }
  return whole
}
