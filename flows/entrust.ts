import { z } from 'zod'
import { only, SITTING } from './checklist.ts'
import { days } from './engine/calendar.ts'
import type { Declared, Effect, EffectOf } from './engine/effects.ts'
import { notNow } from './engine/understand.ts'
import { confirmed, onPaper, PaperQuestion } from './entrust-paper.ts'

/** The wording that what is said about an entrustment is kept with (a test compares). */
export const ENTRUST_WORDING = { parent: 'entrust-parent/2', carer: 'entrust-carer/2' }

export const EntrustAbout = z.object({
  children: z.array(z.uuid()).min(1),
  carer: z.uuid(),
  /** What the children call the carer; without it, what the roster says. */
  carerCalled: z.string().optional(),
  entrustments: z.array(z.uuid()).min(1),
  /** Of the document of each: a yes is a yes to what was shown. */
  versions: z.array(z.int()),
  /** YYYY-MM-DD */
  until: z.string(),
  /** What need not be asked, because it is on record. */
  known: z.array(z.enum(['exclusions', 'child-view', 'agreed', ...PaperQuestion.options])).default([]),
  /** What the paper says from elsewhere and they only have to say is so: in the words in which it stands there. */
  onPaper: z.partialRecord(PaperQuestion, z.string()).default({}),
})
export type EntrustAbout = z.infer<typeof EntrustAbout>
type Party = keyof typeof ENTRUST_WORDING
type Now = { about: EntrustAbout; words: string }
type Word = EffectOf<'entrustSay'>['said']

/** After so long without an answer the question rests; reminders and the director’s list are the house’s (server/entrustment). */
export const ENTRUST_SILENCE = { remindAfter: [], giveUpAfter: days(14), then: 'silent' } as const

/** The four kinds of people to whom no child may be entrusted, in the order of the law. */
const KINDS = ['offences', 'addiction', 'neglect', 'unsuitable'] as const
export const Kind = z.enum(KINDS)

/** The four as their lines are written, or in a word. */
export const KIND_WORDS = {
  offences: only('伤害、?虐待、?(?:丢下过人|遗弃等)|伤害|虐待|遗弃'),
  addiction: only('吸毒、?酗酒、?(?:赌钱|赌博)|吸毒|酗酒|喝酒|赌钱|赌博|打牌'),
  neglect: only('长期不管孩子|不管孩子'),
  unsuitable: only('别的不合适|别的'),
}

/** The same answer for all four; or for one of them, the others left open. */
export const declared = (
  all: Declared,
  but: Partial<Record<(typeof KINDS)[number], Declared>> = {},
): Word => ({
  act: 'exclusions',
  declared: { offences: all, addiction: all, neglect: all, unsuitable: all, ...but },
})

/** What both sides’ conversations have in common. */
export function entrust(party: Party) {
  const say =
    (said: Word | ((now: Now & { answer: unknown }) => Word)) =>
    (now: Now & { answer?: unknown }): EffectOf<'entrustSay'>[] => [
      {
        type: 'entrustSay',
        entrustments: now.about.entrustments,
        versions: now.about.versions,
        children: now.about.children,
        party,
        said: typeof said === 'function' ? said({ ...now, answer: now.answer }) : said,
        words: now.words,
        wording: ENTRUST_WORDING[party],
      },
    ]
  const pause =
    (why: 'later' | 'silent') =>
    ({ about }: Pick<Now, 'about'>): EffectOf<'entrustPause'>[] => [
      { type: 'entrustPause', entrustments: about.entrustments, carer: about.carer, why },
    ]
  return {
    say,
    pause,
    /** Passes over what is on record. */
    gate: <const Q extends string, const N extends string>(
      what: EntrustAbout['known'][number],
      question: Q,
      next: N,
    ) => ({
      say: false as const,
      then: {
        fork: [
          {
            when: 'on record',
            is: ({ about }: { about: EntrustAbout }) => about.known.includes(what),
            then: next,
          },
        ],
        otherwise: question,
      },
    }),
    asks: <const F extends string>(field: F) => ({
      ask: field,
      as: 'checklist',
      unless: [
        { when: 'not now', is: ({ words }: { words: string }) => notNow(words), then: 'later' as const },
      ],
      voice: 'spoken' as const,
    }),
    /** A question for the paper: kept when it is answered, and it need not be. */
    forPaper: (question: PaperQuestion) => ({
      silence: SITTING,
      does: say(({ answer }) => ({ act: 'tells', facts: { [question]: onPaper(answer) } })),
    }),
    /** What was on record and is so. */
    isSo: {
      ask: 'isItSo' as const,
      as: 'checklist',
      words: { yes: only('对|都对|没错|是'), no: only('不对|不是|错了|有错|要改|改') },
      voice: 'spoken' as const,
      silence: SITTING,
      does: say(({ about, answer }) => ({ act: 'tells', facts: confirmed(about, answer) })),
    },
    /** Which of the four it is, once somebody said that there is something. */
    which: {
      ask: 'which' as const,
      as: 'checklist',
      words: KIND_WORDS,
      silence: { ...ENTRUST_SILENCE, then: 'kept' as const },
      does: say(({ answer }) => declared('unclear', { [answer as z.infer<typeof Kind>]: 'yes' })),
      then: 'heard' as const,
    },
    /** Why not, in a few words for the director; a no counts at once, and needs none. */
    refusing: { does: say({ act: 'refuses' }), say: false as const, then: 'whyNot' as const },
    whyNot: {
      ask: 'whyNot' as const,
      voice: 'spokenWhy' as const,
      silence: { remindAfter: [], giveUpAfter: days(1), then: 'kept' as const },
      does: ({ about, words }: Now): Effect[] =>
        NO_REASON.test(words.trim())
          ? []
          : [{ type: 'openTask', kind: 'entrust-why', children: about.children, words }],
      then: 'notWilling' as const,
    },
    endings: {
      kept: { say: false },
      later: { does: pause('later') },
      thinkItOver: {
        does: (now: Now) => [...say({ act: 'thinks' })(now), ...pause('later')(now)],
      },
      silent: { does: pause('silent'), say: false },
      spoken: {
        does: (now: Now & { voice: string | null }): Effect[] => [
          ...pause('later')(now),
          { type: 'openRequest', words: [], voice: now.voice },
        ],
        say: false,
      },
      spokenWhy: {
        does: ({ voice }: { voice: string | null }): Effect[] => [{ type: 'openRequest', words: [], voice }],
        say: false,
      },
      notClear: {
        does: (now: Now & { unclear: readonly string[] }): Effect[] => [
          ...pause('later')(now),
          { type: 'openRequest', words: [...now.unclear], voice: null },
        ],
        say: false,
      },
    } as const,
  }
}

const NO_REASON = only('没有?|不想说|不说|没什么|不方便')
