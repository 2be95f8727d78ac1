import { madeOf } from './only.ts'
import { isQuestion } from './question.ts'

const greeting =
  /(?:主任|老师|您|你|早上|上午|中午|下午|晚上|大家|新年|过年|周末|节日|村长|干部|领导)们?好(?:啊|呀|哦|哇)?|辛苦了?|谢谢[您你]?(?:的)?(?:关心|关怀|提醒|惦记|主任){0,3}|麻烦[您你]了?|多谢|感谢|让您费心了?|不用担心|莫担心|别担心|不必担心|放心/g

const good =
  /(?:都|全|全都|样样|一切|个个|各方面|哪样|啥子?|什么|统统|通通|全部)都?(?:很|挺|还|蛮|非常|满)?(?:好|正常|平安|安好|顺利|可以|不错|行|中|妥|安全|健康|在家)|(?:很|挺|蛮|还|满|真|非常|特别|相当|老|怪|可|好得|最|还算|过得|比较|一直|都)(?:是)?(?:好|不错|正常|可以|乖|行|平安|巴适|安逸|健康|听话|顺|强)|好(?:着|得很|的很|滴很|得不得了|极了|得狠|好的|起|咧|嘞)|平安|正常|安好|没毛病|巴适|安逸|不错|健康|顺利|妥妥|棒|杠杠的|没得说|能吃能[睡喝玩跑跳]|壮(?:得|的)|吃嘛嘛香|吃啥啥香|都[ok号]{1,2}$|都ok|全ok|ok得很|(?:美|嫽|嘹|攒劲|得劲|安稳|舒坦)(?:得很|着哩|的很|咋了)|木(?:有)?事|(?:一样|如往常|一如既往)(?:的|地)?好|(?:吃|睡|住|过|学)得?(?:好|香|饱|着)|(?:身体|学习|孩子|娃|崽|伢|孙子|孙女|小孩|娃儿|细伢子|吃饭|睡觉|吃住|上学|生活|情况|他|她|他们|俩|两个|人|家里|这边|这里)(?:们)?(?:都|也|全)?好(?![吗嘛不像多几久难容])|(?:没|没有|没得|冇|冇得|冒|冒得|么得|无|木有|木得|莫得)(?:啥子?|什么|么子|啥大|什么大|任何|大|得)?(?:事|问题|毛病|情况|异常|大碍|事情|不好|不舒服|状况|麻烦|不对劲)|(?:事|问题|毛病)(?:都|也)?(?:没有|没得|冇得)/

const bad =
  /(?:不|没|没有|不是|唔|冇|无法)(?:是|怎么|太|大|咋|那么|怎样|咋个|咋样|全|够|再)?(?:很|都|太|那么|蛮|挺|全|怎么)?(?:好(?!意思|几|多|像)|正常|舒服|开心|顺利|听话|乖|适应|高兴|理想|爱吃|爱说|爱讲|想吃|安心|对劲|吃饭|精神|省心|爱学|积极|合群|稳定|平安|行|肯吃|肯说|肯写|写作业|做作业|说话|愿说|愿意说|睡|习惯|专心|懂事|争气)|(?:有|出|遇到|碰到|发生|碰上)(?:了|着)?(?:一|那么)?(?:点点|点子|点儿|丁点|点|些|个|件|滴|啲|几个|几件)?(?:小小的?|小|别的|其他|新|麻烦)?(?:事情?|问题|麻烦|情况|状况|毛病|困难|岔子|烦恼|心事|难处|矛盾|状态|异常|变化)|小(?:事|问题|毛病|状况|麻烦|情况|插曲)|有(?:点|些|一点|滴)(?:不|感冒|咳|鼻|烧|热|疼|痛|拉|吐|难|烦|怪|反常|担心|焦|犟|皮|调皮|懒|贪玩|沉迷|挑食|厌食|闹|叛逆|想家|想妈|想爸|内向|瘦|头|肚|牙|跟不上|退步|下降)|(?:饭|东西)?吃得?(?:少|不多|不下|不香)|睡不(?:好|着|香|安)|成绩.{0,4}(?:下降|下滑|不好|退步|差|掉)|闹(?:矛盾|情绪|脾气|别扭)|吵架|沉迷|老玩手机|天天玩手机|作业.{0,3}不(?:写|做|完成)|挑食|叛逆|做(?:噩|恶)梦|做梦.{0,2}(?:哭|叫|喊|醒)|退步|迷上(?:了)?(?:手机|游戏)|顶嘴|逃课|撒谎|偷钱|打架|早恋|厌学|不咋地|不咋样|不怎么样|(?:不|唔)(?:系|是)?(?:几|很|蛮)好|发脾气|脾气(?:大|坏|差)|摔东西|爱哭|粘人|胆小|怕黑得|孤僻|情绪|心情不|咳嗽|流鼻涕|感冒|胃口(?:不|差)|瘦了|想(?:爸|妈|家)了?(?:老|总|天天|就)?哭|(?:老|总|天天|经常)(?:是)?哭|注意力|近视|厌食|便秘|尿床|蛀牙|跟不上/

