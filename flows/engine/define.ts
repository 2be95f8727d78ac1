import type { z } from 'zod'
import type { Effect } from './effects.ts'
import type { Facts, Waits } from './facts.ts'

/** What a step may look at when it decides what to do. */
export type Moment<About, Answers> = {
  about: About
  answers: Partial<Answers>
  /** Exactly what was said, without a quoted part. */
  words: string
  /** What was said earlier and not understood, oldest first. */
  unclear: readonly string[]
  facts: Facts
  /** The inbox key when the answer was a voice note. */
  voice: string | null
}
type Does<M> = readonly Effect[] | ((moment: M) => readonly Effect[])
type Fork<M, Name> = {
  fork: readonly { when: string; is: (moment: M) => boolean; then: Name }[]
  otherwise: Name
}

/**
 * How long to wait for an answer (ms): remind after each, then give up and go to `then`; without it, end. Under the name
 * in `waits` a county's policy may say otherwise (facts.ts).
 */
export type Silence<Name> = {
  remindAfter: readonly number[]
  giveUpAfter: number
  then?: Name
  waits?: Waits
}

/** A question: says its words, waits, reads the answer, goes on. */
type Ask<Answers, About, Name> = {
  [Field in keyof Answers & string]: {
    ask: Field
    /** How the answer is read (a context of understand.ts); free text needs none. */
    as?: string
    /** What else picks an option: whole normalised texts that mean something else elsewhere. */
    words?: Partial<Record<Extract<Answers[Field], string>, RegExp>>
    /** Words under another step's name. */
    say?: string
    /** What is no alarm here unless it is red, but an answer the flow weighs itself: classes of danger. */
    weighs?: readonly string[]
    /** Further meanings of the text, before the options: a named reading, and where it leads. */
    unless?: readonly { when: string; is: (moment: Moment<About, Answers>) => boolean; then: Name }[]
    /** Where a voice note leads; without it a voice note is not an answer here. */
    voice?: Name
    does?: Does<Moment<About, Answers> & { answer: Answers[Field] }>
    then:
      | (string extends Answers[Field]
          ? Name
          : Answers[Field] extends string
            ? Name | Record<Answers[Field], Name>
            : Name)
      | Fork<Moment<About, Answers>, Name>
    silence?: Silence<Name>
  }
}[keyof Answers & string]

/** A statement: does something, says something, goes on. Without `then` the conversation ends here. */
type Tell<Answers, About, Name> = {
  ask?: never
  say?: string | false
  does?: Does<Moment<About, Answers>>
  then?: Name | Fork<Moment<About, Answers>, Name>
  /** The conversation ends here and goes on as if this word had been typed (one of those in hear-family.ts). */
  word?: string
}

/**
 * A conversation as a table of named steps. What is said is the step's name in `locales/<language>/<id>.json`.
 * Unknown step names, missing branches and wrong answer types do not compile.
 */
export function defineFlow<
  About extends z.ZodObject,
  Answers extends z.ZodObject,
  Name extends string,
>(flow: {
  id: string
  /** What the conversation is about; given by whoever starts it. */
  about: About
  answers: Answers
  start: NoInfer<Name>
  silence: Silence<NoInfer<Name>>
  /** Where too many answers not understood lead, and a step that vanished in a deploy. */
  lost: NoInfer<Name>
  /** How many answers may miss before `lost`; 2 unless said otherwise. */
  patience?: number
  /** Held with members of staff alone: it ends when somebody is one no more. */
  staff?: true
  renamed?: Record<string, NoInfer<Name>>
  steps: {
    [N in Name]:
      | Ask<z.output<Answers>, z.output<About>, NoInfer<Name>>
      | Tell<z.output<Answers>, z.output<About>, NoInfer<Name>>
  }
}): Flow {
  return flow as unknown as Flow
}

/** A flow with its names forgotten: what the engine runs. */
export type Flow = {
  id: string
  about: z.ZodObject
  answers: z.ZodObject
  start: string
  lost: string
  patience?: number
  staff?: true
  silence: Silence<string>
  renamed?: Record<string, string>
  steps: Record<string, Step>
}
export type Step = {
  ask?: string
  as?: string
  words?: Readonly<Record<string, RegExp>>
  say?: string | false
  weighs?: readonly string[]
  unless?: readonly { when: string; is: (moment: LooseMoment) => boolean; then: string }[]
  voice?: string
  word?: string
  does?: readonly Effect[] | ((moment: LooseMoment & { answer?: unknown }) => readonly Effect[])
  then?:
    | string
    | Record<string, string>
    | {
        fork: readonly { when: string; is: (moment: LooseMoment) => boolean; then: string }[]
        otherwise: string
      }
  silence?: Silence<string>
}
export type LooseMoment = Moment<Record<string, unknown>, Record<string, unknown>>
