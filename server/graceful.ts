import { causeOf } from './cause.ts'

/** npm passes Ctrl-C on to a process that has already had it from the terminal: this long it is the same one (ms). */
const SAME_SIGNAL = 5_000
/** Longer than this a stop may not take (ms); the promise is 20 s. */
const LONGEST_STOP = 18_000

/** Runs `stop` at SIGINT or SIGTERM, or after a bug that nobody caught, and exits. A later second signal exits at once. */
export function stopGracefully(stop: () => Promise<void>): void {
  let since: number | null = null
  const end = async (code: number) => {
    since = performance.now()
    setTimeout(() => process.exit(1), LONGEST_STOP).unref()
    try {
      await stop()
      process.exit(code)
    } catch (error) {
      complain(error)
      process.exit(1)
    }
  }
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      if (since === null) void end(0)
      else if (performance.now() - since > SAME_SIGNAL) process.exit(1)
    })
  }
  for (const event of ['uncaughtException', 'unhandledRejection'] as const) {
    process.on(event, error => {
      complain(error)
      if (since === null) void end(1)
    })
  }
}

const complain = (error: unknown) => process.stderr.write(`${JSON.stringify(causeOf(error))}\n`)
