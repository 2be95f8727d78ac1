import { randomUUID } from 'node:crypto'
import { days, minutes, outOfQuiet } from '../../flows/engine/calendar.ts'
import type { House, Item, Turned } from '../conversation/apply.ts'
import { addressesOf, type Ink, prompt } from '../conversation/outbox.ts'
import type { Tx } from '../db/scope.ts'
import { schedule } from '../due.ts'
import type { Act } from '../evidence/append.ts'
import type { Policy } from '../policy.ts'
import { seal } from '../privacy/seal.ts'
import { asStaff } from '../staff/as-staff.ts'
import { levelOf, nextUp, officersOf } from '../staff/staff.ts'
import type { Content } from './prepared.ts'
import type { Whom } from './whom.ts'

/** A draft nobody decided about is not put any more after so long; it stays on the village's list. */
const PUT_FOR = days(3)

/** 公告, before it goes to the villages: how many, and whether it will go out by itself. */
export async function previewAnnouncement(
  tx: Tx,
  house: House,
  items: readonly Item<'previewAnnouncement'>[],
): Promise<void> {
  for (const { effect, turn } of items) {
    const villages = await villagesOf(tx, turn)
    const minutes = releasesAfter(house, effect)
    const urgent = effect.danger ? 'announce:previewDanger' : 'announce:previewUrgent'
    turn.replies.push({
      key: effect.urgent ? urgent : 'announce:preview',
      values: { text: effect.text, villages: villages.length, minutes },
    })
  }
}

/** Minutes until what nobody decided about goes out. */
export const releasesAfter = (
  { policy: { announcements } }: { policy: Policy },
  { danger }: { danger: boolean },
): number => (danger ? announcements.dangerAfter : announcements.releaseAfter)

/** Every village's director gets the words as a draft: the township drafts, the village releases. */
export async function announce(tx: Tx, house: House, items: readonly Item<'announce'>[]): Promise<void> {
  for (const { effect, turn } of items) {
    const { text, urgent, danger } = effect
    const villages = await villagesOf(tx, turn)
    const { without } = await announceTo(tx, house, turn.facts.person!.staff!, {
      ...{ content: { text }, urgent, danger, villages, acts: turn.acts },
    })
    turn.replies.push({
      key: without.length > 0 ? 'announce:announcedBut' : 'announce:announced',
      values: { villages: villages.length, names: (await namesOf(tx, without)).join('、') },
    })
  }
}

type Announcing = {
  acts: Act[]
  content: Content
  urgent: boolean
  danger: boolean
  villages: readonly string[]
  /** Of each village's families; its own place is given. */
  whom?: Whom
  /** A row of `notice_files`. */
  file?: string | null
}

