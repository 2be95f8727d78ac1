import { z } from 'zod'
import { days, hours } from './engine/calendar.ts'
import { defineFlow } from './engine/define.ts'
import { CareAnswer, type Effect } from './engine/effects.ts'
import type { Facts } from './engine/facts.ts'
import { nobodyWithThem } from './engine/left-alone.ts'

/** The wording each answer is kept with: a new text needs a new version (a test compares). */
export const WORDING = {
  parent: 'confirm-care-parent/1',
  carer: 'confirm-care-carer/1',
  'who-cares': 'who-cares/1',
}

const About = z.object({
  children: z.array(z.uuid()).min(1),
  /** The carer on record; null when nobody is. */
  carer: z.uuid().nullable(),
})
type Now = { about: z.infer<typeof About>; words: string; facts: Facts }

/** The same short question to parent and carer; only who is asked, and so the words, differ. */
function confirmCare(
  id: 'confirm-care-parent' | 'confirm-care-carer' | 'who-cares',
  party: 'parent' | 'carer',
  wording: string,
) {
  const answered =
    (answer: z.infer<typeof CareAnswer>) =>
    ({ about, words }: Now): Effect[] => [
      { type: 'confirmCare', children: about.children, party, carer: about.carer, answer, words, wording },
    ]
  return defineFlow({
    id,
    about: About,
    answers: z.object({ answer: CareAnswer, whoNow: z.string() }),
    start: 'isItSo',
    silence: { remindAfter: [hours(48)], giveUpAfter: days(3), then: 'noAnswer', waits: 'who-cares' },
    lost: 'notClear',
    steps: {
      isItSo: {
        ask: 'answer',
        as: party === 'parent' ? 'confirm-care-parent' : 'confirm-care-carer',
        words: { yes: /^有人(?:照看|照顾|照料|看|管|带)[着的了呢啊]*[.!。]?$/u },
        voice: 'spoken',
        then: { yes: 'agreed', changed: 'changed', nobody: 'nobody', talk: 'talk' },
      },
      agreed: { does: answered('yes') },
      changed: { does: answered('changed'), say: false, then: 'whoNow' },
      whoNow: {
        ask: 'whoNow',
        voice: 'spoken',
        silence: { remindAfter: [], giveUpAfter: hours(12), then: 'whoUnknown' },
        does: ({ about, words }) => [
          { type: 'openTask', kind: 'who-cares', children: about.children, words },
        ],
        then: 'willCheck',
      },
      willCheck: {},
      whoUnknown: {
        does: ({ about }) => [{ type: 'openTask', kind: 'who-cares', children: about.children, words: '' }],
        say: false,
      },
      nobody: {
        does: moment => [...answered('nobody')(moment), nobodyWithThem(moment)],
      },
      talk: {
        does: moment => [...answered('talk')(moment), { type: 'openRequest', words: [], voice: null }],
        say: false,
      },
      spoken: { does: ({ voice }) => [{ type: 'openRequest', words: [], voice }], say: false },
      notClear: {
        does: ({ unclear }) => [{ type: 'openRequest', words: [...unclear], voice: null }],
        say: false,
      },
      noAnswer: {
        does: ({ about }) => [{ type: 'openTask', kind: 'unanswered', children: about.children, words: '' }],
        say: false,
      },
    },
  })
}

export const confirmCareParent = confirmCare('confirm-care-parent', 'parent', WORDING.parent)
export const confirmCareCarer = confirmCare('confirm-care-carer', 'carer', WORDING.carer)
/** The parent, when no carer is on record. */
export const whoCares = confirmCare('who-cares', 'parent', WORDING['who-cares'])
