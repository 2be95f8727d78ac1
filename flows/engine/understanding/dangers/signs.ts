import { type Clause, type Said, says } from '../clauses.ts'
import { type DangerClass, type Finding, graver } from '../finding.ts'
import { explained } from '../tone.ts'
import { Trie } from '../words.ts'
import { atHome, play } from './bullying.ts'
import { handled } from './fraud.ts'
import { harmlessTarget } from './harmless-blows.ts'
import { caring } from './sexual.ts'

/**
 * Small signs, none of which says a danger outright, several of which together do: 不在家 (2), 邻居也没见着 (2), 天黑 (1). Each
 * line is one sign however often it is said: its points, then the ways of saying it; {a,b} stands for either. Enough points in neighbouring clauses
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
1 急死 急疯 急人 怎么办 咋办 帮帮 帮忙 派出所 警察 求求 急得
4 人丢了 娃丢了 孩子丢了 走没了 走着走着 人不在那 两边都没有 两头都没 没人领 前脚出门 后脚就 拉着箱子 拖着箱子 拎着行李 没回来睡 哄走 走散 谁见着 有没有人见 好心人 跟家里人走散 拦都拦不住 没出来 不回头 一去不回 不告而别 出走 失联 下落 不知所踪 人间蒸发 联系中断 被卖 传销窝 黑中介 被人领 老年痴呆 跟人跑 跟人家走 跟车走 上错车 不见人回
3 没见了 没影了 没在院子 不在院子 没看到了 定位停 定位关 定位消失 没信号 打不通了 停机 空号 找遍 翻遍 问遍 喊遍 喊了半天 喊半天 寻遍 满世界找 还没回 还没到家 没到家 没回家 没下山 没出山 没归家 就散了 早就放学 早放学 早下课 早就走了 早走了 以为在 以为送 以为还在
2 火车 九点半 十点 十一点 三个钟 几个钟 天黑 半夜 深夜 凌晨 到现在 至今 这会儿 一晚上 昨儿黑 昨黑 昨夜 山洞 火车站 汽车站 国道 大桥 网吧 监控 保安 派出所 警察 箱子 行李 身份证
3 {没,冇,未,无,还没,没有,都没,也没,一直没}{见人,见着人,见到人,看到人,看见人,找着,找到人,寻到,等到人,接到人,回家,到家,到校,到站,归家,露面,音讯,音信,下落,踪影,踪迹,在学校,在教室,在幼儿园} {看,找,寻,见,瞧,瞅}不{到,见,着}{我女儿,我儿子,我孙,孩子,娃,人,他,她,我家} 失去联系 断了联系 少了{我,一个,俩,两个} 里没有我 里没见 人和钱 人跟钱 躲着不见 藏起来不 偷偷接走 偷偷带走 提前领 提前接 被人领 被人接 困在山 困在上头 困在里面 坐过头 坐过站 下错站 上了一辆 坐上一辆 上了辆 没{跟上,跟来,跟着回} 打遍了 问遍了 都没在 都不在 之后就没 然后就没 人影也没 人影都没 去找他妈 去找他爸 去找妈 去找爸
2 清点 点名 路队 夏令营 游乐场 公交 终点站 司机说 亲戚那家 幼儿园 请吃饭 挖药 采药 砍竹 起雾 房门开 大门开 窗户开 门大开 红色 面包车 三轮 摩托 {分钟,小时,钟头,个钟,半天,一天,一夜,一下午,一上午,一晚}了 到今天 到天黑 判给我`,
  drowning: `
2 粪氹 氹 凼 池里 缸里 桶里 船 冰 桥 浪 闸 坝下
2 水库 池塘 河里 塘里 水里 水坑 深水 江里 湖里 渡口 粪池 水渠 井里 沟里 塘中 河中 水面 堰塘 水底 漩涡 桥下 水塘 鱼塘 大水 洪水
2 掉 跌 滑下 栽 溜到 溜下 踩空 滚 翻船 陷 踩滑 拖下 卷走 冲走 推下
2 没上来 没上岸 没起来 沉 淹 溺 不见头 冒泡 扑通 扑腾 面朝下 泡在 漂着 浮着 没顶 一上一下
2 捞 呛水 救上 救起 拉上 够不着 不会水
1 不见了 突然 快来 救命 快 救人
1 游泳 抓鱼 摸鱼 玩水 洗澡 洗脚 捡球 洗手
4 往深水 深水里 没顶 灭顶 不会游 救生圈 溺水 淹死 淹着 呛着水 呛了水 灌了水 肚子里全是水 捞人 打捞 落进水 下去没上 一个下去了 粪窖 化粪池 茅坑 茅厕坑 掉厕坑 水窖 蓄水池 沉淀池 泳圈翻 船翻 翻船 皮筏 竹排 冰窟 冰面裂 冰裂 拖出来 从水里 水里拖 水里捞 卷走 冲走 漂走 冲下去 往水里 红领巾
3 埠头 码头 河埠 堤坝 闸口 水闸 拦河 机耕 水库 深潭 龙潭 深坑积水 鱼塘边 塘埂 河堤 水渠 大水沟 涵洞 井盖 井口 水井 脚底一滑 脚一滑 滑下去 滑进 滑到 栽下 栽到 栽进 掉下去 扑通 咕咚 水花 冒泡 挣扎 按肚子 按了半天 吐水 控水
2 水里 河里 塘里 河边 塘边 喊半天 没人应 没应 捞球 捡球 摸鱼 洗衣 游水 戏水 一转眼 转眼 盖子翻
4 冰窟窿 冰洞 沉底 浮在河 浮在水 漂在河 漂在水 {落,掉,跌,栽,摔,滚,滑,扎,陷,溜}{水了,河了,塘了,井了,池了,库了,江了,海了} 有人落了 有人落水 桥冲了 桥断了 桥垮 冲垮了桥 水涨 涨水 发洪水 脸朝下 面朝下 一头扎 扎进去 扎进水 救同学 水性 淹到 淹没 没过头 没过脖
2 堰塘 河坝 桥中间 过桥 过河 蹚水 大盆 澡盆 水缸 水桶`,
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
1 哭 惨叫 喊 疼 痛 怕 吓
4 楼梯上推 推下楼 推下来 拽脱臼 拉脱臼 打脱臼 往墙上磕 往墙上撞 头磕墙 镰刀 柴刀 跪碎 跪玻璃 跪石子 跪搓衣 烙 火钳 铁丝烫 烟头 皮带扣 订书机 吃粉笔 吃屎 喝尿 喝马桶 按在水缸 按进水 按水里 摁水里 塞嘴里 捂住嘴 捂嘴 堵嘴 封嘴 胶带 弄死我 弄死她 弄死他 整死 打残 打废 掐脖 锁地窖 锁柴房 锁笼子 狗链 铁链 没给一粒米 一粒米 饿着不给 饿了三天 不给吃 不给饭 惨叫 求饶 救命声 抢孩子 踢肚子 踹肚子 踢了肚子 打流产 耳朵打聋 耳膜 打掉牙 门牙打 扯头发 揪头发 薅头发 拖着头发 拽头发 扒光打 脱光打 吊着打 拎起来摔 举起来摔 甩到墙 砸门 踹门
3 又动手 动手了 下死手 掐的 拧的 抽的 烫的 紫块 淤血 青紫 血印 鞭痕 疤 口子 裂了 脱臼 躲在邻居 躲到 躲厕所 躲床底 逃出来 跑出来 不敢回 不敢进屋 怕得发抖 发抖 尿裤子
2 喝多了 喝醉酒 喝醉了 酒后 发酒疯 耍酒疯 吸毒 皮带 棍子 竹条 衣架 扫把 拖鞋 板凳 铁丝 绳子 菜刀 锄头 继父 继母 后妈 后爸 亲爹 前夫 前夫家 养父 推倒 头皮 大腿里 屁股上 后背
4 {绑,捆,拴,吊,锁,关}在{电线杆,树,柱,冷库,地下室,阁楼,车库,猪圈,鸡窝,柴房,厕所,床,窗,铁笼} 烧{小孩,孩子,娃,他,她,我}的 放在火上 火上烤 往火里 往嘴里灌 灌辣椒 灌尿 扔井 扔河 扔下楼 扔出去 扔楼下 丢下楼 针扎 扎手指 指甲缝 扔锅里 剪耳朵 剪舌头 割耳朵 撕嘴 缝嘴 拔头发 拔指甲 烫{嘴,舌,手,脸,屁股} 打{残,瘫,傻,聋,瞎,瘸,哑,死} {要,快,会,想}打死 杀人 要杀 灭口 劈门 把门劈
3 不给上桌 剩菜 锁阳台 关阳台 虐 施暴 家暴 毒打 暴打 殴打`,
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
1 晚上 夜里 半夜 睡着 屋里 房里 补课 办公室 厕所
4 掏出那 掏出来给 露出来给 露下体 露阴 遛鸟 尿白色 白色的东西 黏黏的 硬硬的 顶着她 顶着我 处女膜 撕裂 下体 私处 搓了那里 洗那里 洗下面 弄她 弄我下 夜里弄 检查身体说是 手放进 伸进衣 伸进裤 反着穿 裤子反 裤子脱 裙子掀 掀裙 内裤没 没穿内裤 内裤不见 内裤上 不雅照 私密照 那些照片 那种照片 发班级群 发到群里 发给同学看 勒索照 裸 色情 黄色 成人 强迫她 强行 侵犯 糟蹋 霸占 欺辱 非礼 猥亵 开房 包夜 卖处 处女 第一次给 堕胎 打胎 流产 人流 生了个孩子 验孕 两条杠 怀孕 怀上 大肚子 例假没来 月经没来 几个月没来
3 抱她睡 搂着睡 睡一张床 睡一个被 钻被窝 摸她 摸我 亲她 亲我嘴 舔 揉 蹭 压着她 压我 关上门 把门关 锁上门 反锁 脱了 脱光 脱下 不穿衣 光着 不许说 不让说 别说出去 不敢说
2 舅公 叔公 干爹 姨父 姑父 教练 看门 门卫 老光棍 对方 继父 小屋 值班室 办公室
4 手就不老实 手不老实 不老实 不规矩 动手动脚 毛手毛脚 占便宜 揩油 含那个 含他 舔他 摸他下 肚子里有娃 肚里有娃 肚子里有了 大了肚子 没穿裤 没穿衣 裤子没了 裤子脱在 骗喝酒 灌醉 下药 迷药 迷晕 醒来没 站在她床 站床前 床边站 爬上床 摸上床 叫去看小 屁股那里 那里有血 走路一瘸 走路岔 走路姿势 走不了路下 {日记,作文,纸条}里写 做那种 做那事 干那事 干那种 睡了她 睡过 破了身 光溜溜 那种片 那种视频 黄片 {欺负,弄,搞,玩}{她,我}好 一个个摸 摸遍 亲生父亲对
3 老光棍 光棍 继父 后爸 表叔 堂叔 干爸 舅爷 姨父 姑父 不敢睡 惊醒 半夜 {叫,喊,骗,哄,拉,带}去{他家,他屋,他那,宿舍,山上,地里,小屋} 喝酒 宿舍`,
  suicide: `
2 缠脖子 套脖子 脖子上 告别 跟着去 跟他去 跟她去 想走了 不想待 不想再 死了就 死了我 死了你 死了他 不在了你 绝食 不吃不喝 刀痕 一刀一刀 割了
4 抹脖子 遗书 上吊 割自己 下辈子 来世 结束生命 死给 轻生 寻短 想死 去死 不想活 自杀 自残
2 房梁 安眠药 农药 老鼠药 百草枯
3 陪死去 死去的妈 死去的爸 死去的奶 死去的爷 活着干 活着累 活着没 我死了 结束自己 做鬼
2 死了 死掉 求死 等死 不如死 想结束 都想结束 解脱 消失 不做人 不想醒 醒不来 告别 永别
2 割手 割腕 刻字 刀片 圆规 划手 划胳膊 刀架 绳子 药片 一瓶药 一把药 倒嘴里 一大把
2 楼顶 塔上 窗台 栏杆 铁轨 铁路 桥上 往下跳 跳下 崖边
1 撑不下去 撑不住 受不了 没意思 没希望 没人要 没人爱 多余 拖累 绝望 崩溃 好痛苦
1 每天都想 天天想 总想 老想 一直想 留了 托付 送人
4 最后一次给 最后一次见 最后一次叫 最后一面 来生 来世 下辈子 死了清静 死了干净 死了算 死了好 死了轻 活够 活腻 活不下去 没活头 没法活 累赘 拖累 包袱 走了你们 好过些 我走了别 别找我 别救我 带着两个娃 带娃一起 一起死 一起走 一块死 跳下去 往下跳 跳楼 跳桥 跳河 跳井 撞墙 撞死 割腕 割手 划手腕 放枕头边 压枕头 藏农药 喝农药 一整板 一整瓶 整瓶 一大把药 吞药 药全吃 安眠药 吃了一整 吃了一把 叫不起来 让她死 让我死 让他死 去死 想死 说死 不如死 写着拜拜 拜拜了 永别 告别 遗书 遗言 后事 寿衣 东西都分 分给同学 分给别人 用不上了 用不着了 没意思透 熬不过 好好养弟弟 好好照顾弟弟 好好照顾妈 你们好好的 大桥 楼顶 天台
3 没意思 没盼头 没希望 绝望 解脱 消失 想不开 抑郁 崩溃 撑不住 自残 自伤 划自己 伤害自己 头撞 头发剪了 定位 不想见人 不吃不喝 绝食 关在屋里不出 反锁门 不说话 闭眼就想
2 拜拜 对不起爸妈
4 死字 刻着死 写着死 刻字 恨这个世界 {我,他,她}死了你 死了别哭 死了疼 死疼不疼 人死了会 {敌敌畏,农药,百草枯,老鼠药,安眠药,除草剂}下去 下去了半瓶 下去半瓶 买好了药 药买好 药准备好 准备好了药 睡了就走 等娃睡 腿在外面 腿悬 脚悬 坐窗台 窗台上坐 窗台坐 勒自己 勒脖 吊自己 捅自己 割自己 烫自己 打自己 打算走 打算死 计划死 陪爸爸 陪妈妈 陪奶奶 陪爷爷 去陪他 去陪她 活着遭罪 活受罪 抱着孩子跳 抱娃跳 抱着娃跳 拉着娃跳`,
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
1 疼 痛 哭 送医院 去医院 卫生院 急诊 救护 抢救
4 气管 吸到气管 窒息 脸憋得 憋得通红 憋紫 肋骨一根根 凹进去 牙咬得 咬得咯咯 抽了 抽过去 眼睛发直 两眼发直 看见小人 看见死去 说胡话 扎穿 捅穿 刺穿 戳穿 扣他身上 扣身上 扣头上 油锅 开水锅 扁了 压扁 压烂 夹扁 碾了 轧了 碾断 翻沟 翻下沟 翻车 压在下面 压下面 埋在 变压器 高压电 高压锅炸 炸了 炸伤 满脸是泡 满身是泡 起大泡 大出血 血崩 难产 羊水破 早产 在家生 耳朵出血 七窍 口鼻出血 吐血 便血 尿血 勒得没声 缠住脖 缠脖子 卡脖子 不哭不动 不哭了 没声了 没气 没脉 喊不应 叫不应 叫不醒 晕倒 昏倒 昏迷 休克 抽搐 惊厥 中毒 农药 泡药的水 老鼠药 百草枯 毒菌 毒蘑菇 触电 电焦 手是黑 烧焦 烧伤 烫伤 骨折 断了腿 断了手 断指 截肢 颅骨 脑出血 脑震荡 内出血 脾破 血流不止 止不住血 缝了 抢救 ICU 重症 病危 快不行 不行了
3 嘴巴发白 嘴唇发白 嘴唇发紫 脸发青 脸发白 手脚冰凉 浑身冰凉 晕过去 站不稳 走不动路 一直吐 吐了一地 狂吐 上吐下泻 脱水 蔫 呛了 呛奶 噎 卡住 栽下来 摔下来 掉下来 滚下来 跌下来 撞了 被撞 压了手 压了脚 夹了手 砸了头 砸到头 铁耙 铁钉 钢筋 玻璃扎 钉子 石磨 绞 卷进 毒蛇 蛇咬 马蜂 狗咬 咬伤 牛顶 高烧 四十度 发烧好几天 烧了好几天 喘不 隔夜 变质 过期 平房顶 房顶 二楼 三楼 树上 梯子 高处 悬崖 拖拉机 三轮 收割机 倒车 货车
2 送医院 卫生院 救护 急诊
4 不吃奶 不喝奶 不睁眼 哭都没力 哭不出 没力气哭 人还粘着 粘在电 救火 快来救 火灾 烧起来了 烫一身 浇一身 泼一身 一身泡 卡在栏杆 头卡 卡住头 电池 洁厕 消毒液 84 药片 药丸 {吞,吃,喝}{错,下,了}{药,毒,电池,硬币,钉,针} 货车底下 车底下 车轮下 车轮底 底下压 喷出来 血喷 扎穿 发黑了 口吐白 白沫 说不清话 说不出话 手脚动不 半边身`,
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
1 天天 老在 这几天 校门 学校外 学校附近 村口
3 押金 保证金 手续费 先交 先付 验证码 转账 转过去 汇款 公检法 安全账户 刷单 兼职 日赚 网贷 催债 充值 充了 打赏 皮肤 装备 中奖 退款 客服 冒充 陌生 网友 奔现 见面 要照片 要地址 跟踪 尾随 给糖 搭讪`,
  bullying: `
2 嫌他 嫌她 嫌我 不跟他坐 起哄 关厕所 锁厕所 扇 收保护费 拍视频
4 欺负 霸凌 欺凌 孤立 勒索 保护费
3 逼他 逼我 拦着他 堵他 堵我 抢他 抢我 不跟他玩 没人理 起外号
2 拦着 要钱 扒了 扔到 扔他 扔我 撕了 画得 藏了 吐口水 洗袜子 学狗 跪下
2 骂他 骂我 笑话 嘲笑 外号 学他 学我 不理 不跟 排挤 看不起 嫌弃
2 踢他 推他 掐他 踢我 推我 绊
2 同学 班上 班里 寝室 宿舍 室友 初中的 高年级 大孩子 同桌 几个男生
1 学校 操场 厕所 楼下 放学
1 老是 天天 总 经常 哭 不敢
3 堵他 堵她 围着打 群殴 拍视频 录视频 扒衣服 扒裤子 逼他吃 逼她跪 抢饭卡 抢钱 要保护费 收保护费 孤立 排挤 没人跟 笑话 笑他 骂他 骂她 骂娘 没爹 没妈 野种 外号 P图 P她 造谣 传谣 撕书 撕本子 扔厕所 泼水 吐口水 不敢去学校 不敢上学`,
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
1 儿子媳妇 儿媳 老头子 老伴 种点地 低保
3 要饭 讨饭 揭不开 没饭吃 没米 断炊 赊账 欠债 催债 救济 低保没 撑不 熬不 带不动 瘫了 瘫痪 卧床 中风 癌 尿毒症 透析 化疗 手术费 看不起病 吃不起药 交不起 漏雨 漏得 睡不着 掉眼泪 一个人扛 没人接手 没人搭把手 隔离 坐牢 判刑`,
}

const needed = 4
const sure = 7
// Classes whose red level signs alone may give, when there are very many of them.
const grave: ReadonlySet<DangerClass> = new Set<DangerClass>([
  'missing',
  'drowning',
  'violence',
  'sexual',
  'suicide',
  'injury',
])
// 没{见,找}{着,到}: every way of choosing one of each.
function spelledOut(way: string): string[] {
  const open = way.indexOf('{')
  if (open < 0) return [way]
  const close = way.indexOf('}', open)
  const endings = spelledOut(way.slice(close + 1))
  return way
    .slice(open + 1, close)
    .split(',')
    .flatMap(choice => endings.map(ending => way.slice(0, open) + choice + ending))
}

type Sign = { class: DangerClass; points: number; line: number }
const signs = new Trie<Sign[]>()
{
  let line = 0
  for (const [name, lines] of Object.entries(table))
    for (const row of lines.trim().split('\n')) {
      const [points, ...ways] = row.trim().split(' ')
      const sign: Sign = { class: name as DangerClass, points: Number(points), line: line++ }
      for (const way of ways.flatMap(spelledOut)) {
        signs.add(way, [...(signs.exactly(way) ?? []), sign])
      }
    }
}

const calm =
  /没事|放心|挺好|都好|开心|高兴|好玩|真乖|懂事|有趣|哈哈|嘻嘻|笑|表扬|奖|第一|满分|比赛|听话|好看|好吃|便宜|新买|学会|谢谢|感谢|祝|快乐|多少钱|几点|吗$|呢$|够不着|放高|锁(?:好|起来|柜子|抽屉|进柜)|放好|收好|盖上了|不会掉|从来不|从不|应该在|可能在|没伤|不要紧|不碍事|没影响|习惯了|好多了|早好了/

const somebody = /[他她孩娃伢崽囡宝]|儿子|女儿|孙|闺女|妹|弟|学生|人|岁/

/** Several small signs of one danger in neighbouring clauses, where a child or the carer is spoken of. */
export function manySigns(said: Said): Finding | null {
  const family = ['child', 'baby', 'he', 'sibling', 'offspring', 'me', 'us', 'elder'] as const
  if (
    !(family.some(kind => said.kinds.has(kind)) || says(said, somebody)) ||
    says(said, calm) ||
    explained(said)
  )
    return null
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

// Clauses that tell of something else: their signs do not count.
const elsewhere = ['animal', 'crop', 'dont', 'careful', 'prevent', 'if', 'withAdult'] as const
// What is told of is no danger at all.
const told = ['campaign', 'fiction', 'news', 'game'] as const

// A lost satchel is looked for in the same words as a lost child: the nearest noun before the sign is a thing.
function ofThing(clause: Clause, index: number): boolean {
  let seen = 0
  let nearest = false
  for (const { word, kinds } of clause.tokens) {
    if (seen >= index) break
    seen += word.length
    if (kinds.has('thing') && !/车|电话|手机|门|窗|床|被|房|屋|路|药|衣|裤/.test(word)) nearest = true
    else if (kinds.has('child') || kinds.has('he') || kinds.has('offspring') || word === '人') nearest = false
  }
  return nearest
}

function weigh(said: Said, clause: Clause): Finding | null {
  if (clause.before !== null && told.some(kind => clause.before!.kinds.has(kind))) return null
  const points = new Map<DangerClass, number>()
  const lines = new Set<number>()
  for (let i = clause.index; i <= clause.index + 2; i++) {
    const each = said.clauses[i]
    if (each === undefined || each.sentence > clause.sentence + 1) break
    if (told.some(kind => each.kinds.has(kind))) return null
    // 后来找到了: it has come to a good end.
    if (each.kinds.has('recovered') && said.clauses[i + 1]?.sentence !== each.sentence) return null
    if (elsewhere.some(kind => each.kinds.has(kind))) continue
    if (i === clause.index && strikes(each)) points.set('violence', (points.get('violence') ?? 0) + 2)
    for (let at = 0; at < each.plain.length; at++) {
      const sign = signs.longest(each.plain, at)
      if (sign === null) continue
      const thing = ofThing(each, at)
      for (const { class: name, points: more, line } of sign.value) {
        if (lines.has(line) || (thing && (name === 'missing' || name === 'drowning'))) continue
        lines.add(line)
        points.set(name, (points.get(name) ?? 0) + more)
      }
      at += sign.length - 1
    }
  }
  let found: Finding | null = null
  for (const [name, sum] of points) {
    if (name === 'fraud' && says(said, handled)) continue
    if (name === 'sexual' && says(said, caring)) continue
    if (name === 'bullying' && (says(said, atHome) || says(said, play))) continue
    if (sum < needed) continue
    found = graver(found, { level: sum >= sure && grave.has(name) ? 'red' : 'amber', class: name })
  }
  return found
}
