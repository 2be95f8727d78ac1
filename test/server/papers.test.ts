import * as jsQR from 'jsqr'
import { describe, expect, test } from 'vitest'
import type { Paper } from '../../server/paper/print.ts'
import {
  assessment,
  entrustment,
  hand,
  notice,
  printed,
  type ReadPage,
  type Rectangle,
  type Run,
  readPdf,
} from '../support/papers.ts'

const confirmation = (instead: object = {}): Paper => ({ kind: 'entrustment', form: entrustment(instead) })
const closedUp = (pages: ReadPage[]) => pages.map(page => page.text.replace(/\s/g, '')).join('')

describe('the confirmation of an entrustment', () => {
  test('is two pages with everything a township files, and its text can be read', async () => {
    const { pdf, pages, lacking } = await printed([confirmation()])
    expect([pages, lacking]).toEqual([2, []])
    const read = await readPdf(pdf)
    const text = closedUp(read)
    for (const part of [
      ...['委托照护确认书', '参考格式', 'YS-2026-000123', '安徽省阜阳市颍上县柳溪镇河湾村三组'],
      ...['杜可雯', '2017年3月9日', '3412**********9984', '柳溪镇中心小学', '对花生过敏'],
      ...['杜建国', '√父亲', '浙江省宁波市', '自2026年2月26日至2027年1月20日'],
      ...['王秀英', '祖母', '√同住', '2名', '走访邻居两户，查看村档案', '愿意跟奶奶住，想每周和爸爸视频'],
      ...['每周日20:00视频', '杜建华', '2026-11-1419:32微信回复', '2026-11-1510:05上门代填', '手印'],
      ...['村（居）民委员会意见', '乡镇（街道）备案', '（盖章）'],
      ...['《中华人民共和国未成年人保护法》第二十二条', '不是签名，不能代替签字盖章'],
    ])
      expect(text).toContain(part)
    expect(text).not.toContain('缺')
    expect(text.match(/√否/g)).toHaveLength(12)
    read.forEach((page, n) => {
      expect(closedUp([page])).toContain(`第${n + 1}页共2页`)
      expect(page.text).toContain('entrustment/1')
      expect(page.text).toContain('3f'.repeat(32))
      expect(page.text).toContain('微信确认记录，不能代替签字盖章。')
    })
  })

  test('says how many required things are missing, and leaves room for all of them', async () => {
    const form = entrustment({ term: {}, emergency: [], weeklyContact: ' ' })
    const read = await readPdf((await printed([{ kind: 'entrustment', form }])).pdf)
    expect(closedUp(read)).toContain('缺3项，请补填：每周联系安排、紧急联系人（问委托人）；委托期限')
  })

  test('of which nothing is known is a form to fill in by hand', async () => {
    const nothing = { version: 'entrustment/1', child: {}, guardians: [], carer: {}, exclusions: {} }
    const blank = { number: null, hash: null, url: null, place: {}, signatures: {}, childView: {}, term: {} }
    const form = entrustment({ ...nothing, ...blank, weeklyContact: null, emergency: [], schoolToldOn: null })
    const { pdf, pages } = await printed([{ kind: 'entrustment', form }])
    const text = closedUp(await readPdf(pdf))
    expect(pages).toBe(2)
    expect(text).not.toMatch(/缺|√|null|undefined/)
    const named = {
      kind: 'entrustment' as const,
      form: { ...form, child: { ...form.child, name: '杜可雯' } },
    }
    expect(closedUp(await readPdf((await printed([named])).pdf))).toMatch(/缺30项，请补填：.*等/)
  })

  test('never shows that the parent or the director answered otherwise than no', async () => {
    const no = { offences: 'no', addiction: 'no', neglect: 'no', unsuitable: 'no' }
    const checkedHow = '邻居说他天天喝酒'
    const papers = await Promise.all(
      [{}, { ...no, addiction: 'yes' }, { ...no, neglect: 'unclear' }].map(said =>
        printed([confirmation({ exclusions: { guardian: said, carer: no, director: said, checkedHow } })]),
      ),
    )
    const [unasked, hit, unclear] = await Promise.all(papers.map(async ({ pdf }) => await readPdf(pdf)))
    expect(hit).toEqual(unasked)
    expect(unclear).toEqual(unasked)
    expect(closedUp(hit!)).not.toContain('喝酒，')
    expect(closedUp(hit!)).not.toContain(checkedHow)
    // The carer's own words are shown.
    expect(closedUp(hit!).match(/√否/g)).toHaveLength(4)
  })

  test('draws what was signed on the glass as lines, not as a picture', async () => {
    const signed = (strokes: unknown) =>
      printed([confirmation({ signatures: { guardians: [{ strokes }], carer: {}, witness: {} } })])
    const [[, without], [, drawn]] = [
      await readPdf((await signed([])).pdf),
      await readPdf((await signed(hand)).pdf),
    ]
    expect(drawn!.lines - without!.lines).toBeGreaterThan(2 * 40)
    expect(drawn!.images).toBe(0)
    // A dot, an empty stroke and points that are no numbers do no harm.
    await signed([
      [],
      [[1, 1]],
      [
        [5, 5],
        [5, 5],
      ],
    ])
  })

  test('carries a code by which staff open the record', async () => {
    const [first] = await readPdf((await printed([confirmation()])).pdf)
    expect(readCode(first!.rectangles)).toBe(entrustment().url)
  })

  test('with both parents has a row to sign for each', async () => {
    const [father] = entrustment().guardians
    const guardians = [father, { ...father, role: 'mother', name: '李小梅' }]
    const read = await readPdf((await printed([confirmation({ guardians, signatures: {} })])).pdf)
    expect(closedUp(read)).toContain('√母亲')
    expect(closedUp(read).match(/李小梅/g)).toHaveLength(2)
  })
})

