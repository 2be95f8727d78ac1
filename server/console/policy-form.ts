import { html } from 'htm/preact'
import type { Json } from '../evidence/canonical.ts'
import type { T } from './page.ts'
import { isSeveral, type Leaf, nameOf, typedOf } from './policy-fields.ts'

/** A field (`source`, `from`, or the name of a leaf; '' the whole of it) and what is wrong with it. */
export type Wrong = { field: string; message: string }

type Given = {
  /** The row's key: the words of its fields lie below it. */
  key: string
  leaves: readonly Leaf[]
  /** By the names of the inputs: `v.<leaf>`, `source`, `from`, `until`. */
  typed: Readonly<Record<string, string>>
  wrong: readonly Wrong[]
}

/** The fields of a new row: each figure, where it is written, and its days. */
export function policyForm({ key, leaves, typed, wrong }: Given, t: T) {
  const of = (field: string) => wrong.filter(one => one.field === field).map(one => one.message)
  return html`
    ${of('').map(message => html`<p class="wrong" role="alert">${message}</p>`)}
    ${leaves.map(leaf => {
      const name = nameOf(leaf)
      const given = typed[`v.${name}`] ?? ''
      const asked = { name: `v.${name}`, label: t(`figures:${key}.${name}`), wrong: of(name) }
      return isSeveral(leaf) ? ticks(asked, leaf, given, t) : entry(asked, input(leaf, asked.name, given, t))
    })}
    ${daysAndSource({ typed, wrong }, t)}
  `
}

/** Where a new row is written, its days, and the button. */
export function daysAndSource(
  { typed, wrong, id = '' }: Pick<Given, 'typed' | 'wrong'> & { id?: string },
  t: T,
) {
  const of = (field: string) => wrong.filter(one => one.field === field).map(one => one.message)
  return html`
    ${entry(
      { name: `source${id}`, label: t('console-policies:sourceLabel'), wrong: of('source') },
      html`<input id=${`source${id}`} name="source" maxlength="200" required=${id !== ''} value=${typed.source ?? ''} />`,
    )}
    ${entry(
      { name: `from${id}`, label: t('console-policies:fromLabel'), wrong: of('from') },
      html`<input id=${`from${id}`} name="from" type="date" value=${typed.from ?? ''} />`,
    )}
    ${entry(
      { name: `until${id}`, label: t('console-policies:untilLabel'), wrong: of('until') },
      html`<input id=${`until${id}`} name="until" type="date" value=${typed.until ?? ''} />`,
    )}
    <button class="weui-btn weui-btn_primary">${t('console-policies:save')}</button>
  `
}

type Entry = { name: string; label: string; wrong: readonly string[] }

/** A field with its name, and what is wrong with it. */
export const entry = ({ name, label, wrong }: Entry, field: unknown) => html`<p class="field">
  <label for=${name}>${label}</label>
  ${field}
  ${wrong.map(message => html`<strong class="wrong" role="alert">${message}</strong>`)}
</p>`

/** Ticked one by one; the empty one says that none is meant. */
const ticks = ({ name, label, wrong }: Entry, { options }: Leaf, given: string, t: T) => html`<fieldset
  class="field choice"
>
  <legend>${label}</legend>
  <input type="hidden" name=${name} value="" />
  ${options.map(
    option => html`<label>
      <input type="checkbox" name=${name} value=${option} checked=${given.split(',').includes(option)} />
      <span>${t(`figures:is-${option}`)}</span>
    </label>`,
  )}
  ${wrong.map(message => html`<strong class="wrong" role="alert">${message}</strong>`)}
</fieldset>`

function input({ as, options }: Leaf, name: string, value: string, t: T) {
  const choices =
    as === 'yes-no'
      ? [
          ['true', t('console-policies:yes')],
          ['false', t('console-policies:no')],
        ]
      : options.map(option => [option, t(`figures:is-${option}`)])
  if (choices.length > 0)
    return html`<select id=${name} name=${name}>
      ${choices.map(([option, words]) => html`<option value=${option} selected=${option === value}>${words}</option>`)}
    </select>`
  if (as === 'json')
    return html`<textarea id=${name} name=${name} rows="6" spellcheck="false">${value}</textarea>`
  return html`<input
    id=${name}
    name=${name}
    inputmode=${as === 'number' ? 'decimal' : undefined}
    value=${value}
  />`
}

/** What a row says, a line for each figure. */
export function shownValue(key: string, leaves: readonly Leaf[], value: Json, t: T) {
  const typed = typedOf(leaves, value)
  return html`<ul class="figures">
    ${leaves.map(leaf => {
      const name = nameOf(leaf)
      return html`<li>${t(`figures:${key}.${name}`)} <strong>${spoken(leaf, typed[name]!, t)}</strong></li>`
    })}
  </ul>`
}

function spoken(leaf: Leaf, text: string, t: T): string {
  if (text === '') return t('console-policies:nothing')
  if (leaf.as === 'yes-no') return t(text === 'true' ? 'console-policies:yes' : 'console-policies:no')
  const options = leaf.as === 'choice' || isSeveral(leaf)
  return options
    ? text
        .split(',')
        .map(option => t(`figures:is-${option}`))
        .join('、')
    : text
}
