/** Silences whose length a county may decide: questions of the checklist, rests in it, who looks after the child. */
export type Waits = 'sitting' | 'rest' | 'who-cares'

/** What a turn may know besides the words: loaded by the server before the turn, never fetched during it. */
export type Facts = {
  /** ms since 1970. */
  now: number
  /** YYYY-MM-DD in Asia/Shanghai. */
  today: string
  county: {
    name: string
    dutyPhone: string
    /** Days after which the words of a chat, and voice notes nobody heard, are deleted. */
    keeps: { chatDays: number; voiceDays: number }
  }
  /** How long the county waits for an answer (ms), where it decides so; else what the conversation says. */
  waits?: Partial<Record<Waits, { remindAfter: readonly number[]; giveUpAfter: number }>>
  /** Null: this contact is not bound to anybody. */
  person: PersonFacts | null
  /** What the eight digits in the text (or kept from before) stand for; null when there are none. */
  code: CodeFacts | null
  /** The notice last delivered here that still waits for 收到. */
  notice: { id: string; sentAt: number } | null
  /** A person is talking with this family: the bot stays silent. */
  handedOver: boolean
  /** When the message came, ms; `now` when not said. Turns may be later than what they answer. */
  heardAt?: number
  /** How many messages of one contact are answered; unlimited when not said. */
  limits?: { perMinute: number; perDay: number }
  /** What of ours the text quotes; absent or null when it quotes nothing that is known. */
  quoted?: Quoted | null
  /** Nothing automatic until a person decides (a case names the people at home). */
  held: boolean
}

/** A message of ours that somebody quotes: a question the house asked, or a notice. */
export type Quoted =
  | { type: 'question'; flow: string; step: string; about: Record<string, unknown> }
  | { type: 'notice'; id: string }

export type PersonFacts = {
  id: string
  name: string
  /** The village the person's family lives in, or the staff member's place. */
  place: string
  consent: 'unasked' | 'agreed' | 'refused'
  children: ChildFacts[]
  /** The village's director, or whoever stands in these days, who may be somebody of the township. */
  director: { name: string; phone: string | null; post: 'director' | 'supervisor' | 'county' } | null
  staff: { id: string; role: 'director' | 'supervisor' | 'county'; place: string } | null
}

export type ChildFacts = {
  id: string
  name: string
  /** On the day of the turn; null when the birth date is not known. */
  age: number | null
  role: 'father' | 'mother' | 'carer' | 'backup-carer' | 'witness'
  /** Who this person is to the child: 妈妈's form word, 祖母 … */
  kin: string
  carer: { id: string; name: string; kin: string } | null
}

export type CodeFacts =
  | { state: 'wrong' | 'locked' | 'busy' }
  | {
      state: 'valid'
      digits: string
      person: string
      consent: 'unasked' | 'agreed' | 'refused'
      /** Masked names to confirm: the children of the household, or the staff member's own. */
      masked: string[]
      staff: 'director' | 'supervisor' | 'county' | null
      kin: string
    }