/** Writes the announcement and a draft for each village. Runs under the county's scope. */
export async function announceTo(
  tx: Tx,
  house: Ink & { policy: Policy },
  by: { id: string; place: string },
  { acts, content, urgent, danger, villages, whom = {}, file = null }: Announcing,
): Promise<{ id: string; without: string[] }> {
  const id = randomUUID()
  await tx.query(
    `insert into announcements (id, place, author_id, sealed, urgent, danger, whom, file_id, created_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
    [
      ...[id, by.place, by.id, seal(house.keys, `announcements:${id}`, content)],
      ...[urgent, danger, whom, file, new Date(house.now)],
    ],
  )
  acts.push({
    ...{ kind: 'announced', place: by.place, subjects: [id], by: { staff: by.id } },
    what: { ...content, urgent, danger, whom, villages },
    rows: [
      {
        table: 'announcements',
        id,
        is: { place: by.place, author_id: by.id, urgent, danger, whom },
        sealed: content,
      },
    ],
  })
  const drafts = villages.map(place => ({ id: randomUUID(), place }))
  await tx.query(
    `insert into announcement_drafts (id, place, announcement_id)
     select d.id, d.place, $1 from unnest($2::uuid[], $3::text[]) as d(id, place)`,
    [id, drafts.map(draft => draft.id), drafts.map(draft => draft.place)],
  )
  const without = await putDrafts(tx, house, drafts, { urgent, danger })
  const asked = danger ? house.now : outOfQuiet(house.now, house.policy.quiet)
  if (urgent)
    await schedule(
      tx,
      drafts.map(draft => ({
        key: `announcement-default:${draft.id}`,
        place: draft.place,
        kind: 'announcement-default',
        subject: draft.id,
        // counted from when the director reads it
        dueAt: asked + minutes(releasesAfter(house, { danger })),
      })),
    )
  return { id, without }
}

/** Puts each draft to whoever is there for the village. Returns the villages where nobody can be reached. */
async function putDrafts(
  tx: Tx,
  house: Ink,
  drafts: readonly { id: string; place: string }[],
  { urgent, danger }: { urgent: boolean; danger: boolean },
): Promise<string[]> {
  const without: string[] = []
  for (const draft of drafts) {
    const [director] = nextUp(await officersOf(tx, house.keys, draft.place, house.now))
    const to =
      director && levelOf(director) === 0
        ? (await addressesOf(tx, [director.person])).get(director.person)
        : undefined
    if (!to) {
      without.push(draft.place)
      continue
    }
    const about = { draft: draft.id, urgent }
    const put = { flow: 'release-draft', about, urgency: urgent ? 0 : 2, expiresAt: house.now + PUT_FOR }
    await prompt(tx, house, [
      {
        contact: to.contact,
        key: `draft:${draft.id}`,
        arrived: { type: 'prompt', prompt: put, reply: danger },
      },
    ])
  }
  return without
}

const villagesOf = (tx: Tx, turn: Turned): Promise<string[]> =>
  asStaff(tx, turn, () => villagesBelow(tx, turn.facts.person!.staff!.place))

/**
 * The villages below a place in which there are families, as far as the transaction's scope sees them. From one to the next
 * by index: a county has some hundreds, and its children are many.
 */
export async function villagesBelow(tx: Tx, place: string): Promise<string[]> {
  const { rows } = await tx.query(
    `with recursive villages as (
       select '' as code
       union all
       select (select place from children where place > code and place between $1 and $1 || '999999' and state <> 'left'
               order by place limit 1)
       from villages where code is not null)
     select code from villages where code <> '' order by code`,
    [place],
  )
  return rows.map(row => row.code)
}

/** Those of the villages in which no director is in the post: nobody there sends what is laid into their hands. */
export async function withoutDirector(tx: Tx, villages: readonly string[]): Promise<string[]> {
  const { rows } = await tx.query(
    `select code from unnest($1::text[]) code where not exists
       (select 1 from staff where place = code and role = 'director' and until is null)`,
    [villages],
  )
  return rows.map(row => row.code)
}

export async function namesOf(tx: Tx, places: readonly string[]): Promise<string[]> {
  const { rows } = await tx.query('select name from places where code = any($1) order by code', [places])
  return rows.map(row => row.name)
}

/** 公告进度: where the last announcement stands, by village in the order of places. */
export async function showAnnounced(
  tx: Tx,
  house: House,
  items: readonly Item<'showAnnounced'>[],
): Promise<void> {
  for (const { turn } of items) {
    const { language } = turn.waiting.to
    const { rows } = await asStaff(tx, turn, () =>
      tx.query(
        `select d.state, coalesce(p.name, d.place) as village, d.decided_by is null as by_itself
         from announcement_drafts d left join places p on p.code = d.place
         where d.announcement_id = (select id from announcements order by created_at desc, id limit 1) order by d.place`,
      ),
    )
    if (rows.length === 0) {
      turn.replies.push({ key: 'announce:none', values: {} })
      continue
    }
    const stateOf = (row: { state: string; by_itself: boolean }) =>
      row.state === 'released' && row.by_itself ? 'itself' : row.state
    const lines = (['released', 'itself', 'waiting', 'declined'] as const).flatMap(state => {
      const those = rows.filter(row => stateOf(row) === state)
      const names = those.map(row => row.village).join('、')
      return those.length > 0
        ? [house.words(language, `announce:state-${state}`, { count: those.length, names })]
        : []
    })
    turn.replies.push({ key: 'announce:progress', values: { lines: lines.join('\n') } })
  }
}
