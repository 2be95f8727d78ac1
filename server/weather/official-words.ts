/** A free text is kept up to so many characters (RELIABILITY M18). */
export const LONGEST = 500
/** Nothing longer is looked at, so that no pattern runs over a whole body. */
const LOOKED_AT = 4_000

const TAGS = /<[^<>]{0,300}>/g
/** Controls, marks that turn the direction of writing, what has no width, and pictures. */
const INVISIBLE =
  /\p{Cc}|\p{Cf}|\p{Co}|\p{Cs}|\p{Zl}|\p{Zp}|\p{Variation_Selector}|\p{Regional_Indicator}|\p{Extended_Pictographic}|[\u115f\u1160\u3164\uffa0]/gu
const LINKS = /(?:https?:\/\/|www\.)[^\s，。；、）)」]{1,200}/gi
/** A telephone number that somebody put into a warning may be anybody's; the short public ones stay. */
const PHONES =
  /(?:\+?86[- ]?)?1[3-9](?:[- ]?\d){9}|\b0\d{2,3}[- ]?\d{7,8}|\b[48]00(?:[- ]?\d){7}|\d{9,}|(?<![\d:年月日-])\d{7,8}(?![\d:])/g

/**
 * The words of a station as they may be quoted: no markup, no hidden signs, no links, no telephone numbers, on one line,
 * cut. The words themselves are never changed.
 */
export function officialWords(text: string, most = LONGEST): string {
  const plain = text
    .slice(0, LOOKED_AT)
    .normalize('NFC')
    .replace(TAGS, ' ')
    .replace(/[\t\n\r]/g, ' ')
    .replace(INVISIBLE, '')
    .replace(/[\uFF10-\uFF19]/g, digit => String(digit.charCodeAt(0) - 0xff10))
    .replace(LINKS, '…')
    .replace(PHONES, '…')
    // A tag that opens and is never closed is none, but nobody need see half of one.
    .replace(/[<>]/g, ' ')
    .replace(/\s+/gu, ' ')
    .trim()
  return cut(plain, most)
}

/** At most so many characters, an ellipsis at the end where something was left out. */
export function cut(text: string, most: number): string {
  const letters = [...text]
  return letters.length > most ? `${letters.slice(0, most - 1).join('')}…` : text
}
