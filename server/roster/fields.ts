/** The columns of the ledger, after the form of 2016 (农村留守儿童基本情况登记表); headings.ts says how they are written. */
export type Person = 'father' | 'mother' | 'carer'
type PersonField = 'name' | 'idNumber' | 'phone'
type ParentField = PersonField | 'awayIn' | 'awaySince' | 'status'
type CarerField = PersonField | 'kin' | 'device' | 'livesWith'

export type Field =
  | 'number'
  | 'township'
  | 'village'
  | 'team'
  | 'household'
  | 'head'
  | 'kinToHead'
  | 'name'
  | 'gender'
  | 'ethnicity'
  | 'birth'
  | 'idNumber'
  | 'registered'
  | 'registeredAt'
  | 'livesAt'
  | 'health'
  | 'illness'
  | 'schooling'
  | 'school'
  | 'grade'
  | 'boarding'
  | `father.${ParentField}`
  | `mother.${ParentField}`
  | `carer.${CarerField}`
  | 'bothAway'
  | 'oneAway'
  | 'entrusted'
  | 'agreement'
  | 'guardianship'
  | 'assessedOn'
  | 'income'
  | 'aid'
  | 'categories'
  | 'note'

export type Group = 'place' | 'household' | 'child' | 'father' | 'mother' | 'carer' | 'care' | 'aid'

/** How the groups of the upper header row are written; the first is the form's own word. */
export const groups: Record<Group, { title: string; aliases: string[] }> = {
  place: { title: '', aliases: ['区划', '行政区划', '地址'] },
  household: { title: '家庭', aliases: ['家庭情况', '家庭信息', '家庭基本情况', '户'] },
  child: {
    title: '儿童基本情况',
    aliases: [
      '儿童',
      '儿童情况',
      '儿童信息',
      '儿童基本信息',
      '留守儿童',
      '留守儿童基本情况',
      '孩子',
      '学生',
      '未成年人',
      '基本情况',
    ],
  },
  father: { title: '父亲', aliases: ['父', '爸爸', '父亲情况', '父亲信息', '父亲基本情况'] },
  mother: { title: '母亲', aliases: ['母', '妈妈', '母亲情况', '母亲信息', '母亲基本情况'] },
  carer: {
    title: '受委托照护人',
    aliases: [
      ...['委托照护人', '照护人', '被委托人', '受委托人', '照料人', '照看人', '看护人', '监护人'],
      ...[
        '受委托监护人',
        '委托监护人',
        '临时监护人',
        '实际监护人',
        '实际照护人',
        '受委托照护人情况',
        '照护人情况',
      ],
    ],
  },
  care: { title: '监护情况', aliases: ['监护', '监护信息', '委托照护情况'] },
  aid: { title: '帮扶', aliases: ['帮扶情况', '帮扶信息', '关爱帮扶', '其他'] },
}
