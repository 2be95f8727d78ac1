import { readdirSync, readFileSync } from 'node:fs'
import i18next, { type i18n } from 'i18next'
import { z } from 'zod'

export const languages = ['zh-CN', 'en'] as const
export type Language = (typeof languages)[number]

const Texts = z.record(z.string(), z.string())
const folder = new URL('./', import.meta.url)

/** All texts of a language: file name (a flow, or a part of the house) -> key (a step) -> words. */
export function textsOf(language: Language): Record<string, Record<string, string>> {
  const files = readdirSync(new URL(`${language}/`, folder)).filter(name => name.endsWith('.json'))
  return Object.fromEntries(
    files.map(name => [
      name.slice(0, -'.json'.length),
      Texts.parse(JSON.parse(readFileSync(new URL(`${language}/${name}`, folder), 'utf8'))),
    ]),
  )
}

/** Renders `<file>:<key>` with the values it names in braces. A key or value that is missing is a bug and throws. */
export type Words = (language: Language, key: string, values?: Record<string, unknown>) => string

/** What stands where there is no text; a text may well read like its own key. */
const MISSING = '\u0000'

/** Loads every language once. Values are put in as they are: what a person typed is never read as a template. */
export function loadWords(): Words {
  const texts: i18n = i18next.createInstance()
  const resources = Object.fromEntries(languages.map(language => [language, textsOf(language)]))
  void texts.init({
    resources,
    lng: 'zh-CN',
    fallbackLng: false,
    ns: Object.keys(resources['zh-CN']!),
    initAsync: false,
    keySeparator: false,
    pluralSeparator: '#',
    parseMissingKeyHandler: () => MISSING,
    missingInterpolationHandler: (text: string) => {
      throw new Error(`a value is missing: ${text}`)
    },
    interpolation: { prefix: '{', suffix: '}', escapeValue: false, skipOnVariables: true },
  })
  const fixed = new Map(languages.map(language => [language, texts.getFixedT(language)]))
  return (language, key, values = {}) => {
    const inWords = inFamilyWords(resources[language]!.kin!, values)
    if (typeof values.understood === 'string')
      inWords.understood = values.understood
        .split(' ')
        .filter(Boolean)
        .map(one => fixed.get(language)!(one, inWords))
        .join('\n')
    const said: string = fixed.get(language)!(key, inWords)
    if (said === MISSING) throw new Error(`no text ${language} ${key}`)
    return said
  }
}

/** The ledger says 祖母, a family 奶奶: these values are said as families say them. */
const KIN_VALUES = ['kin', 'carer', 'codeKin', 'from', 'to']

function inFamilyWords(
  kin: Record<string, string>,
  values: Record<string, unknown>,
): Record<string, unknown> {
  const said = KIN_VALUES.filter(name => Object.hasOwn(kin, String(values[name])))
  return { ...values, ...Object.fromEntries(said.map(name => [name, kin[String(values[name])]])) }
}
