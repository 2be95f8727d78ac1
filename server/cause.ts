/** What node-postgres says of a connection that was lost under it; these errors carry no code. */
const LOST =
  /^(Connection terminated|Client has encountered a connection error|timeout exceeded when trying to connect)/

/** The database is away, busy or quarrelling with itself: trying again may help, and nobody's message is at fault. */
export const isOutage = (error: unknown): boolean => {
  const { code, message } = error as { code?: unknown; message?: unknown }
  return (
    /^(08|40|53|55P03|57)|ECONN|EPIPE|timeout/.test(String(code ?? '')) || LOST.test(String(message ?? ''))
  )
}

/** What a log may say of an error: its name, code and place in our code. Messages may hold people's data. */
export function causeOf(error: unknown): { cause: string; code?: string; at?: string } {
  if (!(error instanceof Error)) return { cause: typeof error }
  const code = (error as { code?: unknown }).code
  const at = /\/((?:bot|flows|server|locales)\/[\w/.-]+:\d+)/.exec(error.stack ?? '')?.[1]
  return { cause: error.name, ...(typeof code === 'string' && { code }), ...(at && { at }) }
}
