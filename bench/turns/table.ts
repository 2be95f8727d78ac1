/** One line of the table: medians over the rounds. Times in ms, CPU in µs per message; null: not measured here. */
export type Line = {
  who: string
  inFlight: number
  perSecond: number
  /** Slowest and fastest round: how noisy the machine was. */
  range: [number, number]
  p50: number
  p99: number
  nodeUs: number
  postgresUs: number | null
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2
}

/** The table as Markdown, so that it can be pasted into a page. */
export function table(lines: readonly Line[]): string {
  const head = [
    'in flight',
    'contender',
    'messages/s',
    '(rounds)',
    'p50 ms',
    'p99 ms',
    'node µs',
    'PostgreSQL µs',
  ]
  const rows = lines.map(line => [
    String(line.inFlight),
    line.who,
    line.perSecond.toFixed(0),
    `${line.range[0].toFixed(0)}-${line.range[1].toFixed(0)}`,
    line.p50.toFixed(1),
    line.p99.toFixed(1),
    line.nodeUs.toFixed(0),
    line.postgresUs === null ? '-' : line.postgresUs.toFixed(0),
  ])
  const widths = head.map((title, n) => Math.max(title.length, ...rows.map(row => row[n]!.length)))
  const left = (n: number) => n === 1
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, n) => (left(n) ? cell.padEnd(widths[n]!) : cell.padStart(widths[n]!))).join(' | ')} |`
  const rule = `| ${widths.map((width, n) => (left(n) ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`)).join(' | ')} |`
  return [line(head), rule, ...rows.map(line)].join('\n')
}
