import { type Block, choices, finger, handwriting, stacked, toSeal, wholeWords, words } from './blocks.ts'
import { type Declared, type EntrustmentForm, EXCLUSIONS, type Exclusion, type Signature } from './forms.ts'
import { isBlank, type Whom, whomToAsk } from './missing.ts'
import { BODY, type Cell, type Row, type Sheet } from './sheet.ts'

/** Says a text of the papers in the language of the paper. */
export type Say = (key: string, values?: Record<string, unknown>) => string

/** A character of a form that the font lacks, and where it stands: `path` as in 'child.name'. */
export type Lacking = { character: string; point: string; path: string }

type Paper = Pick<EntrustmentForm, 'number' | 'version' | 'hash' | 'url' | 'place'> & {
  child: { name: string | null }
}

/** How wide a field's name is, in points. */
const LABEL = 70

export const label = (text: string, width = LABEL): Cell => ({
  width,
  block: wholeWords(text, { align: 'center' }),
})
export const given = (text: string | null, width?: number): Cell => ({
  width,
  block: words(text),
})
/** A field over the whole width of the table. */
export const field = (name: string, text: string | null, height?: number): Row => ({
  cells: [label(name), given(text)],
  height,
})

/** 'YYYY-MM-DD' or 'YYYY-MM' as it is written, anything else word for word; nothing given leaves room for it. */
export function day(say: Say, value: string | null): string {
  if (isBlank(value)) return say('paper:blankDay')
  if (!/^\d{4}-\d{2}(-\d{2})?$/.test(value!)) return value!
  const [year, month, date] = value!.split('-').map(Number)
  return date === undefined
    ? say('paper:month', { year, month })
    : say('paper:day', { year, month, day: date })
}

/** 自…至…. */
export const term = (say: Say, { from, until }: { from: string | null; until: string | null }): string =>
  say('paper:fromUntil', { begins: day(say, from), ends: day(say, until) })

/** Yes or no, to be ticked where nothing is given. */
export const yesNo = (value: boolean | null, [yes, no]: [string, string]): Block =>
  choices([
    { text: yes, ticked: value === true },
    { text: no, ticked: value === false },
  ])

/** 是 否 不清楚. */
export const declared = (say: Say, value: Declared): Block =>
  choices(
    [
      { text: say('paper:yes'), ticked: value === 'yes' },
      { text: say('paper:no'), ticked: value === 'no' },
      { text: say('paper:unclear'), ticked: value === 'unclear' },
    ],
    { size: 8.5, align: 'center' },
  )

const EXCLUDED: Record<Exclusion, string> = {
  offences: 'paper:offences',
  addiction: 'paper:addiction',
  neglect: 'paper:neglect',
  unsuitable: 'paper:unsuitable',
}

/** The four exclusions in the law's words, with a column for each who declares. */
export function exclusionRows(
  say: Say,
  parties: readonly { name: string; declared: Record<Exclusion, Declared> }[],
): Row[] {
  const width = 90
  return [
    {
      cells: [
        { block: words(say('paper:exclusions'), { align: 'center' }) },
        ...parties.map(({ name }) => label(name, width)),
      ],
    },
    ...EXCLUSIONS.map(one => ({
      cells: [
        { block: words(say(EXCLUDED[one]), { size: 9.5 }) },
        ...parties.map(party => ({ width, block: declared(say, party.declared[one]) })),
      ],
    })),
  ]
}

/** What the child said, or why it was not asked; with nothing known there is room for both. */
export function childViewRows(say: Say, view: EntrustmentForm['childView']): Row[] {
  const said = ![view.askedOn, view.how, view.view].every(isBlank)
  const why = field(say('paper:whyNot'), view.whyNot)
  const heard: Row[] = [
    {
      cells: [
        label(say('paper:askedOn')),
        given(day(say, view.askedOn), 130),
        label(say('paper:askedHow'), 50),
        given(view.how),
      ],
    },
    field(say('paper:view'), view.view, 34),
  ]
  return said
    ? isBlank(view.whyNot)
      ? heard
      : [...heard, why]
    : isBlank(view.whyNot)
      ? [...heard, why]
      : [why]
}

const HOW = {
  wechat: 'paper:how-wechat',
  page: 'paper:how-page',
  phone: 'paper:how-phone',
  door: 'paper:how-door',
} as const

