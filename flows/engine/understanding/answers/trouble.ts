import { normalise } from '../normalise.ts'

/** What a small trouble is about, as far as its words say. */
export type Trouble = 'money' | 'illness' | 'school' | 'quarrel' | 'visit' | 'other'

const visit =
  /(?:来|到|上)(?:我|俺|我们)?(?:家|屋)?里?(?:看看|看一下|看一眼|坐坐|走一趟|一趟|帮帮|帮忙)|上门|(?:主任|人)来(?:家|看|帮|一趟)/
const illness =
  /发烧|发热|感冒|咳|鼻涕|拉肚|肚子(?:疼|痛)|呕|吐了|头(?:疼|痛|晕)|牙(?:疼|痛)|嗓子|湿疹|过敏|长(?:疹|痘|包)|生病|病了|不舒服|吃药|打针|看病|眼睛(?:红|疼|痒)|没胃口|吃不下|不吃饭|尿床|受凉|着凉/
const lasting =
  /好几天|几天了|[二两三四五六七八九十\d]{1,5}天|一直|老是?不|不见好|没好|越来越|不退|反复|整夜|一周|半个?月/
const money = /没钱|缺钱|钱不够|交不起|买不起|花销|生活费|学费|书本费|资料费|费用|借钱|欠|低保|困难|补助/
const school =
  /作业|成绩|考试|老师|学校|上学|上课|写字|不肯学|不爱学|逃课|迟到|辍|学习|家长会|手机|游戏|班上|年级/
const quarrel =
  /吵架|吵嘴|打架|闹(?:矛盾|别扭|翻|脾气)|顶嘴|不听话|赌气|生气|不说话|不理(?:人|我|他)|拌嘴|犟|叛逆|发脾气/

/** What a carer’s 有点小事 is about. An illness that goes on is told apart: somebody should look the same day. */
export function troubleIn(text: string): { about: Trouble; today: boolean } {
  const said = normalise(text).slice(0, 400)
  if (visit.test(said)) return { about: 'visit', today: false }
  if (illness.test(said)) return { about: 'illness', today: lasting.test(said) }
  if (money.test(said)) return { about: 'money', today: false }
  if (quarrel.test(said)) return { about: 'quarrel', today: false }
  return { about: school.test(said) ? 'school' : 'other', today: false }
}
