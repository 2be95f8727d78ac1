type Question = readonly (string | boolean)[]

/** What families write again and again (1, 收到, 报平安) is short. */
const SHORT = 12
const MOST = 500

/**
 * The same pure function, which does not work again what it was just asked: in one turn a message is looked at several
 * times (for danger, as an answer, as a receipt). Of longer texts only the last is remembered, so they are not kept; of
 * short ones some hundreds, most of which are the same few.
 */
export function remembering<Asked extends Question, Answer>(
  work: (...asked: Asked) => Answer,
): (...asked: Asked) => Answer {
  const short = new Map<string, Answer>()
  let last: { asked: Asked; answer: Answer } | null = null
  return (...asked) => {
    if (String(asked[0]).length <= SHORT) {
      const key = asked.join()
      const known = short.get(key)
      if (known !== undefined) return known
      if (short.size >= MOST) short.clear()
      const answer = work(...asked)
      short.set(key, answer)
      return answer
    }
    if (last === null || asked.some((each, i) => each !== last!.asked[i]))
      last = { asked, answer: work(...asked) }
    return last.answer
  }
}
