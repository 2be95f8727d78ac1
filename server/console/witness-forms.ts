import { html } from 'htm/preact'
import { CARER_KINDS } from '../entrustment/chain.ts'
import { PAPER_FIELDS } from '../entrustment/paper-form.ts'
import type { Typed, WitnessForm } from '../entrustment/witness.ts'
import { EXCLUSIONS } from '../paper/forms.ts'
import type { View } from './staff-page.ts'

type Field =
  | { name: string; kind: 'line' | 'note' | 'day' }
  | { name: string; of: readonly string[]; set: string }

const yesNo = (name: string): Field => ({ name, of: ['yes', 'no'], set: 'is' })
const done = (name: string): Field => ({ name, of: ['yes'], set: 'is' })

/** What each form asks, in order. */
const FIELDS: Readonly<Record<WitnessForm, readonly Field[]>> = {
  kind: [{ name: 'kind', of: CARER_KINDS, set: 'kind' }],
  'child-view': [
    { name: 'view', of: ['willing', 'unwilling', 'cannot-say', 'not-asked'], set: 'view' },
    { name: 'asked', kind: 'line' },
    { name: 'said', kind: 'note' },
    { name: 'whyNot', kind: 'line' },
  ],
  'carer-adult': [done('seen')],
  'village-agrees': [{ name: 'opinion', kind: 'note' }],
  supervising: [{ name: 'name', kind: 'line' }],
  designates: [],
  exclusions: [
    ...EXCLUSIONS.map((name): Field => ({ name, of: ['no', 'yes', 'unclear'], set: 'found' })),
    { name: 'way', kind: 'note' },
  ],
  tells: PAPER_FIELDS.map((name): Field => {
    if (name === 'together') return yesNo(name)
    if (name === 'health') return { name, of: ['good', 'medicine', 'poor'], set: 'health' }
    return { name, kind: name.endsWith('ToldOn') ? 'day' : 'line' }
  }),
  witnesses: [
    { name: 'visitedOn', kind: 'day' },
    done('sawCarer'),
    yesNo('sawChild'),
    done('identity'),
    yesNo('homeSafe'),
    yesNo('calledParents'),
    { name: 'help', kind: 'note' },
  ],
  prints: [],
  signed: [done('signatures'), done('seal')],
  files: [{ name: 'number', kind: 'line' }],
}

/** `only`: the fields that are shown; all of them without it. */
type Drawn = { id: string; typed: Typed; wrong: readonly string[]; only?: readonly string[] }

/** One of the small forms, with what was typed and what is missing on it. */
export function witnessForm(form: WitnessForm, { t, form: within }: View, { id, typed, wrong, only }: Drawn) {
  const field = (it: Field) => {
    const { name } = it
    const at = `f-${form}-${name}`
    const label = t(`witness:field-${name}`)
    const fault =
      wrong.includes(name) &&
      html`<strong class="wrong" id=${`w-${form}-${name}`}>${t('witness:fill')}</strong>`
    const said = fault ? { 'aria-invalid': 'true', 'aria-describedby': `w-${form}-${name}` } : {}
    if ('of' in it)
      return html`<fieldset class="field choice" id=${at} ...${said}>
        <legend>${label}</legend>
        ${it.of.map(
          one => html`<label>
            <input type="radio" name=${name} value=${one} checked=${typed[name] === one} />
            <span>${t(`witness:${it.set}-${one}`)}</span>
          </label>`,
        )}
        ${fault}
      </fieldset>`
    const value = typed[name] ?? ''
    return html`<p class="field">
      <label for=${at}>${label}</label>
      ${
        it.kind === 'note'
          ? html`<textarea id=${at} name=${name} rows="2" ...${said}>${value}</textarea>`
          : html`<input id=${at} name=${name} type=${it.kind === 'day' ? 'date' : 'text'} value=${value} ...${said} />`
      }
      ${fault}
    </p>`
  }
  return html`
    <section id=${`s-${form}`}>
      <h2>${t(`witness:form-${form}`)}</h2>
      ${within(
        null,
        html`<input type="hidden" name="form" value=${id} />
          ${FIELDS[form].filter(({ name }) => only?.includes(name) ?? true).map(field)}
          <button class="weui-btn weui-btn_primary" name="act" value=${form}>${t(`witness:do-${form}`)}</button>`,
      )}
    </section>
  `
}