/** A row for each who signs: name, room for hand and finger, the day, and what has been recorded so far. */
export function signatureRows(
  say: Say,
  parties: readonly { party: string; signature: Signature; name: string | null }[],
  { recorded = true } = {},
): Row[] {
  const head = ['paper:party', 'paper:signature', 'paper:fingerprint', 'paper:signedOn']
  if (recorded) head.push('paper:recorded')
  const widths = [86, undefined, 54, 99, 100]
  return [
    { cells: head.map((key, n) => ({ width: widths[n], block: wholeWords(say(key), { align: 'center' }) })) },
    ...parties.map(({ party, signature, name }) => ({
      cells: [
        {
          width: widths[0],
          block: stacked([words(party, { align: 'center' }), words(name, { align: 'center', size: 9 })]),
        },
        { block: handwriting(signature.strokes) },
        { width: widths[2], block: finger(say('paper:finger')) },
        {
          width: widths[3],
          block: words(day(say, signature.signedOn), { align: 'center', size: 9 }),
        },
        ...(recorded
          ? [{ width: widths[4], block: words(recordOf(say, signature), { size: 9, align: 'center' }) }]
          : []),
      ],
    })),
  ]
}

const recordOf = (say: Say, { confirmed }: Signature): string | null =>
  confirmed && say('paper:confirmed', { at: confirmed.at, how: say(HOW[confirmed.how]) })

/** Side by side, room for seals. */
export const sealRow = (sides: readonly { above: string; below: string }[]): Row => ({
  cells: sides.map(({ above, below }) => ({ block: toSeal(above, below) })),
})

/** Title, number, place, the code for staff, what is missing and what must be written by hand. */
export function opening(
  sheet: Sheet,
  say: Say,
  { title, form, missing, lacking }: { title: string; form: Paper; missing: string[]; lacking: Lacking[] },
): void {
  const number = form.number ?? ''
  sheet.begin({
    further: say('paper:further', { title, number, child: form.child.name ?? '' }),
    foot: (page, pages) => [
      [say('paper:footVersion', { version: form.version }), say('paper:footPage', { page, pages })],
      [say('paper:footClaim'), ''],
      [form.hash ? say('paper:footHash', { hash: form.hash }) : '', ''],
    ],
  })
  sheet.beside((pen, y) => {
    const tag = { x: BODY.x, y, width: 52, height: 17 }
    pen.frame(tag, 0.7)
    words(say('paper:reference'), { size: 9, align: 'center' }).draw(pen, tag)
    if (!form.url) return
    pen.qr(form.url, BODY.x + BODY.width - 62, y - 12, 62)
    const caption = { x: BODY.x + BODY.width - 72, y: y + 50, width: 82, height: 9 }
    words(say('paper:scan'), { size: 6.5, align: 'center', grey: true }).draw(pen, caption)
  })
  sheet.space(4)
  sheet.put(words(title, { size: 20, align: 'center', bold: true }), { after: 8 })
  const { province, city, county, township, village, team } = form.place
  const place = [province, city, county, township, village, team].filter(one => !isBlank(one)).join('')
  const beside = { width: BODY.width - 76 }
  sheet.put(words(say('paper:number', { number: number || say('paper:blankLine') })), beside)
  sheet.put(words(say('paper:place', { place: place || say('paper:blankPlace') })), { ...beside, after: 6 })
  const small = { size: 9 }
  // Without a number and a name it is a blank form: of course everything is missing.
  const blank = isBlank(form.number) && isBlank(form.child.name)
  if (missing.length > 0 && !blank) sheet.put(words(missed(say, missing), small), { after: 4 })
  if (lacking.length > 0)
    sheet.put(
      words(
        say('paper:lacking', {
          points: [...new Set(lacking.map(({ point }) => point))].join(say('paper:comma')),
        }),
        small,
      ),
      { after: 4 },
    )
}

/** 缺 N 项, the first of them by name, and whom to ask. */
export function missed(say: Say, missing: readonly string[]): string {
  const named = missing.slice(0, 12)
  const items = [...Map.groupBy(named, whomToAsk)].map(([whom, keys]) => {
    const list = keys.map(key => say(key)).join(say('paper:comma'))
    return whom === null ? list : say('paper:missingOf', { whom: say(WHOM[whom]), items: list })
  })
  return say(missing.length > named.length ? 'paper:missingMany' : 'paper:missing', {
    count: missing.length,
    items: items.join(say('paper:semicolon')),
  })
}

const WHOM: Readonly<Record<Whom, string>> = {
  guardian: 'paper:guardian',
  carer: 'paper:carer',
  director: 'paper:director',
}
