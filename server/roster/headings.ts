import { type Field, type Group, groups } from './fields.ts'

type Heading = {
  field: Field
  group: Group
  /** The form's heading. */
  title: string
  aliases: string[]
  /** Headings that name the field where no group stands over them. */
  alone: string[]
  /** Without this column a row's status cannot be decided. */
  required?: true
}

const idNumbers = [
  ...['身份证号', '身份证号码', '身份证', '公民身份号码', '公民身份证号', '公民身份证号码', '居民身份证号'],
  ...['居民身份证号码', '证件号码', '证件号', '身份号码'],
]
const phones = [
  '联系电话',
  '电话',
  '电话号码',
  '手机',
  '手机号',
  '手机号码',
  '联系方式',
  '联系手机',
  '移动电话',
]

const personHeadings = (group: 'father' | 'mother' | 'carer'): Heading[] => [
  {
    field: `${group}.name`,
    group,
    title: '姓名',
    aliases: ['名字', '名'],
    alone: [groups[group].title],
    required: true,
  },
  { field: `${group}.idNumber`, group, title: '身份证号', aliases: idNumbers, alone: [] },
  { field: `${group}.phone`, group, title: '联系电话', aliases: phones, alone: [], required: true },
]

const parentHeadings = (group: 'father' | 'mother'): Heading[] => [
  ...personHeadings(group),
  {
    field: `${group}.awayIn`,
    group,
    title: '务工地点',
    aliases: [
      '务工地',
      '务工地址',
      '务工省市',
      '务工城市',
      '打工地点',
      '打工地',
      '外出地点',
      '外出务工地点',
      '当前务工地点',
    ],
    alone: [],
  },
  {
    field: `${group}.awaySince`,
    group,
    title: '外出时间',
    aliases: [
      '外出务工时间',
      '外出日期',
      '外出起始时间',
      '在外起始',
      '务工时间',
      '外出年月',
      '外出务工起始时间',
    ],
    alone: [],
  },
  {
    field: `${group}.status`,
    group,
    title: '状况',
    aliases: ['状态', '现状', '情况', '目前状况', '现状况', '在外情况', '生存状况'],
    alone: [],
    required: true,
  },
]

const plain = (
  field: Field,
  group: Group,
  title: string,
  aliases: string[] = [],
  required?: true,
): Heading => ({ field, group, title, aliases, alone: [title, ...aliases], required })

const [carerName, ...carerNumbers] = personHeadings('carer')
const carerHeadings: Heading[] = [
  carerName!,
  plain('carer.kin', 'carer', '与儿童关系', [
    '与被监护人关系',
    '与孩子关系',
    '与儿童的关系',
    '与被照护人关系',
    '与学生关系',
    '关系',
  ]),
  ...carerNumbers,
]