describe('the other papers', () => {
  test('the assessment shows what was found and a grade that a person gave', async () => {
    const text = closedUp(await readPdf((await printed([{ kind: 'assessment', form: assessment() }])).pdf))
    for (const part of [
      '照护能力评估表',
      '71岁（70岁以上）',
      '√一般',
      '每月上门一次',
      '2027年5月15日',
      '李伟',
    ])
      expect(text).toContain(part)
    expect(text).not.toContain('缺')
    const ungraded = closedUp(
      await readPdf((await printed([{ kind: 'assessment', form: assessment({ grade: null }) }])).pdf),
    )
    expect(ungraded).not.toMatch(/√较好|√一般|√差/)
    expect(ungraded).toContain('缺1项，请补填：评估结论')
  })

  test('the notice to the school is one page with a receipt', async () => {
    const { pdf, pages } = await printed([{ kind: 'notice', form: notice() }])
    const text = closedUp(await readPdf(pdf))
    expect(pages).toBe(1)
    for (const part of ['委托照护情况告知书', '柳溪镇中心小学：', '第二十三条', '回执', '经手人', '陈桂兰'])
      expect(text).toContain(part)
  })

  test('the notice to the village asks it to help to watch over the care', async () => {
    const form = notice({ to: 'village', addressee: null })
    const text = closedUp(await readPdf((await printed([{ kind: 'notice', form }])).pdf))
    expect(text).toContain('村（居）民委员会：')
    expect(text).toContain('协助监督')
  })

  test('all of them are printed in English too', async () => {
    const papers: Paper[] = [
      confirmation(),
      { kind: 'assessment', form: assessment() },
      { kind: 'notice', form: notice() },
    ]
    const read = await readPdf((await printed(papers, 'en')).pdf)
    expect(closedUp(read)).toContain('Confirmationofentrustedcare')
    for (const page of read) expectNothingOverlaps(page)
  })
})

describe('long texts', () => {
  const name = '艾孜买提江·阿卜杜热合曼·买买提吐尔逊古丽·阿不都热依木'
  const address = '内蒙古自治区呼伦贝尔市莫力达瓦达斡尔族自治旗腾克镇特莫呼珠村第十二村民小组'.repeat(5)
  const tenLines = Array.from({ length: 10 }, (_, n) => `第${n + 1}条：每三个月复查一次，早晚各一片。`).join(
    '\n',
  )

  test('wrap, and nothing overlaps or leaves the page', async () => {
    const child = { ...entrustment().child, name, livesAt: address, health: tenLines, school: address }
    const carer = { ...entrustment().carer, name, livesAt: address, health: tenLines, kin: '外祖母的堂妹' }
    const guardians = [0, 1].map(() => ({
      ...entrustment().guardians[0],
      name,
      employer: address,
      worksIn: address,
    }))
    const duties = {
      living: tenLines,
      safety: tenLines,
      schooling: tenLines,
      medical: tenLines,
      contact: tenLines,
    }
    const attachments = Array.from({ length: 20 }, () => address)
    const long = { child, carer, guardians, duties, attachments, villageOpinion: tenLines, costs: tenLines }
    const papers: Paper[] = [
      { kind: 'entrustment', form: entrustment({ ...long, place: { village: address.slice(0, 100) } }) },
      {
        kind: 'assessment',
        form: assessment({ child, carer, body: tenLines, checkedHow: tenLines, reasons: tenLines }),
      },
      { kind: 'notice', form: notice({ child, carer, guardians, addressee: address }) },
    ]
    const read = await readPdf((await printed(papers)).pdf)
    for (const page of read) expectNothingOverlaps(page)
    for (const text of [name, address, tenLines]) expect(closedUp(read)).toContain(text.replace(/\s/g, ''))
  })

  test('a row of a table stays on one page, wherever the page ends', async () => {
    const papers = Array.from({ length: 20 }, (_, n) => {
      const health = Array.from({ length: 2 * n }, (_, line) => `甲${n}行${line}`).join('\n')
      const ending = [1, 2, 3, 4, 5, 6].map(line => `乙${n}行${line}`).join('\n')
      return confirmation({ child: { ...entrustment().child, health }, ending })
    })
    const read = await readPdf((await printed(papers)).pdf)
    const pagesWith = (mark: string) => read.filter(page => page.text.includes(mark)).length
    for (let n = 0; n < papers.length; n++) {
      expect(pagesWith(`乙${n}行`)).toBe(1)
      expect(pagesWith(`甲${n}行`)).toBe(n > 0 ? 1 : 0)
    }
    expect(read.length).toBeGreaterThan(2 * papers.length)
    for (const page of read) expectNothingOverlaps(page)
  })

  test('a text longer than a page goes on on the next, to its last line', async () => {
    const health = Array.from({ length: 180 }, (_, n) => `第${n + 1}行`).join('\n')
    const read = await readPdf(
      (await printed([confirmation({ child: { ...entrustment().child, health } })])).pdf,
    )
    for (let n = 1; n <= 180; n++) expect(closedUp(read)).toContain(`第${n}行`)
    for (const page of read) expectNothingOverlaps(page)
  })
})

