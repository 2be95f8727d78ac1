import { z } from 'zod'

/** A text of the form. Null, '' or absent is a blank: a line to write on. Line breaks are kept. */
const text = (most: number) => z.string().max(most).nullable().default(null)
const name = text(100)
const line = text(300)
const note = text(2_000)

/** 'YYYY-MM-DD', or 'YYYY-MM' where only the month is known. */
const day = z
  .string()
  .regex(/^\d{4}-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?$/)
  .nullable()
  .default(null)

/** A day or a month as above, or words where nobody knows it more closely: 过年. */
const when = text(100)

/** Identity numbers stand masked on every paper (341226***********1): a whole one is a bug of whoever fills the form. */
const maskedId = text(30).refine(value => !/\d{15}/.test((value ?? '').normalize('NFKC')), 'not masked')

const yesNo = z.boolean().nullable().default(null)
const count = z.int().min(0).max(99).nullable().default(null)

/** The four kinds of people to whom no child may be entrusted (未成年人保护法 22, 1 to 4). */
export const EXCLUSIONS = ['offences', 'addiction', 'neglect', 'unsuitable'] as const
export type Exclusion = (typeof EXCLUSIONS)[number]

/** Does it apply? `yes` is a hit. */
const Declared = z.enum(['yes', 'no', 'unclear']).nullable().default(null)
export type Declared = z.infer<typeof Declared>
const Declaration = z
  .strictObject({ offences: Declared, addiction: Declared, neglect: Declared, unsuitable: Declared })
  .prefault({})

/** A finger's way over the glass: points in any unit, x to the right, y downwards; drawn to fit its box. */
const Stroke = z.array(z.tuple([z.number(), z.number()])).max(5_000)
export type Stroke = z.infer<typeof Stroke>

/**
 * What a party has done so far. `confirmed` is the recorded confirmation (`at` as shown: '2026-11-22 14:05'), which is
 * no signature; `strokes` are drawn as lines. Everything else of a signature is left to the hand.
 */
const Signature = z
  .strictObject({
    name,
    confirmed: z
      .strictObject({ at: z.string().max(40), how: z.enum(['wechat', 'page', 'phone', 'door']) })
      .nullable()
      .default(null),
    strokes: z.array(Stroke).max(500).default([]),
    signedOn: day,
  })
  .prefault({})
export type Signature = z.infer<typeof Signature>

const Place = z
  .strictObject({ province: name, city: name, county: name, township: name, village: name, team: name })
  .prefault({})

/**
 * What every paper says of itself: its number, the version of its wording, the hash of the document it shows (hexadecimal)
 * and the address under which staff find the record (a QR; none without it).
 */
const paper = {
  number: text(60),
  version: z.string().min(1).max(60),
  hash: z
    .string()
    .regex(/^[0-9a-f]{16,64}$/)
    .nullable()
    .default(null),
  url: z.url().max(500).nullable().default(null),
  place: Place,
}

const Child = z
  .strictObject({
    name,
    gender: text(10),
    ethnicity: text(30),
    birth: day,
    idNumber: maskedId,
    school: line,
    grade: line,
    livesAt: line,
    /** What the carer must know: illness, disability, medicine. */
    health: note,
  })
  .prefault({})

/** 委托人. `role` null leaves 父亲/母亲/其他监护人 to be ticked. */
const Guardian = z.strictObject({
  role: z.enum(['father', 'mother', 'other']).nullable().default(null),
  name,
  idNumber: maskedId,
  phone: text(60),
  worksIn: line,
  employer: line,
  awayFrom: when,
  awayUntil: when,
})

/** 被委托人. `kin` seen from the child, as the ledger says it: 祖母. */
const Carer = z
  .strictObject({
    name,
    kin: text(60),
    gender: text(10),
    idNumber: maskedId,
    birth: day,
    phone: text(60),
    livesAt: line,
    livesWith: yesNo,
    health: note,
    education: text(60),
    /** Children looked after altogether, this one included. */
    children: count,
  })
  .prefault({})

const ChildView = z
  .strictObject({
    askedOn: day,
    /** Alone, by telephone, with whom. */
    how: line,
    view: note,
    /** Why the child was not asked. */
    whyNot: line,
  })
  .prefault({})

/**
 * 委托照护确认书 (DOMAIN.md 2.3). Everything may be blank; ./missing.ts says what must not stay so. `duties`, `ending`: what
 * the parties agreed otherwise or besides the printed words. With two guardians both stand on the paper and sign.
 */
