/** Every expected error once: code, HTTP status, Chinese and English text. `{x}` is filled from the details. */
const errors = {
  'E-CONFIG': [500, '配置有误:{what}', 'bad configuration: {what}'],
  'E-RUNNING': [
    409,
    '这个数据文件夹已有一个相伴在运行,不能再开一个',
    'Xiangban is already running on this data folder',
  ],
  'E-PORT': [500, '端口 {port} 已被占用', 'port {port} is in use'],
  'E-DB': [500, '数据库无法启动:{what}', 'the database cannot start: {what}'],
  'E-DB-PLATFORM': [
    500,
    '本机系统没有自带数据库,请设置 DATABASE_URL',
    'no embedded database for this platform: set DATABASE_URL',
  ],
  'E-DB-ROLE': [
    500,
    '数据库账号权限过大(所有者或超级用户),请换用普通账号',
    'the database account is an owner or superuser: use an ordinary one',
  ],
  'E-DB-SCHEMA': [
    500,
    '数据库版本与程序不符,请先运行 npm run migrate',
    'the schema does not match this program: run npm run migrate',
  ],
  'E-KEY': [
    500,
    '密钥文件打不开或与数据不符:{what}',
    'the key file cannot be read or does not fit the data: {what}',
  ],
  'E-ANCHOR': [400, '存证根文件读不出:{file}({lines} 行)', 'cannot read the anchors: {file} ({lines} lines)'],
  'E-PLACE': [400, '没有这个区划代码:{code}', 'no such place code: {code}'],
  'E-USAGE': [400, '用法:{usage}', 'usage: {usage}'],
  'E-NO-STAFF-PLACE': [
    400,
    '{role} 的区划代码应为 {digits} 位',
    'the place code of a {role} has {digits} digits',
  ],
  'E-BAD-INPUT': [400, '输入有误:{what}', 'bad input: {what}'],
  'E-NOT-FOUND': [404, '没有找到', 'not found'],
  'E-LOGIN': [401, '请先登录：在微信里给相伴发「登录」', 'log in first: send 登录 to the bot in WeChat'],
  'E-LINK': [
    404,
    '链接已失效，请在微信里再发一次「登录」',
    'the link is not valid any more: send 登录 in WeChat once more',
  ],
  'E-ORIGIN': [403, '这不是从本页面提交的，没有办理', 'not posted from our own page, nothing was done'],
  'E-API-TOKEN': [401, '令牌不对、已过期或已停用', 'the token is unknown, expired or revoked'],
  'E-API-RIGHT': [403, '这个令牌不能办这件事（{right}）', 'this token may not do that ({right})'],
  'E-API-LEVEL': [403, '这件事要县一级的令牌', 'this needs a token of the county'],
  'E-API-KEY': [
    409,
    '这个 Idempotency-Key 用过了，内容不一样；请换一个',
    'this Idempotency-Key was used with another body: take another one',
  ],
  'E-TOKEN-UNTIL': [
    400,
    '令牌要有到期日：从今天起，最长 {days} 天',
    'a token ends on a day from today on, in {days} days at the latest',
  ],
  'E-TOKEN-AS': [
    400,
    '写通知的令牌要写明以谁的名义(--as 姓名),而且是 {place} 的工作人员',
    'a token that writes notices needs the name of a member of staff of {place} (--as)',
  ],
  'E-NOTICE-MORE': [
    409,
    '现在要发给 {total} 户，比您看到的多；请重新看过再发',
    'it would reach {total} households by now, more than were counted: look again',
  ],
  'E-NOTICE-NOBODY': [409, '这份通知现在没有人家可发', 'this notice would reach nobody'],
  'E-POLICY-DAY': [
    400,
    '从哪天起，最早是今天；到哪天止，不早于开始那天',
    'a decision holds from today at the earliest, and ends no earlier than it begins',
  ],
  'E-TOO-MANY': [429, '试得太快了，请过一会儿再来', 'too many tries, come back in a while'],
  'E-TOO-LARGE': [413, '内容太大', 'too large'],
  'E-MEDIA-TYPE': [415, '不支持的内容类型', 'unsupported content type'],
  'E-BUSY': [503, '系统正忙,请稍后再试', 'busy, try again later'],
  'E-INTERNAL': [500, '系统出错,已记录', 'internal error, recorded'],
  'E-WECHAT-CONFIG': [500, '微信网关配置不全:{what}', 'WeChat gateway settings: {what}'],
  'E-IMP-FILE': [400, '文件打不开:{what}', 'cannot open the file: {what}'],
  'E-IMP-FORMAT': [400, '不支持的格式:{type},请另存为 .xlsx', 'unsupported format: {type}; save it as .xlsx'],
  'E-IMP-ZIP': [
    400,
    '解压后过大(约 {size} MB,上限 {limit} MB)',
    'too large when unpacked (about {size} MB, limit {limit} MB)',
  ],
  'E-IMP-RATIO': [
    400,
    '压缩得异常(约 {ratio} 倍),不像普通表格;请用表格软件打开,另存为新的 .xlsx',
    'compressed abnormally (about {ratio} times): open it in a spreadsheet program and save it anew',
  ],
  'E-IMP-ENCODING': [
    400,
    '第 {line} 行的文字编码与其他行不同或读不出;请用表格软件打开,另存为 .xlsx',
    'line {line} is in another encoding or unreadable: save the file as .xlsx',
  ],
  'E-IMP-CSV': [
    400,
    '第 {line} 行附近的引号不成对,分不清各格;请改好或另存为 .xlsx',
    'unpaired quotes near line {line}: mend them or save the file as .xlsx',
  ],
  'E-IMP-COLUMN': [400, '不能使用的列名:{columns}', 'column names not allowed: {columns}'],
  'E-IMP-ROWS': [
    400,
    '表格过大(上限 {rows} 行、{columns} 列)',
    'the sheet is too large (limit {rows} rows, {columns} columns)',
  ],
  'E-IMP-HEADER': [400, '缺少列:{columns}', 'missing columns: {columns}'],
  'E-IMP-LIMIT': [
    400,
    '解析超出时间或内存上限,请拆成小文件',
    'parsing exceeded its time or memory limit: split the file',
  ],
  'E-IMP-REFUSED': [
    400,
    '有 {refused} 行不能入册,本次没有导入;改好后重试,或加 --accept-valid',
    '{refused} rows refused, nothing imported; mend them or add --accept-valid',
  ],
  'E-IMP-COUNTIES': [
    400,
    '文件里有几个县的孩子({codes}),请分县导入',
    'children of several counties ({codes}): import each county apart',
  ],
  'E-IMP-PLACES': [
    400,
    '没有区划表:请加「区划」工作表或 --places',
    'no place list: add sheet 区划 or --places',
  ],
  'E-XML': [400, 'XML 不完整或有误', 'the XML is incomplete or wrong'],
  'E-XML-DTD': [400, 'XML 里不能有 DTD 或实体声明', 'no DTD or entity declaration is allowed in the XML'],
  'E-WARN-ENCODING': [
    400,
    '文字编码与声明不符或读不出(用 UTF-8、GB18030 或 UTF-16)',
    'the text is not in the encoding it declares (use UTF-8, GB18030 or UTF-16)',
  ],
  'E-WARN-FORM': [400, '预警格式有误:{what}', 'not a warning as described: {what}'],
  'E-WARN-TIME': [
    400,
    '时间要写明时区,如 2026-07-01T08:00:00+08:00:{what}',
    'times need a zone, e.g. 2026-07-01T08:00:00+08:00: {what}',
  ],
  'E-WARN-SIGNATURE': [401, '签名不对或已过时', 'the signature is wrong or too old'],
  'E-WARN-CONFLICT': [
    409,
    '同一编号的预警收到过,内容不同;已请人核对',
    'a warning with this identifier and other words is known; a person was asked',
  ],
  'E-SENDER': [400, '没有这个发送方:{code}', 'no such sender: {code}'],
} as const satisfies Record<string, readonly [number, string, string]>

export type ErrorCode = keyof typeof errors
type Details = Record<string, string | number>

const fill = (text: string, details: Details) =>
  text.replace(/\{(\w+)\}/g, (whole, name) => String(details[name] ?? whole))

/** An expected failure with a code a person can quote. Details never hold other people's data. */
export class AppError extends Error {
  readonly code: ErrorCode
  readonly details: Details
  constructor(code: ErrorCode, details: Details = {}) {
    super(`${code} ${fill(errors[code][1], details)}`)
    this.name = 'AppError'
    this.code = code
    this.details = details
  }
  get status(): number {
    return errors[this.code][0]
  }
  text(language: 'zh-CN' | 'en' = 'zh-CN'): string {
    return fill(errors[this.code][language === 'en' ? 2 : 1], this.details)
  }
}
