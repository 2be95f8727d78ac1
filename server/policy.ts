import { z } from 'zod'
import { days, hours } from '../flows/engine/calendar.ts'
import type { Facts } from '../flows/index.ts'
import { AssessmentPolicy } from './assessments/due.ts'
import { DutyProfile } from './care/duties.ts'
import type { Tx } from './db/scope.ts'
import { EntrustmentPolicy } from './entrustment/carer-kinds.ts'
import { ExitPolicy } from './exits/policy.ts'
import { GapPolicy } from './gaps/kinds.ts'
import { SchoolPolicy } from './notices/calendar/school.ts'
import { HolidayNotice } from './notices/holidays.ts'
import { SeasonPolicy } from './notices/seasons.ts'
import { WeatherPolicy } from './weather/policy.ts'

const Time = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/)
const Window = z.strictObject({ from: Time, to: Time })
const Hours = z
  .number()
  .min(0)
  .max(24 * 60)

/**
 * What a county may decide, with the values that hold until it does. Each row of `policies` replaces one of these
 * and names its source (a document number) and the day it begins.
 */
export const Policy = z.object({
  /** The county's duty telephone, for whoever has no director; 12345 is the government hotline everywhere. */
  duty: z.strictObject({ phone: z.string().regex(/^[\d-]{3,16}$/) }).default({ phone: '12345' }),
  /** Routine messages rest (DOMAIN.md 9: not between 21:00 and 07:00). */
  quiet: z.strictObject({ from: Time, to: Time }).default({ from: '21:00', to: '07:00' }),
  /** Routine messages per adult and week, the check-in included; `summer` in July and August. */
  budget: z
    .strictObject({ perWeek: z.int().min(0), summer: z.int().min(0) })
    .default({ perWeek: 2, summer: 3 }),
  /**
   * What the calendar says waits so long after anything else the house said of its own accord, and after the last words of
   * a conversation, as long as it is worth something then.
   */
  calm: z
    .strictObject({ apartHours: Hours, talkMinutes: z.int().min(0) })
    .default({ apartHours: 2, talkMinutes: 30 }),
  /** Weekday 1 Monday … 7 Sunday; ladder hours count from the confirmed sending of the question. */
  'check-in': z
    .strictObject({
      weekday: z.int().min(1).max(7),
      at: Time,
      remindAfter: Hours,
      otherAdultAfter: Hours,
      listAfter: Hours,
      digestAfterWeeks: z.int().min(1),
      skipAfterContactDays: z.int().min(0),
      /** The question is worth asking so many hours after its own, and waits behind others so many days at most. */
      worthHours: Hours.default(10),
      lapsesAfterDays: z.int().min(1).default(5),
    })
    .default({
      ...{ worthHours: 10, lapsesAfterDays: 5 },
      weekday: 7,
      at: '10:00',
      remindAfter: 24,
      otherAdultAfter: 36,
      listAfter: 48,
      digestAfterWeeks: 2,
      skipAfterContactDays: 3,
    }),
  /**
   * When settled families are asked who looks after the child: so many days after they joined, so that the questions
   * put at joining come first. Asked again after `remindAfter` hours, given up after so many days more.
   */
  'care-question': z
    .strictObject({
      at: Time,
      settledAfterDays: z.int().min(0).default(7),
      remindAfter: Hours.default(48),
      giveUpAfterDays: z.int().min(1).default(3),
    })
    .default({ at: '10:30', settledAfterDays: 7, remindAfter: 48, giveUpAfterDays: 3 }),
  /**
   * After a yes, the whole checklist (DOMAIN.md 2.4) or nothing more. It is asked in sittings of a few questions, the
   * next one after so many days; an answer counts as fresh for so many; silence is followed by at most so many
   * further sittings before the director has a line.
   */
  'care-checklist': z
    .strictObject({
      checklist: z.enum(['short', 'whole']),
      everyDays: z.int().min(1),
      freshDays: z.int().min(0),
      reminders: z.int().min(0),
      /** A question of a sitting waits so many days, the offer to rest so many hours. */
      sittingDays: z.int().min(1).default(5),
      restHours: Hours.default(3),
    })
    .default({
      ...{ checklist: 'whole', everyDays: 3, freshDays: 180, reminders: 1 },
      ...{ sittingDays: 5, restHours: 3 },
    }),
  /** The weekly nudge to parents who are away; none to who wrote or talked with the director in the last days. */
  'weekly-nudge': z
    .strictObject({
      on: z.boolean(),
      weekday: z.int().min(1).max(7),
      at: Time,
      skipAfterDays: z.int().min(0),
    })
    .default({ on: true, weekday: 5, at: '19:00', skipAfterDays: 3 }),
  /** 捎句话: characters, and how many a day from one person. */
  'pass-on': z
    .strictObject({ longest: z.int().min(1), perDay: z.int().min(1) })
    .default({ longest: 200, perDay: 3 }),
  /** A request is answered within these hours, counted between `from` and `to`; quiet this long, it closes. */
  request: z
    .strictObject({ answerWithin: Hours, from: Time, to: Time, closeAfter: Hours })
    .default({ answerWithin: 4, from: '08:00', to: '20:00', closeAfter: 24 }),
  /** A red case nobody acknowledged is told to the supervisor after so many minutes, to the county after so many. */
  danger: z
    .strictObject({ acknowledgeWithin: z.int().min(1), countyAfter: z.int().min(1).default(30) })
    .default({ acknowledgeWithin: 10, countyAfter: 30 }),
  /** When directors get their morning list, and supervisors their weekly digest. */
  lists: z
    .strictObject({
      morningAt: Time,
      digestWeekday: z.int().min(1).max(7),
      digestAt: Time,
      /** Worth sending so many hours after its own. */
      worthHours: Hours.default(4),
      /** Who looks after a child is a line when only one side has said so for so many days. */
      unconfirmedAfterDays: z.int().min(1).default(14),
    })
    .default({
      ...{ morningAt: '08:00', digestWeekday: 1, digestAt: '08:30' },
      ...{ worthHours: 4, unconfirmedAfterDays: 14 },
    }),
  /** Wrong codes: tries of one contact before an hour's lock, and of the whole county in an hour. */
  codes: z
    .strictObject({
      validDays: z.int().min(1),
      triesPerContact: z.int().min(1),
      wrongPerHour: z.int().min(1),
      /** A code that a director types into somebody's phone. */
      inPersonMinutes: z.int().min(1).default(30),
    })
    .default({ validDays: 7, triesPerContact: 5, wrongPerHour: 60, inPersonMinutes: 30 }),
  /** So many messages of one contact are answered; danger always is, and everything is kept (RELIABILITY T9). */
  flood: z
    .strictObject({ perMinute: z.int().min(1), perDay: z.int().min(1) })
    .default({ perMinute: 20, perDay: 200 }),
  /**
   * How long the words of a chat are kept, and what the record says of who looked at what (DOMAIN.md 7: at least three
   * years). What is evidence of care is kept with the files.
   */
  retention: z
    .strictObject({
      chatDays: z.int().min(1),
      /** A voice note that nobody has heard. */
      voiceDays: z.int().min(1).default(7),
      auditDays: z.int().min(1).default(1_096),
    })
    .default({ chatDays: 180, voiceDays: 7, auditDays: 1_096 }),
  /** An account not heard for so long is deaf at this moment; a gap this long is written down (RELIABILITY G2). */
  hearing: z
    .strictObject({ deafAfterSeconds: z.int().min(30), gapFromSeconds: z.int().min(10) })
    .default({ deafAfterSeconds: 120, gapFromSeconds: 30 }),
  /** What people mean by a part of the day; the house writes within it to whoever wishes so (几点方便). */
  'part-of-day': z
    .strictObject({ morning: Window, noon: Window, afternoon: Window, evening: Window })
    .default({
      morning: { from: '07:00', to: '12:00' },
      noon: { from: '11:30', to: '14:00' },
      afternoon: { from: '14:00', to: '18:00' },
      evening: { from: '18:00', to: '21:00' },
    }),
  /** What 热线 shows, emergencies first. For a number the house has no words for (locales, hotlines), `for` says them. */
  hotlines: z
    .array(z.strictObject({ number: z.string().regex(/^[\d-]{3,16}$/), for: z.string().max(20).optional() }))
    .min(1)
    .default(['110', '120', '119', '12345', '12348', '12356', '12355'].map(number => ({ number }))),
  /** Who must agree when a child is entrusted to somebody, and when who is asked. */
  entrustment: EntrustmentPolicy.prefault({}),
  /** How often families are contacted and visited. */
  duties: DutyProfile.prefault({}),
  /**
   * An urgent announcement that a village's director has not decided about goes out after so many minutes; one about
   * danger to life after `dangerAfter`, at night too (0: at once).
   */
  announcements: z
    .strictObject({ releaseAfter: z.int().min(1), dangerAfter: z.int().min(0).default(5) })
    .default({ releaseAfter: 60, dangerAfter: 5 }),
  /** How often care is assessed. */
  assessments: AssessmentPolicy.prefault({}),
  /** Visits drawn by lot, about which the carer is asked after so many hours: at most one in `oneIn`, never more than one in ten. */
  'spot-checks': z
    .strictObject({ on: z.boolean(), oneIn: z.int().min(10), askAfter: Hours })
    .default({ on: false, oneIn: 10, askAfter: 24 }),
  /** A link to the pages holds for some minutes; a session ends after so long without anybody, and after so many hours. */
  'staff-pages': z
    .strictObject({
      linkMinutes: z.int().min(1).max(60),
      idleMinutes: z.int().min(5),
      longestHours: z.int().min(1).max(24),
    })
    .default({ linkMinutes: 10, idleMinutes: 60, longestHours: 12 }),
  /** A link to a family's page holds so long; wrong digits lock it after so many tries. */
  'confirm-page': z
    .strictObject({ linkHours: z.int().min(1), tries: z.int().min(1).max(10) })
    .default({ linkHours: 72, tries: 5 }),
  /**
   * Calls of programs: so many of one token in a minute, writes among them; an answer is kept so long for the same key;
   * a token holds so many days at the longest.
   */
  api: z
    .strictObject({
      perMinute: z.int().min(1),
      writesPerMinute: z.int().min(1),
      keepAnswersHours: z.int().min(24),
      tokenDays: z.int().min(1).max(1_096),
    })
    .default({ perMinute: 240, writesPerMinute: 60, keepAnswersHours: 48, tokenDays: 400 }),
  /** Who must say that a child leaves the list, and for how long that may be undone. */
  exits: ExitPolicy.prefault({}),
  /** What counts as missing around a child's care, and when it is the township's too. */
  gaps: GapPolicy.prefault({}),
  season: SeasonPolicy.prefault({}),
  /** Which weather warnings reach whom, and what a feed may send. */
  weather: WeatherPolicy.prefault({}),
  'holiday-notice': HolidayNotice.prefault({}),
  /** Vacations and exams where the county has not entered its own. */
  school: SchoolPolicy.prefault({}),
})
export type Policy = z.infer<typeof Policy>

