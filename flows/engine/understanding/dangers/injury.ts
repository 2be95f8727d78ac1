import { around, is, near, type Place, places, type Said, says, speaksOf, token } from '../clauses.ts'
import { numberOf } from '../digits.ts'
import { type Finding, graver, type Level } from '../finding.ts'
import { isThing, objectOf } from '../roles.ts'
import { denied, forbidden, over, supposed, toldOf } from '../tone.ts'
import { bitten, fallen, scald, swallowedThing, worse } from './accidents.ts'
import { child, whose } from './whose-body.ts'

const said1 = /灭了|扑灭/

const said2 = /手机|叫他写|喊他做|老师|药/

const said3 = /眼/

const said4 = /断|起不来|动不了/

const said5 = /烧|热|体温|温度计|烫/

const said6 = /水温|气温|室温|天气|空调|开水|外面/

const slight = /一点|有点|点|小|轻|不重|没事|不严重|没大碍|破皮|皮外|创可贴|碘伏|好多了/

// 说孙女受伤要先打两万: the accident is the bait.
const stillGrave = /没反应|没气|没呼吸|不醒|昏|抽|没心跳|不动了|没知觉/

const bait =
  /骗子|骗人的|是不是骗|诈骗|是不是真的|(?:接|来)(?:了|到)?个?(?:陌生)?电话.{0,30}(?:打|转|汇).{0,4}(?:钱|万|千|块)/

const drowsy = /赖床|懒觉|雷打不动|起床/

function weighed(said: Said, place: Place, level: Level | null): Finding | null {
  if (says(said, bait)) return null
  if (level === null || toldOf(place) || forbidden(place) || supposed(place) || says(said, drowsy))
    return null
  if (denied(place)) return level === 'red' ? { level: 'amber', class: 'injury' } : null
  if (over(said, place) && !says(said, stillGrave) && level === 'red')
    return speaksOf(said, ...child, 'he', 'elder', 'offspring') || said.aboutChild
      ? { level: 'amber', class: 'injury' }
      : null
  return { level, class: 'injury' }
}

const figurative = /气得|笑得|累得|忙得|困得|热得|吵得|烦得/

