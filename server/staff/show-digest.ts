import type { House, Item } from '../conversation/apply.ts'
import type { Tx } from '../db/scope.ts'
import { asStaff } from './as-staff.ts'
import { villageLines } from './villages.ts'

/** 周报: what is missing by village, when asked. The county reads besides what came of the visits drawn by lot. */
export async function showDigest(tx: Tx, house: House, items: readonly Item<'showDigest'>[]): Promise<void> {
  for (const { turn } of items) {
    const { language } = turn.waiting.to
    const staff = turn.facts.person!.staff!
    const lines = await asStaff(tx, turn, async () => {
      const gaps = await villageLines(tx, house, language, staff)
      const { rows } = await tx.query(
        `select count(*) as asked, count(*) filter (where answer = 'yes') as yes, count(*) filter (where answer = 'no') as no
         from spot_checks where asked_at is not null`,
      )
      return rows[0].asked > 0 ? [...gaps, house.words(language, 'staff:spotChecks', rows[0])] : gaps
    })
    turn.replies.push(
      lines.length > 0
        ? { key: 'staff:digest', values: { lines: lines.join('\n') } }
        : { key: 'staff:nothingMissing', values: {} },
    )
  }
}
