import { z } from 'zod'
import { hours } from './engine/calendar.ts'
import { defineFlow } from './engine/define.ts'
import { dayPast } from './engine/understand.ts'

/** The written notice that school and village are owed, as a line of the director's list: handed over on a day, or printed first. */
export const handNotice = defineFlow({
  id: 'hand-notice',
  staff: true,
  about: z.object({ notice: z.uuid(), entrustment: z.uuid() }),
  answers: z.object({ what: z.enum(['handed', 'other-day', 'print', 'later']), day: z.iso.date() }),
  start: 'begin',
  silence: { remindAfter: [], giveUpAfter: hours(1) },
  lost: 'later',
  steps: {
    begin: {
      does: ({ about }) => [{ type: 'showNoticeToHand', notice: about.notice }],
      say: false,
      then: 'whatNow',
    },
    whatNow: {
      ask: 'what',
      words: {
        handed: /^(?:都)?(?:今天)?(?:已经?)?交(?:了|过|给他们)?了?[.。!]?$/u,
        'other-day': /^别的日子交?的?$/u,
        print: /^打印(?:告知书)?$/u,
        later: /^(?:先放着|先不|以后再?说?|还没交?|晚点)[吧了]?[.。!]?$/u,
      },
      then: { handed: 'handed', 'other-day': 'whichDay', print: 'print', later: 'later' },
    },
    whichDay: {
      ask: 'day',
      as: 'date',
      unless: [
        {
          when: 'a day gone by',
          is: ({ words, facts }) => dayPast(words, facts.today) !== null,
          then: 'handed',
        },
      ],
      then: 'notYet',
    },
    notYet: { then: 'whichDay' },
    handed: {
      does: ({ about, words, facts }) => [
        { type: 'handNotice', notice: about.notice, day: dayPast(words, facts.today) ?? facts.today },
      ],
      say: false,
    },
    print: {
      does: ({ about }) => [{ type: 'openPage', path: `/console/entrustments/${about.entrustment}` }],
      say: false,
    },
    later: {},
  },
})
