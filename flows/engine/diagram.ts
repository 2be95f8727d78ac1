import { z } from 'zod'
import { hours } from './calendar.ts'
import type { Flow, Silence, Step } from './define.ts'
import { isFork } from './turn.ts'

/** The part of flows/README.md that is written by `npm run diagrams`: one picture per shape of conversation. */
export function diagrams(flows: Readonly<Record<string, Flow>>): string {
  const byShape = new Map<string, string[]>()
  for (const flow of Object.values(flows)) {
    const shape = stateDiagram(flow)
    byShape.set(shape, [...(byShape.get(shape) ?? []), flow.id])
  }
  return [...byShape]
    .map(([shape, ids]) => `### ${ids.join(', ')}\n\n\`\`\`mermaid\n${shape}\n\`\`\`\n`)
    .join('\n')
}

/** A flow as a Mermaid state diagram: questions say what they ask, arrows say when they are taken. */
export function stateDiagram(flow: Flow): string {
  const steps = Object.entries(flow.steps)
  return [
    'stateDiagram-v2',
    `  [*] --> ${flow.start}`,
    ...steps
      .filter(([, step]) => step.ask)
      .map(([name, step]) => `  ${name}: ${name}?<br/>${asked(flow, step)}`),
    ...steps.flatMap(([name, step]) => arrows(flow, name, step)),
  ].join('\n')
}

function asked(flow: Flow, step: Step): string {
  const schema = flow.answers.shape[step.ask!]
  return schema instanceof z.ZodEnum
    ? schema.options.map((option, n) => `${n + 1} ${option}`).join(', ')
    : 'a sentence'
}

function arrows(flow: Flow, name: string, step: Step): string[] {
  const arrow = (to: string, label?: string) =>
    `  ${name} --> ${to}${label === undefined ? '' : `: ${label}`}`
  const onward = waysOn(step).map(([label, to]) => arrow(to, label))
  if (!step.ask) return onward.length > 0 ? onward : [arrow('[*]')]
  return [
    ...(step.unless ?? []).map(way => arrow(way.then, way.when)),
    ...onward,
    ...(step.voice ? [arrow(step.voice, 'a voice note')] : []),
    arrow(flow.lost, `not understood ${(flow.patience ?? 2) === 1 ? 'once' : 'twice'}`),
    arrow((step.silence ?? flow.silence).then ?? '[*]', silent(step.silence ?? flow.silence)),
  ]
}

function waysOn({ then }: Step): [string | undefined, string][] {
  if (then === undefined) return []
  if (typeof then === 'string') return [[undefined, then]]
  if (isFork(then))
    return [...then.fork.map((way): [string, string] => [way.when, way.then]), ['otherwise', then.otherwise]]
  return Object.entries(then)
}

function silent({ remindAfter, giveUpAfter }: Silence<string>): string {
  const total = [...remindAfter, giveUpAfter].reduce((sum, wait) => sum + wait, 0)
  const reminded = remindAfter.length > 0 ? `, asked again after ${remindAfter.map(spell).join(' and ')}` : ''
  return `no answer for ${spell(total)}${reminded}`
}

const spell = (ms: number): string => {
  const inHours = ms / hours(1)
  return inHours >= 72 ? `${inHours / 24} days` : `${inHours} h`
}
