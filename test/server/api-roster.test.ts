import { beforeAll, expect, it } from 'vitest'
import { checkCharacter } from '../../server/roster/rules/id-number.ts'
import { COUNTY, openApi } from '../support/api.ts'

let house: Awaited<ReturnType<typeof openApi>>
let secret: string
let village: string
beforeAll(async () => {
  house = await openApi()
  secret = (await house.token(COUNTY, ['roster:write'])).text
  village = (await house.rows('select name from places where code = $1', [house.villages[0]]))[0].name
}, 60_000)

const idNumber = (birth: string, sequence: string) => {
  const body = `${COUNTY}${birth.replaceAll('-', '')}${sequence}`
  return body + checkCharacter(body)
}

/** A boy with his parents away and his grandmother at home, as a county's system would send him. */
const boy = (more: object = {}) => ({
  village,
  household: 'X0901',
  head: '周大山',
  kinToHead: '孙子',
  name: '周小川',
  gender: '男',
  ethnicity: '汉族',
  birth: '2016-05-01',
  idNumber: idNumber('2016-05-01', '031'),
  registered: '是',
  health: '健康',
  schooling: '小学',
  father: {
    name: '周建国',
    phone: '13900010001',
    awayIn: '浙江省杭州市',
    awaySince: '2024-02',
    status: '外出务工',
  },
  mother: {
    name: '李春梅',
    phone: '13900010002',
    awayIn: '浙江省杭州市',
    awaySince: '2024-02',
    status: '外出务工',
  },
  carer: { name: '吴桂兰', kin: '祖母', phone: '13900010003', device: '智能手机', livesWith: '是' },
  bothAway: '是',
  entrusted: '是',
  ...more,
})
const send = (children: object[], more: object = {}) =>
  house.call(secret, 'POST', '/roster', { children, ...more })
const listed = async () => (await house.rows('select count(*) from children'))[0].count

it('a dry run says what would happen and writes nothing', async () => {
  const before = await listed()
  expect(await send([boy()], { dryRun: true })).toMatchObject({
    status: 200,
    is: { imported: false, rows: 1, importable: 1, created: 1, problems: [] },
  })
  expect(await listed()).toBe(before)
})

it('a child is entered once, brought up to date, and left alone when nothing is new; the record says who sent it', async () => {
  const before = await listed()
  const counts = async (child: object) => {
    const { is } = await send([child])
    return [is.imported, is.created, is.changed, is.unchanged]
  }
  expect(await counts(boy())).toEqual([true, 1, 0, 0])
  expect(await counts(boy())).toEqual([true, 0, 0, 1])
  expect(await counts(boy({ schooling: '初中' }))).toEqual([true, 0, 1, 0])
  expect(await listed()).toBe(before + 1)
  const kinds = await house.rows('select kind from evidence order by n desc limit 4')
  expect(kinds.map(row => row.kind)).toEqual(['called', 'imported', 'called', 'imported'])
})

it('the same batch under the same key is one import, also when it is sent twice at once', async () => {
  const imports = async () => (await house.rows('select count(*) from roster_imports'))[0].count
  const before = await imports()
  const again = () => house.call(secret, 'POST', '/roster', { children: [boy({ grade: '四' })] }, 'one-batch')
  const answers = [...(await Promise.all([again(), again()])), await again()]
  expect(new Set(answers.map(({ is }) => JSON.stringify(is))).size).toBe(1)
  expect(await imports()).toBe(before + 1)
})

it('a child that cannot be entered holds up the batch unless the rest may go in; the report names field and reason', async () => {
  const nameless = boy({ name: '', idNumber: idNumber('2017-06-02', '032'), birth: '2017-06-02' })
  const next = boy({ name: '周小海', idNumber: idNumber('2018-07-03', '033'), birth: '2018-07-03' })
  const before = await listed()
  const held = await send([nameless, next])
  expect(held).toMatchObject({ status: 422, is: { imported: false, refused: 1, importable: 1, created: 0 } })
  expect(held.is.problems).toContainEqual({ row: 1, field: 'name', reason: expect.stringContaining('姓名') })
  expect(await listed()).toBe(before)
  expect(await send([nameless, next], { acceptValid: true })).toMatchObject({
    status: 200,
    is: { imported: true, created: 1 },
  })
})

it('numbers of people are masked in the report', async () => {
  const { is } = await send([boy({ father: { name: '周建国', phone: '1390001000', status: '外出务工' } })], {
    dryRun: true,
  })
  expect(JSON.stringify(is.problems)).not.toContain('1390001000')
  expect(is.problems).toContainEqual(expect.objectContaining({ row: 1, field: 'father.phone' }))
})

it('a village of another county, a column nobody knows and more than two hundred are refused', async () => {
  expect(await send([boy({ village: '邻县的村' })])).toMatchObject({ status: 422, is: { refused: 1 } })
  const unknown = await send([boy({ shoeSize: '36' })])
  expect(unknown).toMatchObject({ status: 400, is: { error: 'E-BAD-INPUT' } })
  expect((await send(Array.from({ length: 201 }, () => ({ name: '周' })))).status).toBe(400)
  expect((await send([boy({ note: '长'.repeat(200_000) })])).status).toBe(413)
})
