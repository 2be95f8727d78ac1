import { z } from 'zod'
import { addDays, hours, instantOf } from './engine/calendar.ts'
import { defineFlow } from './engine/define.ts'
import type { EffectOf } from './engine/effects.ts'
import { NoticeFor } from './engine/staff-effects.ts'
import { laterIn } from './engine/understand.ts'
import { isNoChildInIt } from './picture.ts'

const About = z.object({
  /** The provider's id of a picture that is to go with the words. */
  picture: z.string().optional(),
})
const Answers = z.object({
  noChild: z.enum(['yes', 'no']),
  text: z.string(),
  release: z.enum(['send', 'whom', 'later', 'drop']),
  whom: NoticeFor,
  when: z.string(),
})
type At = {
  about: z.infer<typeof About>
  answers: Partial<z.infer<typeof Answers>>
  voice: string | null
  facts: { now: number; today: string }
}

/** 明早8点: the instant (ms) a text names, when it is still to come. */
function instantIn(words: string | undefined, { now, today }: At['facts']): number | null {
  const later = words === undefined ? null : laterIn(words, today)
  if (later === null) return null
  const at = instantOf(later.day ?? today, later.time)
  if (at > now) return at
  return later.day === null ? instantOf(addDays(today, 1), later.time) : null
}

const draftOf = ({ about, answers, voice, facts }: At) => {
  const at = instantIn(answers.when, facts)
  return {
    text: answers.text ?? '',
    voice: answers.text === undefined ? voice : null,
    ...(about.picture && { picture: about.picture }),
    ...(answers.whom && answers.whom !== 'all' && { audience: answers.whom }),
    ...(at !== null && { at }),
  }
}
const preview = (at: At): EffectOf<'previewNotice'>[] => [{ type: 'previewNotice', ...draftOf(at) }]
const release = (at: At): EffectOf<'releaseNotice'>[] => [{ type: 'releaseNotice', ...draftOf(at) }]

/** A notice: the words, a voice note or a picture with words; a preview with the households it reaches; and out with 1. */
export const noticeFlow = defineFlow({
  id: 'notice',
  staff: true,
  about: About,
  answers: Answers,
  start: 'begin',
  silence: { remindAfter: [], giveUpAfter: hours(12) },
  lost: 'dropped',
  renamed: { releaseSpoken: 'release', releasedSpoken: 'released' },
  steps: {
    begin: {
      say: false,
      then: {
        fork: [
          {
            when: 'a picture is to go out',
            is: ({ about }) => about.picture !== undefined,
            then: 'isNoChildInIt',
          },
        ],
        otherwise: 'whatToSay',
      },
    },
    isNoChildInIt: {
      ...isNoChildInIt,
      then: { yes: 'whatToSayWithIt', no: 'notThisPicture' } as const,
    },
    notThisPicture: {},
    whatToSayWithIt: { ask: 'text', then: 'preview' },
    whatToSay: { ask: 'text', voice: 'spoken', then: 'preview' },
    spoken: { say: false, then: 'preview' },
    preview: { does: preview, say: false, then: 'release' },
    release: {
      ask: 'release',
      as: 'notice',
      words: {
        send: /^(?:马上|就|可以|好的?,?)?(?:发(?:出|送|布|吧|了|出去)*|好的?|可以|行|是的?|嗯)[.!。]?$/u,
        whom: /^(?:只发(?:给)?一部分|换个?范围|选(?:发给)?谁|改范围)[.!。]?$/u,
        later: /^(?:定时发?|晚点(?:再)?发|等会儿?发|以后发|过会儿?发)[.!。]?$/u,
        drop: /^(?:先|还是|暂时|都)?(?:不|别|不要|莫|不用)发(?:出|送|布|了|吧)*[.!。]?$|^取消[了吧]*$|^算了$|^不(?:了|行|要|用)?$|^没有$/u,
      },
      then: { send: 'released', whom: 'forWhom', later: 'when', drop: 'dropped' },
    },
    forWhom: {
      ask: 'whom',
      words: {
        all: /^(?:全村|全部|都发|所有人?|大家|每家)[.!。]?$/u,
        silent: /^(?:上次)?没回的(?:家|人)?[.!。]?$/u,
        'under-seven': /^(?:家里?)?有?(?:七|7)岁以下(?:的)?(?:孩子)?的?[.!。]?$/u,
        'twelve-up': /^(?:家里?)?有?(?:十二|12)岁以上(?:的)?(?:孩子)?的?[.!。]?$/u,
      },
      then: 'preview',
    },
    when: {
      ask: 'when',
      then: {
        fork: [
          {
            when: 'a time to come',
            is: ({ answers, facts }) => instantIn(answers.when, facts) !== null,
            then: 'preview',
          },
        ],
        otherwise: 'noSuchTime',
      },
    },
    noSuchTime: { then: 'when' },
    released: { does: release, say: false },
    dropped: {},
  },
})