function grave(said: Said, place: Place): Level | null {
  const { word } = token(place)!
  const { text } = place.clause
  const who = whose(said, place)
  const what = objectOf(place, 3)
  if (who === 'animal' || what?.is === 'animal') return null
  if (/^(?:着火|起火|失火|火灾|烧起来|烧着)/.test(word))
    return /手机|锅|柴|灶|炉|煤球|炭|木炭|秸秆|稻草|荒/.test(text) && !/房|屋|家/.test(text)
      ? null
      : says(said, said1)
        ? 'amber'
        : 'red'
  if (/^(?:塌|垮|倒塌|塌方|埋)/.test(word))
    return around(said, place, 1, ...child, 'folk', 'elder', 'he', 'me') &&
      !(who === 'thing' && !around(said, place, 1, ...child))
      ? 'red'
      : null
  if (who === 'thing' && is(token(place, -1), 'thing', 'tool')) return null
  if (who === 'thing' && !near(place, 10, ...child, 'elder', 'he', 'me', 'body')) return null
  if (/^(?:要死了|死了|死掉|死去|快死|没命|毙命)/.test(word)) {
    if (figurative.test(text) || /死了心|死了那条心/.test(text)) return null
    if (who === 'child' || who === 'me') return 'red'
    if (/^(?:要死了|快死|快要死)/.test(word))
      return who === 'carer' ? 'red' : who === 'nobody' ? 'red' : 'amber'
    return null
  }
  if (/^(?:不行了|快不行|要不行)/.test(word))
    return who === 'child' || who === 'carer'
      ? /快|要/.test(text)
        ? 'red'
        : null
      : /快不行|要不行/.test(word) && who !== 'other'
        ? 'red'
        : null
  if (/^(?:抢救|急救|在抢救)/.test(word))
    return who === 'thing' || /课|包|知识|学/.test(text) ? null : who === 'other' ? 'amber' : 'red'
  if (
    /^(?:压着|压住|被压|撞了|撞到|撞死|卷进|绞|碾|轧|没反应|没有反应|动不了|不会动|起不了身|站不起来|看不见|埋|电了|晕了|昏了|心脏病|大洞|发硬|扎进|戳进|中暑|不动|没气|脱水|抽抽|闷|疯狗|都是血|全是血|瞎了|没知觉|过电|喉咙肿|冻坏|冻伤|砸到|砸着|急救|一身血)/.test(
      word,
    )
  ) {
    const person =
      who === 'child' ||
      who === 'carer' ||
      near(place, 9, ...child, 'elder', 'body', 'folk') ||
      (who === 'nobody' && !around(said, place, 1, 'thing', 'crop'))
    if (/^(?:没反应|没有反应)/.test(word) && (around(said, place, 1, 'thing') || says(said, said2)))
      return null
    if (/^看不见/.test(word))
      return says(said, said3) && who === 'child' && !/黑板|老花|近视|字/.test(text) ? 'red' : null
    if (/^(?:动不了|站不起来|起不了身)/.test(word))
      return who === 'child' || who === 'carer' ? 'red' : who === 'me' ? 'amber' : null
    if (/^(?:中暑|心脏病|冻坏|冻伤)/.test(word))
      return who === 'child' || who === 'carer' || who === 'nobody' ? 'red' : 'amber'
    if (who === 'me' && /瞎|看不见|眼/.test(word)) return 'amber'
    if (!person && who !== 'me') return who === 'other' ? 'amber' : null
    return who === 'other' ? 'amber' : 'red'
  }
  if (who === 'other') return 'amber'
  if (/^(?:胸口疼|心口疼|瞎了|胃出血)/.test(word) && who === 'nobody') return 'red'
  if (/^(?:烫伤|烧伤)/.test(word) && says(said, slight) && !says(said, worse)) return 'amber'
  if (/^(?:骨折|脑梗|中风|烧伤|脑震荡|断|腿断|手断|摔断)/.test(word) && (who === 'me' || who === 'thing'))
    return who === 'me' ? 'amber' : null
  if (/高烧|高热|发高烧/.test(word) && (who === 'me' || who === 'carer')) return 'amber'
  return 'red'
}

function minor(said: Said, place: Place): Level | null {
  const { word } = token(place)!
  const { text } = place.clause
  const who = whose(said, place)
  if (who === 'animal' || who === 'thing' || who === 'other' || who === 'me')
    return who === 'me' && says(said, said4) ? 'amber' : null
  if (/^(?:伤|肿|扭了|闪了|碰了|摔了|起包|一个包)/.test(word) && who === 'nobody') return null
  if (/^(?:伤了|伤)$/.test(word) && /心|感情|脑筋|自尊|面子|和气/.test(text)) return null
  if (who === 'carer')
    return /摔|跌/.test(word) ? (says(said, worse) ? 'red' : 'amber') : says(said, worse) ? 'amber' : null
  if (who === 'nobody' && !speaksOf(said, ...child, 'he') && /^(?:见血|化脓|发炎|肿|伤到|伤着)/.test(word))
    return null
  const bleeding = /^(?:流血|出血|流了血|见血)/.test(word)
  if (bleeding && /牙|刷牙|换牙|鼻/.test(text)) return 'amber'
  if (bleeding && !slight.test(text)) return 'red'
  if (says(said, bad)) return 'red'
  if (/^(?:受伤|受了伤|伤了)/.test(word) && !says(said, slight)) return 'red'
  return 'amber'
}

const bad =
  /流血不止|血止不住|止不住血|好多血|很多血|一地血|满头血|满脸血|昏过去|不省人事|叫不醒|骨头都|不会动|抽搐|起不来了/

