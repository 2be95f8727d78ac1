import { around, is, leftOf, near, type Place, places, rightOf, type Said, says, token } from '../clauses.ts'
import { type Finding, graver, type Level } from '../finding.ts'
import { isThing, mayBeChild, objectOf, subjectOf } from '../roles.ts'
import { denied, toldOf } from '../tone.ts'

const child = ['child', 'baby', 'sibling', 'offspring'] as const
const said1 = /视频|照|看|我/
const outsiders = [
  'man',
  'stranger',
  'someone',
  'neighbour',
  'kin',
  'teacher',
  'director',
  'he',
  'classmate',
] as const
const innocentTouch = /头|额|脸|脚|肚子|脑|耳|鼻|脉|头发|手机|烫|发烧|书|鱼|牌|狗|猫|手心|衣服口袋|门/
/** Words of somebody who washes or dresses a child. */
export const caring =
  /洗澡|睡觉|换尿|尿湿|尿裤|拉裤|自己|会穿|会脱|学会|打针|上药|擦药|天热|换季|洗|刷牙|鞋|袜|外套|棉袄|毛衣/

function weighed(place: Place, level: Level | null): Finding | null {
  if (level === null || toldOf(place)) return null
  if (leftOf(place, 9, 'dont') >= 0 && /[别要莫不能会]让/.test(place.clause.text))
    return { level: 'amber', class: 'sexual' }
  if (denied(place)) return level === 'red' ? { level: 'amber', class: 'sexual' } : null
  return { level, class: 'sexual' }
}

function abused(said: Said, place: Place): Level | null {
  const { word } = token(place)!
  const what = objectOf(place, 3)
  const who = subjectOf(place)
  const animal = what?.is === 'animal' || who?.is === 'animal'
  if (animal) return null
  if (/糟/.test(word)) return isThing(what) || leftOf(place, 5, 'crop', 'thing') >= 0 ? null : 'red'
  if (/^(?:骚扰|侵犯|占便宜|不轨|上床|流产|打胎|处女|那个我|堕胎|那种事|搞她|嫖|奸)$/.test(word)) {
    if (/^骚扰$/.test(word))
      return near(place, 8, ...child, 'me') &&
        near(place, 12, ...outsiders) &&
        !/电话|短信|信息|微信/.test(place.clause.text)
        ? 'red'
        : null
    if (/上床/.test(word))
      return near(place, 10, 'man', 'stranger', 'kin', 'teacher', 'someone') &&
        (near(place, 10, ...child) || near(place, 10, 'me'))
        ? 'red'
        : null
    if (/流产|打胎|堕胎/.test(word))
      return grownWoman(said, place)
        ? null
        : near(place, 10, 'child', 'baby') || said.ages.under18
          ? 'red'
          : null
    if (/占便宜|处女|不轨/.test(word))
      return around(said, place, 1, ...child, 'me', 'he') &&
        !isThing(what) &&
        !/贪|爱占/.test(place.clause.text)
        ? 'red'
        : null
    return around(said, place, 1, ...child, 'me', 'he') ? 'red' : null
  }
  if (/^(?:黄片|黄色|毛片|a片|成人片)/.test(word))
    return near(place, 10, ...outsiders) &&
      (near(place, 10, 'let') || near(place, 10, 'me') || /给|让|叫|带|逼|强迫|拿/.test(place.clause.text))
      ? 'red'
      : 'amber'
  return 'red'
}

function grownWoman(said: Said, place: Place): boolean {
  if (said.ages.under18) return false
  return leftOf(place, 10, 'parent', 'kin', 'animal', 'you', 'director', 'teacher', 'me') >= 0
}

