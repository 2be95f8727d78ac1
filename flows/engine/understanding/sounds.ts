import { classAt, isHan, letter } from './characters.ts'

// What voice input writes for a word sounds like it: 掉合里 for 掉河里. The common characters of each syllable that the
// phrases below are made of; tones, zh/z, ch/c, sh/s and -ng/-n are one, as in many mouths.
const table = `
a:啊阿 an:鞍氨安俺按暗岸胺案肮昂盎 bai:白柏百摆佰败拜稗 ban:斑班搬扳般颁板版扮拌伴瓣半办绊邦帮梆榜膀绑棒磅蚌镑傍谤
bao:苞胞包褒剥薄雹保堡饱宝抱报暴豹鲍爆 bei:杯碑悲卑北辈背贝钡倍狈备惫焙被 bo:玻菠播拨钵波博勃搏铂箔伯帛舶脖膊渤泊驳簿
bu:捕卜哺补埠不布步部怖 cao:操糙槽曹草超抄钞朝嘲潮巢吵炒 ce:厕策侧册测车扯撤掣彻澈
cen:层蹭郴臣辰尘晨忱沉陈趁衬撑称城橙成呈乘程惩澄诚承逞骋秤曾 ci:吃痴持匙池迟弛驰耻齿侈尺赤翅斥炽疵茨磁雌辞慈瓷词此刺赐次
con:充冲虫崇宠聪葱囱匆从丛 cou:抽酬畴踌稠愁筹仇绸瞅丑臭凑 cu:初出橱厨躇锄雏滁除楚础储矗搐触处粗醋簇促畜
cuan:川穿椽传船喘串疮窗床闯创蹿篡窜 da:搭达答瘩打大哒 dai:呆歹傣戴带殆代贷袋待逮怠 dao:刀捣蹈倒岛祷导到稻悼道盗
di:堤低滴迪敌笛狄涤嫡抵底地蒂第帝弟递缔 dian:颠掂滇碘点典靛垫电佃甸店惦奠淀殿 diao:碉叼雕凋刁掉吊钓 diu:丢 dou:兜抖斗陡豆逗痘都
du:督毒犊独读堵睹赌杜镀肚度渡妒 duan:端短锻段断缎 fa:发罚筏伐乏阀法珐 fan:藩帆番翻樊矾钒繁凡烦反返范贩犯饭泛坊芳方肪房防妨仿访纺放
fu:夫敷肤孵扶拂辐幅氟符伏俘服浮涪福袱弗甫抚辅俯釜斧腑府腐赴副覆赋复傅付阜父腹负富讣附妇缚咐 gao:篙皋高膏羔糕搞稿告
ge:哥歌搁戈鸽胳疙割革葛格阁隔铬个各咯 gei:给 gou:钩勾沟苟狗垢构购够 gu:辜菇咕箍估沽孤姑鼓古蛊骨谷股故顾固雇 guai:乖拐怪
guan:棺关官冠观管馆罐惯灌贯光广逛 gun:辊滚棍 guo:锅郭国果裹过 hai:骸孩海氦亥害骇还咳
han:酣憨邯韩含涵寒函喊罕翰撼捍旱憾悍焊汗汉夯杭航 he:呵喝荷菏核禾和何合盒阂河涸赫褐鹤贺 hou:喉侯猴吼厚候后
hu:呼乎忽瑚壶葫胡蝴狐糊湖弧虎唬护互沪户 huai:槐徊怀淮坏 hui:灰挥辉徽恢蛔回毁悔慧卉惠晦贿秽会烩汇讳诲绘 hun:荤昏婚魂浑混
huo:豁活伙火获或惑霍货祸 jia:嘉枷夹佳家加荚颊贾甲钾假稼价架驾嫁
jian:歼监坚尖笺间煎兼肩艰奸缄茧检柬碱硷拣捡简俭剪减荐鉴践贱见键箭件健舰剑饯渐溅涧建僵姜将浆江疆蒋桨奖讲匠酱降
jiao:蕉椒礁焦胶交郊浇骄娇嚼搅铰矫侥脚狡角饺缴绞剿教酵轿较叫窖
jin:巾筋斤金今津襟紧锦仅谨进靳晋禁近烬浸尽劲荆兢茎睛晶鲸京惊精粳经井警景颈静境敬镜径痉靖竟竞净 jiu:揪究纠玖韭久灸九酒厩救旧臼舅咎就疚
ka:喀咖卡 kai:开揩楷凯慨 kan:槛刊堪勘坎砍看康慷糠扛抗亢炕 kou:抠口扣寇 ku:枯哭窟苦酷库裤 kuai:块筷侩快 kun:坤昆捆困
lai:莱来赖 lao:捞劳牢老佬姥酪烙涝 le:勒乐了嘞 li:厘梨犁黎篱狸离漓理李里鲤礼莉荔吏栗丽厉励砾历利傈例俐痢立粒沥隶力璃哩
lian:联莲连镰廉怜涟帘敛脸链恋炼练粮凉梁粱良两辆量晾亮谅 liu:溜琉榴硫馏留刘瘤流柳六 lon:龙聋咙笼窿隆垄拢陇 lou:楼娄搂篓漏陋喽
luo:萝螺罗逻锣箩骡裸落洛骆络 ma:妈麻玛码蚂马骂嘛吗 man:瞒馒蛮满蔓曼慢漫谩芒茫盲氓忙莽 mei:玫枚梅酶霉煤没眉媒镁每美昧寐妹媚
mi:眯醚靡糜迷谜弥米秘觅泌蜜密幂 mian:棉眠绵冕免勉娩缅面 min:民抿皿敏悯闽明螟鸣铭名命 mo:貉摸摹蘑模膜磨摩魔抹末莫墨默沫漠寞陌
na:拿哪呐钠那娜纳 nan:南男难囊囡 ni:妮霓倪泥尼拟你匿腻逆溺 non:脓浓农弄 pao:抛咆刨炮袍跑泡
pi:辟坯砒霹批披劈琵毗啤脾疲皮匹痞僻屁譬 qi:期欺栖戚妻七凄漆柒沏其棋奇歧畦崎脐齐旗祈祁骑起岂乞企启契砌器气迄弃汽泣讫 qia:掐恰洽
qian:牵扦钎铅千迁签仟谦乾黔钱钳前潜遣浅谴堑嵌欠歉枪呛腔羌墙蔷强抢 qin:钦侵亲秦琴勤芹擒禽寝沁青轻氢倾卿清擎晴氰情顷请庆
qu:趋区蛆曲躯屈驱渠取娶龋趣去 quan:圈颧权醛泉全痊拳犬券劝 ran:然燃冉染瓤壤攘嚷让 ren:壬仁人忍韧任认刃妊纫扔仍
sa:撒洒萨莎砂杀沙纱傻啥煞厦 san:三叁伞散桑嗓丧珊苫杉山删煽衫闪陕擅赡膳善汕扇缮墒伤商赏晌上尚裳栅 sao:搔骚扫嫂梢捎稍烧芍勺韶少哨邵绍
se:瑟色涩奢赊蛇舌舍赦摄射慑涉社设 sen:森僧砷申呻伸身深娠绅神沈审婶甚肾慎渗声生甥牲升绳省盛剩胜圣什
si:师失狮施湿诗尸虱十石拾时食蚀实识史矢使屎驶始式示士世柿事拭誓逝势是嗜噬适仕侍释饰氏市恃室视试斯撕嘶思私司丝死肆寺嗣四伺似饲巳
sou:收手首守寿授售受瘦兽搜艘擞嗽 su:蔬枢梳殊抒输叔舒淑疏书赎孰熟薯暑曙署蜀黍鼠属术述树束戍竖墅庶数漱恕苏酥俗素速粟僳塑溯宿诉肃 suai:摔衰甩帅
suan:栓拴霜双爽酸蒜算 sui:谁水睡税虽隋随绥髓碎岁穗遂隧祟 suo:说硕朔烁蓑梭唆缩琐索锁所 ta:塌他它她塔獭挞蹋踏
tan:弹坍摊贪瘫滩坛檀痰潭谭谈坦毯袒碳探叹炭汤塘搪堂棠膛唐糖倘躺淌趟烫 tiao:调挑条迢眺跳 ton:通桐酮瞳同铜彤童桶捅筒统痛 tou:偷投头透
tu:凸秃突图徒途涂屠土吐兔 tui:推颓腿蜕褪退 tuo:拖托脱鸵陀驮驼椭妥拓唾 wa:挖哇蛙洼娃瓦袜
wan:豌弯湾玩顽丸烷完碗挽晚皖惋宛婉万腕汪王亡枉网往旺望忘妄 wei:威巍微危韦违桅围唯惟为潍维苇萎委伟伪尾纬未蔚味畏胃喂魏位渭谓尉慰卫猥
wo:挝蜗涡窝我斡卧握沃 wu:巫呜钨乌污诬屋无芜梧吾吴毋武五捂午舞伍侮坞戊雾晤物勿务悟误
xi:昔熙析西硒矽晰嘻吸锡牺稀息希悉膝夕惜熄烯溪汐犀檄袭席习媳喜洗系隙戏细 xia:瞎虾匣霞辖暇峡侠狭下夏吓
xian:铣掀锨先仙鲜纤咸贤衔舷闲涎弦嫌显险现献县腺馅羡宪陷限线相厢镶香箱襄湘乡翔祥详想响享项巷橡像向象
xie:楔些歇蝎鞋协挟携邪斜胁谐写械卸蟹懈泄泻谢屑亵 xin:薪芯锌欣辛新忻心信衅星腥猩惺兴刑型形邢行醒幸杏性姓 xue:靴薛学穴雪血
yan:焉咽阉烟淹盐严研蜒岩延言颜阎炎沿奄掩眼衍演艳堰燕厌砚雁唁彦焰宴谚验殃央鸯秧杨扬佯疡羊洋阳氧仰痒养样漾 yao:邀腰妖瑶摇尧遥窑谣姚咬舀药要耀钥
yi:一壹医揖铱依伊衣颐夷遗移仪胰疑沂宜姨彝椅蚁倚已乙矣以艺抑易邑屹亿役臆逸肄疫亦裔意毅忆义益溢诣议谊译异翼翌绎 yon:拥佣臃痈庸雍踊蛹咏泳涌永恿勇用
you:幽优悠忧尤由邮铀犹油游酉有友右佑釉诱又幼 yun:耘云郧匀陨允运蕴酝晕韵孕 zai:翟栽哉灾宰载再在摘斋宅窄债寨仔崽
zao:遭糟凿藻枣早澡蚤躁噪造皂灶燥招昭找沼赵照罩兆肇召着
zi:芝枝支吱蜘知肢脂汁之织职直植殖执值侄址指止趾只旨纸志挚掷至致置帜峙制智秩稚质炙痔滞治窒兹咨资姿滋淄孜紫籽滓子自渍字
zon:中盅忠钟衷终种肿重仲众鬃棕踪宗综总纵 zou:舟周州洲诌粥轴肘帚咒皱宙昼骤邹走奏揍
zu:珠株蛛朱猪诸诛逐竹烛煮拄瞩嘱主著柱助蛀贮铸筑住注祝驻租足卒族祖诅阻组 zuan:幢专砖转撰赚篆桩庄装妆撞壮状钻纂
`
const soundOf = new Map<string, string>()
for (const entry of table.trim().split(/\s/)) {
  const [sound, characters] = entry.split(':')
  for (const character of characters!) soundOf.set(character, sound!)
}

