import { leftOf, type Place, token } from '../clauses.ts'
import { isPerson, objectOf, type Role } from '../roles.ts'

// 打了三个电话, 打他手机, 打了一下午牌, 针打完了: the verb stands apart from its harmless object.
const harmless =
  /^(?:电话|手机|视频|语音|微信|号码|工|卡|针|疫苗|预防针|点滴|吊|牌|麻将|扑克|球|篮球|乒乓|羽毛球|游戏|王者|手游|枪|仗|鼓|拳|太极|水|饭|菜|油|酱油|醋|酒|米|粉|面|谷|麦|稻|禾|药|农药|虫|草|柴|枣|板栗|核桃|钱|款|伞|字|勾|叉|分|折|包|车|滴|的士|雷|霜|闪|喷嚏|嗝|哈欠|瞌睡|呼噜|盹|滚|结|赌|官司|证明|条子|报告|招呼|比方|主意|交道|井|桩|地基|地铺|毛衣|补丁|火|鱼|猎|气|底|卡片|表|印|码|豆浆|糍粑|年糕|豆腐|鸡蛋|蛋|草稿|基础|头发|扫|蚊子|苍蝇|老鼠|蛇|铁|石头|饱嗝|预防|胎|牙|耳洞|蜡|孔|磨|光|灯|伏击|擂|靶|怪|野|副本|团|排位)/

/** Whether the object of a blow makes it none: 打了三个电话, 打他手机, 针打完了. */
export function harmlessTarget(place: Place): boolean {
  const { tokens } = place.clause
  const word = token(place)!.word
  if (!/^[打抽踢扇砍掐捶]/.test(word)) return false
  const right = tokens
    .slice(place.at + 1, place.at + 10)
    .map(each => each.word)
    .join('')
  const left = tokens
    .slice(Math.max(0, place.at - 8), place.at)
    .map(each => each.word)
    .join('')
  const stripped = right.replace(
    /^(?:[了过完着个一两三四五六七八九十几半好多0-9只通场次针会儿下上午晚天小时分钟回把局圈盘支根口]|几个|一个|上午|下午|晚上|半天|的)*/,
    '',
  )
  if (harmless.test(stripped)) return !/^打(?:死|断|得|残|伤)/.test(word)
  // 催债的打到我这里来了: by telephone
  if (
    /^(?:到)?(?:我|我们|我家|家|村|他|学校|厂)?(?:里|这里|这儿|这边|那里|那边|手机|座机|单位)/.test(right) &&
    /^打(?:到)?$/.test(word)
  )
    return true
  // 打他电话, 打孩子的手机
  const called = right.match(/^(?:了|过|完)?.{0,6}?(?:的)?(?:电话|手机|视频|微信|手表|号码|语音|座机)/)
  if (called !== null && !/[,，]/.test(called[0])) return true
  if (/(?:球|牌|麻将|游戏|拳|太极|鼓)$/.test(left)) return true
  if (
    /(?:电话|针|疫苗|牌|麻将|球|游戏|农药|药|谷子|麦子|稻子|草|钱|字|卡|视频|水|饭|雷|枪|陀螺|酱油|枣|电脑|羽毛球|鼓)(?:也|都|还|才|已经|刚|没|又|在|正在|给|一直|不|天天|我|他)*$/.test(
      left,
    )
  )
    return !isPerson(objectOf(place))
  return false
}

/** Who strikes, by the word before. */
export function agentOf(place: Place): Role['is'] | null {
  const at = leftOf(
    place,
    10,
    'parent',
    'elder',
    'kin',
    'man',
    'stranger',
    'someone',
    'teacher',
    'director',
    'classmate',
    'neighbour',
    'offspring',
  )
  if (at < 0) return null
  const kinds = place.clause.tokens[at]!.kinds
  if (kinds.has('classmate')) return 'classmate'
  if (kinds.has('parent')) return 'parent'
  if (kinds.has('director')) return 'director'
  if (kinds.has('elder')) return 'elder'
  if (kinds.has('offspring')) return 'offspring'
  return 'adult'
}
