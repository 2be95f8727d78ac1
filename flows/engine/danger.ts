import { childSpeaks } from './understanding/child-voice.ts'
import { divide, type Said } from './understanding/clauses.ts'
import { bullying } from './understanding/dangers/bullying.ts'
import { call } from './understanding/dangers/call.ts'
import { carerInNeed } from './understanding/dangers/carer-in-need.ts'
import { dropout } from './understanding/dangers/dropout.ts'
import { drowning } from './understanding/dangers/drowning.ts'
import { fraud } from './understanding/dangers/fraud.ts'
import { injury } from './understanding/dangers/injury.ts'
import { missing } from './understanding/dangers/missing.ts'
import { sexual } from './understanding/dangers/sexual.ts'
import { manySigns } from './understanding/dangers/signs.ts'
import { staged } from './understanding/dangers/staged.ts'
import { suicide } from './understanding/dangers/suicide.ts'
import { unattended } from './understanding/dangers/unattended.ts'
import { violence } from './understanding/dangers/violence.ts'
import { type DangerClass, type Finding, graver, type Level } from './understanding/finding.ts'
import { withoutQuote } from './understanding/normalise.ts'
import { remembering } from './understanding/remembering.ts'
import { readAgain } from './understanding/second-reader/reader.ts'
import { readable } from './understanding/spelling.ts'

export type { DangerClass, Level }

/** What a person must look at: how soon, what it seems to be, whether the director is complained of, whether a child writes. */
export type Danger = { level: Level; class: DangerClass; aboutDirector: boolean; child: boolean }

// Graver classes first: of two findings of one level the first is named.
const detectors: readonly ((said: Said) => Finding | null)[] = [
  sexual,
  suicide,
  drowning,
  violence,
  missing,
  injury,
  unattended,
  staged,
  call,
  bullying,
  fraud,
  dropout,
  carerInNeed,
  manySigns,
]

const divided = remembering(divide)

/**
 * The gravest danger in words made ready by `readable`; null when they speak of none. `aboutChild`: the open question is
 * about a child, so that one is meant where nobody is named. A text is searched once, however often a turn asks.
 */
export const findingIn = remembering((words: string, aboutChild: boolean): Finding | null => {
  const said: Said = { ...divided(words), aboutChild, asked: new Map() }
  const found = foundByRules(said)
  // What is said of the director himself is weighed by somebody else, never by what it sounds like.
  return found !== null && aboutDirector(words) ? found : readAgain(said, found)
})

/** What the rules alone find in a text, before the second reading. */
export function foundByRules(said: Said): Finding | null {
  let found: Finding | null = null
  for (const detect of detectors) {
    found = graver(found, detect(said))
    if (found?.level === 'red') return found
  }
  return found
}

/** Runs first, on every text, whatever is open. Quoted words are not searched. */
export function danger(text: string, aboutChild = false): Danger | null {
  const { said } = withoutQuote(text)
  const words = readable(said)
  const found = findingIn(words, aboutChild)
  return found === null ? null : { ...found, aboutDirector: aboutDirector(words), child: childSpeaks(words) }
}

const director = '(?<![班教务导德育政年级车间科室系处])(?:儿童|村|妇女|[一-鿿])?主任'
const harm =
  '(?:打|揍|抽|摸|亲|抱|掐|踢|骂|欺负|骚扰|侵犯|性侵|猥亵|强奸|糟蹋|脱|威胁|恐吓|吓唬|勒索|敲诈|要钱|收钱|骗|动手动脚|占便宜|虐待|扇|关|锁|拍)'
const complaints = [
  new RegExp(
    `${director}(?:又|老|总|天天|经常|昨天|今天|昨晚|刚才|在|喝醉了?|喝了酒|偷偷|把|对|拿|用|让|叫|要|逼|给|一直|他|她){0,4}(?:我|他|她|孩子|娃|女儿|孙女|孙子|儿子|人家|我家|我们|小孩|女娃|老婆){0,2}(?:家)?(?:的)?.{0,4}${harm}`,
  ),
  new RegExp(
    `(?:被|让|遭|给|挨)(?:了)?(?:我们|你们)?(?:村里?的?)?${director}.{0,4}(?:打|揍|摸|骂|欺负|骚扰|侵犯|性侵|猥亵|强奸|糟蹋|威胁|骗|占|弄)`,
  ),
  new RegExp(`(?:告|举报|投诉|揭发|反映)(?:一下)?(?:我们|你们)?(?:村里?的?)?${director}`),
  new RegExp(`(?:就)?是(?:那个|我们|你们)?(?:村里?的?)?${director}(?:干|弄|打|做|害|摸|搞|逼)的`),
]
const asking = /(?:请|找|叫|喊|让|麻烦|跟|和|告诉|求|给|想|要|谢谢|感谢)[一-鿿]{0,2}主任/

// 主任打我孙子: the director is said to have done it. 请主任来，他爸打孩子 and 班主任 are something else.
function aboutDirector(words: string): boolean {
  return words
    .slice(0, 2_000)
    .split(/[,，。!！?？;；\n]/)
    .some(
      clause =>
        complaints.some(complaint => complaint.test(clause)) &&
        !asking.test(clause) &&
        !/打电话|打来|打给|打过/.test(clause),
    )
}
