import { z } from 'zod'
import { hours } from './engine/calendar.ts'
import { defineFlow } from './engine/define.ts'
import type { EffectOf } from './engine/effects.ts'

const About = z.object({ household: z.uuid() })
const Answers = z.object({
  what: z.enum(['check-in', 'care', 'receipt']),
  child: z.enum(['well', 'trouble']),
  trouble: z.string(),
  who: z.enum(['carer', 'father', 'mother']),
  care: z.enum(['yes', 'changed', 'nobody']),
  now: z.string(),
  how: z.enum(['phone', 'visit']),
})
type At = { about: z.infer<typeof About>; answers: Partial<z.infer<typeof Answers>> }

/** What the family said, and who wrote it down how. */
function told({ about, answers }: At): EffectOf<'answerFor'>[] {
  const what = answers.what!
  const answer =
    what === 'check-in' ? answers.child! : what === 'care' ? answers.care! : ('received' as const)
  return [
    {
      type: 'answerFor',
      household: about.household,
      what,
      who: answers.who ?? 'carer',
      answer,
      words: answers.trouble ?? answers.now ?? '',
      how: answers.how!,
    },
  ]
}

/** 代填: a family without WeChat said it by telephone or at the door. It counts like a reply, and says who wrote it down. */
export const answerFor = defineFlow({
  id: 'answer-for',
  staff: true,
  about: About,
  answers: Answers,
  start: 'begin',
  silence: { remindAfter: [], giveUpAfter: hours(1), then: 'dropped' },
  lost: 'dropped',
  steps: {
    begin: {
      does: ({ about }) => [{ type: 'showFamily', household: about.household, task: null }],
      say: false,
      then: 'aboutWhat',
    },
    aboutWhat: {
      ask: 'what',
      words: {
        'check-in': /^(?:报)?平安[.。!]?$/u,
        care: /^谁?照看(?:孩子|的事|人)?[.。!]?$/u,
        receipt: /^(?:通知)?收到(?:了)?(?:通知)?了?[.。!]?$/u,
      },
      then: { 'check-in': 'howIsChild', care: 'whoSaysSo', receipt: 'howHeard' },
    },
    howIsChild: {
      ask: 'child',
      words: {
        well: /^(?:都|挺|很|还)?(?:好|好的|没事|平安)(?:着呢|了|的)?[.。!]?$/u,
        trouble: /^有(?:点|些)?(?:小)?(?:事|情况|问题)[.。!]?$/u,
      },
      then: { well: 'howHeard', trouble: 'whatTrouble' },
    },
    whatTrouble: { ask: 'trouble', then: 'howHeard' },
    whoSaysSo: {
      ask: 'who',
      words: {
        carer: /^照看(?:的)?人?[.。!]?$/u,
        father: /^(?:他|她|孩子)?(?:的)?(?:爸爸?|父亲)[.。!]?$/u,
        mother: /^(?:他|她|孩子)?(?:的)?(?:妈妈?|母亲)[.。!]?$/u,
      },
      then: 'isItSo',
    },
    isItSo: {
      ask: 'care',
      words: {
        yes: /^(?:是的?|没变|对的?|没错)[.。!]?$/u,
        changed: /^换(?:了)?人?了?[.。!]?$/u,
        nobody: /^(?:一时|暂时)?没(?:有)?人(?:照看|管|带)?了?[.。!]?$/u,
      },
      then: { yes: 'howHeard', changed: 'whoNow', nobody: 'howHeard' },
    },
    whoNow: { ask: 'now', then: 'howHeard' },
    howHeard: {
      ask: 'how',
      words: {
        phone: /^(?:打过?)?电话(?:里?说(?:的)?)?[.。!]?$/u,
        visit: /^(?:上门|当面|面对面)(?:说|问)?(?:的)?[.。!]?$/u,
      },
      then: 'recorded',
    },
    recorded: { does: told, say: false },
    dropped: {},
  },
})
