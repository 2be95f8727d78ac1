import { html } from 'htm/preact'
import { z } from 'zod'
import { instantOf, isDay } from '../../flows/engine/calendar.ts'
import { type FileProblem, seenIn } from '../notices/files.ts'
import { Link, type Prepared } from '../notices/prepared.ts'
import { SOON } from '../notices/reach.ts'
import { MARKS } from '../notices/templates.ts'
import { CLASSES, STAGES, Whom } from '../notices/whom.ts'
import type { View } from './staff-page.ts'

const several = z
  .union([z.string(), z.array(z.string())])
  .default([])
  .transform(given => [given].flat().filter(one => one !== ''))
const line = z.string().trim().max(2_000).default('')

/** The fields as a browser sends them. */
export const Typed = z.strictObject({
  text: line,
  template: line,
  linkUrl: line,
  linkTitle: line,
  places: several,
  who: line,
  ageFrom: line,
  ageTo: line,
  stages: several,
  classes: several,
  atRisk: line,
  nearWater: line,
  unanswered: line,
  soon: line,
  day: line,
  time: line,
  noChild: line,
  withoutFile: line,
  upload: z.unknown().optional(),
})
export type Typed = z.infer<typeof Typed>

export const nothingTyped = (text = '', template = ''): Typed =>
  Typed.parse({ text, template, soon: 'plain' })

export type Problem =
  | 'text'
  | 'long'
  | 'link'
  | 'both'
  | 'ages'
  | 'time'
  | 'child'
  | 'upload'
  | `file-${FileProblem}`

/** Characters of a notice at most; a grandmother reads sixty. */
const LONGEST = 300

type Read = Omit<Prepared, 'id' | 'place' | 'author' | 'file'> & { upload: Buffer | null }

/** What was meant, or everything that is wrong with it. `hasFile`: one was given before and is not taken away. */
export function readTyped(typed: Typed, now: number, hasFile: boolean): Read | { problems: Problem[] } {
  const problems: Problem[] = []
  const { text, template, linkUrl, linkTitle } = typed
  if (text === '') problems.push('text')
  if ([...text].length > LONGEST) problems.push('long')
  const link = linkUrl || linkTitle ? Link.safeParse({ url: linkUrl, title: linkTitle }) : null
  if (link && !link.success) problems.push('link')
  const ages = agesOf(typed)
  if (ages === 'wrong') problems.push('ages')
  const leavesAt = leavesAtOf(typed, now)
  if (leavesAt === 'wrong') problems.push('time')
  const upload = Buffer.isBuffer(typed.upload) && typed.upload.length > 0 ? typed.upload : null
  const file = upload && seenIn(upload)
  // One thing goes before the words, not two.
  if (link && (upload || hasFile)) problems.push('both')
  if (file && 'problem' in file) problems.push(`file-${file.problem}`)
  if ((file ? 'kind' in file && file.kind === 'image' : hasFile) && typed.noChild !== 'yes')
    problems.push('child')
  const whom = Whom.safeParse(
    withoutNothing({
      ...{ places: typed.places, who: typed.who, stages: typed.stages, classes: typed.classes },
      ages: ages === 'wrong' ? undefined : ages,
      ...{ atRisk: typed.atRisk === 'yes' || undefined, nearWater: typed.nearWater === 'yes' || undefined },
      unanswered: typed.unanswered,
    }),
  )
  // A browser does not keep the file it has sent.
  if (problems.length > 0 && upload && !(file && 'problem' in file)) problems.push('upload')
  if (problems.length > 0 || !whom.success || ages === 'wrong' || leavesAt === 'wrong') return { problems }
  return {
    content: { text, ...(template && { template }), ...(link?.success && { link: link.data }) },
    ...{ whom: whom.data, leavesAt, upload },
    soon: SOON.find(soon => soon === typed.soon) ?? 'plain',
  }
}

const withoutNothing = (fields: Record<string, unknown>) =>
  Object.fromEntries(
    Object.entries(fields).filter(
      ([, value]) => value !== undefined && value !== '' && !(Array.isArray(value) && value.length === 0),
    ),
  )

function agesOf({ ageFrom, ageTo }: Typed): { from: number; to: number } | undefined | 'wrong' {
  if (ageFrom === '' && ageTo === '') return undefined
  const [from, to] = [Number(ageFrom || 0), Number(ageTo || 17)]
  const fit = [from, to].every(age => Number.isInteger(age) && age >= 0 && age <= 17) && from <= to
  return fit ? { from, to } : 'wrong'
}

function leavesAtOf({ day, time }: Typed, now: number): number | null | 'wrong' {
  if (day === '' && time === '') return null
  if (!isDay(day) || !/^([01]\d|2[0-3]):[0-5]\d$/.test(time)) return 'wrong'
  const at = instantOf(day, time)
  return at > now ? at : 'wrong'
}

type Choosing = {
  typed: Typed
  problems: readonly Problem[]
  hasFile: boolean
  /** Below the place of whoever writes; none for a village. */
  places: readonly { code: string; name: string }[]
  /** Notices whose silent families may be meant. */
  notices: readonly { id: string; heading: string }[]
}

