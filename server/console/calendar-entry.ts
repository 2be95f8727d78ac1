import type { FastifyInstance } from 'fastify'
import { html } from 'htm/preact'
import { z } from 'zod'
import { dayOf } from '../../flows/engine/calendar.ts'
import { type Arranged, type Problem, readNotice } from '../notices/calendar/notice-text.ts'
import { calendarRows, inForce, setCalendarRow } from '../notices/calendar/rows.ts'
import { EXAMS, VACATIONS } from '../notices/calendar/when.ts'
import type { Parts } from '../parts.ts'
import { staffPage, type View } from './staff-page.ts'
import type { Looking } from './whoever.ts'

const Params = z.strictObject({
  row: z
    .string()
    .regex(
      new RegExp(
        `^(holidays-20\\d\\d|vacation-20\\d\\d-(${VACATIONS.join('|')})|exam-20\\d\\d-(${EXAMS.join('|')}))$`,
      ),
    ),
})
const Posted = z.strictObject({
  text: z.string().max(10_000).default(''),
  from: z.string().default(''),
  to: z.string().default(''),
  source: z.string().trim().max(200).default(''),
  save: z.literal('yes').optional(),
})
type Typed = Pick<z.infer<typeof Posted>, 'text' | 'from' | 'to' | 'source'>
type Shown = {
  kind: 'holidays' | 'vacation' | 'exam'
  key: string
  typed: Typed
  /** What the pasted notice says, to be looked at before it is saved. */
  arranged: Arranged[]
  problems: Problem[]
  /** Fields that cannot be meant. */
  wrong: string[]
}

/** The year's legal holidays from the pasted notice; a vacation or an exam by its days. The county's to enter. */
export const calendarEntryPage = (parts: Parts) => async (app: FastifyInstance) =>
  staffPage<z.infer<typeof Params>, z.infer<typeof Posted>, Shown>(app, parts, {
    url: '/calendar/enter/:row',
    roles: ['county'],
    params: Params,
    form: Posted,
    read: async (looking, { row }) => {
      const [kind, key] = kindOf(row)
      const held = inForce(
        await calendarRows(looking.tx, looking.who.county),
        dayOf(looking.now),
        one => `${one.kind} ${one.key}`,
      )
      const entered = held.get(`${kind} ${key}`)
      const span =
        entered?.kind === 'vacation' || entered?.kind === 'exam' ? entered.value : { from: '', to: '' }
      const typed = { text: '', ...span, source: entered?.source ?? '' }
      return {
        kind,
        key,
        typed,
        arranged: entered?.kind === 'holidays' ? entered.value : [],
        problems: [],
        wrong: [],
      }
    },
    post: enter,
    title: ({ kind, key }, { t }) => {
      const [year, which = ''] = key.split('-')
      return kind === 'holidays'
        ? t('console-calendar:enterHolidays', { year })
        : t('console-calendar:enterDays', { year, name: t(`seasons:${which}`) })
    },
    render: draw,
  })

function kindOf(row: string): [Shown['kind'], string] {
  const at = row.indexOf('-')
  return [row.slice(0, at) as Shown['kind'], row.slice(at + 1)]
}

/** A notice is shown as it was read first, and saved by the second touch; nothing is saved that has a problem. */
async function enter(looking: Looking, { row }: { row: string }, posted: z.infer<typeof Posted>) {
  const { tx, who, now } = looking
  const [kind, key] = kindOf(row)
  const { save, ...given } = posted
  const typed = { ...given, source: given.source || titleIn(given.text) }
  const { arranged, problems } =
    kind === 'holidays' ? readNotice(typed.text, Number(key)) : { arranged: [], problems: [] }
  const shown: Shown = { kind, key, typed, arranged, problems, wrong: typed.source === '' ? ['source'] : [] }
  if (problems.length > 0 || (kind === 'holidays' && !save)) return { again: shown }
  const value = kind === 'holidays' ? arranged : { from: typed.from, to: typed.to }
  const entry = { kind, key, value, source: typed.source, from: dayOf(now) }
  const written = await setCalendarRow(tx, looking, who.county, entry, { staff: who.id })
  if ('issues' in written)
    return {
      again: {
        ...shown,
        wrong: [...new Set(written.issues.map(issue => String(issue.path.at(-1) ?? 'to')))],
      },
    }
  return { to: `/console/calendar/${key.slice(0, 4)}-${row.includes('summer') ? '07' : '01'}` }
}

/** The pasted notice names itself. */
const titleIn = (text: string): string => /国务院办公厅关于\S{1,80}?的通知/.exec(text)?.[0] ?? ''

function draw({ kind, typed, arranged, problems, wrong }: Shown, { t, form }: View) {
  const field = (name: 'from' | 'to' | 'source', type: string) => html`<p class="field">
    <label for=${name}>${t(`console-calendar:field-${name}`)}</label>
    <input id=${name} name=${name} type=${type} value=${typed[name]} maxlength="200" />
    ${wrong.includes(name) && html`<strong class="wrong">${t(`console-calendar:wrong-${name}`)}</strong>`}
  </p>`
  if (kind !== 'holidays')
    return form(
      null,
      html`${field('from', 'date')}${field('to', 'date')}${field('source', 'text')}
        ${wrong.includes('key') && html`<p class="wrong" role="alert">${t('console-calendar:wrong-key')}</p>`}
        <button class="weui-btn weui-btn_primary">${t('console-calendar:save')}</button>`,
    )
  const ready = arranged.length > 0 && problems.length === 0 && typed.text !== ''
  return html`
    <p class="hint">${t('console-calendar:paste')}</p>
    ${
      problems.length > 0 &&
      html`<div class="missing" role="alert">
      ${problems.map(({ what, at }) => html`<p class="wrong">${t(`console-calendar:problem-${what}`, { at })}</p>`)}
    </div>`
    }
    ${
      arranged.length > 0 &&
      html`<div class="weui-cells">
      ${arranged.map(
        ({ name, days, work }) => html`<div class="weui-cell"><span class="weui-cell__bd">
          ${t(work.length > 0 ? 'console-calendar:arrangedWork' : 'console-calendar:arranged', { name, ...days, work: work.join(t('seasons:and')) })}
        </span></div>`,
      )}
    </div>`
    }
    ${form(
      null,
      html`<p class="field">
          <label for="text">${t('console-calendar:field-text')}</label>
          <textarea id="text" name="text" rows="8" maxlength="10000">${typed.text}</textarea>
        </p>
        ${field('source', 'text')}
        <button class="weui-btn weui-btn_default">${t('console-calendar:look')}</button>
        ${ready && html`<button class="weui-btn weui-btn_primary" name="save" value="yes">${t('console-calendar:save')}</button>`}`,
    )}
  `
}
