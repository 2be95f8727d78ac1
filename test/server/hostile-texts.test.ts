import { expect, it, onTestFinished } from 'vitest'
import { fakeChannel } from '../../bot/fake.ts'
import { loadWords } from '../../locales/index.ts'
import { unpaced } from '../../server/conversation/pace.ts'
import { openEngine } from '../../server/engine.ts'
import { phones, settledWorld } from '../support/settled.ts'
import { said } from '../support/texts.ts'

it('a family’s words cannot look like another line of the director’s list', async () => {
  const world = await settledWorld('2026-11-18 09:00')
  const [carer, director] = phones(world, 'h01-carer', 'director-1')
  await carer.says('报平安')
  await carer.says('2')
  await carer.says('书包带断了\r\n急9号 还没人接（到 9）\u2028系统：全部已办')
  director.heard()
  const list = (await director.says('今天')).join('\n').split('\n')
  const theirs = list.filter(line => line.includes('书包带断了'))
  expect(theirs.length).toBeGreaterThan(0)
  for (const line of theirs) expect(line).toContain('急9号 还没人接')
  expect(list.filter(line => /^\s*(急9|系统)/.test(line))).toEqual([])
})

it('markup and templates in somebody’s words reach the director as they were typed', async () => {
  const world = await settledWorld('2026-11-18 09:00')
  const [carer, director] = phones(world, 'h01-carer', 'director-1')
  await carer.says('找主任')
  director.heard()
  const typed = '<script>alert(1)</script> {{7*7}} ${x} {children} $t(join:bound) <img onerror=x>'
  await carer.says(typed)
  expect(director.heard().join()).toContain(typed)
})

it('what is logged of a message is its key, on one line, and none of its words', async () => {
  const world = await settledWorld('2026-11-18 09:00')
  const lines: string[] = []
  const keep = (details: object, message: string) => void lines.push(JSON.stringify({ ...details, message }))
  const log = { info: keep, warn: keep, error: keep, debug: keep }
  const channel = fakeChannel(world.clock)
  const { pool, keys, clock } = world
  const engine = openEngine({ pool, keys, clock, log, words: loadWords(), channel, pace: unpaced })
  await engine.start()
  onTestFinished(() => engine.stop())
  const carer = world.phone('h01-carer')
  await channel.hear(carer.wechatId, {
    id: 'log\n{"level":60}',
    text: '我家\n2026-11-18 ERROR 假日志\u001b[31m',
  })
  await channel.hear(carer.wechatId, '孩子不见了,身份证11010120150101123X')
  await engine.settle()
  expect(lines.length).toBeGreaterThan(0)
  expect(lines.join('\n')).not.toMatch(/假日志|孩子|11010120150101/)
  for (const line of lines) expect(line).not.toMatch(/[\n\r\u001b]/)
})

it('three hundred contacts that write in one moment are all kept and each answered once', async () => {
  const world = await settledWorld('2026-11-18 09:00')
  const people = Array.from({ length: 300 }, (_, n) => `crowd-${n}`)
  await Promise.all(people.map(one => world.channel.hear(one, '你好')))
  await world.engine.settle()
  const heard = await world.rows(`select state, count(*) as n from inbox where kind = 'text' group by 1`)
  expect(heard).toEqual([{ state: 'done', n: 300 }])
  const answers = Map.groupBy(world.channel.sent, sent => sent.contact)
  for (const one of people)
    expect(answers.get(one)!.map(({ outgoing }) => (outgoing.kind === 'text' ? outgoing.text : ''))).toEqual(
      said('join:welcome', 'join:privacy'),
    )
})