// Long enough that hardly anything else sounds like them.
const phrases = `
孩子不见了 娃娃不见了 孩子走丢了 孩子找不到 找不到孩子 孩子没回家 孩子跑丢了 离家出走 被人带走
被人拐走 被人抱走 人贩子 掉河里 掉水里 掉塘里 掉井里 掉沟里 落水了 溺水了 淹死了 沉下去了
没有上来 被水冲走 打孩子 打娃娃 打我妈妈 用皮带 皮带抽 拿皮带 用棍子 拿棍子 拿刀砍 掐脖子
不给饭吃 关在屋里 锁在屋里 绑在树上 打断腿 往死里打 身上都是伤 脱裤子 脱衣服 摸下面 摸我下面
被强奸 强奸了 性侵了 不让告诉 怀孕了 不想活了 我想自杀 要自杀 喝农药 安眠药 要跳楼 要跳河
割手腕 写遗书 百草枯 敌敌畏 死了算了 流血不止 满头是血 满脸是血 浑身抽搐 全身抽搐 口吐白沫
叫不醒 喊不醒 昏过去了 昏迷不醒 晕过去了 发高烧 喘不过气 呼吸困难 煤气中毒 食物中毒 老鼠药
触电了 被车撞 出车祸 骨头断了 胳膊断了 摔断了腿 被狗咬 被蛇咬 开水烫 着火了 卡住喉咙 一个人在家
没人照看 没人照顾 没人管他 锁在家里 救命啊 快来人啊 快报警 救救孩子 不想上学 不想读书 同学欺负
被人欺负
`

