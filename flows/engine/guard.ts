import { danger } from './alarm.ts'
import { fill, type Over, tells } from './bucket.ts'
import type { Effect } from './effects.ts'
import type { Facts } from './facts.ts'
import { type Flows, type Heard1, onOpen, type Said } from './hear.ts'
import { onlyNumber, withoutIdNumbers } from './id-number.ts'
import { placeholders } from './placeholders.ts'
import type { Mind } from './state.ts'
import { normalise } from './understand.ts'

type Sent = { type: string; text?: string; cut?: boolean | undefined; as?: string | undefined }

/**
 * What is looked at before any words are understood, for everybody: too much of it, nothing in it, and what should
 * not stand in a chat. `listen` gets whatever deserves an answer. Danger always does.
 */
export function guarded(
  flows: Flows,
  mind: Mind,
  arrived: Sent,
  heard: Said | null,
  facts: Facts,
  listen: (mind: Mind, said: Said | null) => Heard1,
): Heard1 {
  const { bucket, over } = fill(flows, mind, arrived.text ?? arrived.as ?? null, facts)
  const counted = facts.limits ? { ...mind, bucket } : mind
  if (over && !(heard && danger(flows, heard.text, mind, facts))) return tooMuch(counted, over, facts)
  if (heard && normalise(heard.text) === '') return blank(flows, counted, facts)
  const known = counted.blanks === 0 ? counted : { ...counted, blanks: 0 }
  if (!heard) return listen(known, null)
  const { text, masked } = withoutIdNumbers(heard.text)
  const odd = oddOf(text, masked, arrived)
  if (odd.length === 0) return listen(known, heard)
  const answered: Heard1 =
    masked && onlyNumber(text) ? { mind: known, effects: [] } : listen(known, { ...heard, text })
  return { ...answered, effects: [...answered.effects, ...odd.flatMap(kind => told(kind, facts))] }
}

/** It is kept, and counted; the sender is told once in an hour, and the director is asked to look. */
function tooMuch(mind: Mind, over: Over, facts: Facts): Heard1 {
  const counted: Effect = { type: 'noteOddity', kind: over }
  if (facts.held || !tells(mind.bucket!, over, facts)) return { mind, effects: [counted] }
  const unread: Effect[] =
    over === 'flood' && facts.person && !facts.person.staff
      ? [
          {
            type: 'openTask',
            kind: 'unread',
            children: facts.person.children.map(child => child.id),
            words: '',
          },
        ]
      : []
  return {
    mind: { ...mind, bucket: { ...mind.bucket!, toldAt: facts.now } },
    effects: [say('common:tooMany', facts), counted, ...unread],
  }
}

/** Nothing that can be seen: kept, and no step. After two in a row the open question is put again, once. */
function blank(flows: Flows, mind: Mind, facts: Facts): Heard1 {
  const blanks = mind.blanks + 1
  const counted: Heard1 = {
    mind: { ...mind, blanks },
    effects: [{ type: 'noteOddity', kind: 'blank' }],
  }
  if (blanks !== 2 || !mind.open || facts.handedOver || facts.held) return counted
  const again = onOpen(flows, counted.mind, { type: 'again' }, facts)
  return { ...again, effects: [...counted.effects, ...again.effects] }
}

type Odd = 'id-number' | 'too-long' | 'forged-notice'

/** Words made to look like WeChat's or the system's own. They are words, whoever writes them. */
const FORGED =
  /^[\s[【(（]*(?:系统(?:通知|消息|提示)?|微信(?:团队|安全中心)|管理员|自动回复)[\]】)）]?[:：\]】]?|撤回了一条消息[。.]?$|^\[(?:微信)?(?:转账|红包)\]/u

function oddOf(text: string, masked: boolean, { cut }: Sent): Odd[] {
  const odd: Odd[] = []
  if (masked) odd.push('id-number')
  if (cut) odd.push('too-long')
  if (text.length < 200 && FORGED.test(text)) odd.push('forged-notice')
  return odd
}

const SAID: Record<Odd, string | null> = {
  'id-number': 'common:idNumber',
  'too-long': 'common:tooLong',
  'forged-notice': null,
}

/** What the sender is told of it, and that it is counted. Somebody under a hold is told nothing. */
function told(kind: Odd, facts: Facts): Effect[] {
  const key = SAID[kind]
  const counted: Effect = { type: 'noteOddity', kind }
  return key && !facts.held ? [say(key, facts), counted] : [counted]
}

const say = (key: string, facts: Facts): Effect => ({
  type: 'say',
  key,
  values: placeholders(facts, { about: {} }),
})
