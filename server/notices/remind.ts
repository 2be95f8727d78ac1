import { days, outOfQuiet, spokenTime } from '../../flows/engine/calendar.ts'
import type { House, Item, Turned } from '../conversation/apply.ts'
import { addressesOf, type Ink, PRIORITY, post } from '../conversation/outbox.ts'
import type { Tx } from '../db/scope.ts'
import type { Policy } from '../policy.ts'
import { heading, lastNotice, ownReceipts, type Shown } from './last-notice.ts'
import { reminderKey } from './letter-keys.ts'
import type { Receipt } from './receipts.ts'

/**
 * 催: once more to the adults of households from which nobody has confirmed and who got the notice; once per notice
 * and adult. Never to somebody who said no to messages or is under a hold.
 */
export async function remindSilent(
  tx: Tx,
  house: House,
  items: readonly Item<'remindSilent'>[],
): Promise<void> {
  for (const { turn } of items) {
    const notice = await lastNotice(tx, house, turn)
    if (!notice) {
      turn.replies.push({ key: 'notice:none', values: {} })
      continue
    }
    const silent = (await ownReceipts(tx, turn, notice)).filter(receipt => receipt.state === 'sent')
    const { people, notBefore } = await chase(tx, house, notice, silent)
    turn.replies.push(reminded(house, turn, notice, silent, people, notBefore))
  }
}

/** Reminds the adults of these households, each once for ever. `notBefore` in ms. Runs under the county's scope. */
export async function chase(
  tx: Tx,
  ink: Ink & { policy: Policy },
  notice: Pick<Shown, 'id' | 'content' | 'automatic'>,
  silent: readonly Receipt[],
): Promise<{ people: string[]; notBefore: number }> {
  const people = await claimReminders(tx, ink, notice, silent)
  const notBefore = outOfQuiet(ink.now, ink.policy.quiet)
  await postReminders(tx, ink, notice, people, notBefore)
  return { people, notBefore }
}

/** Marks and returns whom to remind; the mark decides when two people ask for it at once. */
async function claimReminders(
  tx: Tx,
  { now }: Ink,
  notice: Pick<Shown, 'id'>,
  silent: readonly Receipt[],
): Promise<string[]> {
  const { rows } = await tx.query(
    `update deliveries d set reminded_at = $1
     from people p
     where p.id = d.person_id and d.notice_id = $2 and d.person_id = any($3) and d.reminded_at is null
       and p.consent <> 'refused'
       and exists (select 1 from contacts c where c.person_id = p.id)
       and not exists (select 1 from holds h where h.person_id = p.id and h.until_at is null)
     returning d.person_id`,
    [new Date(now), notice.id, silent.flatMap(receipt => receipt.awaited)],
  )
  return [...new Set(rows.map(row => row.person_id))]
}

async function postReminders(
  tx: Tx,
  ink: Ink,
  notice: Pick<Shown, 'id' | 'content' | 'automatic'>,
  people: readonly string[],
  notBefore: number,
) {
  const addresses = await addressesOf(tx, people)
  const text = remindingWords(notice)
  await post(
    tx,
    ink,
    [...addresses.values()].map(to => ({
      to,
      body: { text: ink.words(to.language, text.key, text.values) },
      priority: PRIORITY.notice,
      routine: true,
      key: reminderKey(notice.id, to.person!),
      notBefore,
      expiresAt: notBefore + days(2),
    })),
  )
}

/** What the season says asks for 收到 by itself. */
function remindingWords({ content, automatic }: Pick<Shown, 'content' | 'automatic'>) {
  if ('voice' in content) return { key: 'notice:reminderVoice', values: {} }
  return { key: automatic ? 'notice:reminderAutomatic' : 'notice:reminder', values: { text: content.text } }
}

function reminded(
  house: House,
  turn: Turned,
  notice: Shown,
  silent: readonly Receipt[],
  people: readonly string[],
  notBefore: number,
): Turned['replies'][number] {
  const { language } = turn.waiting.to
  const now = silent.filter(receipt => receipt.awaited.some(person => people.includes(person))).length
  const line = (key: string, values: Record<string, unknown>) =>
    house.words(language, `notice:${key}`, values)
  const { day, time } = spokenTime(notBefore, house.now)
  const lines = [
    ...(now > 0 ? [line('remindedNow', { count: now })] : []),
    ...(now > 0 && notBefore > house.now ? [line(`leaves-${day}`, { time })] : []),
    ...(silent.length > now ? [line('remindedBefore', { count: silent.length - now })] : []),
    ...(silent.length === 0 ? [line('nobodySilent', {})] : []),
  ]
  return { key: 'notice:reminders', values: { ...heading(house, turn, notice), lines: lines.join('\n') } }
}