// Too short to be known by their sound, but for one half in letters: 救ming, 自sha.
const short =
  '救命 救我 自杀 落水 溺水 跳楼 跳河 强奸 猥亵 性侵 农药 报警 流血 打我 打娃 失踪 拐走 走丢 上吊 割腕 怀孕'

type Node = { next: Map<number, Node>; phrase: string | null }
const numbers = new Map([...new Set(soundOf.values())].map((sound, i) => [sound, i + 1]))
const root: Node = { next: new Map(), phrase: null }
for (const phrase of `${phrases.trim()} ${short}`.split(/\s/)) {
  let node = root
  for (const character of phrase) {
    const sound = numbers.get(soundOf.get(character) ?? '')
    if (sound === undefined) throw new Error(`no sound for ${character}`)
    let next = node.next.get(sound)
    if (next === undefined) {
      next = { next: new Map(), phrase: null }
      node.next.set(sound, next)
    }
    node = next
  }
  node.phrase = phrase
}

// By code unit, since every character is asked: the number of its sound, and whether a phrase begins with it.
const sounds = new Uint16Array(65_536)
const begins = new Uint8Array(65_536)
for (const [character, sound] of soundOf) {
  const code = character.charCodeAt(0)
  sounds[code] = numbers.get(sound)!
  if (root.next.has(sounds[code]!)) begins[code] = 1
}
for (let code = 97; code <= 122; code++) begins[code] = 1

