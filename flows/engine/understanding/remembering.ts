/**
 * The same pure function, which does not work again what it was just asked: in one turn a message is looked at several
 * times (for danger, as an answer, as a receipt). Only the last question is remembered, so nothing is kept for long.
 */
export function remembering<Question extends readonly (string | boolean)[], Answer>(
  work: (...asked: Question) => Answer,
): (...asked: Question) => Answer {
  let last: { asked: Question; answer: Answer } | null = null
  return (...asked) => {
    if (last === null || asked.some((each, i) => each !== last!.asked[i]))
      last = { asked, answer: work(...asked) }
    return last.answer
  }
}
