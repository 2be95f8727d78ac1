import { api } from './api.js'

/** @type {Record<string, string>} */
let words = {}

export const language = new URLSearchParams(location.search).get('lang') === 'en' ? 'en' : 'zh-CN'

export async function loadWords() {
  words = await api.words(language)
  document.documentElement.lang = language
  document.title = t('title')
}

/**
 * The words of a key with the values it names in braces.
 * @param {string} key
 * @param {Record<string, string | number>} [values]
 */
export function t(key, values = {}) {
  return (words[key] ?? key).replace(/\{(\w+)\}/g, (whole, name) => String(values[name] ?? whole))
}

/**
 * What the house calls `value`; a value that this page does not know yet is shown as it is.
 * @param {string} kind
 * @param {string | null} value
 */
export const called = (kind, value) => (value === null ? '' : (words[`${kind}.${value}`] ?? value))

/** @param {string[]} names */
export const listed = names => names.filter(Boolean).join(t('list'))
