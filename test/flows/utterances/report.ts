// npm run understanding [-- --file FILE] [--failures] [--json]: how well families are understood, in the terms of the
// labelled sets. Without a file: our own two sets, the one rules were tuned on and the one held out.
import { parseArgs } from 'node:util'
import { metricNames, ownSets, type Rate, readOwn, readSet, type Scored, score, tally } from './score.ts'

const { values } = parseArgs({
  options: { file: { type: 'string' }, failures: { type: 'boolean' }, json: { type: 'boolean' } },
})

const sets =
  values.file === undefined
    ? (['tuned', 'held-out'] as const).map(name => ({
        name: ownSets[name].join(' + '),
        items: readOwn(name),
      }))
    : [{ name: values.file.split('/').at(-1)!, items: readSet(values.file) }]

function shown(rate: Rate | undefined): string {
  return rate === undefined ? '' : `${rate.hits}/${rate.of} ${((100 * rate.hits) / rate.of).toFixed(1)}%`
}

function table(scored: Scored[]): string {
  const rows = tally(scored)
  const head = ['group', ...metricNames]
  const lines = [...rows].map(([row, rates]) => [row, ...metricNames.map(name => shown(rates.get(name)))])
  const widths = head.map((title, i) => Math.max(title.length, ...lines.map(line => line[i]!.length)))
  const print = (cells: string[]) =>
    cells
      .map((cell, i) => cell.padEnd(widths[i]!))
      .join('  ')
      .trimEnd()
  return [print(head), print(widths.map(width => '-'.repeat(width))), ...lines.map(print)].join('\n')
}

const all: Scored[] = []
for (const { name, items } of sets) {
  const scored = items.map(score)
  all.push(...scored)
  console.log(`\n${name}: ${scored.length} texts`)
  console.log(table(scored))
  if (values.failures)
    for (const { item, got, verdicts } of scored)
      if (!verdicts.get('right') || verdicts.get('class right') === false)
        console.log(
          `${item.id} ${item.context} | ${JSON.stringify(item.text)} | wanted ${JSON.stringify(item.expect)} | got ${JSON.stringify(got)}`,
        )
}
console.log('\n0 errors in n texts still leave a true rate of up to 3/n.')

if (values.json) {
  const metrics = Object.fromEntries([...tally(all)].map(([row, rates]) => [row, Object.fromEntries(rates)]))
  console.log(JSON.stringify({ items: all.map(({ item, got }) => ({ id: item.id, got })), metrics }))
}
