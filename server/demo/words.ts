/** Words the invented township is made of. All people, villages and schools here are invented. */

export const surnames = [
  ...'赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦许何吕施张孔曹严华金魏陶姜戚谢邹章苏潘葛范彭鲁韦马苗方俞任袁柳',
]

export const givenNames = {
  elderWomen: [
    '桂兰',
    '秀珍',
    '素云',
    '玉芹',
    '兰芝',
    '翠英',
    '月娥',
    '凤梅',
    '淑贞',
    '巧云',
    '春花',
    '金枝',
  ],
  elderMen: ['长根', '德厚', '兴旺', '守田', '万友', '传福', '士林', '广才', '培荣', '玉山', '永昌', '明礼'],
  women: ['丽丽', '小娟', '海燕', '晓梅', '红霞', '春燕', '艳玲', '婷婷', '雪莲', '慧敏', '彩云', '文静'],
  men: ['大勇', '建军', '志刚', '海涛', '小兵', '永强', '春雷', '学文', '立新', '国强', '长江', '卫东'],
  girls: [
    '雨桐',
    '思琪',
    '梦瑶',
    '欣悦',
    '紫涵',
    '语嫣',
    '诗雅',
    '小蕊',
    '若溪',
    '佳慧',
    '安琪',
    '乐怡',
    '星月',
    '可心',
    '书瑶',
    '静雯',
    '晓彤',
    '雅宁',
    '初夏',
    '婉清',
  ],
  boys: [
    '浩宇',
    '子轩',
    '俊杰',
    '天佑',
    '博文',
    '宇航',
    '明哲',
    '家豪',
    '一鸣',
    '小磊',
    '嘉乐',
    '晨阳',
    '泽凯',
    '思远',
    '承泽',
    '景行',
    '云帆',
    '立夏',
    '向阳',
    '知远',
  ],
} as const

/** Where parents work: province and city, as the national form asks. */
export const workplaces = [
  '浙江省宁波市',
  '浙江省温州市',
  '浙江省金华市',
  '江苏省苏州市',
  '江苏省无锡市',
  '江苏省常州市',
  '上海市',
  '广东省东莞市',
  '广东省深圳市',
  '福建省泉州市',
  '安徽省合肥市',
  '北京市',
] as const

export const county = { code: '341226', name: '颍上县' } as const
export const township = { code: '341226191', name: '云溪镇' } as const
export const villages = [
  { code: '341226191201', name: '槐荫村' },
  { code: '341226191202', name: '白鹭村' },
  { code: '341226191203', name: '石桥村' },
] as const
