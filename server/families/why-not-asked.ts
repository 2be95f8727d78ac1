import { talkingAmong } from '../cases/request-rows.ts'
import type { Tx } from '../db/scope.ts'
import { budgetLeft } from '../notices/budget.ts'
import type { Policy } from '../policy.ts'

/** Why the house puts no question to somebody now; whoever is not in the answer may be asked. */
export async function whyNotAsked(
  tx: Tx,
  policy: Policy,
  now: number,
  people: readonly string[],
): Promise<Map<string, string>> {
  const left = await budgetLeft(tx, policy, now, people, 'notice')
  const talking = await talkingAmong(tx, people)
  const { rows } = await tx.query(
    `select p.id, c.id is null as unbound, p.consent = 'refused' as refused,
            exists (select 1 from holds h where h.person_id = p.id and h.until_at is null) as held
     from people p left join contacts c on c.person_id = p.id where p.id = any($1)`,
    [people],
  )
  const reason = (row: { id: string; unbound: boolean; refused: boolean; held: boolean }) => {
    if (row.unbound) return 'no-wechat'
    if (row.refused) return 'refused'
    if (row.held) return 'held'
    if (talking.has(row.id)) return 'talking'
    return left.get(row.id)! > 0 ? null : 'budget'
  }
  return new Map(rows.flatMap(row => (reason(row) === null ? [] : [[row.id, reason(row)!]])))
}