/** The silences of conversations that a county decides (flows/engine/facts.ts). */
export const waitsOf = (policy: Policy): NonNullable<Facts['waits']> => ({
  sitting: { remindAfter: [], giveUpAfter: days(policy['care-checklist'].sittingDays) },
  rest: { remindAfter: [], giveUpAfter: hours(policy['care-checklist'].restHours) },
  'who-cares': {
    remindAfter: [hours(policy['care-question'].remindAfter)],
    giveUpAfter: days(policy['care-question'].giveUpAfterDays),
  },
})

/** The county's policy on a day: the newest valid row of each kind, else what holds by default. */
export async function policyOn(tx: Tx, county: string, day: string): Promise<Policy> {
  return (await countyOn(tx, county, day)).policy
}

/** A county's name, empty when it is not loaded, and its policy on a day. */
export async function countyOn(
  tx: Tx,
  county: string,
  day: string,
): Promise<{ name: string; policy: Policy }> {
  const { rows } = await tx.query(
    {
      name: 'county',
      text: `select coalesce((select name from places where code = $1), '') as name,
               (select json_object_agg(key, value)::text from (
                  select distinct on (key) key, value from policies
                  where county = $1 and valid_from <= $2 and (valid_to is null or valid_to >= $2) order by key, valid_from desc, recorded_at desc nulls last) p) as decided`,
    },
    [county, day],
  )
  return { name: rows[0].name, policy: policyOf(rows[0].decided ?? '{}') }
}

/** Read again only when it has changed: every turn asks. */
let lastRead: { text: string; policy: Policy } | null = null

function policyOf(text: string): Policy {
  if (lastRead?.text !== text) lastRead = { text, policy: Policy.parse(JSON.parse(text)) }
  return lastRead.policy
}
