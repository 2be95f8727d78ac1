import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { placeholders } from '../flows/engine/placeholders.ts'
import { commandsOf, helpOf } from '../flows/engine/staff-commands.ts'
import { CHECKLIST_WORDING, CHILD_PRIVACY, ENTRUST_WORDING, flows, PRIVACY, WORDING } from '../flows/index.ts'
import { languages, loadWords, textsOf } from '../locales/index.ts'
import { CONFIRM_WORDING } from '../server/confirm-page/submit.ts'
import { COUNTY, grandmother, townshipSupervisor, villageDirector } from './flows/support/people.ts'
import { PROVIDED, SAID_BY_TEMPLATE } from './support/said-by-the-house.ts'

const texts = Object.fromEntries(languages.map(language => [language, textsOf(language)]))
const chinese = texts['zh-CN']!
/** `<file>:<key>` -> words, the simulator's page apart: it is no part of the conversation. */
const all = (language: string): [string, string][] =>
  Object.entries(texts[language]!)
    .filter(([file]) => file !== 'simulator')
    .flatMap(([file, keys]) =>
      Object.entries(keys).map(([key, text]): [string, string] => [`${file}:${key}`, text]),
    )
const wordsOf = (key: string): string => chinese[key.split(':')[0]!]?.[key.slice(key.indexOf(':') + 1)] ?? ''
const holes = (text: string): string[] => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name!)

const questions = Object.values(flows).flatMap(flow =>
  Object.entries(flow.steps)
    .filter(([, step]) => step.ask)
    .map(([name, step]) => ({ flow, step, key: `${flow.id}:${step.say || name}` })),
)
const told = Object.values(flows).flatMap(flow =>
  Object.entries(flow.steps)
    .filter(([, step]) => step.ask || step.say !== false)
    .map(([name, step]) => `${flow.id}:${step.say || name}`),
)

/** The page on which an entrustment is confirmed, from what it says it is to the buttons. */
const confirmPage = Object.keys(chinese['confirm-page']!).map(key => `confirm-page:${key}`)

/** What a family may read; everything else is for staff. */
const FAMILY =
  /^(join|check-in|confirm-care-parent|confirm-care-carer|who-cares|checklist-parent|checklist-carer|entrust-parent|entrust-carer|pass-on|words-arrive|change-carer|we-are-back|away-again|we-moved|weekly-nudge|menu|picture|hotlines|language|common|sent|report-danger|seasons|stop|my-data|child-consent|spot-check|convenient|new-number|confirm-page):|^request:(promise|answer|nobody)|^notice:(letter|reminder)(Voice)?$|^weather:(letter|update|lifted|mind-)|^confirm-link:(card|cardAbout|nothing|noPhone|tellStaff)$/
const forFamilies = all('zh-CN').filter(
  ([key]) => FAMILY.test(key) && !/^join:(boundStaff|isItYouStaff)$|^seasons:missing/.test(key),
)

describe('the two languages', () => {
  test('say the same things with the same values', () => {
    expect(Object.keys(texts.en!).sort()).toEqual(Object.keys(chinese).sort())
    for (const [file, keys] of Object.entries(chinese)) {
      expect(Object.keys(texts.en![file]!).sort(), file).toEqual(Object.keys(keys).sort())
      for (const [key, text] of Object.entries(keys))
        expect(holes(texts.en![file]![key]!).sort(), `${file}:${key}`).toEqual(holes(text).sort())
    }
  })

  test('a text may read like its own key', () => {
    const words = loadWords()
    expect([words('en', 'seasons:gaokao'), words('en', 'console-policies:yes')]).toEqual(['gaokao', 'yes'])
  })

  test('offer the same choices', () => {
    for (const [key, text] of all('zh-CN')) {
      const [file, name] = [key.slice(0, key.indexOf(':')), key.slice(key.indexOf(':') + 1)]
      expect(digits(texts.en![file]![name]!), key).toEqual(digits(text))
    }
  })
})

