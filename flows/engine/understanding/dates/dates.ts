import { isQuestion } from '../answers/question.ts'
import { numberCharacters, numberOf } from '../digits.ts'
import { compare, type Day, dayOf, solarDay } from './day.ts'
import { type Mention, mentionsIn } from './mentions.ts'

const clock = new RegExp(
  `(?:早上|上午|中午|下午|晚上|凌晨|傍晚|半夜|早晨|清早)?(?:[${numberCharacters}]{1,3})(?:点钟?|时|:)(?:[${numberCharacters}]{1,3}分?|半|多|左右|整)?(?:钟)?(?:的(?:车|火车|飞机|票|高铁|班车|动车))?`,
  'g',
)
const train = /[gdkztc][0-9]{1,4}次?/g

const lookingBack =
  /(?:走|回|回来|来|去|换|到|出|搬|接|出门|出发|离开|开始|动身|换人|回家|到家|出去|上车|换班)的$|已经|就已|上个?月|去年|早就|了的$/
const perhapsBack = /(?:走|回|回来|来|去|换|到|出门|离开|回家|到家|出去)了$/
const lookingAhead = /要|会|准备|打算|想|再|等|预计|可能|大概|估计|争取|计划|应该|能|才/

// 不是25号, 明天不行, 后天回不了: the day that is not meant.
function refused(text: string, mention: Mention): boolean {
  const before = text.slice(Math.max(0, mention.from - 4), mention.from)
  const after = text.slice(mention.to, mention.to + 8)
  if (/(?:不是|并非|别|不)$/.test(before)) return true
  return /^(?:晚上|早上|上午|下午)?(?:就|也|都|是|可能|估计|的|号|我|他|她)?(?:不行|不能|不回|不走|不去|不来|没空|没票|没车|没法|没有|没时间|走不|回不|去不|来不|赶不|到不|不可以|不得行|太[早晚赶])/.test(
    after,
  )
}

// 20号前, 到25号为止, 25号以后: a bound, not a day.
function bound(text: string, mention: Mention): boolean {
  const after = text.slice(mention.to, mention.to + 4)
  const before = text.slice(Math.max(0, mention.from - 3), mention.from)
  return (
    /^(?:之前|以前|前后|前(?!一天|天)|之后|以后|过后|后(?!天)|为止|之间|期间)/.test(after) ||
    (/(?:不到|最晚|最迟)$/.test(before) && /^(?:前|之前)/.test(after))
  )
}

/** The one calendar day a text names, `YYYY-MM-DD`, or null. `today` is the day of writing in Asia/Shanghai. */
export function dateIn(text: string, today: string): string | null {
  const now = dayOf(today)
  const said = text
    .slice(0, 300)
    .replace(/[\s"“”]/g, '')
    .replace(train, '')
    .replace(clock, '')
    .replace(/[()（）]/g, ',')
    // 三月十六，农历的: as if it had been said before.
    .replace(/^([^,，]{2,12})[,，]?((?:农|阴|旧|老|古)历)(?:的|算|的日子)?$/, '$2$1')
  const clauses = said
    .split(/[。!！;；\n]+/)
    .map(clause => clause.replace(/[,，.。!！~…吧啊哈呢哦嘛呀咯啦]{1,20}$/, ''))
  const plain = clauses.join(',')
  if (/再说|再看|看情况|不一定|没定|不确定|说不准|说不定|难说|到时候|不晓得|不知道/.test(plain)) return null
  if (/[?？]$|吗[?？]?$|哪[天一日]|几号|什么时候|啥时候|何时/.test(text.trim())) return null
  const ahead = lookingAhead.test(plain)
  const past = !ahead && clauses.some(clause => clause.split(',').some(part => lookingBack.test(part)))
  const maybe = !ahead && !past && clauses.some(clause => perhapsBack.test(clause))
  let found = mentionsIn(plain, { today: now, past })
  if (maybe)
    found = mentionsIn(plain, { today: now, past: false }).map(mention =>
      earlierThisMonth(mention, now, plain),
    )
  const meant = found.filter(mention => !refused(plain, mention))
  if (meant.length === 0) return found.length === 0 ? bareDay(plain, now) : null
  if (meant.some(mention => bound(plain, mention))) return null
  const days = meant.filter(mention => mention.day !== null)
  if (days.length === 0) return null
  const first = days[0]!
  if (meant.length === 1) return first.day!.toString()
  if (meant.some(mention => mention.kind === 'span') && days.length === 1)
    return spanOnly(meant, plain) ? null : first.day!.toString()
  if (days.every(mention => compare(mention.day!, first.day!) === 0)) return first.day!.toString()
  // 28号，星期五: the day of the month says more than the weekday.
  const dated = days.filter(mention => mention.kind === 'day')
  if (dated.length === 1 && days.length === 2 && gap(plain, days).length <= 1)
    return dated[0]!.day!.toString()
  // 20号，不，22号: taken back.
  if (
    /(?:不对|不是|错了|说错|改成|改到|改为|换成|应该是|推到|提前到|哦不|[,，]不[,，])/.test(
      gap(plain, days.slice(-2)),
    )
  )
    return days.at(-1)!.day!.toString()
  return null
}

const recently = /^(?:今天|今日|昨天|昨日|昨晚|前天|大前天|上个?(?:周|星期|礼拜)[一二三四五六日天末1-7])/

/**
 * The day gone by on which something was done (昨天, 上周三, 3号), or null. In a sentence only a clause that begins with such
 * a word names it: 孩子25号过生日 does not.
 */
export function pastDateIn(text: string, today: string): string | null {
  for (const clause of text.trim().split(/[\s,，。.!！;；\n]+/)) {
    if ([...text.trim()].length > 8 && !recently.test(clause)) continue
    const named = recently.exec(clause)?.[0] ?? clause.replace(/(?:去|走访|上门|来)(?:过|了)?的?$/, '')
    const day = named === '' ? null : dateIn(`${named}去的`, today)
    if (day !== null && day <= today) return day
  }
  return null
}

function gap(text: string, days: Mention[]): string {
  return text.slice(days[0]!.to, days.at(-1)!.from)
}

// 暑假7月10号: the day is said; 过完年初八: so is this one. 月底20号左右 too. Only a span that follows unsays nothing.
function spanOnly(meant: Mention[], text: string): boolean {
  const span = meant.find(mention => mention.kind === 'span')!
  return (
    /^(?:到|至|或|还是|-)/.test(text.slice(span.to)) || /(?:到|至|或|还是|-)$/.test(text.slice(0, span.from))
  )
}

function earlierThisMonth(mention: Mention, now: Day, text: string): Mention {
  const words = text.slice(mention.from, mention.to)
  const day = /^([0-9一二三四五六七八九十廿]{1,3})[号日]$/.exec(words)
  if (day === null || mention.day === null) return mention
  const here = solarDay(now.year, now.month, numberOf(day[1]!) ?? 0)
  return here !== null && compare(here, now) <= 0 ? { ...mention, day: here } : mention
}

// 25, 二十五: only where nothing else is said, and only two figures.
function bareDay(text: string, now: Day): string | null {
  const bare =
    /^(?:就|大概|大约|估计|可能|应该)?([12][0-9]|3[01]|[二三]?十[一二三四五六七八九]?|廿[一二三四五六七八九]?)(?:好|豪|浩|左右|那天|回|走|回来|回家|到家|吧)?$/.exec(
      text,
    )
  if (bare === null || isQuestion(text)) return null
  const day = numberOf(bare[1]!)
  if (day === null) return null
  const [mention] = mentionsIn(`${day}号`, { today: now, past: false })
  return mention?.day?.toString() ?? null
}
