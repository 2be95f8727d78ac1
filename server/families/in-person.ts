import { minutes } from '../../flows/engine/calendar.ts'
import type { House, Item } from '../conversation/apply.ts'
import type { Tx } from '../db/scope.ts'
import { unseal } from '../privacy/seal.ts'
import { asStaff } from '../staff/as-staff.ts'
import { showList } from '../staff/show-list.ts'
import { issueCodes } from './codes.ts'
import { PersonSealed } from './sealed.ts'

/** The adults of a family, and whether they have joined: the number of one brings the code. Never a member of staff. */
export async function showAdults(tx: Tx, house: House, items: readonly Item<'showAdults'>[]): Promise<void> {
  for (const { effect, turn } of items) {
    const adults = await asStaff(tx, turn, () => adultsOf(tx, house, effect.household))
    const { language } = turn.waiting.to
    showList(
      house,
      turn,
      adults.length > 0 ? 'staff:whichAdult' : 'staff:noAdult',
      adults.map(({ person, name, kin, joined }) => ({
        line: house.words(language, joined ? 'staff:adultJoined' : 'staff:adultNotJoined', {
          name,
          kin: kin || house.words(language, 'notice:somebody'),
        }),
        item: { flow: 'bind-for', about: { household: effect.household, person } },
      })),
    )
  }
}

/**
 * A code for half an hour (policy `codes`), for one adult, shown once to whoever asked for it. Who gave it out is kept
 * with the code and with the joining that comes of it.
 */
export async function issueCode(tx: Tx, house: House, items: readonly Item<'issueCode'>[]): Promise<void> {
  for (const { effect, turn } of items) {
    const adults = await asStaff(tx, turn, () => adultsOf(tx, house, effect.household))
    const adult = adults.find(({ person }) => person === effect.person)
    if (!adult) {
      turn.replies.push({ key: 'staff:noAdult', values: { lines: '' } })
      continue
    }
    const within = house.policy.codes.inPersonMinutes
    const [issued] = await issueCodes(
      tx,
      house.keys,
      house.policy,
      house.now,
      [{ person: adult.person, household: effect.household, place: adult.place }],
      { by: turn.facts.person!.staff!.id, expires: house.now + minutes(within) },
    )
    turn.replies.push({
      key: 'staff:codeFor',
      values: { name: adult.name, code: issued!.code, minutes: within },
    })
  }
}

async function adultsOf(tx: Tx, { keys }: House, household: string) {
  const { rows } = await tx.query(
    `select distinct on (p.id) p.id, p.sealed, p.place, r.kin, r.role,
            exists (select 1 from bindings b where b.person_id = p.id and b.ended_at is null) as joined
     from children c
     join relations r on r.child_id = c.id and r.until is null and r.role in ('carer', 'mother', 'father', 'backup-carer')
     join people p on p.id = r.person_id
     where c.household_id = $1 and c.state <> 'left'
       and not exists (select 1 from staff s where s.person_id = p.id and s.until is null)
     order by p.id, r.role`,
    [household],
  )
  const nearest = ['carer', 'mother', 'father', 'backup-carer']
  return rows
    .sort((a, b) => Number(a.joined) - Number(b.joined) || nearest.indexOf(a.role) - nearest.indexOf(b.role))
    .map(row => ({
      person: row.id as string,
      place: row.place as string,
      name: PersonSealed.parse(unseal(keys, `people:${row.id}`, row.sealed)).name,
      kin: row.kin as string,
      joined: row.joined as boolean,
    }))
}
