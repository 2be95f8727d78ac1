/** What JSON can hold. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json }

/**
 * The one way to write a JSON value down (RFC 8785): names in the order of their UTF-16 units, no spaces, nothing undefined, numbers and
 * strings as ECMAScript writes them. Half a surrogate, which has no such form, becomes U+FFFD: no message is refused for
 * it. Throws on a number that is not finite.
 */
export function canonical(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`
  if (typeof value === 'object' && value !== null) {
    const named = value as { readonly [name: string]: Json }
    const members = Object.keys(named)
      .filter(name => named[name] !== undefined)
      .sort()
      .map(name => `${scalar(name)}:${canonical(named[name]!)}`)
    return `{${members.join(',')}}`
  }
  return scalar(value as null | boolean | number | string)
}

function scalar(value: null | boolean | number | string): string {
  if (typeof value === 'number' && !Number.isFinite(value)) throw new Error('no canonical form of a number')
  return JSON.stringify(typeof value === 'string' ? value.toWellFormed() : value)
}