// Where the letters of one syllable end, or `at` where none stand there by themselves.
function endOfLetters(text: string, at: number): number {
  let end = at
  while (end < text.length && end - at < 7 && classAt(text, end) === letter) end++
  return end === at || classAt(text, at - 1) === letter || classAt(text, end) === letter ? at : end
}

// ming is min here.
function soundOfLetters(letters: string): number {
  return numbers.get(letters.replace(/^([zcs])h/, '$1').replace(/ng$/, 'n')) ?? 0
}

// Half of the characters must be right, or 工资上调 would be read as something terrible.
function closeEnough(written: string[], phrase: string): boolean {
  let same = 0
  let letters = 0
  for (let i = 0; i < phrase.length; i++) {
    if (written[i] === phrase[i]) same++
    else if (written[i]!.charCodeAt(0) < 128) letters++
  }
  if (phrase.length === 2) return same === 1 && letters === 1
  return same * 2 >= phrase.length && same < phrase.length
}

/** The text with phrases put right that sound like what was meant. Each place looks at a phrase's length only. */
export function asItSounds(text: string): string {
  let out = ''
  let kept = 0
  for (let at = 0; at < text.length; at++) {
    if (!begins[text.charCodeAt(at)]) continue
    let found: { phrase: string; end: number } | null = null
    let node: Node | undefined = root
    const written: string[] = []
    for (let i = at; i < text.length; ) {
      const han = isHan(text, i)
      const end: number = han ? i + 1 : endOfLetters(text, i)
      if (end === i) break
      const sound = han ? sounds[text.charCodeAt(i)]! : soundOfLetters(text.slice(i, end))
      node = sound === 0 ? undefined : node.next.get(sound)
      if (node === undefined) break
      written.push(text.slice(i, end))
      i = end
      if (node.phrase !== null && closeEnough(written, node.phrase)) found = { phrase: node.phrase, end: i }
    }
    if (found === null) continue
    out += text.slice(kept, at) + found.phrase
    kept = found.end
    at = kept - 1
  }
  return kept === 0 ? text : out + text.slice(kept)
}
