/** Where the bot writes what an operator needs: ids and causes, never names or texts. A pino logger fits. */
export type Log = Record<'debug' | 'info' | 'warn' | 'error', (facts: object, message: string) => void>

/** What was thrown, in one line of at most 200 characters. Gateways put a whole stack into an error's text. */
export function causeOf(thrown: unknown): string {
  const text = thrown instanceof Error ? thrown.message : String(thrown)
  return (text.trim().split('\n', 1)[0] ?? '').slice(0, 200)
}
