/**
 * An identity number that nobody holds: sequence parts 996-999 are kept for centenarians (2 odd ones for
 * men, 2 even ones for women), with the right check digit (GB 11643-1999, ISO 7064 MOD 11-2).
 */
export function inventedNumber(area: string, birthDate: string, sequence: 996 | 997 | 998 | 999): string {
  const body = `${area}${birthDate.replaceAll('-', '')}${sequence}`
  return body + checkDigit(body)
}

/** The 18th character for the first 17 digits. */
function checkDigit(body: string): string {
  const sum = [...body].reduce((total, digit, i) => total + Number(digit) * (2 ** (17 - i) % 11), 0)
  return '10X98765432'[sum % 11]!
}