export const EntrustmentForm = z.strictObject({
  ...paper,
  status: z.enum(['draft', 'confirmed', 'printed', 'signed', 'filed', 'changed', 'ended']).default('draft'),
  child: Child,
  guardians: z.array(Guardian).max(2).default([]),
  carer: Carer,
  /**
   * What each party declared. On the paper the guardian's and the director's columns are filled in only if all four are
   * `no`: the carer reads this paper and must not learn who said something else (docs/decisions/0022).
   */
  exclusions: z
    .strictObject({ guardian: Declaration, carer: Declaration, director: Declaration, checkedHow: note })
    .prefault({}),
  childView: ChildView,
  duties: z
    .strictObject({ living: note, safety: note, schooling: note, medical: note, contact: note })
    .prefault({}),
  /** Every week, when and how: 每周日20:00视频. */
  weeklyContact: line,
  emergency: z
    .array(z.strictObject({ name, kin: text(60), phone: text(60) }))
    .max(2)
    .default([]),
  costs: note,
  term: z.strictObject({ from: day, until: day }).prefault({}),
  ending: note,
  schoolToldOn: day,
  villageToldOn: day,
  signatures: z
    .strictObject({ guardians: z.array(Signature).max(2).default([]), carer: Signature, witness: Signature })
    .prefault({}),
  /** The village committee's opinion, as the carer's kind may need it; null is a space to write and seal. */
  villageOpinion: note,
  filing: z.strictObject({ number: text(60), on: day }).prefault({}),
  attachments: z.array(z.string().max(300)).max(20).default([]),
})
export type EntrustmentForm = z.infer<typeof EntrustmentForm>

/** The parts of a home that are looked at. */
export const HOME = ['water', 'electricity', 'fire', 'ventilation', 'pesticide', 'road'] as const
const Seen = z.strictObject({ safe: yesNo, note: line }).prefault({})

/**
 * 照护能力评估表 (DOMAIN.md 2.3, 1.5), filled in by the director at the carer's home. `grade` is a person's judgement:
 * good 较好, fair 一般, poor 差; null leaves the three to be ticked by hand.
 */
export const AssessmentForm = z.strictObject({
  ...paper,
  child: Child,
  carer: Carer,
  /** Full years on the day of the visit; from 70 on the paper marks it. */
  carerAge: z.int().min(0).max(130).nullable().default(null),
  body: note,
  mind: note,
  takesToHospital: yesNo,
  whoElseTakes: line,
  reads: yesNo,
  usesPhone: yesNo,
  economy: note,
  home: z
    .strictObject({
      water: Seen,
      electricity: Seen,
      fire: Seen,
      ventilation: Seen,
      pesticide: Seen,
      road: Seen,
    })
    .prefault({}),
  schoolDistance: line,
  waterDistance: line,
  exclusions: Declaration,
  checkedHow: note,
  violence: Declared,
  violenceNote: note,
  bond: note,
  childView: ChildView,
  parentContact: line,
  grade: z.enum(['good', 'fair', 'poor']).nullable().default(null),
  reasons: note,
  measures: note,
  assessors: z
    .array(z.strictObject({ name, post: text(60), signature: Signature }))
    .max(2)
    .default([]),
  visitedOn: day,
  nextOn: day,
})
export type AssessmentForm = z.infer<typeof AssessmentForm>

/**
 * The written notice of an entrustment to the school or kindergarten, or to the village committee (未成年人保护法 23), with
 * a receipt to tear off. `addressee` their name.
 */
export const SchoolNotice = z.strictObject({
  ...paper,
  to: z.enum(['school', 'village']),
  addressee: line,
  /** What is told, when it is not that care begins: another carer since a day, or that it is over. */
  news: z
    .strictObject({ what: z.enum(['changed', 'ended']), on: day })
    .nullable()
    .default(null),
  child: Child,
  guardians: z.array(Guardian).max(2).default([]),
  carer: Carer,
  term: z.strictObject({ from: day, until: day }).prefault({}),
  weeklyContact: line,
  director: z.strictObject({ name, phone: text(60) }).prefault({}),
  signatures: z.strictObject({ guardians: z.array(Signature).max(2).default([]) }).prefault({}),
})
export type SchoolNotice = z.infer<typeof SchoolNotice>
