import { hours } from '../../flows/engine/calendar.ts'
import { calledBy, directorCalled } from '../../flows/index.ts'
import type { House, Item, Turned } from '../conversation/apply.ts'
import { type Address, addressesOf, type Letter, PRIORITY, post } from '../conversation/outbox.ts'
import type { Tx } from '../db/scope.ts'
import { routineFrom } from '../families/part-of-day.ts'
import { PersonSealed } from '../families/sealed.ts'
import { addressOf } from '../parts.ts'
import { unseal } from '../privacy/seal.ts'
import { asStaff } from '../staff/as-staff.ts'
import { familiesCalled } from '../staff/find-families.ts'
import { issueLink, lastDigits, type Side } from './links.ts'
import { type Waiting, waitingFor } from './waiting.ts'

/** 签字 · 我想看一遍: a link for whoever asks, to each entrustment that waits for them. */
export async function askConfirmPage(
  tx: Tx,
  house: House,
  items: readonly Item<'askConfirmPage'>[],
): Promise<void> {
  for (const { turn } of items) {
    const person = turn.facts.person!
    const waiting = await waitingFor(tx, house.keys, { person: person.id })
    const own = await digitsOf(tx, house, [person.id])
    if (waiting.length === 0) turn.replies.push({ key: 'confirm-link:nothing', values: {} })
    else if (!own.has(person.id))
      turn.replies.push({
        key: 'confirm-link:noPhone',
        values: {
          director: directorCalled(turn.facts),
          directorPhone: person.director?.phone ?? house.county.dutyPhone,
        },
      })
    else
      for (const it of waiting) {
        const party = it.carer === person.id ? 'carer' : 'parent'
        const letter = await letterFor(tx, house, turn, it, party, turn.waiting.to)
        if (letter) await post(tx, house, [{ ...letter, priority: PRIORITY.reply }])
        else turn.replies.push({ key: 'confirm-link:tellStaff', values: {} })
      }
  }
}

/** 发链接 3 · 发链接 晓悦: to those of an entrustment who have not agreed yet, or to all who have. */
export async function sendConfirmPage(
  tx: Tx,
  house: House,
  items: readonly Item<'sendConfirmPage'>[],
): Promise<void> {
  for (const { effect, turn } of items) {
    const found = await asStaff(tx, turn, async () => {
      if (effect.no !== null) return await waitingFor(tx, house.keys, { no: effect.no })
      const families = await familiesCalled(tx, house, { words: effect.words, no: null })
      return families.length === 0
        ? []
        : await waitingFor(tx, house.keys, { households: families.map(({ household }) => household) })
    })
    if (found.length === 0) turn.replies.push({ key: 'confirm-link:noneFound', values: {} })
    else if (new Set(found.map(one => one.household)).size > 1)
      turn.replies.push({ key: 'confirm-link:severalFound', values: {} })
    else await sendAll(tx, house, turn, found)
  }
}

async function sendAll(tx: Tx, house: House, turn: Turned, found: readonly Waiting[]): Promise<void> {
  const sides = found.flatMap(it => partiesOf(it).map(side => ({ it, ...side })))
  const people = [...new Set(sides.map(side => side.person))]
  const addresses = await addressesOf(tx, people)
  const digits = await digitsOf(tx, house, people)
  const [reached, unreached] = [new Set<string>(), new Set<string>()]
  for (const { it, person, party, name } of sides) {
    const to = addresses.get(person)
    const letter =
      to && digits.has(person) ? await letterFor(tx, house, turn, it, party, to, staffOf(turn)) : null
    if (letter) {
      const notBefore = routineFrom(house.policy, house.now, to?.part ?? null)
      await post(tx, house, [{ ...letter, priority: PRIORITY.prompt, routine: true, notBefore }])
    }
    ;(letter ? reached : unreached).add(name)
  }
  const days = daysOf(house)
  if (reached.size > 0)
    turn.replies.push({ key: 'confirm-link:sentTo', values: { names: [...reached].join('、'), days } })
  if (unreached.size > 0)
    turn.replies.push({ key: 'confirm-link:notSentTo', values: { names: [...unreached].join('、') } })
}

const staffOf = (turn: Turned): string => turn.facts.person!.staff!.id

/** Whoever has not agreed; everybody when all have, for a name by hand. */
function partiesOf({ carer, carerName, parents, agreed }: Waiting) {
  const all = [
    ...parents.map(({ id, name }) => ({ person: id, name, party: 'parent' as const })),
    { person: carer, name: carerName, party: 'carer' as const },
  ]
  const left = all.filter(({ party }) => !agreed[party])
  return left.length > 0 ? left : all
}

/** One link on its way to one person; null when only a member of staff may send them another. */
async function letterFor(
  tx: Tx,
  house: House,
  turn: Turned,
  it: Waiting,
  party: Side,
  to: Address,
  staff: string | null = null,
): Promise<Omit<Letter, 'priority'> | null> {
  const wanted = { entrustment: it.id, person: to.person!, contact: to.contact, party, hash: it.hash, staff }
  const county = turn.place.slice(0, 6)
  const token = await issueLink(tx, { ...house, county }, wanted)
  if (!token) return null
  const said = { child: calledBy(it.child), days: daysOf(house) }
  const url = `${addressOf(house)}/confirm/${token.text}`
  const words = (key: string, values: Record<string, unknown>) => house.words(to.language, key, values)
  turn.acts.push({
    kind: 'link-issued',
    place: it.place,
    subjects: [it.id, to.person!],
    by: staff ? { staff } : { person: to.person, contact: to.contact },
    message: turn.waiting.key,
    what: { page: 'confirm', document: it.hash },
  })
  return {
    to,
    key: `confirm-card:${turn.waiting.key}:${it.id}:${to.person}`,
    body: {
      text: words('confirm-link:cardText', { ...said, address: url }),
      link: {
        url,
        title: words('confirm-link:card', said),
        description: words('confirm-link:cardAbout', said),
      },
    },
    expiresAt: house.now + hours(house.policy['confirm-page'].linkHours),
  }
}

const daysOf = ({ policy }: House): number => Math.max(1, Math.floor(policy['confirm-page'].linkHours / 24))

/** Whose telephone is on record, so that a page can ask for its end. */
async function digitsOf(tx: Tx, { keys }: House, people: readonly string[]): Promise<Set<string>> {
  const { rows } = await tx.query('select id, sealed from people where id = any($1)', [people])
  const withPhone = rows.filter(row => {
    const { phone } = PersonSealed.parse(unseal(keys, `people:${row.id}`, row.sealed))
    return lastDigits(phone) !== null
  })
  return new Set(withPhone.map(row => row.id))
}
