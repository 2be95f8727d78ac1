/**
 * Words people type in plain letters because they cannot write the characters. Syllables apart; a run of letters is read
 * only when it divides into syllables and holds one of these words.
 */
const spelled: Record<string, string> = {
  'jiu ming': '救命',
  'jiu wo': '救我',
  'jiu jiu wo': '救救我',
  'kuai lai ren': '快来人',
  'bao jing': '报警',
  'zi sha': '自杀',
  'bu xiang huo': '不想活',
  'xiang si': '想死',
  'tiao lou': '跳楼',
  'ge wan': '割腕',
  'tiao he': '跳河',
  'nong yao': '农药',
  'he nong yao': '喝农药',
  'huo gou le': '活够了',
  'si le suan le': '死了算了',
  'shang diao': '上吊',
  'bu jian le': '不见了',
  'zou diu': '走丢',
  'diu le': '丢了',
  'zhao bu dao': '找不到',
  'shi zong': '失踪',
  'mei hui jia': '没回家',
  'mei hui lai': '没回来',
  'li jia chu zou': '离家出走',
  'zhao bu zhao': '找不着',
  'diao he li': '掉河里',
  'diao shui li': '掉水里',
  'diao jin': '掉进',
  'diao tang li': '掉塘里',
  'luo shui': '落水',
  'ni shui': '溺水',
  'yan si': '淹死',
  'he li': '河里',
  'shui li': '水里',
  diao: '掉',
  'shui ku': '水库',
  'da wo': '打我',
  'da hai zi': '打孩子',
  'da ta': '打他',
  'da ren': '打人',
  'ai da': '挨打',
  'bei da': '被打',
  'jia bao': '家暴',
  'da wa': '打娃',
  'mo wo': '摸我',
  'qiang jian': '强奸',
  'xing qin': '性侵',
  'wei xie': '猥亵',
  'mo ta': '摸她',
  'che huo': '车祸',
  'liu xue': '流血',
  'gu zhe': '骨折',
  'hun mi': '昏迷',
  'zhong du': '中毒',
  'chu dian': '触电',
  'fa shao': '发烧',
  'gao shao': '高烧',
  'shou shang': '受伤',
  'bei che zhuang': '被车撞',
  'yun dao': '晕倒',
  'mei qi': '煤气',
  'zhu yuan': '住院',
  'sheng bing': '生病',
  'yi ge ren zai jia': '一个人在家',
  'mei ren guan': '没人管',
  'mei ren kan': '没人看',
  'bu shang xue': '不上学',
  'bu nian shu': '不念书',
  'bu du shu': '不读书',
  'tui xue': '退学',
  'tao xue': '逃学',
  'bei pian': '被骗',
  'qi fu': '欺负',
  'mei qian': '没钱',
  'dai bu dong': '带不动',
  'mei mi': '没米',
  'cheng bu zhu': '撑不住',
  'hai zi': '孩子',
  'xiao hai': '小孩',
  wa: '娃',
  'sun zi': '孙子',
  'sun nv': '孙女',
  'nv er': '女儿',
  'er zi': '儿子',
  'ba ba': '爸爸',
  'ma ma': '妈妈',
  'wo ba': '我爸',
  'ta ba': '他爸',
  'wo ma': '我妈',
  'ye ye': '爷爷',
  'nai nai': '奶奶',
  'zhu ren': '主任',
  'zhao zhu ren': '找主任',
  'da dian hua': '打电话',
  'dian hua': '电话',
  'gei wo': '给我',
  'da gong': '打工',
  'da zhen': '打针',
  'shou ji': '手机',
  'bu yao': '不要',
  'tong xue': '同学',
  'shang xue': '上学',
  'lao shi': '老师',
  'dou hao': '都好',
  'hen hao': '很好',
  'ting hao': '挺好',
  'ping an': '平安',
  'mei shi': '没事',
  'mei wen ti': '没问题',
  'you shi': '有事',
  'you dian shi': '有点事',
  'hao de': '好的',
  'shi de': '是的',
  'bu shi': '不是',
  'dui de': '对的',
  'ke yi': '可以',
  'tong yi': '同意',
  'bu tong yi': '不同意',
  'bu xing': '不行',
  'mei you': '没有',
  'bu hao': '不好',
  'shou dao': '收到',
  'zhi dao le': '知道了',
  'zhi dao': '知道',
  'ming bai': '明白',
  'ming tian': '明天',
  'hou tian': '后天',
  'jin tian': '今天',
  'zhou liu': '周六',
  'zhou ri': '周日',
  'huan ren le': '换人了',
  'bu yao fa le': '不要发了',
  'ting zhi': '停止',
  'quan wen': '全文',
  'zen me yong': '怎么用',
  'xie xie': '谢谢',
  'guo qing': '国庆',
  'chun jie': '春节',
  'zhong qiu': '中秋',
  'duan wu': '端午',
  'yuan dan': '元旦',
  'chu xi': '除夕',
  'la yue': '腊月',
  'zheng yue': '正月',
  yue: '月',
  hao: '好',
}

