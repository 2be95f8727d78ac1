import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { danger } from '../../flows/engine/danger.ts'
import type { Flow, Step } from '../../flows/engine/define.ts'
import { placeholders } from '../../flows/engine/placeholders.ts'
import type { State } from '../../flows/engine/state.ts'
import { isFork, personOption, readingOf, turn, wakeAt } from '../../flows/engine/turn.ts'
import { Effect, flows, hear, Mind, newMind } from '../../flows/index.ts'
import { textsOf } from '../../locales/index.ts'
import { COUNTY, grandmother, grandmothersCard, villageDirector } from './support/people.ts'
import { ABOUT, conversation, DANGERS, type Played, play } from './support/random.ts'
import { MORNING } from './support/talk.ts'

/** The same conversations every time; another seed looks further. */
const RANDOM = { seed: 20261118, numRuns: 400 }
const chinese = textsOf('zh-CN')
const FACTS = {
  now: MORNING,
  today: '2026-11-18',
  county: COUNTY,
  person: grandmother(),
  code: null,
  notice: null,
  handedOver: false,
  held: false,
}

const everywhere = (law: (turn: Played) => void) =>
  fc.assert(
    fc.property(conversation, events => play(events, law)),
    RANDOM,
  )

const each = Object.values(flows)
const questions = each.flatMap(flow =>
  Object.entries(flow.steps)
    .filter(([, step]) => step.ask)
    .map(([name, step]) => ({ flow, name, step, key: `${flow.id}:${step.say || name}` })),
)
const choices = questions.filter(({ flow, step }) => flow.answers.shape[step.ask!] instanceof z.ZodEnum)
const optionsOf = (flow: Flow, step: Step) => (flow.answers.shape[step.ask!] as z.ZodEnum).options as string[]

/** What nobody asked for: the questions that the house begins. */
const HOUSE =
  /^(child-consent|check-in|confirm-care-parent|confirm-care-carer|who-cares|checklist-parent|checklist-carer)\b/

const says = (effects: readonly Effect[]) => effects.filter(effect => effect.type === 'say')
const bySelf = ({ arrived }: Played) =>
  ['prompt', 'timer', 'remind', 'withdraw', 'resume'].includes(arrived.type)