describe('the house and its texts', () => {
  test('everything a conversation can say has words', () => {
    for (const key of told) expect(wordsOf(key), key).not.toBe('')
  })

  test('everything the house can say has words, and nobody wrote words that are never said', () => {
    const said = new Set([...told, ...saidIn('flows'), ...saidIn('server')])
    for (const key of said) expect(wordsOf(key), key).not.toBe('')
    expect(
      all('zh-CN')
        .map(([key]) => key)
        // `kin` is a list of words that texts are filled with (locales/index.ts).
        .filter(key => !said.has(key) && !key.startsWith('kin:')),
    ).toEqual([])
  })

  test('every value a text names is one that its speaker provides', () => {
    const inConversation = Object.keys(
      placeholders(
        {
          now: 0,
          today: '2026-11-18',
          county: COUNTY,
          person: grandmother(),
          code: null,
          notice: null,
          handedOver: false,
          held: false,
        },
        { about: {} },
      ),
    )
    const inFlows = new Set([...told, ...saidIn('flows'), 'check-in:reminder'])
    for (const [key, text] of all('zh-CN')) {
      const provided = PROVIDED.filter(([keys]) => keys.test(key)).flatMap(([, values]) => values)
      expect(inFlows.has(key) ? inConversation : provided, key).toEqual(expect.arrayContaining(holes(text)))
    }
  })

  test('what the house says of a conversation’s texts by itself needs no values', () => {
    for (const key of ['join:bound', 'join:boundAgain', 'join:boundStaff', 'join:wrongCode'])
      expect(holes(wordsOf(key)), key).toEqual([])
  })

  test('the simulator’s page has words for what it shows, and no others', () => {
    const page = new URL('../server/simulator/page/', import.meta.url)
    const code = readdirSync(page, { recursive: true, encoding: 'utf8' })
      .filter(name => /\.(js|html)$/.test(name))
      .map(name => readFileSync(new URL(name, page), 'utf8'))
      .join('\n')
    const literal = new Set([...code.matchAll(/['"`]([\w.-]+)['"`]/g)].map(([, word]) => word!))
    const families = new Set([
      ...[...code.matchAll(/\b(?:called|chip)\(\s*'([\w-]+)'/g)].map(([, kind]) => kind!),
      ...[...code.matchAll(/\bt\(`([\w-]+)\.\$\{/g)].map(([, kind]) => kind!),
    ])
    // What the simulator's routes fill in by themselves.
    for (const name of ['samplePlace']) literal.add(name)
    const known = Object.keys(chinese.simulator!)
    expect(known.filter(key => !literal.has(key) && !families.has(key.split('.')[0]!))).toEqual([])
    const asked = [...code.matchAll(/\bt\('([\w.-]+)'/g)].map(([, key]) => key!)
    expect(asked.filter(key => !known.includes(key))).toEqual([])
  })

  test('what a person typed is put in as it is, never read as a template', () => {
    const typed = '{children} {{no}} $t(join:bound) <b>&amp;'
    expect(loadWords()('zh-CN', 'request:answer-director', { surname: '王', words: typed })).toContain(typed)
  })

  test('a text that does not exist is a bug', () => {
    expect(() => loadWords()('zh-CN', 'join:nothing')).toThrow('join:nothing')
  })
})

/** Conversations about what somebody wishes for themselves. */
const ABOUT_NO_CHILD = ['we-are-back', 'menu', 'stop', 'my-data', 'convenient', 'new-number', 'spot-check']

describe('choices', () => {
  test('stand one on a line, the number first, counted from 1', () => {
    for (const language of languages)
      for (const [key, text] of all(language)) {
        expect(digits(text), key).toEqual(digits(text).map((_, n) => n + 1))
      }
    for (const [key, text] of forFamilies) expect(text, key).not.toMatch(/回\s?[1-9]|按\s?[1-9]/)
  })

  test('are as many as the question has options', () => {
    for (const { flow, step, key } of questions) {
      const schema = flow.answers.shape[step.ask!]
      expect(digits(wordsOf(key)).length, key).toBe(schema instanceof z.ZodEnum ? schema.options.length : 0)
    }
  })

  test('begin with yes, all well or I agree in every question about a child', () => {
    const first = questions
      .filter(
        ({ flow, step }) =>
          !ABOUT_NO_CHILD.includes(flow.id) &&
          !/^(checklist|entrust)-/.test(flow.id) &&
          !flow.staff &&
          flow.answers.shape[step.ask!] instanceof z.ZodEnum,
      )
      .map(({ flow, step, key }) => [
        (flow.answers.shape[step.ask!] as z.ZodEnum).options[0],
        /^1 (.+)$/m.exec(wordsOf(key))?.[1],
      ])
    for (const [option] of first) expect(['yes', 'well', 'agree']).toContain(option)
    expect([...new Set(first.map(([, line]) => line))].sort()).toEqual(
      ['说过了', '转到了', '一起搬了', '都好', '没事', '安全', '是', '同意', '有人照看', '没有孩子'].sort(),
    )
  })

  test('of a checklist begin with what is well or usual; three ask only about the adults', () => {
    const first = questions
      .filter(
        ({ flow, step }) =>
          /^(checklist|entrust)-/.test(flow.id) && flow.answers.shape[step.ask!] instanceof z.ZodEnum,
      )
      .map(({ key }) => [key.split(':')[1], /^1 (.+)$/m.exec(wordsOf(key))?.[1]])
    const usual =
      /^(是|能|对|好|留|我送|没有|都知道|同意|问过，愿意|在家，能照看|大人接送|现在说|接着说|三个月以上)$/
    const others = first.filter(([, line]) => !usual.test(line!)).map(([question]) => question)
    expect(others).toEqual(['role', 'where', 'kin', 'which', 'which'])
  })

  test('of the reminder are those of the check-in it reminds of', () => {
    const choices = (key: string) => wordsOf(key).split('\n').slice(1)
    expect(choices('check-in:reminder')).toEqual(choices('check-in:howAreThey'))
    expect(choices('check-in:howAreTheyInstead')).toEqual(choices('check-in:howAreThey'))
  })
})

describe('what a family reads', () => {
  test('nobody is ever called by a label', () => {
    for (const file of Object.values(chinese))
      for (const text of Object.values(file)) expect(text).not.toMatch(/留守|困境|问题儿童|帮扶对象/)
    for (const file of Object.values(texts.en!))
      for (const text of Object.values(file)) expect(text).not.toMatch(/left[- ]behind|problem child/i)
  })

  test('guardianship and assessment stand only where the law’s own text needs them', () => {
    const official = forFamilies.filter(([, text]) => /监护|评估|履职|台账/.test(text)).map(([key]) => key)
    expect(official).toEqual(['join:fullText'])
  })

  test('everybody is 您, except a child', () => {
    for (const [key, text] of forFamilies)
      if (key !== 'report-danger:child') expect(text, key).not.toContain('你')
    expect(wordsOf('report-danger:child')).not.toContain('您')
  })

  test('nobody is blamed for being silent', () => {
    for (const [key, text] of forFamilies) expect(text, key).not.toMatch(/没回|未回|没有回|不回复|逾期|催/)
  })

  test.each(forFamilies)('%s can be read in one glance', (key, text) => {
    if (LONGER[key] === undefined) expect(lengthOf(text)).toBeLessThanOrEqual(60)
    else expect(lengthOf(text), `${key} needs no exception any more`).toBeGreaterThan(60)
  })
})

describe('what a member of staff may type', () => {
  const facts = { now: 0, today: '2026-11-18', county: COUNTY, code: null, notice: null, ...NOBODY_TALKS }
  test.each([villageDirector(), townshipSupervisor()])('stands in 帮助, every word and no other', person => {
    const commands = Object.keys(commandsOf(person.staff!.role))
    for (const language of languages) {
      const { staff } = texts[language]!
      const help = staff![helpOf({ ...facts, person })!.slice('staff:'.length)]!
      expect(commands.filter(command => !help.includes(command))).toEqual([])
      const first = help
        .split(/[\n/；;]/)
        .slice(1)
        .flatMap(part => /^\s*(\p{Script=Han}+)/u.exec(part)?.[1] ?? [])
      expect(first.filter(word => !commands.includes(word))).toEqual([])
    }
  })
})

describe('wordings that somebody agreed to', () => {
  // A changed text changes the hash: give it a new version in the flow, and add a line here. Old lines stay.
  const PINNED: Record<string, Record<string, string>> = {
    'confirm-page/1': { 'zh-CN': '289c96983351896c', en: '8d094ef38c686aa7' },
    'confirm-care-parent/1': { 'zh-CN': '9e75a5e80d3c251c', en: '09e343adbaea3044' },
    'confirm-care-carer/1': { 'zh-CN': '5e6afc4c95a0a75d', en: 'fcc5bf0292072072' },
    'who-cares/1': { 'zh-CN': 'c13333285329c83d', en: '6bee39fed129dd54' },
    'child-privacy/1': { 'zh-CN': 'b40315e79618c6c6', en: '8df25ba03265a134' },
    'checklist-parent/1': { 'zh-CN': '1eb8a6298f74cc64', en: '566994824910d290' },
    'checklist-carer/1': { 'zh-CN': '8b951eaf02f9618a', en: '2c588036fd857670' },
    'entrust-parent/1': { 'zh-CN': '5bdf5da92f4288de', en: 'c388b6fa7ce042da' },
    'entrust-carer/1': { 'zh-CN': '278abb78069f5925', en: 'fff46621a4b3e5d7' },
    'entrust-parent/2': { 'zh-CN': '0aad946ebc1efc26', en: 'f6c386156dabd700' },
    'entrust-carer/2': { 'zh-CN': '3a3e8a7cfb4a1e30', en: '2bb6df19e1dec285' },
    'privacy/2': { 'zh-CN': '7e04795078dc4164', en: 'cae651d6aab31144' },
    'child-privacy/2': { 'zh-CN': 'e231dc3771da46a3', en: '0af1c8d5da7e61c2' },
    'privacy/1': { 'zh-CN': '58131319a9ed9c7a', en: '3c40437b74c5d4a4' },
  }

  test.each([
    [WORDING.parent, ['confirm-care-parent:isItSo']],
    [WORDING.carer, ['confirm-care-carer:isItSo']],
    [WORDING['who-cares'], ['who-cares:isItSo']],
    ...(['parent', 'carer'] as const).map(
      party =>
        [
          CHECKLIST_WORDING[party],
          questions.filter(({ flow }) => flow.id === `checklist-${party}`).map(({ key }) => key),
        ] as const,
    ),
    ...(['parent', 'carer'] as const).map(
      party =>
        [
          ENTRUST_WORDING[party],
          questions.filter(({ flow }) => flow.id === `entrust-${party}`).map(({ key }) => key),
        ] as const,
    ),
    [PRIVACY, ['join:privacy', 'join:fullText']],
    [CHILD_PRIVACY, ['child-consent:mayWe', 'child-consent:fullText']],
    [CONFIRM_WORDING, confirmPage],
  ] as const)('%s is still what was shown', (version, keys) => {
    const shown = Object.fromEntries(
      languages.map(language => [
        language,
        createHash('sha256')
          .update(keys.map(key => textsOf(language)[key.split(':')[0]!]![key.split(':')[1]!]).join('\n'))
          .digest('hex')
          .slice(0, 16),
      ]),
    )
    expect(shown).toEqual(PINNED[version])
  })

  test('the privacy text names its own version', () => {
    for (const language of languages) {
      expect(textsOf(language).join!.fullText).toContain(PRIVACY)
      expect(textsOf(language)['child-consent']!.fullText).toContain(CHILD_PRIVACY)
    }
  })
})

/** Nobody talks with them, and nothing is held back. */
const NOBODY_TALKS = { handedOver: false, held: false }

/** Why a text may be longer than what DOMAIN.md section 9 asks for. */
const LONGER: Record<string, string> = {
  'join:fullText': 'the full privacy text, read on request',
  'child-consent:fullText': 'the full text about the child, read on request',
  'checklist-parent:review': 'what was understood, one line for each answer',
  'entrust-parent:isItSo': 'what is on record, one line for each thing',
  'entrust-carer:isItSo': 'what is on record, one line for each thing',
  'report-danger:child': 'words for a frightened child; section 9 gives none',
  'request:promise-director-date': 'a date written out, which the shipped hours never need',
  'request:promise-supervisor-date': 'a date written out, which the shipped hours never need',
  'request:promise-county-date': 'a date written out, which the shipped hours never need',
}

/** Typical values as section 9 counts them ({孩子} 2, {主任} {县} 3), telephones and times as they are. */
const TYPICAL: Record<string, number> = {
  children: 2,
  carer: 2,
  kin: 2,
  codeKin: 2,
  masked: 3,
  director: 3,
  county: 3,
  surname: 1,
  directorPhone: 11,
  dutyPhone: 11,
  phone: 11,
  time: 5,
  lines: 0,
  name: 3,
  child: 3,
  on: 6,
  born: 10,
  year: 4,
  until: 10,
  names: 9,
  left: 1,
  count: 1,
  month: 2,
  date: 2,
  days: 3,
  day: 10,
  askedMonth: 2,
  askedDay: 2,
  text: 0,
  understood: 50,
  from: 5,
  to: 5,
  holiday: 3,
  work: 11,
  passed: 0,
  quote: 0, // a station's own words, quoted as they are
  advice: 25,
  source: 11,
  untilYear: 4,
  worksIn: 6,
  awayFrom: 8,
  awayUntil: 6,
  weekly: 8,
  second: 14,
  livesAt: 6,
  untilMonth: 2,
  most: 3,
  words: 0,
}

/** Characters as DOMAIN.md section 9 counts them: every sign and digit one, line breaks none. */
function lengthOf(text: string): number {
  return [
    ...text.replaceAll('\n', '').replace(/\{(\w+)\}/g, (_, name) => '口'.repeat(TYPICAL[name] ?? Number.NaN)),
  ].length
}

const digits = (text: string): number[] => [...text.matchAll(/^(\d) \S/gm)].map(([, digit]) => Number(digit))

/** What code in a folder names as `<file>:<key>`, the file being one of texts; a template must be listed with what it can say. */
function saidIn(folder: string): string[] {
  const root = new URL(`../${folder}/`, import.meta.url)
  const paths = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter(path => path.endsWith('.ts'))
  return paths.flatMap(path => {
    const code = readFileSync(new URL(path, root), 'utf8')
    const isText = (literal: string) => literal.slice(0, literal.indexOf(':')) in chinese
    const plain = [...code.matchAll(/'([a-z-]+:[A-Za-z][\w-]*)'/g)].map(([, literal]) => literal!)
    const templates = [...code.matchAll(/`([a-z-]+:[^`]*\$\{[^`]*)`/g)].map(([, literal]) => literal!)
    return [
      ...plain.filter(isText),
      ...templates.filter(isText).flatMap(template => {
        const can = SAID_BY_TEMPLATE[template]
        expect(can, `${folder}/${path}: list what \`${template}\` can say`).toBeDefined()
        return can!
      }),
    ]
  })
}