describe('a village’s batch', () => {
  test('of 60 confirmations is one file with one font, each paper on pages of its own', async () => {
    const papers = Array.from({ length: 60 }, (_, n) =>
      confirmation({ number: `YS-${n + 1}`, child: { ...entrustment().child, name: `杜可${n + 1}` } }),
    )
    const { pdf, papers: count, pages } = await printed(papers)
    expect([count, pages]).toEqual([60, 120])
    expect(pdf.length).toBeLessThan(1_500_000)
    expect(pdf.toString('latin1').match(/\/FontFile2/g)).toHaveLength(1)
    const read = await readPdf(pdf)
    read.forEach((page, n) => {
      const paper = Math.floor(n / 2) + 1
      expect(closedUp([page])).toContain(`第${(n % 2) + 1}页共2页`)
      expect(page.text).toMatch(new RegExp(`YS-${paper}(?!\\d)`))
      expect(page.text).toMatch(new RegExp(`杜可${paper}(?!\\d)`))
    })
  })

  test('tells which paper has a character to be written by hand', async () => {
    const papers = [confirmation(), confirmation({ carer: { ...entrustment().carer, name: '王𠮷' } })]
    expect((await printed(papers)).lacking).toEqual([
      { paper: 1, character: '𠮷', point: 'U+20BB7', path: 'carer.name' },
    ])
  })
})

/** Every run of text lies within the page's edges, and no two of them in the same place. */
function expectNothingOverlaps(page: ReadPage): void {
  for (const { x, y, width, height } of page.runs) {
    expect(x).toBeGreaterThan(30)
    expect(x + width).toBeLessThan(595 - 30)
    expect(y).toBeGreaterThan(15)
    expect(y + height).toBeLessThan(842 - 12)
  }
  const inset = 0.6
  const apart = (a: Run, b: Run) =>
    a.x + a.width <= b.x + inset ||
    b.x + b.width <= a.x + inset ||
    a.y + a.height * 0.85 <= b.y + inset ||
    b.y + b.height * 0.85 <= a.y + inset
  // A tick stands in its box, close to the word that follows.
  const runs = page.runs.map(run => ({ ...run, width: run.text === '√' ? run.width * 0.8 : run.width }))
  const overlaps = runs.flatMap((a, n) =>
    runs.slice(n + 1).flatMap(b => (apart(a, b) ? [] : [`${a.text} / ${b.text}`])),
  )
  expect(overlaps).toEqual([])
}

/** Reads the QR code from the rectangles that make it up: the small ones at the top right. */
function readCode(rectangles: Rectangle[]): string | undefined {
  const modules = rectangles.filter(({ x, y, height }) => x > 480 && y < 100 && height < 4)
  const pixel = Math.min(...modules.map(({ height }) => height)) / 4
  const left = Math.min(...modules.map(({ x }) => x)) - 16 * pixel
  const top = Math.min(...modules.map(({ y }) => y)) - 16 * pixel
  const side = Math.ceil(80 / pixel)
  const picture = new Uint8ClampedArray(side * side * 4).fill(255)
  const at = (point: number, from: number) => Math.round((point - from) / pixel)
  for (const { x, y, width, height } of modules)
    for (let row = at(y, top); row < at(y + height, top); row++) {
      const [begin, end] = [at(x, left), at(x + width, left)].map(column => (row * side + column) * 4)
      for (let n = begin!; n < end!; n++) if (n % 4 !== 3) picture[n] = 0
    }
  return jsQR.default(picture, side, side)?.data
}