// 交关好, 嘎嘎好, 一如既往的好: whatever the adverb, good at the end of a short clause.
const endsWell = /^.{0,8}好(?:的|着|呢|啦|了|哩|咧|嘞|得很|滴很|哒|喔){0,2}$/
const otherwiseGood =
  /天气|你|您|主任|老师|早|晚上|上午|下午|中午|新年|节|说好|写好|做好|弄好|准备好|收拾好|修好|买好|安排好|讲好|商量好|约好|放好|才好|刚好|最好|正好|只好|幸好|还好|哪个|不|没|冇|谁|什么|啥|唔|别|关好|锁好|带好|戴好|吃好了|洗好|睡好了|好不|多好|友好|爱好|讨好/

const denial =
  /(?:没|没有|没得|冇|冇得|冒得|么得|无|没啥|没什么|没有什么|没有任何|木有|莫得)(?:啥子?|什么|么子|任何|大|得){0,3}$/
const agreeing = madeOf(
  '好 好的 好滴 好嘞 好呢 好咧 好哒 嗯 嗯呐 恩 是 是的 对 对的 行 中 可以 要得 得行 ok okay okk 👌 得 妥 没错',
  '哦 噢 呃 了 啊 吧 呀',
)

/** 1 all well, 2 a small thing, or neither: what the words of an answer to the weekly question say of the child. */
export function wellOrTrouble(text: string): 'well' | 'trouble' | null {
  const said = text
    .replace(greeting, ',')
    .replace(/\[ok\]/g, 'ok')
    .slice(0, 400)
  const clauses = said
    .split(/[,，。!！;；\n~…]+|(?<=[?？])/)
    .map(clause => clause.replace(/\[[^\]]{1,6}\]|[\s.、"“”]/g, ''))
    .filter(Boolean)
  if (clauses.length > 0 && clauses.every(clause => agreeing(clause))) return 'well'
  let well = false
  let trouble = false
  for (const clause of clauses) {
    if (isQuestion(clause) && !/什么都|啥子?都|么子都|没啥子?|没什么/.test(clause)) {
      if (/好|事/.test(clause)) return null
      continue
    }
    const isGood = good.exec(clause)
    const isBad = bad.exec(clause)
    const badDenied = isBad !== null && denial.test(clause.slice(0, isBad.index))
    // 没有事 holds 有事; 不是很好 holds 很好.
    const goodDenied =
      isGood !== null &&
      /(?:不|没|没有|不是|别|没以前|不如)(?:是|那么|太|怎么|以前|像|有)?$/.test(clause.slice(0, isGood.index))
    const nothingWrong = isGood !== null && /^(?:没|冇|冒|么|无|木|莫)|(?:没有|没得|冇得)$/.test(isGood[0])
    if (
      isBad !== null &&
      !badDenied &&
      !(
        nothingWrong &&
        isGood!.index <= isBad.index &&
        isGood!.index + isGood![0].length >= isBad.index + isBad[0].length
      ) &&
      !/^没(?:有)?(?:什么|啥)?不/.test(isBad[0])
    )
      trouble = true
    if (isGood !== null && !goodDenied) well = true
    if (isGood === null && isBad === null && endsWell.test(clause) && !otherwiseGood.test(clause)) well = true
  }
  if (trouble) return 'trouble'
  if (well) return !/天气|下雨|电视|车/.test(said) || /孩|娃|都|他|她|崽|伢|学/.test(said) ? 'well' : null
  return null
}