describe('any conversation', () => {
  test('no turn throws, and every effect is one the house knows', () => {
    everywhere(({ effects }) => expect(z.array(Effect).parse(effects)).toEqual(effects))
  })

  test('a waiting mind leaves exactly one timer, an ended one none', () => {
    everywhere(({ before, arrived, after, effects }) => {
      if (arrived.type === 'timer' && arrived.turn !== before.turn) return
      expect(effects.filter(effect => effect.type === 'wakeMe')).toHaveLength(after.open ? 1 : 0)
    })
  })

  test('a timer of an older turn changes nothing', () => {
    everywhere(({ before, arrived, after, effects }) => {
      if (arrived.type !== 'timer' || arrived.turn === before.turn) return
      expect(after).toBe(before)
      expect(effects).toEqual([])
    })
  })

  test('due timers come to an end, also while people are talking', () => {
    everywhere(({ after, facts }) => {
      let mind = after
      for (let wakes = 0; mind.open; wakes++) {
        expect(wakes).toBeLessThan(12)
        const heard = hear(flows, mind, { type: 'timer', turn: mind.turn }, facts)
        const wake = heard.effects.find(effect => effect.type === 'wakeMe')
        if (!wake || wake.at > facts.now) break
        mind = heard.mind
      }
    })
  })

  test('what is remembered survives JSON and stays small', () => {
    everywhere(({ after }) => {
      expect(Mind.parse(JSON.parse(JSON.stringify(after)))).toEqual(after)
      expect(after.queue.length).toBeLessThanOrEqual(8)
    })
  })

  test('one question at a time: a turn puts at most one, and waits at it', () => {
    everywhere(({ after, effects }) => {
      const put = says(effects).filter(effect => questions.some(({ key }) => key === effect.key))
      expect(put.length).toBeLessThanOrEqual(1)
      const { open } = after
      if (put[0]) expect(put[0].key).toBe(questionOf(open))
    })
  })

  test('chatter never postpones a question of the house: while it is open it is due when it was due', () => {
    everywhere(({ before, arrived, after, effects }) => {
      const { open } = before
      if (!open || !HOUSE.test(open.flow) || open.about.checkIn === null || arrived.type === 'timer') return
      if (after.open?.step !== open.step || JSON.stringify(after.open.about) !== JSON.stringify(open.about))
        return
      const wake = effects.find(effect => effect.type === 'wakeMe')
      expect(wake?.at).toBe(wakeAt(flows[open.flow]!, open))
    })
  })

  test('a question of the house that is interrupted waits as it stands', () => {
    everywhere(played => {
      const { before, after, effects, facts } = played
      if (bySelf(played) || !facts.person) return
      const { open } = before
      if (!open || !HOUSE.test(open.flow) || !after.open || after.open.flow === open.flow) return
      const ended =
        effects.some(effect => effect.type !== 'say' && effect.type !== 'wakeMe') || says(effects).length > 1
      const answered = says(effects).some(({ key }) => key.startsWith(`${open.flow}:`))
      if (!ended && !answered) expect(after.queue[0]?.paused).toEqual(open)
    })
  })

  test('while people are talking, or nothing automatic may be said, no prompt is put', () => {
    everywhere(played => {
      const { facts, effects, before, after, arrived } = played
      if (!facts.handedOver && !facts.held) return
      if (bySelf(played)) {
        expect(says(effects)).toEqual([])
        if (after.open) expect(after.open).toEqual(before.open)
      }
      const begun =
        before.open?.about.checkIn === null || (arrived.type === 'text' && arrived.text.includes('报平安'))
      if (begun || !facts.person || facts.person.staff) return
      const put = says(effects).filter(({ key }) => questions.some(one => one.key === key))
      expect(put.filter(({ key }) => HOUSE.test(key))).toEqual([])
    })
  })

  test('danger is answered first, whatever is open, and the open question stays open', () => {
    everywhere(({ before, arrived, after, effects, facts }) => {
      if (arrived.type !== 'text' || !DANGERS.includes(arrived.text)) return
      if (facts.person?.staff && before.open?.flow === 'notice' && [...arrived.text].length > 30) return
      expect(danger(arrived.text)).not.toBeNull()
      expect(effects[0]).toMatchObject({ type: 'say', key: expect.stringMatching(/^report-danger:/) })
      expect(effects[1]).toMatchObject({ type: 'openCase' })
      expect(
        effects.filter(effect => !['say', 'openCase', 'forget', 'wakeMe'].includes(effect.type)),
      ).toEqual([])
      if (before.open) expect(after.open).toEqual(before.open)
    })
  })

  test('nothing a bound adult writes is met with nothing, thanks and yes-yes apart', () => {
    everywhere(({ arrived, facts, effects }) => {
      if (
        arrived.type !== 'text' ||
        !facts.person ||
        !/[长孩周舅发疫删]|constructor|12345678/.test(arrived.text)
      )
        return
      if (arrived.text.startsWith('「')) return
      expect(effects.filter(effect => effect.type !== 'wakeMe').length).toBeGreaterThan(0)
    })
  })

  test('names and numbers from the records stand only in the values of a text', () => {
    const secret = /李?晓[悦军]|张桂兰|李建国|王秀英|赵明|祖母|父亲|1380000001[34]/
    everywhere(({ after, effects }) => {
      expect(
        JSON.stringify(effects.map(effect => (effect.type === 'say' ? effect.key : effect))),
      ).not.toMatch(secret)
      expect(JSON.stringify(after)).not.toMatch(secret)
    })
  })

  test('every text exists and gets every value it names', () => {
    everywhere(({ effects }) => {
      for (const { key, values } of says(effects)) {
        const [file, name] = key.split(':') as [string, string]
        expect(chinese[file], key).toHaveProperty([name])
        for (const [, hole] of chinese[file]![name]!.matchAll(/\{(\w+)\}/g))
          expect(values, key).toHaveProperty(hole!)
      }
    })
  })
})

describe('every flow', () => {
  test('is tried by these laws', () => {
    expect(Object.keys(ABOUT).sort()).toEqual(Object.keys(flows).sort())
    for (const [id, flow] of Object.entries(flows)) expect(flow.id).toBe(id)
  })

  test.each(each.map(flow => [flow.id, flow] as const))('%s names only steps it has', (_, flow) => {
    const names = [flow.start, flow.lost, flow.silence.then, ...Object.values(flow.renamed ?? {})]
    for (const name of [...names, ...Object.keys(flow.steps).flatMap(step => waysFrom(flow, step))])
      if (name !== undefined) expect(flow.steps, name).toHaveProperty([name])
  })

  test.each(each.map(flow => [flow.id, flow] as const))('%s can reach each of its steps', (_, flow) => {
    const reached = new Set<string>()
    const open = [flow.start]
    for (let name = open.pop(); name !== undefined; name = open.pop()) {
      if (reached.has(name)) continue
      reached.add(name)
      open.push(...waysFrom(flow, name))
    }
    expect([...reached].sort()).toEqual(Object.keys(flow.steps).sort())
  })

  test.each(each.map(flow => [flow.id, flow] as const))(
    '%s has a branch for every option it offers',
    (_, flow) => {
      for (const step of Object.values(flow.steps)) {
        const schema = step.ask ? flow.answers.shape[step.ask] : undefined
        if (!(schema instanceof z.ZodEnum) || typeof step.then !== 'object' || isFork(step.then)) continue
        expect(Object.keys(step.then).sort()).toEqual([...(schema.options as string[])].sort())
      }
    },
  )

  test.each(each.map(flow => [flow.id, flow] as const))('%s has no circle of statements', (_, flow) => {
    for (const start of Object.keys(flow.steps)) {
      let front = [start]
      for (let far = 0; front.length > 0; far++) {
        expect(far).toBeLessThanOrEqual(Object.keys(flow.steps).length)
        front = front.filter(name => !flow.steps[name]!.ask).flatMap(name => waysFrom(flow, name))
      }
    }
  })
})

