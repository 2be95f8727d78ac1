import { expect, it } from 'vitest'
import { textsOf } from '../../locales/index.ts'
import { decide, phones, settledWorld } from '../support/settled.ts'
import { said } from '../support/texts.ts'

const english = textsOf('en')
const county = (world: Awaited<ReturnType<typeof settledWorld>>, key: string, value: object[]) =>
  decide(world, key, JSON.stringify(value) as unknown as object)

it('热线 shows a grandmother what each number is for, emergencies first, in two messages of one glance', async () => {
  const world = await settledWorld('2026-11-18 09:00')
  const [carer] = phones(world, 'h01-carer')
  const shown = await carer.says('热线')
  expect(shown).toEqual(said('hotlines:emergency', 'hotlines:ordinary'))
  expect(shown[0]).toMatch(/110 .*\n120 .*\n119 /)
  for (const number of ['12345', '12348', '12356', '12355'])
    expect(shown[1]).toMatch(new RegExp(`^${number} [\\p{Script=Han}]+$`, 'mu'))
  for (const text of shown) expect([...text.replaceAll('\n', '')].length).toBeLessThanOrEqual(60)
})

it('a county that has decided on its own numbers shows those, its own words included, and somebody unknown sees them too', async () => {
  const world = await settledWorld('2026-11-18 09:00')
  await county(world, 'hotlines', [{ number: '110' }, { number: '0558-7654321', for: '县未保中心' }])
  const stranger = world.phone('somebody')
  const shown = await stranger.says('热线')
  expect(shown.join('\n')).toContain('0558-7654321 县未保中心')
  expect(shown.join('\n')).not.toContain('12345')
})

it('a mother who writes English is answered in it from then on, questions of the house included', async () => {
  const world = await settledWorld('2026-11-20 09:00')
  const [carer] = phones(world, 'h01-carer')
  expect(await carer.says('English')).toEqual([english.language!.changed])
  await world.until('2026-11-22 10:05')
  expect(carer.heard().join()).toContain('1 All')
  expect(await carer.says('中文')).toEqual(said('language:changed', 'check-in:howAreThey'))
})

it('somebody who chose English before joining keeps it when bound', async () => {
  const world = await settledWorld('2026-11-18 09:00')
  const mother = world.phone('h02-mother')
  await mother.says('English')
  await mother.says('hello')
  expect((await mother.says('1'))[0]).toBe(english.join!.code)
  await mother.says(await world.card(mother.person!))
  await mother.says('1')
  expect(await world.rows('select language from people where id = $1', [mother.person])).toEqual([
    { language: 'en' },
  ])
})
