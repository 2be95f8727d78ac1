import { type Clause, type Said, says } from '../clauses.ts'
import type { DangerClass, Finding } from '../finding.ts'
import { Trie } from '../words.ts'
import { atHome, play } from './bullying.ts'
import { handled } from './fraud.ts'
import { harmlessTarget } from './harmless-blows.ts'
import { caring } from './sexual.ts'

/**
 * Small signs, none of which says a danger outright, several of which together do: 不在家 (2), 邻居也没见着 (2), 天黑 (1). Each
 * line is one sign however often it is said: its points, then the ways of saying it. Enough points in neighbouring clauses
 * make an amber finding, so that what no rule foresaw is still seen by a person the same day.
 */
const table: Record<Exclude<DangerClass, 'call' | 'unattended'>, string> = {
  missing: `
2 没下来 没上来 没出来 没得应 没人应 没应声 喊不应 人就没 人没 人不见 下错站 坐反 没跟上 不在队伍 被牵走 牵走 劫走 掳 没到站
1 玩着玩着 上山 捡菌子 砍柴 放牛 放羊 打工回来 老师打电话 学校打电话 转发 求大家
2 没见着 没看见 没看到 没见到 没瞧见 没见 没人看见 没人见过 见不着 看不到人 没等到 没碰到 没见人 瞅不见
2 没来学校 没到学校 没来上课 没进学校 没到班 不在学校 没来上学 没在学校 没进教室 没到校 没去学校
2 没回 没归 没到家 没着家 没进门 没来过 人家说没来 说没来 没去过 回不来 不回来 没返 没落屋 没转屋 还没到
2 不在家 不在屋 没在家 没在屋 不在床上 没在床上 不在房间 床是空 屋里没人 门开着 不在宿舍
2 找了 到处找 都找 找不 寻不 寻了 在找 帮忙找 没找 找遍 问遍 打听
2 跑了 溜了 翻窗 翻墙 跑出去 偷跑 跑丢 逃出去 逃走 出走 离家 走掉
2 领跑 领走 带走 抱走 拉走 骗走 骗起走 拐 叫去 被人接 接走了谁 塞进车 上了车 坐上 弄走
2 不知道在哪 不晓得在哪 不知在哪 不知道去哪 去哪了 去哪里了 哪去了 在哪里啊 不知去向 上哪了 去向 不晓得去
2 联系不 关机 打不通 没消息 没音 不接电话 没信 失联 不回信息 断了联系
2 坐错车 坐过站 走错路 迷路 走散 挤散 不认识路 认不得路
2 人呢 没人影 没影 没个影 影子
1 半夜 昨晚 昨夜 一宿 一夜 一晚 通宵 天黑 到现在 深夜 凌晨 这么晚 前天晚上 煞黑 擦黑
1 小时 钟头 两天 三天 几天 一天
1 同学家 人家说 邻居说 邻居也 老师说 门卫 监控 宿舍 奶奶说 爷爷说 家里说 同学说 司机说
1 留了 字条 纸条 写了信 封信 离家 摔门
1 出门 赶集 车站 火车 班车 面包车 庙会 逛街 镇上 县城
1 吵了 挨了骂 顶嘴 赌气 挨骂 闹翻
1 急死 急疯 急人 怎么办 咋办 帮帮 帮忙 派出所 警察 求求 急得`,
  drowning: `
2 粪氹 氹 凼 池里 缸里 桶里 船 冰 桥 浪 闸 坝下
2 水库 池塘 河里 塘里 水里 水坑 深水 江里 湖里 渡口 粪池 水渠 井里 沟里 塘中 河中 水面 堰塘 水底 漩涡 桥下 水塘 鱼塘 大水 洪水
2 掉 跌 滑下 栽 溜到 溜下 踩空 滚 翻船 陷 踩滑 拖下 卷走 冲走 推下
2 没上来 没上岸 没起来 沉 淹 溺 不见头 冒泡 扑通 扑腾 面朝下 泡在 漂着 浮着 没顶 一上一下
2 捞 呛水 救上 救起 拉上 够不着 不会水
1 不见了 突然 快来 救命 快 救人
1 游泳 抓鱼 摸鱼 玩水 洗澡 洗脚 捡球 洗手`,
  violence: `
2 追着 按在 摁在 撞门 往门上 往墙上 往地上 提起来 拎着 扯着 拽着 拧 踹 踢他 踢她 扇了 罚跪 动手 下手狠 又骂又打 又打又骂 打人 打孩子 打娃 不让活 拿棒 拿棍
3 针眼 血痕 血口子 伤口 烙 烫疤 勒痕 虐
1 发疯 惨 狠 凶 骂 吼 撕 砸 醉
4 往死里 下死手 打住院 打骨折 鬼哭狼嚎 毒打 打个半死 打得半死 打坏 打瘸 打聋 打烂 打破头 打断
3 揍 踹 掐他 掐我 掐她 掐脖 扇他 扇我 扇她 抽他 抽我 抽她 捶他 捶我 砸他 砸我 拧他 拧我 推下楼 摔地上 踩他 踩我 拎起 按在地 摁在地 砍他 砍我
3 条子印 棍印 鞭印 掐痕 烟疤 青一块 紫一块 一身伤 都是伤 全是伤 淤青 乌青 血印
2 皮带 皮鞭 棍子 竹条 衣架 火钳 烟头 铁丝 扁担 砍刀 针扎 开水泼 鞭子 耳光 巴掌
2 不给饭 不让吃 不准吃 关在 锁在 绑在 捆在 吊起 赶出 罚站 罚跪 不让进
2 怕回家 不敢回 不敢说 不敢讲 发抖 躲在 躲起来 躲着 怕他爸 怕他妈
2 发酒疯 酒疯 喝高 喝醉 喝多
1 后妈 后爹 后爸 继父 继母 他爸 他爹 爸爸 爷爷 舅妈 姑妈 大伯 叔 邻居 隔壁
1 哭 惨叫 喊 疼 痛 怕 吓`,
  sexual: `
2 强迫 硬要 一起睡 跟他睡 睡一块 不好的事 坏事 丑事 羞事 碰了 碰到我 不该碰 裤裆 抱着亲 亲嘴 弄疼 喊疼 说疼
1 不敢告诉 不敢说 不敢讲 哭 日记 怕
4 摸下身 摸下面 裤裆 脱光 裸照 尿尿的地方 小便的地方 伸舌头 不要碰我 别碰我
3 私处 下身 内裤 光着身 隐私 那个地方 亲嘴 摸她 摸我 亲她摸 碰她 压在她 压在我
2 脱裤 脱衣 扒了 扒裤 扒衣 脱我 脱她 被窝 手伸 伸进 伸到 大腿 腿上
2 夜里惊醒 做噩梦 不敢一个人睡 怕男 怕他碰
2 拍了照 被拍 摄像头 录像 发照片
2 怀孕 肚子大 月经没
2 不让说 不准说 别告诉 不许告诉 给钱 给糖 秘密 我看见了
1 老东西 老头 男的 男人 光棍 瘸子 师傅 司机 叔叔 大伯 舅舅 表哥 堂哥 继父 爸爸 老师 校长 邻居 大叔 网友 男生
1 晚上 夜里 半夜 睡着 屋里 房里 补课 办公室 厕所`,
  suicide: `
2 缠脖子 套脖子 脖子上 告别 跟着去 跟他去 跟她去 想走了 不想待 不想再 死了就 死了我 死了你 死了他 不在了你 绝食 不吃不喝 刀痕 一刀一刀 割了
4 抹脖子 遗书 上吊 割自己 下辈子 来世 结束生命 死给 轻生 寻短 想死 去死 不想活 自杀 自残
2 房梁 安眠药 农药 老鼠药 百草枯
3 陪死去 死去的妈 死去的爸 死去的奶 死去的爷 活着干 活着累 活着没 我死了 结束自己 做鬼
2 死了 死掉 求死 等死 不如死 想结束 都想结束 解脱 消失 不做人 不想醒 醒不来 告别 永别
2 割手 割腕 刻字 刀片 圆规 划手 划胳膊 刀架 绳子 药片 一瓶药 一把药 倒嘴里 一大把
2 楼顶 塔上 窗台 栏杆 铁轨 铁路 桥上 往下跳 跳下 崖边
1 撑不下去 撑不住 受不了 没意思 没希望 没人要 没人爱 多余 拖累 绝望 崩溃 好痛苦
1 每天都想 天天想 总想 老想 一直想 留了 托付 送人`,
  injury: `
2 扎了 扎进 刺进 戳到 戳进 捅 浇到 浇了 浇头 泼到 砸到 砸了 砸伤 砸中 撞到 撞了 撞出 撞飞 轧了 轧到 碾 绞 咬住 炸了 炸伤 电到 摔到 跌到 滚下 栽下 栽到 卡住 噎 呛 憋得 缠住 勒住 倒地 倒在地 歪了 裂开 翻车 当水喝 碱水 汽油 老鼠药 马蜂 毒蛇 疯狗 冒血 冒烟 浓烟 大火 爆炸 塌下 压着 压住 夹住 没了知觉 说不清 动不了 认不得人 迷糊 昏沉
1 屋里 没出来
4 没心跳 没呼吸 骨头都 血肉 不睁眼 叫不应 喊不应 脸发黑 脸都紫 眼睛往上翻 抽起来 没醒 休克 昏迷 不省人事 血往外冒 吐血 流血不止
3 扎穿 扎到脖 压断 轧断 撞树 撞墙上 撞石 摔烂 烧着 炸得 砸断 夹断 摔断 误喝 误食 误吃 触电 被电 中毒 晕倒 昏倒 抽搐 翻白眼 出不来气 喘不
2 流血 出血 冒血 血 肿 断了 脱臼 扎到 压到 碾 撞了 撞到 刺穿 夹住
2 晕 昏 不动 软了 发紫 发黑 发青 惨白 煞白 发抖 站不起
2 插座 电线 煤炉 煤气 毒 噎 卡住 呛
2 掉下来 摔下 滚下 从楼 从树 从车 掉沟 翻了
2 烫到 烫了 烫伤 烧伤 烧到 热油 火盆 打翻在
2 高烧 吐了 呕吐 抽筋 发烧
2 狗咬 蛇 蜂 牛踩 咬了 咬伤
1 头 脸 眼 嘴 鼻 耳朵 脖 喉 胸 肚 后脑 胳膊 骨 脚 腿 手指 手被 手都
1 疼 痛 哭 送医院 去医院 卫生院 急诊 救护 抢救`,
  dropout: `
2 学校都不去 不去了 赖着不起 迷游戏 泡网吧 不想读书 初三 书都不读
4 不读了 不念了 退学 辍学 休学 开除 劝退 旷课 逃学 停学
3 不肯回学校 不去上学 不去学校 不想上学 没去上学 不肯上学 不想读 不想念
2 不去了 不肯去 不想去 不回去 不肯回 学也不上 书也不读
2 学校没意思 读书没用 读书没意思 厌学 不想学 没意思
2 种地 进厂 学手艺 挣钱 嫁人 结婚 出去打工
1 学校 读书 念书 上学 班主任 书包 初一 初二 初三 十四 十五 半个月 开学`,
  fraud: `
2 充进去 充了 客服电话 叫孩子去 骗去 外地打工 高薪 买吃的 老给
1 陌生人 有人 玩手机 三千 两千
4 刷单 诈骗 骗子 网贷 中奖了 冒充 裸聊 被骗 传销
3 验证码 收了我 卷钱 钱没了 被坑 问她要照片 问他要照片 要照片 跟踪 尾随
2 骗 转给 转走 转了 汇了 充了 打赏 刷礼物
2 陌生 不认识 网友 拉进 骑摩托的 开车的 网恋 网上认识 网上有个
2 搭话 聊天 转悠 外头转 约她 约他 见面 加她 加他 找我女儿 找孩子
1 网上 抖音 快手 游戏 群里
1 钱 块 千 万 卡里 红包 糖
1 天天 老在 这几天 校门 学校外 学校附近 村口`,
  bullying: `
2 嫌他 嫌她 嫌我 不跟他坐 起哄 关厕所 锁厕所 扇 收保护费 拍视频
4 欺负 霸凌 欺凌 孤立 勒索 保护费
3 逼他 逼我 拦着他 堵他 堵我 抢他 抢我 不跟他玩 没人理 起外号
2 拦着 要钱 扒了 扔到 扔他 扔我 撕了 画得 藏了 吐口水 洗袜子 学狗 跪下
2 骂他 骂我 笑话 嘲笑 外号 学他 学我 不理 不跟 排挤 看不起 嫌弃
2 踢他 推他 掐他 踢我 推我 绊
2 同学 班上 班里 寝室 宿舍 室友 初中的 高年级 大孩子 同桌 几个男生
1 学校 操场 厕所 楼下 放学
1 老是 天天 总 经常 哭 不敢`,
  'carer-in-need': `
2 拖垮 顾不了 自己都顾不 没早饭 没饭 等着救济 没着落 欠了
1 八十 七十 孤老
4 揭不开 没法过 过不下 养不活 撑不住 断粮 吃不上 赊不到
3 一身病 病倒 瘫了 起不来 走不动 做不动 干不动 眼睛瞎 没力气带 带不好 带不动 管不住 管不了 没钱修 没处睡
2 没钱 没米 没粮 借不 交不起 买不起 漏雨 吃完了 见底 一分钱 不给钱 赊
2 快八十 七十多 八十了 腰痛 腿痛 浑身痛
2 心里难受 想哭 发愁 睡不着 没办法 没指望
1 咋办 怎么办 累 苦 愁 难
1 两个娃 三个娃 两个孩子 三个孩子 一个人 孙子 孙女 娃 孩子
1 儿子媳妇 儿媳 老头子 老伴 种点地 低保`,
}

