import { hours, minutes, outOfQuiet } from '../../flows/engine/calendar.ts'
import { lots } from '../../server/demo/draw.ts'
import type { House, People } from './house.ts'

const SEED = 20_260_501
/** Percent of people who answer within two hours, and the next day; the others never do. */
const SOON = 60
const LATE = 20
/** Percent of the announcements from above that a director releases; the others are left lying. */
const RELEASED = 80
const ASLEEP = { from: '22:00', to: '06:00' }

type Answer = { wechatId: string; text: string; at: number }

/** What people do with what they get, drawn once for each: answer soon, answer the next day, never. */
export function families(house: House): People {
  const draw = lots(SEED)
  const staff = new Set(
    house.phones.filter(({ key }) => /director|supervisor|officer/.test(key)).map(({ wechatId }) => wechatId),
  )
  const habit = new Map(
    house.phones.map(({ wechatId }) => {
      const drawn = draw.between(1, 100)
      return [wechatId, drawn <= SOON ? 'soon' : drawn <= SOON + LATE ? 'late' : 'never'] as const
    }),
  )
  let seen = house.got.length
  let waiting: Answer[] = []

  function answerTo(text: string, isStaff: boolean): string | null {
    if (isStaff) return text.includes('\n1 发出\n2 改一改') && draw.chance(RELEASED) ? '1' : null
    if (text.includes('「收到」')) return '收到'
    return /\n1 /.test(text) ? '1' : null
  }

  function hears({ wechatId, text, at }: House['got'][number]): void {
    const isStaff = staff.has(wechatId)
    const answer = answerTo(text, isStaff)
    const habitual = isStaff ? 'soon' : habit.get(wechatId)
    if (answer === null || habitual === 'never') return
    const when = at + (habitual === 'soon' ? minutes(draw.between(3, 110)) : hours(draw.between(10, 34)))
    waiting.push({ wechatId, text: answer, at: outOfQuiet(when, ASLEEP) })
  }

  return {
    next: () => Math.min(...waiting.map(({ at }) => at)),
    /** Everybody reads what has come since, and those whose time it is answer. */
    async live(): Promise<void> {
      for (; seen < house.got.length; seen++) hears(house.got[seen]!)
      const now = house.clock.now()
      const due = waiting.filter(({ at }) => at <= now)
      waiting = waiting.filter(({ at }) => at > now)
      if (due.length > 0) await house.say(due)
    },
  }
}
