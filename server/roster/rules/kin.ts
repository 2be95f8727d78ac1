import { comparable } from '../text.ts'

/** How the carer stands to the child, as far as the word tells. */
export type Kin = { gender?: '男' | '女'; parent?: true; wrongSide?: true }

const men =
  '祖父 爷爷 外祖父 外公 姥爷 家公 曾祖父 太爷爷 伯父 大伯 伯伯 叔父 叔叔 叔 舅父 舅舅 舅 姑父 姑丈 姨父 姨丈 哥哥 兄长 兄 堂兄 表兄 堂哥 表哥 伯公 叔公 舅公 姑公'
const women =
  '祖母 奶奶 外祖母 外婆 姥姥 家婆 曾祖母 太奶奶 伯母 大妈 婶母 婶婶 婶 舅母 舅妈 姑母 姑姑 姑妈 姑 姨母 姨妈 阿姨 姨 姐姐 姐 堂姐 表姐 姑婆 姨婆 舅婆 伯婆'
const fathers = '父亲 爸爸 父 继父 养父'
const mothers = '母亲 妈妈 母 继母 养母'
/** Said from the carer's side: the child is the carer's grandson. */
const children =
  '孙子 孙女 孙 外孙 外孙子 外孙女 儿子 女儿 子 女 侄子 侄女 侄儿 外甥 外甥女 甥 弟弟 妹妹 弟 妹'

const kin = new Map<string, Kin>()
const add = (words: string, meaning: Kin) => words.split(' ').forEach(word => void kin.set(word, meaning))
add(men, { gender: '男' })
add(women, { gender: '女' })
add(fathers, { gender: '男', parent: true })
add(mothers, { gender: '女', parent: true })
add(children, { wrongSide: true })

/** What a word of kinship tells; empty for neighbours, friends and words we do not know. */
export const kinOf = (text: string): Kin => kin.get(comparable(text)) ?? {}

const boys = /^(孙子?|长孙|外孙子?|儿子|子|长子|次子|三子|四子|侄子|侄儿|外甥|养子|继子)$/
const girls = /^(孙女|长孙女|外孙女|女儿|女|长女|次女|三女|四女|侄女|外甥女|养女|继女)$/

/** The gender in the child's relation to the head of the household: 孙女 is a girl. */
export function genderOfChild(kinToHead: string): '男' | '女' | undefined {
  const word = comparable(kinToHead)
  return boys.test(word) ? '男' : girls.test(word) ? '女' : undefined
}
