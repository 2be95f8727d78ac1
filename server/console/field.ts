import { html } from 'htm/preact'
import { ANSWERS, type Field, type Problem, type Typed } from '../assessments/fields.ts'
import type { T } from './page.ts'

type Drawn = { t: T; typed: Typed; problems: readonly Problem[]; hints: Readonly<Record<string, string>> }

/** One field of the assessment with its name, what was typed, and what is wrong with it. */
export function field(it: Field, { t, typed, problems, hints }: Drawn) {
  const { name, kind } = it
  const wrong = problems.find(problem => problem.field === name)
  const id = `f-${name}`
  const label = html`${t(`assess:field-${name}`)}${it.required && html`<span class="must" aria-hidden="true"> *</span>`}`
  const below = html`
    ${hints[name] && html`<span class="hint">${hints[name]}</span>`}
    ${wrong && html`<strong class="wrong" id=${`w-${name}`}>${t(`assess:problem-${wrong.what}`)}</strong>`}
  `
  const said = wrong ? { 'aria-invalid': 'true', 'aria-describedby': `w-${name}` } : {}
  if (kind === 'choice')
    return html`<fieldset class="field choice" id=${id} ...${said}>
      <legend>${label}</legend>
      ${ANSWERS[it.set!].map(
        answer =>
          html`<label>
            <input type="radio" name=${name} value=${answer} checked=${typed[name] === answer} />
            <span>${t(`assess:${it.set}-${answer}`)}</span>
          </label>`,
      )}
      ${below}
    </fieldset>`
  const value = typed[name] ?? ''
  return html`<p class=${name.endsWith('-note') ? 'field more' : 'field'}>
    <label for=${id}>${label}</label>
    ${
      kind === 'note'
        ? html`<textarea id=${id} name=${name} rows="2" ...${said}>${value}</textarea>`
        : html`<input
            id=${id}
            name=${name}
            type=${kind === 'day' ? 'date' : 'text'}
            inputmode=${kind === 'count' ? 'numeric' : undefined}
            value=${value}
            ...${said}
          />`
    }
    ${below}
  </p>`
}
