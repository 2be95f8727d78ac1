import { expect } from 'vitest'
import { z } from 'zod'
import { dayOf, instantOf } from '../../../flows/engine/calendar.ts'
import type { Thing } from '../../../flows/engine/things.ts'
import {
  type Arrived,
  type CodeFacts,
  codeToLookUp,
  Effect,
  type EffectType,
  type Facts,
  flows,
  hear,
  Mind,
  newMind,
  type PersonFacts,
  type Quoted,
} from '../../../flows/index.ts'
import { textsOf } from '../../../locales/index.ts'
import { COUNTY } from './people.ts'

/** A Wednesday forenoon. */
export const MORNING = instantOf('2026-11-18', '09:00')

const texts = textsOf('zh-CN')

/** An effect as a test names it: its type and whatever of it matters. */
type Named = { type: Exclude<EffectType, 'say' | 'wakeMe'> } & Record<string, unknown>

/** No timer may leave another one due at the same instant for ever. */
const MOST_WAKES_AT_ONCE = 12

/**
 * Plays a conversation with the bot as one contact has it: a clock that stands until moved, timers that fire when
 * they are due, cards looked up as the house does, and the mind put through JSON between any two turns. Every turn
 * is checked for what always holds; `bot` and `did` look at what came of the last thing that happened.
 */
export function given(person: PersonFacts | null, cards: Record<string, CodeFacts> = {}) {
  let now = MORNING
  let mind = newMind()
  let timer: { at: number; turn: number } | null = null
  let effects: Effect[] = []
  let around: Pick<Facts, 'person' | 'notice' | 'handedOver' | 'held' | 'quoted' | 'limits'> = {
    person,
    notice: null,
    handedOver: false,
    held: false,
  }

  function turn(arrived: Arrived): void {
    const digits = around.person?.staff ? null : codeToLookUp(mind, 'text' in arrived ? arrived.text : null)
    const code = digits === null ? null : (cards[digits] ?? { state: 'wrong' as const })
    const heard = hear(flows, mind, arrived, { now, today: dayOf(now), county: COUNTY, code, ...around })
    mind = Mind.parse(JSON.parse(JSON.stringify(heard.mind)))
    expect(mind, 'the mind survives JSON').toEqual(heard.mind)
    expect(z.array(Effect).parse(JSON.parse(JSON.stringify(heard.effects)))).toEqual(heard.effects)
    const wakes = heard.effects.filter(effect => effect.type === 'wakeMe')
    expect(wakes.length, 'exactly one timer while a question waits').toBe(mind.open ? 1 : 0)
    if (wakes[0]) timer = { at: wakes[0].at, turn: mind.turn }
    for (const effect of heard.effects) if (effect.type === 'say') withoutHoles(effect)
    effects.push(...heard.effects)
  }

  const self = {
    /** The house puts a question. */
    asked: (flow: string, about: Record<string, unknown>, expiresAt: number | null = null) =>
      self.happens({ type: 'prompt', prompt: { flow, about, urgency: 2, expiresAt } }),
    says: (text: string) => self.happens({ type: 'text', text }),
    /** A quoting reply, as Wechaty hands it over. */
    quotes: (quoted: string, text: string) =>
      self.happens({ type: 'text', text: `「相伴：${quoted}」\n- - - - - - - - - - - - - - -\n${text}` }),
    /** A reply that quotes what the house has found among its messages. */
    quoting(quoted: Quoted, text: string) {
      around = { ...around, quoted }
      self.quotes('…', text)
      around = { ...around, quoted: null }
      return self
    },
    speaks: (key = 'wechat:a:voice') => self.happens({ type: 'voice', key }),
    sendsPicture: (message = 'picture-1') => self.happens({ type: 'image', message }),
    sendsSticker: () => self.happens({ type: 'other' }),
    sends: (as: Thing) => self.happens({ type: 'other', as }),
    sendsPlace: (message = 'place-1') => self.happens({ type: 'location', message }),
    adds: () => self.happens({ type: 'friend' }),
    happens(arrived: Arrived) {
      effects = []
      turn(arrived)
      return self
    },
    /** Nothing is said for so long (ms); whatever is due meanwhile happens at its time. */
    silent(ms: number) {
      effects = []
      const until = now + ms
      for (let wakes = 0; timer !== null && timer.at <= until; ) {
        wakes = timer.at > now ? 0 : wakes + 1
        expect(wakes, 'due timers come to an end').toBeLessThan(MOST_WAKES_AT_ONCE)
        now = Math.max(now, timer.at)
        const due = { type: 'timer', turn: timer.turn } as const
        timer = null
        turn(due)
      }
      now = until
      return self
    },
    /** What the house knows from now on. */
    meanwhile(known: Partial<typeof around>) {
      around = { ...around, ...known }
      return self
    },
    /** A notice arrives on this phone. */
    notified(notice: string) {
      return self.meanwhile({ notice: { id: notice, sentAt: now } })
    },
    /** Exactly these texts were said, in this order. */
    bot(...keys: string[]) {
      expect(effects.filter(effect => effect.type === 'say').map(effect => effect.key)).toEqual(keys)
      return self
    },
    /** Exactly this was asked of the house, in this order. */
    did(...list: Named[]) {
      expect(effects.filter(effect => effect.type !== 'say' && effect.type !== 'wakeMe')).toMatchObject(list)
      return self
    },
    waitsAt(step: string) {
      expect(mind.open && `${mind.open.flow}:${mind.open.step}`).toBe(step)
      return self
    },
    ended() {
      expect(mind.open).toBeNull()
      return self
    },
    /** The keys of what was said. */
    get said(): string[] {
      return effects.filter(effect => effect.type === 'say').map(effect => effect.key)
    },
    get mind(): Mind {
      return mind
    },
    get now(): number {
      return now
    },
    /** The values of the last text, as they will stand in it. */
    get values(): Record<string, unknown> {
      return effects.filter(effect => effect.type === 'say').at(-1)?.values ?? {}
    },
  }
  return self
}

/** Every name in braces of the Chinese text has something to stand there. */
function withoutHoles({ key, values }: Extract<Effect, { type: 'say' }>): void {
  const [file, name] = key.split(':') as [string, string]
  const text = texts[file]?.[name]
  expect(text, `there is a text ${key}`).toBeDefined()
  for (const [, hole] of text!.matchAll(/\{(\w+)\}/g))
    expect(String(values[hole!] ?? ''), `${key} names {${hole}}`).toMatch(/./)
}
