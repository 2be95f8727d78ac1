/** What a log may say of an error: its name, code and place in our code. Messages may hold people's data. */
export function causeOf(error: unknown): { cause: string; code?: string; at?: string } {
  if (!(error instanceof Error)) return { cause: typeof error }
  const code = (error as { code?: unknown }).code
  const at = /\/((?:bot|flows|server|locales)\/[\w/.-]+:\d+)/.exec(error.stack ?? '')?.[1]
  return { cause: error.name, ...(typeof code === 'string' && { code }), ...(at && { at }) }
}
