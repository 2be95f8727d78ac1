import { isDay } from '../../flows/engine/calendar.ts'
import { birthIn, checkCharacter, genderIn, maskedIdNumber } from '../roster/rules/id-number.ts'

/** What staff can write down where the paper lacks it, by what is missing (server/paper/missing.ts). */
const FIELDS: Readonly<Record<string, readonly string[]>> = {
  childLivesAt: ['childLivesAt'],
  childId: ['childId'],
  childGender: ['childId'],
  guardianId: ['guardianId'],
  guardianPhone: ['guardianPhone'],
  worksIn: ['worksIn'],
  awayFrom: ['awayFrom', 'awayUntil'],
  carerId: ['carerId'],
  carerBirth: ['carerId'],
  carerPhone: ['carerPhone'],
  carerLivesAt: ['livesAt'],
  livesWith: ['together'],
  carerHealth: ['health'],
  weeklyContact: ['weekly'],
  emergency: ['second', 'second2'],
  schoolToldOn: ['schoolToldOn', 'villageToldOn'],
}
/** Everything that may be written down here. */
export const PAPER_FIELDS = [...new Set(Object.values(FIELDS).flat())]

/** The fields for what is missing (`paper-missing:…`), in the order of the paper. */
export const fieldsFor = (missing: readonly string[]): string[] => [
  ...new Set(missing.flatMap(key => FIELDS[key.slice(key.indexOf(':') + 1)] ?? [])),
]

const IDENTITY = ['childId', 'guardianId', 'carerId']
const DAYS = ['schoolToldOn', 'villageToldOn']
/** So much stands on the paper (characters). */
const LONGEST = 100

const written = (typed: Readonly<Record<string, string>>): [string, string][] =>
  PAPER_FIELDS.flatMap(name => {
    const value = typed[name]?.normalize('NFKC').trim().toUpperCase()
    return value ? [[name, IDENTITY.includes(name) ? value : typed[name]!.trim()] as [string, string]] : []
  })

/** The fields that cannot stand as they are: a number that is none, a day that is none or has not come (`today`). */
export const wrongOnPaper = (typed: Readonly<Record<string, string>>, today: string): string[] =>
  written(typed)
    .filter(([name, value]) => {
      if (IDENTITY.includes(name)) return !isIdNumber(value)
      if (DAYS.includes(name)) return !isDay(value) || value > today
      return [...value].length > LONGEST
    })
    .map(([name]) => name)

const isIdNumber = (value: string): boolean =>
  /^\d{17}[\dX]$/.test(value) && isDay(birthIn(value)) && checkCharacter(value.slice(0, 17)) === value[17]

/** What was written, as the paper has it: of an identity number no more than the paper shows, a birth and a gender. */
export const factsIn = (typed: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(
    written(typed).flatMap(([name, value]): [string, string][] => {
      if (!IDENTITY.includes(name)) return [[name, value]]
      const shown: [string, string] = [name, maskedIdNumber(value)!]
      if (name === 'childId') return [shown, ['childGender', genderIn(value)]]
      return name === 'carerId'
        ? [shown, ['carerBirth', birthIn(value)], ['carerGender', genderIn(value)]]
        : [shown]
    }),
  )