function touched(said: Said, place: Place): Level | null {
  const { word } = token(place)!
  const { text, tokens } = place.clause
  const what = objectOf(place, 4)
  const privately = rightOf(place, 6, 'private') >= 0
  if (privately && !/奶奶|身子骨|下面的/.test(text)) {
    const who = subjectOf(place)
    if (who?.is === 'animal' || isThing(who)) return null
    if (/^(?:弄|碰|抱|亲)$/.test(word) && !near(place, 8, ...child, 'me', 'he')) return null
    return 'red'
  }
  const tail = tokens
    .slice(place.at, place.at + 6)
    .map(each => each.word)
    .join('')
  if (/(?:屁股|胸|裤|裙|内衣|奶|身上|身体|全身)/.test(tail) && near(place, 9, ...outsiders)) return 'red'
  if (/亲.{0,3}嘴|强吻/.test(tail) && near(place, 10, ...outsiders)) return 'red'
  const passiveTouch = leftOf(place, 6, 'passive') >= 0 && /^(?:摸|乱摸|亲|舔|抠)/.test(word)
  const ofMe =
    passiveTouch || /[我她他]$/.test(word) || what?.is === 'me' || mayBeChild(what) || /女/.test(tail)
  if (/^(?:压|骑)/.test(word)) return ofMe && near(place, 9, ...outsiders, 'parent') ? 'red' : null
  if (/^伸/.test(word))
    return /手/.test(text) && /衣|裤|裙|被/.test(text) && near(place, 9, 'me', ...child, 'he') ? 'red' : null
  if (!ofMe || innocentTouch.test(tail.slice(word.length)) || leftOf(place, 3, 'want', 'not') >= 0)
    return null
  const toucher = leftOf(
    place,
    7,
    'man',
    'stranger',
    'someone',
    'neighbour',
    'kin',
    'teacher',
    'director',
    'he',
    'elder',
    'parent',
    'classmate',
    'folk',
  )
  if (toucher < 0) return leftOf(place, 6, 'passive') >= 0 && /摸/.test(word) ? 'red' : null
  const kinds = tokens[toucher]!.kinds
  const family = kinds.has('parent') || (kinds.has('elder') && !/公|爷/.test(tokens[toucher]!.word))
  if (/^(?:摸|乱摸|舔|抠|揉|捏|蹭)/.test(word)) {
    if (kinds.has('classmate')) return 'amber'
    return family && !/爸|爹|父|夫/.test(tokens[toucher]!.word) ? null : 'red'
  }
  if (/^(?:亲|吻|搂|抱|贴)/.test(word)) {
    if (/不放|强|硬|使劲/.test(text) || around(said, place, 1, 'secret')) return 'red'
    if (
      kinds.has('man') ||
      kinds.has('stranger') ||
      kinds.has('someone') ||
      kinds.has('teacher') ||
      kinds.has('director') ||
      kinds.has('neighbour')
    )
      return /^(?:抱)/.test(word) && !kinds.has('man') ? 'amber' : 'red'
    return kinds.has('kin') &&
      /^(?:亲|吻)/.test(word) &&
      /[叔伯舅父公]/.test(tokens[toucher]!.word) &&
      (what?.is === 'me' || /我$/.test(word))
      ? 'red'
      : null
  }
  return null
}

function undressed(said: Said, place: Place): Level | null {
  const { word } = token(place)!
  const { text, tokens } = place.clause
  const tail = tokens
    .slice(place.at, place.at + 7)
    .map(each => each.word)
    .join('')
  if (!/裤|衣|裙|光|内裤/.test(tail)) return null
  const passive = leftOf(place, 6, 'passive') >= 0
  const outsider =
    leftOf(place, 9, 'man', 'stranger', 'someone', 'neighbour', 'kin', 'teacher', 'director', 'classmate') >=
    0
  const told = leftOf(place, 6, 'let') >= 0 && (outsider || leftOf(place, 9, 'he') >= 0)
  const victim =
    /脱[我她他]|扒[我她他]/.test(word) ||
    rightOf(place, 3, 'child', 'baby', 'sibling', 'offspring', 'he', 'me') >= 0 ||
    mayBeChild(objectOf(place, 3)) ||
    objectOf(place, 3)?.is === 'me'
  if (outsider && (victim || told || passive))
    return leftOf(place, 9, 'classmate') >= 0 && !/拍|录|摸|照/.test(text) ? 'amber' : 'red'
  if (outsider && /面前|当着|给.{0,4}看|对着/.test(text) && !caring.test(text)) return 'red'
  if (told && says(said, said1) && !caring.test(text)) return 'red'
  if (passive && !caring.test(text) && /脱|扒/.test(word) && /按|压|强|硬|逼|床/.test(text)) return 'red'
  if (
    (victim || passive) &&
    !caring.test(text) &&
    (leftOf(place, 9, 'parent', 'he', 'elder') >= 0 || /扒|强/.test(text))
  ) {
    const carer = leftOf(place, 9, 'parent', 'elder')
    return carer >= 0 && /奶奶|妈|婆|娘|姥姥/.test(tokens[carer]!.word) ? null : 'red'
  }
  return null
}

function pregnant(said: Said, place: Place): Level | null {
  const who = subjectOf(place)
  if (who?.is === 'animal' || isThing(who) || grownWoman(said, place)) return null
  const ages = said.ages
  if (ages.under18) return 'red'
  const girl = leftOf(place, 9, 'child', 'sibling') >= 0
  if (/月经/.test(token(place)!.word)) return girl ? 'amber' : null
  if (girl) return /好|对|爱吃/.test(place.clause.text) ? null : 'red'
  return who?.is === 'offspring' ? 'amber' : null
}