const needed = 4
// Of these one point less is enough where no thing is spoken of.
const lightly: ReadonlySet<DangerClass> = new Set<DangerClass>(['injury', 'violence', 'sexual', 'suicide'])

type Sign = { class: DangerClass; points: number; line: number }
const signs = new Trie<Sign[]>()
{
  let line = 0
  for (const [name, lines] of Object.entries(table))
    for (const row of lines.trim().split('\n')) {
      const [points, ...ways] = row.trim().split(' ')
      const sign: Sign = { class: name as DangerClass, points: Number(points), line: line++ }
      for (const way of ways) {
        signs.add(way, [...(signs.exactly(way) ?? []), sign])
      }
    }
}

const calm =
  /没事|放心|挺好|都好|开心|高兴|好玩|真乖|懂事|有趣|哈哈|嘻嘻|笑|表扬|奖|第一|满分|比赛|听话|好看|好吃|便宜|新买|学会|谢谢|感谢|祝|快乐|多少钱|几点|吗$|呢$/

/** Several small signs of one danger in neighbouring clauses, where a child or the carer is spoken of. */
export function manySigns(said: Said): Finding | null {
  const family = ['child', 'baby', 'he', 'sibling', 'offspring', 'me', 'us', 'elder'] as const
  if (!family.some(kind => said.kinds.has(kind)) || says(said, calm)) return null
  for (const clause of said.clauses) {
    if (clause.repeated) continue
    const found = weigh(said, clause)
    if (found !== null) return found
  }
  return null
}

