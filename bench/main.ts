/**
 * The benchmarks, each a command with a printed table:
 *
 *     npm run bench -- turns [--json] [--rounds N] [--seconds S] [--turns N]
 *     npm run bench -- understanding
 *     npm run bench -- evidence [--json] [--records N] [--seconds S]
 *     npm run bench -- papers
 *     npm run bench -- fan-out [--json] [--size N] [--rounds N]
 *     npm run bench -- tick [--json] [--sizes 1000,100000,1000000] [--rounds N]
 *     npm run bench -- county [--json] [--sizes 1000,20000,100000]
 */
const [name, ...options] = process.argv.slice(2)

switch (name) {
  case 'turns':
    await (await import('./turns/run.ts')).runTurns(options)
    break
  case 'turns-contender':
    // One side of `turns`, started by it in a process of its own.
    await (await import('./turns/contender.ts')).serveContender(options)
    break
  case 'evidence':
    await (await import('./evidence.ts')).benchEvidence(options)
    break
  case 'fan-out':
    await (await import('./fan-out/run.ts')).runFanOut(options)
    break
  case 'tick':
    await (await import('./tick/run.ts')).runTick(options)
    break
  case 'county':
    await (await import('./county.ts')).runCounty(options)
    break
  case 'understanding':
    ;(await import('./understanding.ts')).benchUnderstanding()
    break
  case 'papers':
    await (await import('./papers.ts')).benchPapers()
    break
  default:
    console.error(
      'npm run bench -- turns [--json] [--rounds N] [--seconds S] [--turns N] | understanding | papers | fan-out [--size N] | tick [--sizes N,N] | county [--sizes N,N] | evidence [--records N]',
    )
    process.exit(2)
}