/** The fields of a notice: its words, and folded below what it may bring, whom it is for and when it leaves. */
export function noticeFields({ typed, problems, hasFile, places, notices }: Choosing, { t, who }: View) {
  const wrong = (...those: Problem[]) =>
    problems
      .filter(problem => those.includes(problem))
      .map(problem => html`<strong class="wrong">${t(`console-notices:problem-${problem}`)}</strong>`)
  const choice = (name: keyof Typed, of: readonly string[], kind: 'radio' | 'checkbox') => html`
    <fieldset class="field choice">
      <legend>${t(`console-notices:field-${name}`)}</legend>
      ${of.map(
        value => html`<label>
          <input type=${kind} name=${name} value=${value} checked=${[typed[name]].flat().includes(value)} />
          <span>${t(`console-notices:${name}-${value || 'all'}`)}</span>
        </label>`,
      )}
    </fieldset>
  `
  const input = (name: keyof Typed, type: string, more: Record<string, unknown> = {}) => html`
    <p class="field">
      <label for=${`f-${name}`}>${t(`console-notices:field-${name}`)}</label>
      <input id=${`f-${name}`} name=${name} type=${type} value=${typed[name] as string} ...${more} />
    </p>
  `
  const narrowed = [typed.places, typed.stages, typed.classes].some(those => those.length > 0)
  const open =
    narrowed ||
    Boolean(typed.who || typed.ageFrom || typed.ageTo || typed.atRisk || typed.nearWater || typed.unanswered)
  const fileWrong = problems.filter(one => one === 'child' || one === 'upload' || one.startsWith('file-'))
  const brings =
    hasFile ||
    Boolean(typed.linkUrl) ||
    fileWrong.length > 0 ||
    problems.includes('link') ||
    problems.includes('both')
  return html`
    ${problems.length > 0 && html`<p class="missing wrong" role="alert">${t('console-notices:someWrong')}</p>`}
    <p class="field">
      <label for="f-text">${t('console-notices:field-text')}</label>
      <textarea id="f-text" name="text" rows="4" maxlength="600">${typed.text}</textarea>
      <span class="hint">${t('console-notices:aboutText', MARKS)}</span>
      ${wrong('text', 'long')}
    </p>
    <input type="hidden" name="template" value=${typed.template} />
    ${choice('soon', SOON, 'radio')}
    <details class="more" open=${open || problems.includes('ages')}>
      <summary>${t('console-notices:whom')}</summary>
      ${
        places.length > 0 &&
        html`<fieldset class="field choice">
          <legend>${t('console-notices:field-places')}</legend>
          ${places.map(
            ({ code, name }) => html`<label>
              <input type="checkbox" name="places" value=${code} checked=${typed.places.includes(code)} />
              <span>${name}</span>
            </label>`,
          )}
        </fieldset>`
      }
      ${choice('who', ['', 'away', 'home'], 'radio')}
      <div class="pair">
        ${input('ageFrom', 'text', { inputmode: 'numeric' })} ${input('ageTo', 'text', { inputmode: 'numeric' })}
      </div>
      <p>${wrong('ages')}</p>
      ${choice('stages', STAGES, 'checkbox')} ${choice('classes', CLASSES, 'checkbox')}
      ${choice('nearWater', ['yes'], 'checkbox')} ${choice('atRisk', ['yes'], 'checkbox')}
      ${
        notices.length > 0 &&
        html`<p class="field">
          <label for="f-unanswered">${t('console-notices:field-unanswered')}</label>
          <select id="f-unanswered" name="unanswered">
            <option value="">${t('console-notices:unanswered-all')}</option>
            ${notices.map(
              ({ id, heading }) =>
                html`<option value=${id} selected=${typed.unanswered === id}>${heading}</option>`,
            )}
          </select>
        </p>`
      }
    </details>
    <details class="more" open=${brings}>
      <summary>${t('console-notices:brings')}</summary>
      <p class="field">
        <label for="f-upload">${t('console-notices:field-upload')}</label>
        <input id="f-upload" name="upload" type="file" accept="image/jpeg,image/png,audio/*,application/pdf" />
        ${hasFile && html`<span class="hint">${t('console-notices:hasFile')}</span>`}
        ${wrong(...fileWrong)}
      </p>
      ${hasFile && choice('withoutFile', ['yes'], 'checkbox')} ${choice('noChild', ['yes'], 'checkbox')}
      ${input('linkTitle', 'text', { maxlength: 60 })} ${input('linkUrl', 'url', { inputmode: 'url' })}
      ${wrong('link', 'both')}
    </details>
    ${
      // From above the villages decide when.
      who.role === 'director' &&
      html`<details class="more" open=${Boolean(typed.day) || problems.includes('time')}>
        <summary>${t('console-notices:later')}</summary>
        <div class="pair">${input('day', 'date')} ${input('time', 'time')}</div>
        <p>${wrong('time')}</p>
      </details>`
    }
  `
}
