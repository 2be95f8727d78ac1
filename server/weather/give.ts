import { hours } from '../../flows/engine/calendar.ts'
import type { Language } from '../../locales/index.ts'
import type { Tx } from '../db/scope.ts'
import { type Adult, audienceOf, peopleOf, standingOf } from '../notices/audience.ts'
import { withinBudget } from '../notices/reach.ts'
import { insertNotice, release } from '../notices/release.ts'
import type { Whom } from '../notices/whom.ts'
import { placeAround, withoutInner } from './areas.ts'
import { askCounty } from './ask-county.ts'
import { byDay, endWarnings, referredBy, whoHeard } from './follow.ts'
import { type Reach, reachOf } from './policy.ts'
import { letterOf, liftedOf } from './quote.ts'
import type { Desk, State, Stored } from './rows.ts'
import { tellStaff } from './tell-staff.ts'

/** Tells whomever the county's policy says, now. What it replaces or takes back ends in the same transaction. */
export async function give(tx: Tx, desk: Desk, warning: Stored): Promise<State> {
  if (warning.change === 'Cancel') return await lift(tx, desk, warning)
  const reach: Reach =
    warning.state === 'staff'
      ? 'staff'
      : reachOf(desk.policy.weather, { kind: warning.kind, level: warning.level! })
  if (reach !== 'staff' && warning.decidedBy === null && (await areTooMany(tx, desk, warning))) {
    await tx.query(`update warnings set state = 'waiting', doubts = array['too-many'] where id = $1`, [
      warning.id,
    ])
    await askCounty(tx, desk, { ...warning, doubts: ['too-many'] })
    return 'waiting'
  }
  const before = warning.change === 'Update' ? await referredBy(tx, desk, warning) : []
  // Whoever heard of it hears that it has changed, also where the change alone would not reach them.
  const heard = await whoHeard(tx, desk, before)
  await endWarnings(tx, desk, before, 'replaced')
  const { whom, adults: meant } = await audienceFor(tx, desk, warning, reach)
  const adults = together(meant, heard)
  const danger = reach === 'at-once'
  const notBefore = danger ? desk.now : byDay(desk)
  const toFamilies = adults.length > 0 && notBefore < warning.expiresAt
  const notice = toFamilies
    ? await send(tx, desk, warning, {
        ...{ adults, danger, notBefore, whom: whom ?? {}, expiresAt: warning.expiresAt },
        text: language => letterOf(desk, warning, language),
      })
    : null
  await tellStaff(tx, desk, warning, {
    said: toFamilies ? 'given' : 'staff',
    adults: toFamilies ? adults : [],
    notBefore,
  })
  return await given(tx, desk, warning, notice)
}

/** Takes back what it refers to: nothing more leaves, and whoever had heard hears that it is over, by day. */
async function lift(tx: Tx, desk: Desk, warning: Stored): Promise<State> {
  const before = await referredBy(tx, desk, warning)
  const heard = await whoHeard(tx, desk, before)
  await endWarnings(tx, desk, before, 'cancelled')
  const [first] = before
  if (!first) return await given(tx, desk, warning, null)
  const over: Stored = {
    ...warning,
    station: warning.station || first.station,
    areas: withoutInner([...new Set(before.flatMap(one => one.areas))]),
  }
  const notBefore = byDay(desk)
  const expiresAt = notBefore + hours(desk.policy.weather.holdsHours)
  const notice =
    heard.length > 0
      ? await send(tx, desk, over, {
          ...{ adults: heard, danger: false, notBefore, expiresAt, whom: {} },
          text: language => liftedOf(desk, over, language),
        })
      : null
  await tellStaff(tx, desk, { ...over, expiresAt }, { said: 'lifted', adults: heard, notBefore })
  return await given(tx, desk, warning, notice)
}

type Sent = {
  adults: Adult[]
  danger: boolean
  whom: Whom
  notBefore: number
  expiresAt: number
  text: (language: Language) => string
}

async function send(
  tx: Tx,
  desk: Desk,
  warning: Stored,
  { adults, danger, whom, notBefore, expiresAt, text }: Sent,
): Promise<string | null> {
  // A hold and the budget keep back what is routine; a danger to life reaches whoever can be reached.
  const all = await standingOf(tx, peopleOf(adults), { automatic: !danger })
  const standing = danger ? all : await withinBudget(tx, desk.policy, notBefore, all)
  const id = await insertNotice(tx, desk, desk.acts, {
    place: placeAround(warning.areas, desk.county),
    key: `warning:${warning.id}`,
    kind: 'weather',
    author: warning.decidedBy,
    content: { text: text('zh-CN') },
    ...(Object.keys(whom).length > 0 && { audience: 'chosen' as const, whom }),
  })
  if (id === null) return null
  await release(tx, desk, {
    ...{ id, adults, standing, notBefore, expiresAt, danger, voice: null },
    text: to => text(to.language),
  })
  return id
}

async function given(tx: Tx, { now }: Desk, { id }: Stored, notice: string | null): Promise<State> {
  const state = notice ? 'given' : 'staff'
  await tx.query('update warnings set state = $2, notice_id = $3, given_at = $4 where id = $1', [
    ...[id, state, notice],
    notice && new Date(now),
  ])
  return state
}

/** Whom a warning is for, and who that is now; nobody where it is for staff. */
export async function audienceFor(
  tx: Tx,
  desk: Pick<Desk, 'policy' | 'county'>,
  { areas }: Pick<Stored, 'areas'>,
  reach: Reach,
): Promise<{ whom: Whom | null; adults: Adult[] }> {
  const whom = whomFor(desk, areas, reach)
  return { whom, adults: whom ? await audienceOf(tx, desk.county, { whom }) : [] }
}

/** Null when no family is meant. */
function whomFor(
  { policy, county }: Pick<Desk, 'policy' | 'county'>,
  areas: readonly string[],
  reach: Reach,
): Whom | null {
  const within = (places: readonly string[]): Whom => (places.includes(county) ? {} : { places: [...places] })
  if (reach === 'staff') return null
  if (reach !== 'terrain') return within(areas)
  const { terrain } = policy.weather
  if (terrain.length === 0) return { ...within(areas), nearWater: true }
  const both = areas.flatMap(area =>
    terrain.flatMap(place => (place.startsWith(area) ? place : area.startsWith(place) ? area : [])),
  )
  return both.length > 0 ? within(withoutInner([...new Set(both)])) : null
}

/** Families of one place are not to be told every few minutes, whoever holds a sender's secret (RELIABILITY M19, T17). */
async function areTooMany(tx: Tx, { now, policy }: Desk, { areas }: Stored): Promise<boolean> {
  const { rows } = await tx.query(
    `select count(*) as n from warnings
     where given_at > $1 and notice_id is not null and change <> 'Cancel'
       and exists (select 1 from unnest(areas) a, unnest($2::text[]) b where a ^@ b or b ^@ a)`,
    [new Date(now - hours(1)), areas],
  )
  return rows[0].n >= policy.weather.perAreaPerHour
}

const together = (adults: readonly Adult[], more: readonly Adult[]): Adult[] => [
  ...new Map([...adults, ...more].map(one => [`${one.household} ${one.person}`, one])).values(),
]