describe('every question', () => {
  test.each(questions.map(one => [one.key, one] as const))(
    '%s ends by itself when nobody answers',
    (_, { flow, name, step }) => {
      const silence = step.silence ?? flow.silence
      expect(silence.giveUpAfter).toBeGreaterThan(0)
      let state: State | null = waiting(flow, name)
      let now = MORNING
      for (let reminders = 0; state?.step === name; reminders++) {
        expect(reminders).toBeLessThanOrEqual(silence.remindAfter.length)
        const due = wakeAt(flow, state)
        expect(due).toBeGreaterThan(now)
        now = due
        state = turn(flow, state, { type: 'silence' }, { ...FACTS, now }).state
      }
    },
  )

  test.each(questions.map(one => [one.key, one] as const))(
    '%s leads to a person, or kindly ends, when nothing is understood',
    (_, { flow, name, step }) => {
      if (
        flow.answers.shape[step.ask!] instanceof z.ZodString &&
        !flow.answers.shape[step.ask!]!.safeParse('').success
      )
        return
      let state: State | null = waiting(flow, name)
      for (let tries = 0; state; tries++) {
        expect(tries).toBeLessThan(flow.patience ?? 2)
        state = turn(flow, state, { type: 'words', words: '\u200b' }, FACTS).state
      }
    },
  )

  test.each(choices.map(one => [one.key, one] as const))(
    '%s is answered by each digit and by the words on each line, and by no other',
    (_, { flow, name, step }) => {
      const options = optionsOf(flow, step)
      const lines = choicesIn(chinese[flow.id]![step.say || name]!)
      expect(lines.map(line => line.digit)).toEqual(options.map((_, n) => n + 1))
      options.forEach((option, n) => {
        const { digit, words } = lines[n]!
        for (const said of [`${digit}`, words, `${digit} ${words}`, `${digit}${words}`, `选${digit}`])
          expect([said, optionRead(flow, step, said)]).toEqual([said, option])
        for (const said of [words, `${digit} ${words}`])
          expect([said, outcome(flow, name, said)]).toEqual([said, outcome(flow, name, `${digit}`)])
      })
    },
  )
})

/** What comes of an answer, whatever words it was given in. */
function outcome(flow: Flow, step: string, said: string) {
  const person = flow.id === 'join' ? null : flow.staff ? villageDirector() : grandmother()
  const code = flow.id === 'join' ? grandmothersCard('12345678') : null
  const mind = { ...newMind(), open: waiting(flow, step) }
  const { mind: after, effects } = hear(flows, mind, { type: 'text', text: said }, { ...FACTS, person, code })
  return {
    at: after.open?.step,
    effects: effects.map(effect => ('words' in effect ? { ...effect, words: '' } : effect)),
  }
}

/** The words of a text's lines that begin with a digit, values put in. */
function choicesIn(text: string) {
  const values = placeholders(FACTS, { about: {} })
  const rendered = text.replace(/\{(\w+)\}/g, (_, name) => String(values[name]))
  return [...rendered.matchAll(/^(\d) (.+)$/gm)].map(([, digit, words]) => ({
    digit: Number(digit),
    words: words!,
  }))
}

/** What an answer picks. */
function optionRead(flow: Flow, step: Step, said: string): unknown {
  const reading = readingOf(flow, step, said, FACTS.today)
  if (reading.kind === 'wants-person') return personOption(flow, step)
  return 'value' in reading ? reading.value : reading.kind
}

/** Every step a step may lead to. */
function waysFrom(flow: Flow, name: string): string[] {
  const step = flow.steps[name]
  if (!step) return []
  const then = step.then
  const onward =
    then === undefined
      ? []
      : typeof then === 'string'
        ? [then]
        : isFork(then)
          ? [...then.fork.map(way => way.then), then.otherwise]
          : Object.values(then)
  const aside = step.ask
    ? [
        ...(step.unless ?? []).map(way => way.then),
        step.voice,
        (step.silence ?? flow.silence).then,
        flow.lost,
      ]
    : []
  return [...onward, ...aside].filter(way => way !== undefined)
}

const waiting = (flow: Flow, step: string): State => ({
  flow: flow.id,
  step,
  about: fc.sample(ABOUT[flow.id]!, { seed: 1, numRuns: 1 })[0]!,
  answers: {},
  askedAt: MORNING,
  putAt: MORNING,
  reminders: 0,
  voice: null,
  unclear: [],
})

function questionOf(open: State | null): string | null {
  const step = open && flows[open.flow]?.steps[open.step]
  return step ? `${open.flow}:${step.say || open.step}` : null
}
