import { addDays, ageOn } from '../../../flows/engine/calendar.ts'
import type { Entry, Parent } from '../entry.ts'
import type { Field } from '../fields.ts'
import type { Fault, Severity } from '../problem.ts'
import { birthIn, genderIn } from './id-number.ts'

/** Below these ages the ledger lists children left behind and children in hardship (DOMAIN.md 1.1, 1.2). */
const LEFT_BEHIND_BELOW = 16
const IN_HARDSHIP_BELOW = 18
/** Away for work means three months on end or longer (阜民儿童函〔2024〕1号). */
const MONTHS_AWAY = 3
/** A parent nearer in age to the child than this is a slip of the pen. */
const YOUNGEST_PARENT = 12

const parents = [
  ['father', '父亲', '父', '男'],
  ['mother', '母亲', '母', '女'],
] as const

/** Years of age, a birthday counting from the day after it (法释〔2006〕1号 art. 2). */
export const fullYears = (birthDate: string, today: string): number => ageOn(birthDate, addDays(today, -1))

/** Whether the child's family is one the ledger is about, and whether its cells agree. */
export function familyRules(entry: Entry, today: string): Fault[] {
  const faults: Fault[] = []
  const say = (fields: Field[], severity: Severity, rule: string, reason: string) =>
    faults.push({ fields, severity, rule, reason })

  if (entry.birthDate) age(entry, fullYears(entry.birthDate, today), say)
  for (const [who, title, , gender] of parents) {
    const { idNumber, struck, status, name, awaySince } = entry[who]
    if (idNumber && genderIn(idNumber) !== gender) {
      say([`${who}.idNumber`], 'doubtful', 'parent-gender', `按身份证号,${title}的性别不对,请核对`)
    }
    if (idNumber && entry.birthDate && ageOn(birthIn(idNumber), entry.birthDate) < YOUNGEST_PARENT) {
      say([`${who}.idNumber`], 'doubtful', 'parent-age', `按身份证号,${title}比孩子大不了几岁,请核对`)
    }
    if (name && status === '死亡' && struck === false && awaySince) {
      say([`${who}.status`], 'doubtful', 'parent-status', `${title}的状况是「死亡」,却填了外出时间,请核对`)
    }
    const since = awaySince && status !== '在家' ? under(MONTHS_AWAY, awaySince, today) : null
    if (since && entry.categories.join() !== '困境') {
      say([`${who}.awaySince`], 'doubtful', 'away-since', `${title}${since},请核对是否符合条件`)
    }
  }
  const both = entry.father.idNumber && entry.father.idNumber === entry.mother.idNumber
  if (both) say(['father.idNumber', 'mother.idNumber'], 'doubtful', 'same-id', '父母的身份证号相同,请核对')

  // A child in hardship may live with both parents; only the others must be left behind.
  if (
    entry.categories.length === 0 ||
    entry.categories.includes('留守') ||
    !entry.categories.includes('困境')
  ) {
    definition(entry, say)
  }
  contradictions(entry, say)
  return faults
}

type Say = (fields: Field[], severity: Severity, rule: string, reason: string) => void

function age({ categories }: Entry, years: number, say: Say): void {
  if (categories.includes('困境')) {
    if (years >= IN_HARDSHIP_BELOW)
      say(['birth'], 'refused', 'age', `已满 ${IN_HARDSHIP_BELOW} 周岁,不能入册`)
  } else if (years >= LEFT_BEHIND_BELOW) {
    if (categories.length > 0) {
      say(
        ['birth'],
        'refused',
        'age',
        `已满 ${LEFT_BEHIND_BELOW} 周岁,类别只是「${categories.join('、')}」,不能入册`,
      )
    } else {
      const severity = years >= IN_HARDSHIP_BELOW ? 'refused' : 'doubtful'
      say(
        ['birth', 'categories'],
        severity,
        'age',
        `已满 ${LEFT_BEHIND_BELOW} 周岁,没有填儿童类别,不知道能否入册`,
      )
    }
  }
}

const isAway = (parent: Parent): boolean =>
  parent.status === '在外' || (parent.status === null && parent.awayIn !== null)

/** Both away, or one away while the other cannot care. */
function definition(entry: Entry, say: Say): void {
  const { father, mother, oneAway } = entry
  if (father.status === '在家' && mother.status === '在家') {
    say(['father.status', 'mother.status'], 'doubtful', 'both-home', '父母都在家,不符合父母外出的条件,请核对')
    return
  }
  for (const [who, title, short] of parents) {
    const other = who === 'father' ? mother : father
    if (entry[who].status === '在家' && isAway(other) && oneAway !== short) {
      const reason = `${title}在家,「一方外出另一方无监护能力」却没有填「${short}」,不符合条件,请核对`
      say(['oneAway', `${who}.status`], 'doubtful', 'one-home', reason)
    }
  }
  for (const [who, title, short] of parents) {
    const other = who === 'father' ? mother : father
    const gone = other.status !== null && other.status !== '在家' && !isAway(other)
    if (entry[who].status === '在家' && gone && oneAway !== short) {
      say([`${who}.status`], 'doubtful', 'nobody-away', `${title}在家,父母没有一方外出务工,请核对类别`)
    }
  }
}

function contradictions({ father, mother, oneAway, bothAway, details }: Entry, say: Say): void {
  if (bothAway === true && (father.status === '在家' || mother.status === '在家')) {
    say(['bothAway'], 'doubtful', 'both-away', '「父母双方外出」填「是」,父母中却有人在家,请核对')
  }
  if (bothAway === false && father.status === '在外' && mother.status === '在外') {
    say(['bothAway'], 'doubtful', 'both-away', '父母的状况都是「在外」,「父母双方外出」却填「否」,请核对')
  }
  if (oneAway === '父' || oneAway === '母') {
    if (bothAway === true) {
      say(
        ['oneAway'],
        'doubtful',
        'one-away',
        '「父母双方外出」与「一方外出另一方无监护能力」只能填一项,请核对',
      )
    } else if ((oneAway === '父' ? father : mother).status === '在外') {
      say(['oneAway'], 'doubtful', 'one-away', `填了${oneAway}亲在家无监护能力,状况却是「在外」,请核对`)
    }
  }
  for (const [who, title] of parents) {
    const parent = who === 'father' ? father : mother
    if (!parent.struck && !parent.name && (parent.phone || parent.idNumber)) {
      say([`${who}.name`], 'doubtful', 'parent-name', `${title}没有姓名,却填了电话或身份证号,请核对`)
    }
  }
  const illness = details.illness ?? ''
  if (details.health === '健康' && illness !== '' && !/^(无|没有|健康)/.test(illness)) {
    say(['health'], 'doubtful', 'health', '身体情况填「健康」,又有残疾或患病说明,请核对')
  }
}

/** In words when somebody has been away for less than that many months, or leaves only later; else null. */
function under(months: number, since: string, today: string): string | null {
  const [year = 0, month = 1, day] = since.split('-').map(Number)
  if (since.length === 4) return null
  const passed = (Number(today.slice(0, 4)) - year) * 12 + Number(today.slice(5, 7)) - month
  if (since.slice(0, today.length) > today.slice(0, since.length)) return '的外出时间还没有到'
  const short = passed < months || (passed === months && day !== undefined && day > Number(today.slice(8)))
  return short ? `外出不满 ${months} 个月` : null
}
