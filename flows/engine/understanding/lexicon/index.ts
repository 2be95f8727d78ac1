import { Trie } from '../words.ts'
import { acts } from './acts.ts'
import { grammar } from './grammar.ts'
import { innocent } from './innocent.ts'
import { people } from './people.ts'
import { things } from './things.ts'

const tables = [people, things, grammar, innocent, acts] as const

/** What a word can be. One word may be several things: 死了 of a hen, of a grandfather, of a child. */
export type Kind =
  | keyof typeof people
  | keyof typeof things
  | keyof typeof grammar
  | keyof typeof innocent
  | keyof typeof acts

/** Every word of the tables with its kinds. */
export const lexicon = new Trie<Set<Kind>>()
for (const table of tables)
  for (const [kind, words] of Object.entries(table))
    for (const word of words.split(' ')) {
      if (word === '') continue
      const kinds = new Set<Kind>([kind as Kind])
      const known = lexicon.add(word, kinds)
      if (known !== undefined) for (const other of known) kinds.add(other)
    }
