import { z } from 'zod'
import { hours } from './engine/calendar.ts'
import { defineFlow } from './engine/define.ts'
import type { Effect } from './engine/effects.ts'
import type { Facts } from './engine/facts.ts'
import { nobodyWithThem } from './engine/left-alone.ts'
import { companionIn, sinceIn } from './engine/understand.ts'

/** What is kept with a change that somebody told of their own accord. */
const WORDING = 'change-carer/1'

const About = z.object({ children: z.array(z.uuid()).min(1) })
type Now = {
  about: z.infer<typeof About>
  words: string
  answers: { whoNow?: string; since?: string }
  facts: Facts
}

const told = ({ answers, words }: Now): string =>
  [...new Set([answers.whoNow, answers.since, words])].filter(Boolean).join(' / ')

/** For each carer on record whom this person may speak of, the answer “changed”; and a line with what was said. */
function changed(now: Now): Effect[] {
  const mine = (now.facts.person?.children ?? []).filter(child => now.about.children.includes(child.id))
  const speaking = mine.filter(child => ['father', 'mother', 'carer'].includes(child.role))
  const answers = [...Map.groupBy(speaking, child => child.carer?.id ?? null)].map(
    ([carer, children]): Effect => ({
      type: 'confirmCare',
      children: children.map(child => child.id),
      party: children[0]!.role === 'carer' ? 'carer' : 'parent',
      carer,
      answer: 'changed',
      words: told(now),
      wording: WORDING,
    }),
  )
  const { day } = sinceIn(told(now), now.facts.today)
  const line = {
    type: 'openTask',
    kind: 'who-cares',
    children: now.about.children,
    words: told(now),
  } as const
  return [...answers, day === null ? line : { ...line, since: day }]
}

const isAlone = { when: 'nobody looks after them', is: (now: Now) => companionIn(told(now)) === 'nobody' }
const GIVE_UP = { remindAfter: [], giveUpAfter: hours(12), then: 'kept' } as const

/** 换人了, said without being asked: who looks after the children now, and since when. */
export const changeCarer = defineFlow({
  id: 'change-carer',
  about: About,
  answers: z.object({ whoNow: z.string(), since: z.string() }),
  start: 'whoNow',
  silence: GIVE_UP,
  lost: 'kept',
  steps: {
    whoNow: {
      ask: 'whoNow',
      voice: 'spoken',
      then: {
        fork: [
          { ...isAlone, then: 'nobody' },
          {
            when: 'since when was not said',
            is: now => !sinceIn(told(now), now.facts.today).said,
            then: 'sinceWhen',
          },
        ],
        otherwise: 'willCheck',
      },
    },
    sinceWhen: { ask: 'since', voice: 'spoken', then: 'willCheck' },
    willCheck: { does: changed },
    nobody: { does: now => [...changed(now), nobodyWithThem({ ...now, words: told(now) })] },
    kept: { does: changed, say: false },
    spoken: {
      does: now => [...changed(now), { type: 'openRequest', words: [], voice: now.voice }],
      say: false,
    },
  },
})
