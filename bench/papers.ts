import { Writable } from 'node:stream'
import { loadWords } from '../locales/index.ts'
import { printPapers } from '../server/paper/print.ts'
import { entrustment } from '../test/support/papers.ts'

/** A village's batch (issue 4: 60 confirmations, at most 5 s and 300 MB). */
const PAPERS = 60
const ROUNDS = 5

/** How long a village's batch takes as one file: `npm run bench -- papers`. */
export async function benchPapers(): Promise<void> {
  const words = loadWords()
  console.log('papers   pages  seconds  CPU s  file KB  peak MB')
  for (let round = 0; round < ROUNDS; round++) {
    let bytes = 0
    const out = new Writable({
      write(chunk: Buffer, _, done) {
        bytes += chunk.length
        done()
      },
    })
    const papers = Array.from({ length: PAPERS }, (_, n) => ({
      kind: 'entrustment' as const,
      form: entrustment({ number: `${round}-${n}` }),
    }))
    const begun = performance.now()
    const cpu = process.cpuUsage()
    const { pages } = await printPapers(papers, out, { words, title: '委托照护确认书', at: 0 })
    const seconds = (performance.now() - begun) / 1_000
    const { user, system } = process.cpuUsage(cpu)
    const figures = [seconds.toFixed(2), ((user + system) / 1e6).toFixed(2), String(Math.round(bytes / 1024))]
    const peak = String(Math.round(process.resourceUsage().maxRSS / 1024))
    console.log(
      String(PAPERS).padStart(6),
      String(pages).padStart(7),
      ...figures.map(figure => figure.padStart(8)),
      peak.padStart(8),
    )
  }
}
