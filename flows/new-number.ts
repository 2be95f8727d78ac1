import { z } from 'zod'
import { hours } from './engine/calendar.ts'
import { defineFlow } from './engine/define.ts'
import { withoutIdNumber } from './engine/id-number.ts'
import { normalise } from './engine/understand.ts'

const CHANGED =
  /^(?:我|俺)?(?:最近|刚刚?|已经|要|准备|想)?换了?(?:一?个)?新?的?(?:手机|电话|号码?|手机号码?|电话号码?|微信号?|手机卡)[了啦]?[.。!~]*$/u

/** Whether a text says that somebody has, or will have, another telephone, number or WeChat: 我换手机了. */
export const saysNewNumber = (text: string): boolean => CHANGED.test(normalise(text))

/**
 * 我换手机了 from somebody known: with the same WeChat only the telephone number is new, which the director corrects;
 * another WeChat needs a new code, handed over in person, and finds everything as it was.
 */
export const newNumber = defineFlow({
  id: 'new-number',
  about: z.object({}),
  answers: z.object({ sameWechat: z.enum(['yes', 'no']), number: z.string() }),
  start: 'sameWechat',
  silence: { remindAfter: [], giveUpAfter: hours(12) },
  lost: 'toDirector',
  steps: {
    sameWechat: {
      ask: 'sameWechat',
      words: { no: /^不是?[,，]?(?:我?要)?(?:换微信|换一个)[了的]?$/u },
      voice: 'spoken',
      then: { yes: 'whichNumber', no: 'otherWechat' },
    },
    whichNumber: {
      ask: 'number',
      voice: 'spoken',
      does: ({ facts, words }) => line('data-correct', facts, withoutIdNumber(words)),
      then: 'passedOn',
    },
    passedOn: {},
    otherWechat: { does: ({ facts }) => line('new-phone', facts, '') },
    spoken: { does: ({ voice }) => [{ type: 'openRequest', words: [], voice }], say: false },
    toDirector: {
      does: ({ unclear }) => [{ type: 'openRequest', words: [...unclear], voice: null }],
      say: false,
    },
  },
})

/** One line of the director's list, for the eldest child; whoever has none on record reaches the director. */
function line(
  kind: 'data-correct' | 'new-phone',
  facts: { person: { children: { id: string }[] } | null },
  words: string,
) {
  const children = facts.person?.children.slice(0, 1).map(child => child.id) ?? []
  return children.length > 0
    ? [{ type: 'openTask', kind, children, words } as const]
    : [{ type: 'openRequest', words: words ? [words] : [], voice: null } as const]
}
