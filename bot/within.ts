/** What `within` gives when time ran out. */
export const late = Symbol('late')

/**
 * The work's result, or `late` after `ms` milliseconds. Rejects only when the work fails in time.
 * gRPC calls of the gateway client carry no deadline, so everything asked of a gateway goes through here.
 */
export async function within<T>(ms: number, work: Promise<T>): Promise<T | typeof late> {
  // Whoever waited is gone by then; without this a late failure would end the process.
  work.catch(() => {})
  const up = Promise.withResolvers<typeof late>()
  const timer = setTimeout(up.resolve, ms, late)
  try {
    return await Promise.race([work, up.promise])
  } finally {
    clearTimeout(timer)
  }
}
