import { z } from 'zod'
import { days, hours } from './engine/calendar.ts'
import type { Effect, EffectOf } from './engine/effects.ts'
import { notNow } from './engine/understand.ts'

/** The wording every answer of a checklist is kept with (a test compares). */
export const CHECKLIST_WORDING = {
  parent: 'checklist-parent/1',
  carer: 'checklist-carer/1',
}

/** The questions in the order of DOMAIN.md 2.4; a line for the director counts them from 1. */
export const QUESTIONS = {
  parent: [
    ...['role', 'where', 'long', 'other', 'livesWith', 'arranged', 'able', 'worry', 'willing'],
    ...['calls', 'told', 'second', 'review'],
  ],
  carer: [
    ...['kin', 'together', 'until', 'health', 'others', 'hospital', 'school', 'water', 'stove'],
    ...['calls', 'hardship', 'agree'],
  ],
} as const

/** How long a question waits; what was not answered by then is asked again another day, as often as the county decides. */
export const SITTING = { remindAfter: [], giveUpAfter: days(5), then: 'silent', waits: 'sitting' } as const
/** At a rest nobody is waited for. */
export const REST = { remindAfter: [], giveUpAfter: hours(3), then: 'later', waits: 'rest' } as const

export const ChecklistAbout = z.object({
  children: z.array(z.uuid()).min(1),
  carer: z.uuid(),
  /** Questions that need no asking because their answer is on record and fresh, with the option where one was chosen. */
  known: z.record(z.string(), z.string().nullable()),
  /** 继续: whoever asked for it is not asked whether it suits. */
  wished: z.boolean().default(false),
})
export type ChecklistAbout = z.infer<typeof ChecklistAbout>
type Party = keyof typeof CHECKLIST_WORDING
type Now = { about: ChecklistAbout; words: string; answers: Record<string, unknown> }
type Paused = Pick<Now, 'about' | 'answers'>

/** What each question of one party's checklist has in common. */
export function checklist(party: Party) {
  const keep =
    (question: string) =>
    ({ about, answer, words }: Pick<Now, 'about' | 'words'> & { answer: unknown }): Effect[] => [
      {
        type: 'keepAnswer',
        children: about.children,
        party,
        carer: about.carer,
        question,
        answer: String(answer),
        words,
        wording: CHECKLIST_WORDING[party],
      },
    ]
  const pause =
    (why: 'later' | 'silent') =>
    ({ about, answers }: Paused): EffectOf<'pauseChecklist'>[] => [
      {
        type: 'pauseChecklist',
        children: about.children,
        party,
        carer: about.carer,
        number: firstOpen(party, { ...about.known, ...answers }),
        why,
      },
    ]
  return {
    keep,
    pause,
    /** Passes over a question that needs no asking. */
    gate: <const Q extends string, const N extends string>(question: Q, next: N) => ({
      say: false as const,
      then: {
        fork: [
          {
            when: 'on record',
            is: ({ about }: { about: ChecklistAbout }) => Object.hasOwn(about.known, question),
            then: next,
          },
        ],
        otherwise: question,
      },
    }),
    /** A rest after some questions, if any was asked since; who has said enough for today goes on another day. */
    restGate: <const R extends string, const N extends string>(
      asked: readonly string[],
      rest: R,
      next: N,
    ) => ({
      say: false as const,
      then: {
        fork: [
          {
            when: 'something was asked',
            is: ({ answers }: { answers: object }) =>
              asked.some(question => Object.hasOwn(answers, question)),
            then: rest,
          },
        ],
        otherwise: next,
      },
    }),
    /** Whether it suits to go on now. */
    goesOn: <const F extends string, const N extends string>(field: F, next: N) => ({
      ask: field,
      words: { yes: NOW, later: LATER },
      then: { yes: next, later: 'later' as const },
    }),
    asks: <const F extends string>(field: F) => ({
      ask: field,
      as: 'checklist',
      unless: [
        { when: 'not now', is: ({ words }: { words: string }) => notNow(words), then: 'later' as const },
      ],
      voice: 'spoken' as const,
      does: keep(field),
    }),
    /** How a sitting ends before the last question. */
    endings: {
      later: { does: pause('later') },
      silent: { does: pause('silent'), say: false },
      spoken: {
        does: (now: Paused & { voice: string | null }): Effect[] => [
          ...pause('later')(now),
          { type: 'openRequest', words: [], voice: now.voice },
        ],
        say: false,
      },
      notClear: {
        does: (now: Paused & { unclear: readonly string[] }): Effect[] => [
          ...pause('later')(now),
          { type: 'openRequest', words: [...now.unclear], voice: null },
        ],
        say: false,
      },
    } as const,
  }
}

/** A line of the director's list that needs no words. */
export const line =
  (kind: EffectOf<'openTask'>['kind']) =>
  ({ about }: { about: Pick<ChecklistAbout, 'children'> }): EffectOf<'openTask'>[] => [
    { type: 'openTask', kind, children: about.children, words: '' },
  ]

/** The number of the first question without an answer. */
const firstOpen = (party: Party, answers: object): number => {
  const order: readonly string[] = QUESTIONS[party]
  const open = order.findIndex(question => !Object.hasOwn(answers, question))
  return (open === -1 ? order.length - 1 : open) + 1
}

/** A text that is one of these words, in front of it perhaps the digit of its line. */
export const only = (words: string): RegExp =>
  new RegExp(`^(?:[1-4][\\s,.、]*)?(?:${words})[了的啊呀呢吧哈。.!]*$`, 'u')

const NOW = only('接着说|继续|现在说|现在|方便|可以|好的?|行|嗯')
const LATER = only('下次再?说?|改天|以后|不方便|没空|忙')

/** How somebody says how they are. */
export const HEALTH = {
  good: only('好|很好|还好|都好|硬朗|没毛病|可以'),
  medicine: only('有常吃的药|吃药|有药|常吃药'),
  poor: only('不太好|不好|身体不好'),
}

/** How well parents and children reach each other, asked of both sides. */
export const CALLS = {
  yes: only('能|天天(?:通|打)?|每天(?:都)?(?:通|打)?|经常'),
  sometimes: only('有时不能|有时|有时候'),
  rarely: only('很少|不太通|难得'),
}