/** Every column in the order of the form. */
export const headings: readonly Heading[] = [
  plain('number', 'place', '序号', ['序', '行号', 'no', 'no.']),
  plain('township', 'place', '乡镇', [
    '乡(镇)',
    '乡',
    '镇',
    '街道',
    '乡镇街道',
    '乡镇(街道)',
    '乡镇名称',
    '所属乡镇',
    '所在乡镇',
  ]),
  plain(
    'village',
    'place',
    '村(居)',
    [
      ...[
        '村',
        '村居',
        '村委会',
        '村民委员会',
        '居委会',
        '社区',
        '村社区',
        '村(社区)',
        '村(居)委会',
        '村居委会',
      ],
      ...['行政村', '村名', '村名称', '村居名称', '所属村', '所在村', '村(居)名称', '所在村(居)', '村级'],
    ],
    true,
  ),
  plain('team', 'place', '组', ['村民组', '村民小组', '小组', '组别', '村组', '组名']),
  plain(
    'household',
    'household',
    '家庭编号',
    ['户编号', '家庭号', '户号', '家庭户编号', '家庭代码', '编号'],
    true,
  ),
  plain('head', 'household', '户主姓名', ['户主', '户主名字', '户主名']),
  plain('kinToHead', 'household', '与户主关系', ['和户主关系', '与户主的关系', '户主关系']),
  {
    field: 'name',
    group: 'child',
    title: '姓名',
    aliases: ['名字', '儿童姓名', '孩子姓名', '学生姓名'],
    alone: ['姓名', '儿童姓名', '孩子姓名', '留守儿童姓名', '学生姓名', '未成年人姓名'],
    required: true,
  },
  plain('gender', 'child', '性别', ['男女'], true),
  plain('ethnicity', 'child', '民族'),
  plain('birth', 'child', '出生日期', ['出生年月日', '出生年月', '生日', '出生时间'], true),
  {
    field: 'idNumber',
    group: 'child',
    title: '公民身份号码',
    aliases: idNumbers,
    alone: idNumbers,
    required: true,
  },
  plain(
    'registered',
    'child',
    '是否登记户口',
    ['登记户口', '户口登记', '有无户口', '是否有户口', '是否上户', '是否落户'],
    true,
  ),
  plain('registeredAt', 'child', '户籍所在地', ['户籍地', '户籍地址', '户口所在地', '户籍', '户口地址']),
  plain('livesAt', 'child', '现居住地', [
    '居住地',
    '现住地',
    '现住址',
    '现居住地址',
    '居住地址',
    '家庭住址',
    '住址',
    '现居地',
  ]),
  plain('health', 'child', '身体情况', ['身体状况', '健康情况', '健康状况', '健康']),
  plain('illness', 'child', '残疾或患病说明', [
    '残疾患病说明',
    '病残说明',
    '残疾或患病情况',
    '残疾/患病说明',
    '患病说明',
    '残疾类别等级',
  ]),
  plain('schooling', 'child', '就学情况', ['就学状况', '就读情况', '上学情况', '就学', '在学情况']),
  plain('school', 'child', '学校', ['学校名称', '就读学校', '所在学校', '就学学校']),
  plain('grade', 'child', '年级', ['就读年级', '所在年级', '班级', '年级班级']),
  plain('boarding', 'child', '是否寄宿', ['寄宿', '寄宿情况', '是否住校', '住校']),
  ...parentHeadings('father'),
  ...parentHeadings('mother'),
  ...carerHeadings,
  plain('carer.device', 'carer', '手机情况', ['手机类型', '手机种类', '手机使用情况', '使用手机情况']),
  plain('carer.livesWith', 'carer', '居住情况', ['是否同住', '同住情况', '是否与儿童同住', '同住']),
  plain('bothAway', 'care', '父母双方外出', [
    '父母双方同时外出',
    '双方外出',
    '父母是否双方外出',
    '父母双方是否外出',
    '父母双方外出务工',
  ]),
  plain('oneAway', 'care', '一方外出另一方无监护能力', [
    '一方外出另一方无能力',
    '一方外出,另一方无监护能力',
    '一方外出一方无监护能力',
  ]),
  plain('entrusted', 'care', '有无委托', ['是否委托', '有无委托照护', '有无委托监护', '委托情况']),
  plain('agreement', 'care', '委托照护确认书', [
    '委托监护确认书',
    '委托监护责任确认书',
    '确认书',
    '委托照护协议',
    '委托监护协议',
  ]),
  plain('guardianship', 'care', '监护类型', ['监护等级', '监护评估']),
  plain('assessedOn', 'care', '评估日期', ['评估时间']),
  plain('income', 'aid', '家庭经济来源', ['经济来源', '家庭收入来源', '收入来源']),
  plain('aid', 'aid', '救助帮扶', ['帮扶措施', '救助情况', '帮扶救助', '享受救助']),
  plain('categories', 'aid', '儿童类别', ['类别', '儿童类型', '人员类别', '儿童分类'], true),
  plain('note', 'aid', '备注', ['说明', '备注说明', '附注']),
]

/** How a field is named in a sentence: 父亲联系电话, 公民身份号码. */
export function titleOf(field: Field): string {
  const heading = headings.find(one => one.field === field)!
  const person = heading.group === 'father' || heading.group === 'mother' || heading.group === 'carer'
  return person ? `${groups[heading.group].title}${heading.title}` : heading.title
}