const single: Record<string, string> = {
  yi: '一',
  er: '二',
  san: '三',
  si: '四',
  wu: '五',
  liu: '六',
  qi: '七',
  ba: '八',
  jiu: '九',
  shi: '十',
  liang: '两',
  wo: '我',
  ta: '他',
  ni: '你',
  da: '打',
  si3: '死',
  bu: '不',
  mei: '没',
  le: '了',
  zai: '在',
  you: '有',
  de: '的',
  dui: '对',
  xing: '行',
  hao: '好',
  ren: '人',
  li: '里',
  jia: '家',
  hui: '回',
  qu: '去',
  lai: '来',
  kuai: '快',
  bei: '被',
  yao: '要',
  xiang: '想',
  huo: '活',
  diu: '丢',
  he: '河',
  shui: '水',
  tang: '塘',
  mo: '摸',
  sha: '杀',
  du: '读',
  shu: '书',
  chu: '初',
  nian: '年',
  ye: '爷',
  gei: '给',
  ma: '吗',
  a: '啊',
  o: '哦',
  en: '嗯',
  ting: '停',
  zhong: '中',
  dou: '都',
  ge: '个',
}

const initials = 'zh ch sh b p m f d t n l g k h j q x r z c s y w'.split(' ')
const finals = new Set(
  (
    'a o e ai ei ao ou an en ang eng ong i ia ie iao iu ian in iang ing iong u ua uo uai ui uan un uang ueng v ve ue van vn er' +
    ' io'
  ).split(' '),
)
const alone = new Set('a o e ai ei ao ou an en ang er'.split(' '))

function isSyllable(letters: string): boolean {
  if (alone.has(letters)) return true
  const initial = initials.find(start => letters.startsWith(start))
  return initial !== undefined && finals.has(letters.slice(initial.length))
}

// The longest division that uses up every letter, or null. Steps are bounded by 6 tries a letter.
function syllables(letters: string): string[] | null {
  const from: (number | undefined)[] = new Array(letters.length + 1).fill(undefined)
  from[0] = 0
  for (let end = 1; end <= letters.length; end++)
    for (let size = Math.min(6, end); size >= 1; size--)
      if (from[end - size] !== undefined && isSyllable(letters.slice(end - size, end))) {
        from[end] = end - size
        break
      }
  if (from[letters.length] === undefined) return null
  const out: string[] = []
  for (let end = letters.length; end > 0; end = from[end]!) out.unshift(letters.slice(from[end]!, end))
  return out
}

function written(run: string, beside: boolean): string {
  const parts: string[] = []
  for (const piece of run.split(/[^a-z]+/)) {
    if (piece === '') continue
    const found = syllables(piece)
    if (found === null) return run
    parts.push(...found)
  }
  let out = ''
  let words = 0
  let unknown = 0
  for (let i = 0; i < parts.length; ) {
    let size = Math.min(5, parts.length - i)
    for (; size >= 2; size--) if (spelled[parts.slice(i, i + size).join(' ')] !== undefined) break
    const word =
      size >= 2 ? spelled[parts.slice(i, i + size).join(' ')] : (single[parts[i]!] ?? spelled[parts[i]!])
    if (size >= 2) words += 2
    else if (word !== undefined) words++
    else unknown++
    out += word ?? '〇'
    i += Math.max(1, size)
  }
  const enough = words >= 2 || (words === 1 && (beside || parts.length === 1))
  return enough && unknown <= words ? out : run
}

// Nobody spells more than this; what follows is no message.
const enough = 600

/** Runs of pinyin that hold words of ours, as characters: `haizi bu jian le` is read as 孩子不见了. */
export function fromPinyin(text: string): string {
  if (!/[a-z]/.test(text)) return text
  let left = enough
  return text.replace(/[a-z][a-z ']{0,120}/g, (run, at: number) => {
    left -= run.length
    if (left < 0) return run
    const trimmed = run.trimEnd()
    if (trimmed === 'ok' || trimmed === 'td' || trimmed === 't' || text[at - 1] === '[') return run
    const beside = /\p{Script=Han}/u.test((text[at - 1] ?? '') + (text[at + run.length] ?? ''))
    return written(trimmed, beside) + run.slice(trimmed.length)
  })
}
