import { comparable } from '../text.ts'

/** A column with a closed list: each value with the other ways it is written. */
type Vocabulary<T extends string> = { [K in T]: readonly string[] }

const yesNo: Vocabulary<'是' | '否'> = {
  是: ['有', '√', '✓', '☑', '对', 'y', 'yes', 'true', '1', '已登记', '已上户'],
  否: ['无', '没有', '×', '✗', '不是', '没', 'n', 'no', 'false', '0', '未登记', '未上户'],
}

const nations = [
  ...'汉 蒙古 回 藏 维吾尔 苗 彝 壮 布依 朝鲜 满 侗 瑶 白 土家 哈尼 哈萨克 傣 黎 傈僳 佤 畲 高山 拉祜 水 东乡 纳西'.split(
    ' ',
  ),
  ...'景颇 柯尔克孜 土 达斡尔 仫佬 羌 布朗 撒拉 毛南 仡佬 锡伯 阿昌 普米 塔吉克 怒 乌孜别克 俄罗斯 鄂温克 德昂'.split(
    ' ',
  ),
  ...'保安 裕固 京 塔塔尔 独龙 鄂伦春 赫哲 门巴 珞巴 基诺'.split(' '),
]

/** The columns whose values the form prescribes, with what counties write for them. */
export const vocabularies = {
  gender: { 男: ['男性', '男孩', 'm'], 女: ['女性', '女孩', 'f'] },
  ethnicity: {
    ...(Object.fromEntries(nations.map(name => [`${name}族`, [name]])) as Vocabulary<string>),
    其他: ['其它', '其他民族'],
  },
  registered: yesNo,
  health: { 健康: ['良好', '正常', '好'], 残疾: ['残障'], 患病: ['重病', '大病', '疾病'] },
  schooling: {
    ...{ 幼儿园: ['学前', '学前班', '在园'], 未入园: ['未上学', '学龄前', '散居'], 小学: [], 初中: ['中学'] },
    ...{
      高中: ['普高'],
      中职: ['职高', '中专', '技校', '职中'],
      辍学: ['失学'],
      不在学: ['未就学', '不上学'],
    },
  },
  boarding: { ...yesNo, 是: [...yesNo.是, '寄宿', '住校'], 否: [...yesNo.否, '走读', '不寄宿', '不住校'] },
  status: {
    在外: ['外出', '外出务工', '在外务工', '务工', '打工', '在外打工', '在外地'],
    在家: ['家中', '在家务农', '务农', '居家', '返乡', '已返乡', '在本地'],
    离异: ['离婚', '离异未归', '改嫁'],
    失联: ['失踪', '联系不上', '下落不明', '出走', '离家出走'],
    服刑: ['坐牢', '在押', '在监', '羁押'],
    死亡: ['去世', '已故', '亡故', '过世', '病故', '已去世', '已死亡'],
    其他: ['其它'],
  },
  device: {
    智能手机: ['智能机', '智能', '微信手机'],
    老人机: ['老年机', '功能机', '按键机', '普通手机', '非智能手机', '非智能机'],
    无: ['没有', '无手机', '没有手机', '否'],
  },
  livesWith: { 同住: ['是', '一起住', '共同居住'], 不同住: ['否', '分开住', '未同住'] },
  bothAway: yesNo,
  oneAway: {
    否: ['无', '没有', '不是', '×'],
    父: ['父亲', '爸爸', '是(父)', '父亲无监护能力'],
    母: ['母亲', '妈妈', '是(母)', '母亲无监护能力'],
  },
  entrusted: { 是: [...yesNo.是, '有委托', '已委托'], 否: [...yesNo.否, '无委托', '未委托'] },
  agreement: { 已签字: ['已签', '签字', '已签订', '是'], 未签字: ['未签', '没签', '未签订', '否', '无'] },
  guardianship: {
    ...{
      无人监护: [],
      父或母无监护能力: ['父母无监护能力'],
      受委托监护人监护能力不足: ['受委托人监护能力不足'],
    },
    ...{ 监护情况一般: ['一般'], 监护情况较好: ['较好', '良好', '好'] },
  },
} as const satisfies Record<string, Vocabulary<string>>

type Vocabularies = typeof vocabularies
export type Listed<K extends keyof Vocabularies> = Extract<keyof Vocabularies[K], string>

const indexes = new Map(
  Object.entries(vocabularies).map(([name, vocabulary]) => [
    name,
    new Map(
      Object.entries(vocabulary as Vocabulary<string>).flatMap(([value, others]) =>
        [value, ...others].map(text => [comparable(text), value] as const),
      ),
    ),
  ]),
)

/** The prescribed value that a cell's text means, or undefined when it is none of them. */
export const listed = <K extends keyof Vocabularies>(name: K, text: string): Listed<K> | undefined =>
  indexes.get(name)!.get(comparable(text)) as Listed<K> | undefined

const categoryWords: [string, RegExp][] = [
  ['留守', /留守/],
  ['困境', /困境|孤儿|无人抚养/],
  ['单亲', /单亲/],
  ['流动', /流动/],
]

/** The categories named in a cell: 留守、困境、单亲. */
export const categoriesIn = (text: string): string[] =>
  categoryWords.filter(([, pattern]) => pattern.test(comparable(text))).map(([name]) => name)
