import { type Scene, scenesOf } from './scene.ts'

/** Police and ambulance called for, somebody at the door. */
export const call: readonly Scene[] = scenesOf('call', [
  {
    level: 'red',
    about: 'anyone',
    pattern:
      /(?:快|赶紧|赶快|帮忙?|帮我)(?:叫|喊|打|报)(?:一下)?(?:警察|公安|110|120|119|救护车|派出所|消防)|(?:救救|救)(?:我们|俺们|娘俩|母子|娘儿)/,
    unless: /知道|记住|有危险/,
  },
  {
    level: 'red',
    about: 'anyone',
    pattern:
      /(?:要|会|快)?死人(?:了|啦)|有人(?:要)?(?:杀|害|砍|打)我|(?:有人|坏人|他|小偷|陌生人).{0,4}(?:闯|撞|踹|砸|撬|破)(?:进|门|开|窗)|(?:在|正在)(?:砸|踹|撞|撬)门|闯进(?:来|家|屋)/,
    unless:
      /电影|电视|热死人|累死人|冷死人|挤死人|笑死人|吵死人|丢死人|羞死人|气死人|急死人|吓死人|烦死人|愁死人|坑死人|晒死人|闷死人|撞门牙|狗|猪|鸡|牛|踢球/,
  },
])
