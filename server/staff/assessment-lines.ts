import { dayOf } from '../../flows/engine/calendar.ts'
import { calledBy, type PersonFacts } from '../../flows/index.ts'
import type { Language } from '../../locales/index.ts'
import { assessmentsDue, type DueAssessment, poorCare } from '../assessments/due.ts'
import type { Ink } from '../conversation/outbox.ts'
import type { Tx } from '../db/scope.ts'
import { childrenOf } from '../notices/receipts.ts'
import type { Policy } from '../policy.ts'
import type { Line } from './show-list.ts'
import { placeName } from './staff.ts'

/**
 * Children who need another carer, for director and supervisor; and for the director each family whose care is to be
 * assessed, done on a page. `fresh`: it came onto the list since yesterday.
 */
export async function assessmentLines(
  tx: Tx,
  ink: Ink & { policy: Policy },
  language: Language,
  staff: Pick<NonNullable<PersonFacts['staff']>, 'role' | 'place'>,
  yesterday: Date,
): Promise<{ lines: Line[]; fresh: boolean }> {
  if (staff.role === 'county') return { lines: [], fresh: false }
  const today = dayOf(ink.now)
  const poor = await poorCare(tx)
  const due =
    staff.role === 'director' ? await assessmentsDue(tx, ink.policy.assessments, staff.place, today) : []
  const families = Map.groupBy(due, one => one.household)
  const households = [...new Set([...poor.map(one => one.household), ...families.keys()])]
  if (households.length === 0) return { lines: [], fresh: false }
  const names = await childrenOf(tx, ink.keys, households)
  const children = (household: string) => (names.get(household) ?? []).map(calledBy).join('、')
  const lines: Line[] = []
  for (const { household, place, assessment } of poor) {
    const values = { village: await placeName(tx, place), children: children(household) }
    lines.push({
      line: ink.words(language, 'staff:poorCare', values),
      item: page(`/assessment/${assessment}`),
    })
  }
  for (const [household, ones] of families)
    lines.push({
      line: ink.words(language, 'staff:assessmentDue', { children: children(household) }),
      item: page(pathOf(ones)),
    })
  const fresh = poor.some(one => one.recordedAt > yesterday.getTime()) || due.some(one => one.since === today)
  return { lines, fresh }
}

/** A family with one child to assess goes straight there. */
const pathOf = (due: readonly DueAssessment[]): string =>
  due.length === 1 ? `/assess/${due[0]!.child}/${due[0]!.carer}` : '/assessments'

const page = (path: string): Line['item'] => ({ flow: 'open-page', about: { path: `/console${path}` } })
