import { normalise } from '../normalise.ts'

const nobody =
  /(?:就|是|只有)?(?:他|她|娃|孩子|小孩)?(?:就)?(?:自己|独自|单独|一个人|一人)(?:一个人|一人)?(?:在|住|过|去|走|待|呆|跑|睡|吃|$)|没(?:有|得)?(?:大人|人|谁)|(?:冇|冒)(?:得)?人|无人|没(?:有)?跟(?:着)?(?:谁|人|哪个)|谁也没/
const unknown =
  /(?:不|没)(?:知道|晓得|清楚|问)(?:是)?(?:跟|和|在|去)?(?:谁|哪|什么人)?|说不清|搞不清|不(?:知|晓)/
const somebody =
  /爸|妈|爹|娘|父|母|爷|奶|婆|公|姥|姑|舅|姨|叔|婶|伯|姐|哥|嫂|弟|妹|邻居|隔壁|亲戚|老师|同学|学校|托管|保姆|表|堂|干[妈爸]|朋友|嘎|村里人|家里人|我(?:弟|妹|姐|哥|女儿|儿子|媳妇)/

/** Who a child is with, as far as the words say: somebody, nobody (or nobody knows who), or not said. */
export function companionIn(text: string): 'somebody' | 'nobody' | null {
  const said = normalise(text).slice(0, 300)
  if (somebody.test(said)) return 'somebody'
  return nobody.test(said) || unknown.test(said) ? 'nobody' : null
}
