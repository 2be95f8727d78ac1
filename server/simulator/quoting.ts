import type { Passed } from '../../bot/puppets/simulator/history.ts'
import { withoutQuote } from '../../flows/index.ts'

/** What WeChat puts between the quoted words and the reply. */
const RULER = '- - - - - - - - - - - - - - -'

/**
 * `said` as WeChat hands it over when it quotes a message: the sender's name and what can be shown of it, without what
 * that message quoted itself. `owner` is the name of the phone's owner, `words` the simulator's own.
 */
export function quoting(said: string, quoted: Passed, owner: string, words: Record<string, string>): string {
  const shown =
    quoted.kind === 'text'
      ? withoutQuote(quoted.text).said
      : [words[`thing.${quoted.kind}`] ?? words[`kind.${quoted.kind}`], quoted.text].filter(Boolean).join('')
  return `「${quoted.from === 'bot' ? words.bot : owner}：${shown}」\n${RULER}\n${said}`
}