function ill(said: Said, place: Place): Level | null {
  const { word } = token(place)!
  const { text } = place.clause
  const who = whose(said, place)
  if (who === 'animal' || who === 'thing' || who === 'other' || who === 'me' || who === 'carer') return null
  const childSpokenOf = who === 'child' || said.aboutChild || speaksOf(said, ...child)
  if (
    /^(?:烧|烧了|吐|病|咳|疼|痛|难受|蔫|头疼|头痛|头晕|头昏|发抖|发冷|过敏|不舒服|吃不下|不吃东西|生病|病了|手疼|脚疼|腿疼|瘦|胃|新冠|阳了|尿床|便秘|虱|感冒|咳嗽|着凉|牙疼|牙痛|嗓子|过敏|流感|失眠|鼻炎|胃炎|咽炎|腹泻|拉肚子)/.test(
      word,
    ) &&
    !childSpokenOf &&
    who === 'nobody'
  ) {
    if (!/^(?:发烧|烧了)/.test(word)) return null
  }
  if (/注意|预防|高发|疫苗|防/.test(text) && /流感|感冒|手足口|水痘/.test(word)) return null
  if (/腰|膝|颈椎|关节|肩|血压|痛风/.test(text) && who !== 'child') return null
  if (/^(?:烧|烧了)$/.test(word) && !/到|度|退|厉害|不/.test(text) && who !== 'child') return null
  if (/^(?:烧|烧了)$/.test(word) && objectOf(place, 2) !== null && isThing(objectOf(place, 2))) return null
  if (/^(?:疼|痛)$/.test(word) && /心疼|疼爱|疼他|疼孩子|疼娃|不疼|痛快|痛苦/.test(text)) return null
  if (/^吐$/.test(word) && /吐槽|吐口水|吐字|吐鲁番|吐舌/.test(text)) return null
  if (/^(?:病|得病)$/.test(word) && /毛病|病假|看病|病历|病人|老病/.test(text) && who !== 'child') return null
  if (/^(?:头疼|头痛)$/.test(word) && who !== 'child') return null
  if (/^(?:过敏)$/.test(word) && /体质/.test(text)) return null
  if (/^(?:感冒|感冒了|着凉|咳嗽)/.test(word) && says(said, cured)) return null
  if (/^(?:尿床|便秘|有点烫|瘦了好多|胃口不好)$/.test(word) && who !== 'child') return null
  if (/抽筋/.test(word)) return /腿|脚|游泳/.test(text) ? 'amber' : 'red'
  if (says(said, veryIll)) return 'red'
  return 'amber'
}

const cured = /感冒(?:已经|都|也|刚|快)?(?:好|没事)|咳嗽(?:已经|都|也|快)?好|好了|好多了|好利索/

const veryIll = /高烧|喘不|抽搐|抽筋|不省人事|叫不醒|嘴唇发|上吐下泻|说胡话|昏/

const degrees =
  /(?:发烧|发热|烧|烧到|烧了|体温|温度|量了?)?[^0-9]{0,4}(3[6-9]|4[0-2]|三十[六七八九]|四十[一二]?)(?:[.点]?([0-9一二三四五六七八九]))?(?:度|°|℃|c)/

function feverIn(said: Said): Level | null {
  const match = degrees.exec(said.text)
  if (match === null || !says(said, said5)) return null
  if (says(said, said6)) return null
  const value = numberOf(match[1]!) ?? 0
  return value >= 39 ? 'red' : value >= 37 ? 'amber' : null
}

/** Bodies in danger: red for accidents, poison, fire, high fever; amber for scrapes and small fevers of a child. */
export function injury(said: Said): Finding | null {
  let found: Finding | null = null
  const look = (place: Place, level: Level | null) => {
    if (found?.level !== 'red') found = graver(found, weighed(said, place, level))
  }
  for (const place of places(said, 'grave')) look(place, grave(said, place))
  for (const place of places(said, 'bitten')) look(place, bitten(said, place))
  for (const place of places(said, 'fell')) look(place, fallen(said, place))
  for (const place of places(said, 'swallow')) look(place, swallowedThing(said, place))
  for (const place of places(said, 'byMistake')) look(place, swallowedThing(said, place))
  for (const place of places(said, 'rough'))
    if (/烫|泼/.test(token(place)!.word)) look(place, scald(said, place))
  for (const place of places(said, 'minor')) look(place, minor(said, place))
  for (const place of places(said, 'ill')) {
    const level = ill(said, place)
    look(
      place,
      level === 'amber' && /烧|热|烫/.test(token(place)!.word) && feverIn(said) === 'red' ? 'red' : level,
    )
  }
  for (const place of places(said, 'fever')) {
    const who = whose(said, place)
    if (who === 'child' || who === 'nobody') look(place, feverIn(said))
  }
  return found
}
