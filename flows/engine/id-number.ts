/** An identity number never goes on through WeChat: all but its last two figures become stars. */
export const withoutIdNumber = (words: string): string =>
  words.replace(/(?<!\d)\d{13,16}(?=[\dx]{2}(?!\d))/giu, number => '*'.repeat(number.length))

const digit = '[0-9０-９]'
const date = `(?:0[1-9]|1[0-2]|０[1-９]|１[０-２])(?:[0-3]|[０-３])${digit}`
/** Residents' identity numbers: region, birth date, serial; 18 characters, or 15 of old. */
const numbers = new RegExp(
  `(?<!${digit})(?:[1-9１-９]${digit}{5}[ -]?(?:19|20|１９|２０)${digit}{2}${date}[ -]?${digit}{3}[0-9０-９XxＸｘ]|[1-9１-９]${digit}{7}${date}${digit}{3})(?!${digit})`,
  'gu',
)
const SHORTEST = 15
/** As many figures stay as a person needs to see which number is meant. */
const TAIL = 2

/** A text with identity numbers made unreadable, and whether there were any. Nothing else is changed. */
export function withoutIdNumbers(text: string): { text: string; masked: boolean } {
  if (text.length < SHORTEST) return { text, masked: false }
  const masked = text.replace(numbers, found => '*'.repeat(found.length - TAIL) + found.slice(-TAIL))
  return { text: masked, masked: masked !== text }
}

/** Whether a masked text holds nothing to answer besides the number. */
export const onlyNumber = (masked: string): boolean =>
  /^(?:我的?|孩子的?|她的?|他的?)?(?:身份证(?:号码?)?)?(?:是|为)?[\s,，:：。]*\*{13,18}[0-9０-９XxＸｘ]{2}[\s,，。]*$/u.test(
    masked.trim(),
  )
