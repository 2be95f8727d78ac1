import { only } from './checklist.ts'
import { asksForPerson, normalise } from './engine/understand.ts'

/** How somebody says that nothing worries them, that something does, that they would rather say it by telephone. */
export const NO_WORRY = only(
  '没有?|没得|冇|没啥|没什么|没有(?:什么)?不放心|没有?不放心的|都?(?:很|挺)?放心|放心得很|都好|都没有?',
)
export const WORRY = only('有|有点?|有一点|有些|有不放心|是的?')
export const CALL = only('我?想?打?电话里?说')
/** From so many characters on, what is no option says itself what the worry is. */
const SAYS_WHAT = 2

/** Whether an answer that picks no option says what it is that worries. */
export const saysWhat = ({ words }: { words: string }): boolean => {
  const said = normalise(words)
  return (
    [...said].length >= SAYS_WHAT &&
    ![NO_WORRY, WORRY, CALL].some(option => option.test(said)) &&
    !/\d/.test(said) &&
    !asksForPerson(said)
  )
}