// A blow in the clause that is no telephone call and no game.
function strikes(clause: Clause): boolean {
  return (
    clause.kinds.has('hit') &&
    clause.tokens.some(
      (each, at) => each.kinds.has('hit') && each.word.startsWith('打') && !harmlessTarget({ clause, at }),
    )
  )
}

const apart = [
  'campaign',
  'fiction',
  'news',
  'game',
  'animal',
  'crop',
  'dont',
  'careful',
  'prevent',
  'if',
  'recovered',
  'withAdult',
] as const

function weigh(said: Said, clause: Clause): Finding | null {
  if (clause.before !== null && apart.some(kind => clause.before!.kinds.has(kind))) return null
  const points = new Map<DangerClass, number>()
  const lines = new Set<number>()
  let things = false
  for (let i = clause.index; i <= clause.index + 2; i++) {
    const each = said.clauses[i]
    if (each === undefined || each.sentence > clause.sentence + 1) break
    if (apart.some(kind => each.kinds.has(kind))) return null
    things ||= each.kinds.has('thing')
    if (i === clause.index && strikes(each)) points.set('violence', (points.get('violence') ?? 0) + 2)
    for (let at = 0; at < each.plain.length; at++) {
      const sign = signs.longest(each.plain, at)
      if (sign === null) continue
      for (const { class: name, points: more, line } of sign.value) {
        if (lines.has(line)) continue
        lines.add(line)
        points.set(name, (points.get(name) ?? 0) + more)
      }
      at += sign.length - 1
    }
  }
  for (const [name, sum] of points) {
    if (name === 'fraud' && says(said, handled)) continue
    if (name === 'sexual' && says(said, caring)) continue
    if (name === 'bullying' && (says(said, atHome) || says(said, play))) continue
    // A lost satchel is looked for in the same words as a lost child.
    const more =
      lightly.has(name) && !things ? -1 : (name === 'missing' || name === 'drowning') && things ? 2 : 0
    if (sum >= needed + more) return { level: 'amber', class: name }
  }
  return null
}
