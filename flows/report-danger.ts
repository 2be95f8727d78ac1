import { z } from 'zod'
import { minutes } from './engine/calendar.ts'
import { defineFlow } from './engine/define.ts'
import type { Effect } from './engine/effects.ts'
import type { Facts } from './engine/facts.ts'

type Chosen = NonNullable<Extract<Effect, { type: 'openCase' }>['chosen']>

/** What was chosen becomes a case at once; the class decides whom it is told to, and how soon. */
const alert =
  (chosen: Chosen, kind: string) =>
  ({ facts, unclear }: { facts: Facts; unclear: readonly string[] }): Effect[] => [
    {
      type: 'openCase',
      level: 'red',
      class: kind,
      aboutDirector: false,
      hold: chosen === 'harmed',
      children: facts.person?.children.map(child => child.id) ?? [],
      words: unclear.join(' / '),
      chosen,
    },
  ]

const safety = (safe: 'yes' | 'no' | 'unknown'): Effect[] => [
  { type: 'addToCase', safe, words: '', voice: null },
]

/** A line of the list in its own words, which would be a cry elsewhere; perhaps with its digit. */
const line = (digit: number, words: string) => new RegExp(`^(?:${digit}[ .,、]*)?(?:${words})$`, 'u')

/**
 * 有危险 without having to say what: the numbers first, one choice, whether the child is safe now. Whoever chooses
 * 有危险 and falls silent is taken for somebody who cannot write; nothing is said to them.
 */
export const reportDanger = defineFlow({
  id: 'report-danger',
  about: z.object({}),
  answers: z.object({
    kind: z.enum(['well', 'lost', 'hurt', 'harmed', 'alone', 'other']),
    safe: z.enum(['well', 'danger', 'unknown']),
  }),
  start: 'whatKind',
  silence: { remindAfter: [], giveUpAfter: minutes(5), then: 'fellSilent' },
  lost: 'notClear',
  steps: {
    whatKind: {
      ask: 'kind',
      words: {
        well: line(1, '没事[了的]*'),
        lost: line(2, '(?:孩子)?不见了?(?:或落水)?|落水了?'),
        hurt: line(3, '受伤了?(?:或急病)?|急病'),
        harmed: line(4, '有人伤孩子'),
        alone: line(5, '没人照看'),
        other: line(6, '别的(?:事)?'),
      },
      voice: 'spoken',
      then: {
        well: 'noDanger',
        lost: 'lost',
        hurt: 'hurt',
        harmed: 'harmed',
        alone: 'alone',
        other: 'other',
      },
    },
    noDanger: {},
    lost: { does: alert('lost', 'missing'), then: 'isSafeNow' },
    hurt: { does: alert('hurt', 'injury'), then: 'isSafeNow' },
    harmed: { does: alert('harmed', 'violence'), then: 'isSafeNow' },
    alone: { does: alert('alone', 'unattended'), then: 'isSafeNow' },
    other: { does: alert('other', 'call'), then: 'isSafeNow' },
    isSafeNow: {
      ask: 'safe',
      words: {
        well: /^(?:现在|已经|孩子)*安全[了的]*[.。!]?$/u,
        danger: /^(?:还|现在)*不安全[.。!]?$/u,
        unknown: /^(?:还|我)?不(?:知道|清楚|晓得)[.。!]?$/u,
      },
      voice: 'spokenMore',
      silence: { remindAfter: [], giveUpAfter: minutes(30) },
      then: { well: 'noted', danger: 'notedDanger', unknown: 'notedUnknown' },
    },
    noted: { does: safety('yes') },
    notedDanger: { does: safety('no') },
    notedUnknown: { does: safety('unknown'), say: 'noted' },
    spoken: {
      does: moment => [
        ...alert('other', 'call')(moment),
        { type: 'addToCase', safe: null, words: '', voice: moment.voice },
      ],
    },
    spokenMore: {
      does: ({ voice }) => [{ type: 'addToCase', safe: null, words: '', voice }],
      say: 'spoken',
    },
    notClear: {
      say: false,
      then: {
        fork: [
          { when: 'the case is open', is: ({ answers }) => answers.kind !== undefined, then: 'toldMore' },
        ],
        otherwise: 'toldUnclear',
      },
    },
    toldMore: {
      does: ({ unclear }) => [{ type: 'addToCase', safe: null, words: unclear.join(' / '), voice: null }],
      say: 'noted',
    },
    toldUnclear: { does: alert('other', 'call'), say: 'other' },
    fellSilent: { does: alert('silent', 'call'), say: false },
  },
})
