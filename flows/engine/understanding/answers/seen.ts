import { normalise } from '../normalise.ts'

type Seen = 'both' | 'carer' | 'child' | 'nobody'

const child = '(?:孩子|小孩|娃娃?|小朋友|伢|崽|孙子|孙女)'
const carer =
  '(?:奶奶|爷爷|外婆|外公|姥姥|姥爷|婆婆|爹爹|照看人|照看的人|大人|老人|家长|姑姑?|姑妈|舅舅|舅妈|姨妈?|叔叔?|婶婶?|伯伯|伯母)'
const there = '(?:都|也)?(?:在(?:家|屋里|场)?|见到|见着|见了|看到)'
const away =
  '(?:没|不|没有|未)(?:见到?|见着|看到|在家?)|(?:上学|上课|出门|出去|走亲戚|下地|赶集)(?:了|去了|没回)'

const empty =
  /^(?:家里|屋里)?(?:没人|没得人|锁(?:着)?门|门锁着|一个人都没|没见到人|没见着人)|都(?:没|不|没有)(?:在|见到|见着|看到)/
const onlyCarer = new RegExp(`(?:只|就)(?:见到|见着|看到|有)了?${carer}|${child}(?:都|也|们|还)*(?:${away})`)
const onlyChild = new RegExp(`(?:只|就)(?:见到|见着|看到|有)了?${child}|${carer}(?:都|也|们|还)*(?:${away})`)
const all = new RegExp(
  `(?:两个|大人小孩|一家人?|全家|祖孙)?都(?:见到|见着|见了|看到|在家?)|${child}.{0,6}${carer}.{0,4}${there}|${carer}.{0,6}${child}.{0,4}${there}|${there}了?${child}(?:和|跟|、|与|还有).{0,3}${carer}|${there}了?${carer}(?:和|跟|、|与|还有).{0,3}${child}`,
)

/** Who was there, in a sentence about a visit: 孩子和奶奶都在家 is both. Null when it does not say. */
export function seenIn(text: string): Seen | null {
  const said = normalise(text).slice(0, 300)
  if (empty.test(said)) return 'nobody'
  const [noChild, noCarer] = [onlyCarer.test(said), onlyChild.test(said)]
  if (noChild && noCarer) return null
  if (noChild) return 'carer'
  if (noCarer) return 'child'
  return all.test(said) && !/没(?:有)?都|不都/.test(said) ? 'both' : null
}

/** How the child is and whether the home is safe, in the same sentence; null where it does not say. */
export function stateIn(text: string): { child: 'well' | 'trouble' | null; home: 'safe' | 'unsafe' | null } {
  const said = normalise(text).slice(0, 300)
  const trouble =
    /有(?:点|些)?小?(?:事|问题|情况|困难)|生病|发烧|感冒|受伤|不舒服|缺|没钱|辍学|不上学|不去上学/
  const unsafe = /隐患|不安全|危险|漏电|漏雨|危房|没盖|井口|敞着/
  const calm =
    /(?:都|挺|很|一切|状态|身体|情况)(?:还|都|挺|很)?(?:好|正常|不错|平安)|没(?:什么|啥)?(?:事|问题)|平安/
  const hurt = trouble.test(said.replace(/没(?:有)?(?:什么|啥)?(?:事|问题|情况|困难)/g, ''))
  return {
    child: hurt ? 'trouble' : calm.test(said) ? 'well' : null,
    home: unsafe.test(said.replace(/没(?:有)?(?:什么|啥)?(?:安全)?隐患|(?:不|没有?)危险/g, ''))
      ? 'unsafe'
      : /(?:家里|屋里|水电|用电|住处|环境).{0,4}(?:安全|没问题|都好)|没(?:有)?(?:什么|啥)?(?:安全)?隐患/.test(
            said,
          )
        ? 'safe'
        : null,
  }
}
