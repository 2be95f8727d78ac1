import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it, test } from 'vitest'
import { decide, phones, settledWorld } from '../support/settled.ts'

const server = new URL('../../server/', import.meta.url)
const files = readdirSync(server, { recursive: true, encoding: 'utf8' })
  .filter(name => name.endsWith('.ts'))
  .map(name => ({ name, code: readFileSync(new URL(name, server), 'utf8') }))

/** Who puts questions of the house, and may look at children nobody may be asked about; and why. */
const MAY_LOOK: Record<string, string> = {
  'plan.ts': 'plans the question about the consent itself',
  'families/child-consent.ts': 'asks for the consent itself',
  'notices/announcements.ts': 'puts drafts to staff',
  'care/pass-words.ts': 'carries what a family says of its own accord',
}

describe('whose care is asked about', () => {
  test('is read in one place: who puts a question reads children through it, or is named here with the reason', () => {
    const asking = files.filter(({ code }) => /type: 'prompt'|arrived: question/.test(code))
    expect(asking.length).toBeGreaterThan(5)
    const looking = asking.filter(({ code }) => /\b(?:from|join|update) children\b(?!_)/.test(code))
    expect(looking.map(({ name }) => name).filter(name => MAY_LOOK[name] === undefined)).toEqual([])
  })

  test('is nowhere spelled out again', () => {
    const again = files.filter(({ code }) =>
      [...code.matchAll(/\bchildren (\w+)\b/g)].some(([, alias]) =>
        new RegExp(`\\b${alias}\\.consent (?:<>|!=) 'refused'`).test(code),
      ),
    )
    expect(again.map(({ name }) => name)).toEqual([])
  })

  it('nobody is asked, reminded or put in another’s place about a child once that has been refused, whatever was under way', async () => {
    const world = await settledWorld('2026-11-22 09:00')
    await decide(world, 'spot-checks', { on: true, oneIn: 10, askAfter: 24 })
    const [carer, mother, father, director] = phones(
      world,
      ...(['h01-carer', 'h01-mother', 'h01-father', 'director-1'] as const),
    )
    await world.until('2026-11-22 10:05')
    expect(carer.heard().join()).toContain('吃住')
    world.chance.next = 0
    await director.says(`走访 ${carer.name} 孩子和奶奶都在，都好`)
    world.chance.next = 0.999
    await world.asOwner(db =>
      db.query(
        `update children set consent = 'refused'
         where household_id in (select c.household_id from relations r join children c on c.id = r.child_id where r.person_id = $1)`,
        [carer.person],
      ),
    )
    for (const phone of [carer, mother, father]) phone.heard()
    await world.until('2026-12-14 12:00')
    const asked = await world.rows(
      `select d.kind from due_items d where d.state = 'done' and d.person_id = any($1) and d.due_at > '2026-11-22 10:06+08'
         and d.kind in ('check-in', 'check-in-remind', 'check-in-other', 'care-question', 'checklist', 'weekly-nudge', 'spot-check')`,
      [[carer.person, mother.person, father.person]],
    )
    expect(asked).toEqual([])
    expect([...carer.heard(), ...mother.heard(), ...father.heard()].join()).not.toMatch(
      /吃住|照看|上门看过|说说话|作业/,
    )
    expect(world.errors).toEqual([])
  }, 120_000)
})
