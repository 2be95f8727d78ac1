import { expect, it } from 'vitest'
import { countWrong, findLink } from '../../server/confirm-page/links.ts'
import { seal } from '../../server/privacy/seal.ts'
import { tokenOf } from '../../server/privacy/token.ts'
import { confirming, type Opened, type Party } from '../support/confirm-links.ts'
import { settledWorld, type World } from '../support/settled.ts'
import { said } from '../support/texts.ts'

const AT = '2026-11-18 09:00'

/** One entrustment of a village whose director has WeChat, and what comes to whom. */
async function village() {
  const world = await settledWorld(AT)
  const confirm = confirming(world)
  const [it] = await confirm.open()
  const [row] = await world.rows(
    `select c.wechat_id, p.id from staff s join people p on p.id = s.person_id join contacts c on c.person_id = p.id
     where s.role = 'director' and s.until is null and s.place = (select place from entrustments where id = $1) limit 1`,
    [it!.id],
  )
  return { world, confirm, it: it!, director: row!.wechat_id as string }
}

const since = (world: World, wechat: string, count: number) =>
  world.channel.sent.slice(count).filter(sent => sent.contact === wechat)

async function hears(world: World, wechat: string, text: string) {
  const before = world.channel.sent.length
  await world.channel.hear(wechat, text)
  await world.engine.settle()
  return {
    /** The texts that came to somebody because of it; of a card, what stands for it. */
    texts: (to: string = wechat) =>
      since(world, to, before).map(({ outgoing }) => ('text' in outgoing ? outgoing.text : outgoing.kind)),
    cards: (to: string = wechat) =>
      since(world, to, before).flatMap(({ outgoing }) => (outgoing.kind === 'link' ? [outgoing.link] : [])),
  }
}

const withoutPhone = (world: World, { person, name }: Party) =>
  world.rows('update people set sealed = $2 where id = $1', [
    person,
    seal(world.keys, `people:${person}`, { name, phone: null, idNumber: null }),
  ])

it('a father who types 签字 gets a card to his own page, and an older one opens nothing any more', async () => {
  const { world, it } = await village()
  const first = await hears(world, it.parent.wechat, '签字')
  expect(first.texts()).toEqual(said('confirm-link:cardText'))
  const [card] = first.cards()
  expect(card!.url).toMatch(/^http:\/\/127\.0\.0\.1:3000\/confirm\/[\w-]{32}\.341226$/)
  expect(card!.title + card!.description).not.toContain(it.parent.name)
  const [again] = (await hears(world, it.parent.wechat, '我想看一遍')).cards()
  const links = await world.rows(
    'select token_hash, ended_as, party, issued_by from confirm_links order by issued_at, id',
  )
  expect(links).toHaveLength(2)
  const live = links.find(row => row.ended_as === null)!
  expect(live).toMatchObject({ party: 'parent', issued_by: null })
  expect(tokenOf(again!.url.split('/').at(-1)!)!.hash.equals(live.token_hash)).toBe(true)
  const kept = await world.rows(`select subjects from evidence where kind = 'link-issued'`)
  expect(kept.map(row => row.subjects)).toEqual([
    [it.id, it.parent.person],
    [it.id, it.parent.person],
  ])
})

it('the director sends it to both sides by number or by the child’s name, and then to whoever is left', async () => {
  const { world, it, director } = await village()
  const sent = await hears(world, director, `发链接 ${it.no}`)
  expect(sent.cards(it.parent.wechat)).toHaveLength(1)
  expect(sent.cards(it.carer.wechat)).toHaveLength(1)
  expect(sent.texts()[0]).toMatch(/^已发给/)
  expect(sent.texts()[0]).toContain(it.carer.name)
  const issued = await world.rows(
    'select issued_by is not null as by_staff, party from confirm_links order by party',
  )
  expect(issued.map(row => [row.by_staff, row.party])).toContainEqual([true, 'carer'])
  const called = await hears(world, director, `发链接 ${it.carer.name}`)
  expect(called.cards(it.carer.wechat)).toHaveLength(1)
  expect((await hears(world, director, '发链接')).texts()).toEqual(said('confirm-link:how'))
  expect((await hears(world, director, '发链接 999')).texts()).toEqual(said('confirm-link:noneFound'))
})

it('at night it waits for the morning', async () => {
  const { world, it, director } = await village()
  await world.until('2026-11-18 22:30')
  const sent = await hears(world, director, `发链接 ${it.no}`)
  expect(sent.cards(it.carer.wechat)).toEqual([])
  const before = world.channel.sent.length
  await world.until('2026-11-19 09:30')
  expect(since(world, it.carer.wechat, before).map(({ outgoing }) => outgoing.kind)).toContain('link')
})

it('whoever has no telephone on record is told why, and the director is told who got none', async () => {
  const { world, it, director } = await village()
  await withoutPhone(world, it.carer)
  expect((await hears(world, it.carer.wechat, '签字')).texts()).toEqual(said('confirm-link:noPhone'))
  const sent = await hears(world, director, `发链接 ${it.no}`)
  expect(sent.cards(it.carer.wechat)).toEqual([])
  expect(sent.texts().at(-1)).toBe(`没发给${it.carer.name}：没有微信，或者没有登记电话。`)
})

it('nothing waits: a family is told so, and a director of another village finds nothing', async () => {
  const { world, it } = await village()
  await world.rows(`update entrustments set ended_at = opened_at, end_reason = 'moved'`)
  expect((await hears(world, it.parent.wechat, '签字')).texts()).toEqual(said('confirm-link:nothing'))
  await world.rows('update entrustments set ended_at = null, end_reason = null')
  const [other] = await world.rows(
    `select c.wechat_id from staff s join contacts c on c.person_id = s.person_id
     where s.role = 'director' and s.place <> (select place from entrustments where id = $1) limit 1`,
    [it.id],
  )
  expect((await hears(world, other!.wechat_id, `发链接 ${it.no}`)).texts()).toEqual(
    said('confirm-link:noneFound'),
  )
})

it('locked by wrong digits, the family is sent to the director, whose link opens again', async () => {
  const { world, confirm, it, director } = await village()
  const lock = async (of: Opened) => {
    const link = tokenOf((await confirm.link(of, 'carer'))!.split('/').at(-1)!)!
    await confirm.county(async tx => {
      for (let n = 0; n < 5; n++) {
        const found = await findLink(tx, world.keys, link, world.clock.now(), 'lock')
        await countWrong(tx, found!, 5, world.clock.now())
      }
    })
  }
  await lock(it)
  expect((await hears(world, it.carer.wechat, '签字')).texts()).toEqual(said('confirm-link:tellStaff'))
  expect((await hears(world, director, `发链接 ${it.no}`)).cards(it.carer.wechat)).toHaveLength(1)
  const [live] = await world.rows(
    `select wrong from confirm_links where party = 'carer' and ended_at is null`,
  )
  expect(live!.wrong).toBe(0)
})
