import { z } from 'zod'
import { CHECKLIST_WORDING, flows, QUESTIONS } from '../../flows/index.ts'
import { type Language, textsOf } from '../../locales/index.ts'

/**
 * How the checklists' questions and answers are called on the page, from the words that families are asked with:
 * `ask.carer.health` is the question, `said.carer.health.good` the line of an option without its number.
 */
export function askedWords(language: Language): Record<string, string> {
  const texts = textsOf(language)
  const words: Record<string, string> = {}
  for (const party of Object.keys(CHECKLIST_WORDING) as (keyof typeof QUESTIONS)[]) {
    const flow = flows[`checklist-${party}`]!
    for (const question of QUESTIONS[party]) {
      const lines = texts[flow.id]![question]!.split('\n')
      words[`ask.${party}.${question}`] = lines.filter(line => !/^(\d |\{)/.test(line)).join(' ')
      const answers = flow.answers.shape[question]
      if (!(answers instanceof z.ZodEnum)) continue
      for (const [n, option] of answers.options.entries())
        words[`said.${party}.${question}.${option}`] = lines
          .find(line => line.startsWith(`${n + 1} `))!
          .slice(2)
    }
  }
  return words
}
