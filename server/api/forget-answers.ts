import { hours } from '../../flows/engine/calendar.ts'
import type { Tx } from '../db/scope.ts'
import type { Policy } from '../policy.ts'

/** Answers to writes are kept for as long as the policy says, and their keys with them. */
export async function forgetOldAnswers(tx: Tx, { api }: Policy, now: number): Promise<void> {
  await tx.query('delete from api_answers where at < $1', [new Date(now - hours(api.keepAnswersHours))])
}
