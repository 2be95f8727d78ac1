import { isQuestion } from './question.ts'
import { plainYesNo } from './yes-no.ts'

const grown =
  '爷爷奶奶|外公外婆|姥姥姥爷|奶奶|爷爷|外婆|外公|姥姥|姥爷|公公婆婆|婆婆|公公|阿婆|阿公|姑姑|姑妈|姑父|大姑|小姑|二姑|姑|舅舅|舅妈|大舅|小舅|舅|姨妈|小姨|大姨|阿姨|姨|叔叔|婶婶|二叔|二婶|三叔|三婶|小叔|大伯|伯伯|伯母|大伯娘|伯娘|大妈|伯父|大爷|大娘|二伯|叔公|哥哥|姐姐|大哥|大姐|哥|姐|邻居|亲戚|保姆|他妈妈?|她妈妈?|他爸爸?|她爸爸?|妈妈|爸爸|老婆|老公|媳妇|岳母|岳父|丈母娘|丈人|我妈妈?|我爸爸?|我婆婆|我公公|我岳母|我丈母娘|我姐|我哥|我弟|我妹|我嫂子?|嫂子|弟媳|弟妹|太婆|婶|伯|嬷嬷|爹爹|嗲嗲|家家|嘎嘎|干妈|老师|托管'

// What a parent calls the grandmother: his own mother, her mother-in-law.
const sameAs: Record<string, RegExp> = {
  奶奶: /奶奶|他奶|她奶|我妈|我婆婆|婆婆|俺娘|我娘|老妈|老人|老娘|阿嬷|嬷嬷|娭毑|爷爷奶奶|阿奶|俺妈/,
  爷爷: /爷爷|他爷|她爷|我爸|我公公|公公|俺爹|老爸|老人|嗲嗲|爹爹/,
  外婆: /外婆|姥姥|我妈|岳母|丈母娘|家家|嘎嘎|老人|阿婆|家婆/,
  外公: /外公|姥爷|我爸|岳父|丈人|老人|家公|嘎公/,
}

const talk =
  /(?:跟|和|找|同|给|让|叫|请|与|要|想|对).{0,4}(?:主任|领导|干部|人).{0,4}(?:说|讲|谈|聊|联系|打|电话|问|沟通|唠|摆)|电话(?:里|中|上)?(?:再)?(?:说|讲|谈|聊)|打电话(?:再)?(?:说|讲)|(?:找|请)主任|当面(?:说|谈|讲)/
const nobody =
  /没(?:有|得)?人(?:看|管|带|照看|照顾|照料|照管|接手|帮忙|在|可以|能|愿意|肯|了|$)|冇(?:得)?人|无人(?:看|带|照|管)|(?:暂时|一时|目前|现在)(?:还)?(?:没有|没得|没人|没)(?:人|合适|着落|$)|没着落|(?:找不到|没找到|没找着|找不着|没寻到|没请到)人|自己(?:一个人)?(?:在家|过|住)/
const unchanged =
  /没(?:有)?(?:换|变|改)|不(?:变|换|改)|照旧|老样子|(?:跟|和|同|与)?(?:以前|原来|之前|上次|往常|从前)(?:是)?(?:一样|一个样)|一样(?:的)?$|还是(?:她|他|老人|原来)|一直(?:是)?(?:她|这样|如此)|还(?:是)?那样|没(?:有)?变化|依旧|仍(?:然|旧)?(?:是)?|照常|还在带|继续带/
const moved =
  /换(?:了|成|人|给|到|由|为|别人|他|她|我|过|奶|爷|外|姑|舅|姨|叔|伯)|改(?:成|由|为|给|让|跟)|(?:变|转)(?:成|了|由|给)|不(?:在|是|由|跟|归)(?:她|奶奶|爷爷|外婆)(?:家|带|那|身边)?了|接(?:过来|到(?:我|身边|城里)|来|走)|(?:我|我们|我自己|自己)(?:回来|回家)?(?:自己)?(?:在)?(?:带|照看|照顾|看着)(?:了|着|孩子|他|她|呢|$)|送(?:到|去|给|回)|交给|托(?:给|付)|搬(?:到|去)|转(?:到|去)/

/**
 * The answer to 平日由奶奶照看孩子,是吗: yes, changed, nobody, talk. `carer` is who the question named; somebody else
 * minding the child means a change.
 */
export function careOf(text: string, carer: string): 'yes' | 'changed' | 'nobody' | 'talk' | null {
  const said = text.slice(0, 400)
  const plain = plainYesNo(said)
  if (plain === 'yes') return 'yes'
  if (plain === 'no' || /^(?:你|您|你们)?(?:去|自己)?问/.test(said)) return null
  const clauses = said.split(/[,，。!！;；\n\s]+/).filter(Boolean)
  const same = sameAs[carer] ?? new RegExp(carer.replace(/[^一-鿿]/g, '') || '奶奶')
  const votes = new Set<'yes' | 'changed' | 'nobody' | 'talk'>()
  for (const clause of clauses) {
    if (isQuestion(clause)) {
      if (votes.size === 0) return null
      continue
    }
    if (talk.test(clause) && !/说好|讲好|过了$|说过|讲过/.test(clause)) votes.add('talk')
    else if (nobody.test(clause)) votes.add('nobody')
    else if (unchanged.test(clause)) votes.add('yes')
    else if (
      /^(?:不是|不对|不|没有?|不再是)/.test(clause) &&
      same.test(clause) &&
      !/不是.{0,6}(?:是|由|换|跟)/.test(clause.slice(2))
    )
      votes.add('changed')
    else if (moved.test(clause)) votes.add('changed')
    else {
      const who = whoMinds(clause)
      if (who === null) {
        if (plainYesNo(clause) === 'yes' && votes.size === 0) votes.add('yes')
      } else if (same.test(who) || (who === '她' && carer === '奶奶')) {
        if (!/不(?:是|带|看|照)|没(?:带|看|照)|走不动|住院|不行|病|去世|不在|老了|累/.test(clause))
          votes.add('yes')
      } else if (!votes.has('yes')) votes.add('changed')
    }
  }
  if (votes.has('talk')) return 'talk'
  if (votes.has('changed')) return votes.has('nobody') ? null : 'changed'
  return votes.size === 1 ? [...votes][0]! : null
}

const minding = new RegExp(
  `(?:是|由|跟着?|归|靠|让|在|和|现在|目前|平时|都是|住){0,4}(?:孩子|娃|他|她)?(?:的)?(${grown})(?:家|那|那里|那边|身边)?(?:在|一直|一个人|一起|帮|帮忙|平时|还|还在|来|回来|回家|自己|亲自|现在){0,3}(?:带|照看|照顾|照料|照管|看|管|住|过|养|接送|抚养|盯|负责|着|呢|的|了|$)`,
)

function whoMinds(clause: string): string | null {
  const match = minding.exec(clause)
  return match === null ? null : match[1]!
}