const sore = /出血|流血|有血|疼|痛|红肿|肿|受伤|有伤|撕|破了|发炎|流脓/

function privateHarm(said: Said, place: Place): Level | null {
  const { clause } = place
  const tail = clause.tokens
    .slice(place.at, place.at + 8)
    .map(each => each.word)
    .join('')
  const word = token(place)!.word
  if (/^(?:那里|下边|大腿|身子|胸|胸部)$/.test(word) && !/出血|流血/.test(tail)) return null
  if (word === '那里' && !near(place, 8, 'child', 'he', 'me')) return null
  if (!sore.test(tail) || /打针|摔|磕|骑车|痔/.test(clause.text)) return null
  const animal = leftOf(place, 8, 'animal', 'thing', 'height') >= 0
  const grown = subjectOf(place)
  return animal || grown?.is === 'elder' || grown?.is === 'parent'
    ? null
    : around(said, place, 1, ...child, 'me', 'he') || says(said, whoever)
      ? 'red'
      : null
}

const telling = ['let', 'bed', 'private', 'undress', 'touch', 'photo', 'bathing'] as const
const whoever = /^下(?:面|身|体)/
const nakedPicture = /(?:没穿|不穿|脱|光着?).{0,4}(?:衣服|身子|身体|裤子|上身)?的?.{0,2}(?:照|相片|图|视频)/
const lured =
  /(?:爬|钻|上|进|睡|躺|摸)(?:到|进|在|上)?(?:我|她|他|女儿|孙女|孩子|女娃|妹妹)的?(?:床|被窝|被子)/
const sleepsWith =
  /(?:叫|让|要|逼|拉|喊)(?:我|她|孩子|女儿|孙女|妹妹)(?:去|来)?(?:陪|跟|和|同)(?:他|那个|这个)?.{0,4}睡/
const shows =
  /(?:摸|碰|亲|舔)(?:他|他的)?那个(?:$|[,，])|(?:看|摸|碰|亲|舔|弄)(?:了|过|一下)?(?:他|自己|那个人)的?(?:那里|那个地方|下面|下身|尿尿|小便|鸡鸡|小鸡|生殖|隐私|私处)/

/** A child touched, undressed, photographed or worse. Bathing, exams (摸底) and a mother's pregnancy are not. */
export function sexual(said: Said): Finding | null {
  let found: Finding | null = null
  const look = (place: Place, level: Level | null) => {
    if (found?.level !== 'red') found = graver(found, weighed(place, level))
  }
  for (const place of places(said, 'abused')) look(place, abused(said, place))
  for (const place of places(said, 'touch')) look(place, touched(said, place))
  for (const place of places(said, 'undress')) look(place, undressed(said, place))
  for (const place of places(said, 'peep')) {
    const peeping = rightOf(place, 6, 'bathing') >= 0 && near(place, 9, ...child, 'me', 'he')
    look(place, peeping ? 'red' : null)
  }
  for (const place of places(said, 'pregnant')) look(place, pregnant(said, place))
  for (const place of places(said, 'private')) look(place, privateHarm(said, place))
  for (const place of places(said, 'bully')) {
    // 男的欺负女娃: said of grown men and girls it means one thing.
    const girl = /女娃|女儿|孙女|女孩|妹妹|闺女|丫头|姑娘/.test(place.clause.text)
    if (
      /^(?:被|受)?欺负/.test(token(place)!.word) &&
      girl &&
      leftOf(place, 8, 'man', 'stranger', 'neighbour', 'teacher') >= 0
    )
      look(place, 'red')
  }
  for (const clause of said.clauses) {
    if (clause.repeated || !telling.some(kind => clause.kinds.has(kind))) continue
    const at = clause.tokens.findIndex(each =>
      is(
        each,
        'he',
        'me',
        ...child,
        'man',
        'stranger',
        'someone',
        'kin',
        'teacher',
        'let',
        'bed',
        'parent',
        'elder',
      ),
    )
    if (at < 0) continue
    const outsider = clause.tokens.some(each =>
      is(each, 'man', 'stranger', 'someone', 'kin', 'teacher', 'neighbour', 'director', 'he'),
    )
    const father = clause.tokens.some(
      each => is(each, 'parent', 'elder') && /爸|爹|父|爷|公|夫/.test(each.word),
    )
    const pictures = nakedPicture.test(clause.text) && (outsider || clause.kinds.has('let'))
    const inBed = (lured.test(clause.text) || sleepsWith.test(clause.text)) && (outsider || father)
    const lookAt =
      shows.test(clause.text) && (outsider || father) && (clause.kinds.has('let') || clause.kinds.has('me'))
    if (pictures || inBed || lookAt) look({ clause, at }, 'red')
  }
  return found
}
