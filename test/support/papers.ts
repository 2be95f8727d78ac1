import { Writable } from 'node:stream'
import { getDocument, OPS, VerbosityLevel } from 'pdfjs-dist/legacy/build/pdf.mjs'
import { loadWords } from '../../locales/index.ts'
import { AssessmentForm, EntrustmentForm, SchoolNotice } from '../../server/paper/forms.ts'
import { type Paper, type Printed, printPapers } from '../../server/paper/print.ts'

const words = loadWords()
const none = { offences: 'no', addiction: 'no', neglect: 'no', unsuitable: 'no' } as const

const paper = {
  number: 'YS-2026-000123',
  hash: '3f'.repeat(32),
  url: 'https://xiangban.example.gov.cn/console/entrustments/018f4e4e-1111-7000-8000-000000000001',
  place: {
    ...{ province: '安徽省', city: '阜阳市', county: '颍上县', township: '柳溪镇' },
    ...{ village: '河湾村', team: '三组' },
  },
}
const child = {
  ...{ name: '杜可雯', gender: '女', ethnicity: '汉族', birth: '2017-03-09', idNumber: '3412**********9984' },
  ...{ school: '柳溪镇中心小学', grade: '三年级', livesAt: '柳溪镇河湾村三组27号', health: '对花生过敏' },
}
const guardian = {
  ...{ role: 'father', name: '杜建国', idNumber: '3412**********9973', phone: '19900001234' },
  ...{ worksIn: '浙江省宁波市', employer: '北仑某模具厂', awayFrom: '2026-02-26', awayUntil: '2027-01-20' },
} as const
const carer = {
  ...{ name: '王秀英', kin: '祖母', gender: '女', idNumber: '3412**********9962', birth: '1955-08-15' },
  ...{ phone: '19900005678', livesAt: '柳溪镇河湾村三组27号', livesWith: true, health: '血压略高' },
  ...{ education: '小学', children: 2 },
}
const childView = { askedOn: '2026-11-15', how: '单独当面', view: '愿意跟奶奶住，想每周和爸爸视频' }

/** A hand's signature: a few waves. */
export const hand: [number, number][][] = [0, 1].map(n =>
  Array.from({ length: 40 }, (_, i) => [i * 3 + n * 7, 50 + 40 * Math.sin(i / 5 + n)]),
)

/** A confirmation on which nothing is missing, with what is given instead. */
export const entrustment = (instead: object = {}): EntrustmentForm =>
  EntrustmentForm.parse({
    ...{ ...paper, version: 'entrustment/1', status: 'confirmed', child, carer, childView },
    guardians: [guardian],
    exclusions: { guardian: none, carer: none, director: none, checkedHow: '走访邻居两户，查看村档案' },
    weeklyContact: '每周日20:00视频',
    emergency: [{ name: '杜建华', kin: '姑母', phone: '19900009999' }],
    term: { from: '2026-02-26', until: '2027-01-20' },
    schoolToldOn: '2026-11-16',
    signatures: {
      guardians: [{ name: '杜建国', confirmed: { at: '2026-11-14 19:32', how: 'wechat' } }],
      carer: { name: '王秀英', confirmed: { at: '2026-11-15 10:05', how: 'door' } },
      witness: { name: '陈桂兰' },
    },
    ...instead,
  })

export const assessment = (instead: object = {}): AssessmentForm =>
  AssessmentForm.parse({
    ...{ ...paper, version: 'assessment/1', child, carer, childView, carerAge: 71, grade: 'fair' },
    ...{ body: '能做家务和农活', mind: '清楚', takesToHospital: true, reads: false, usesPhone: true },
    ...{ economy: '儿子按月寄钱', schoolDistance: '1.5公里', waterDistance: '300米', bond: '亲近' },
    home: Object.fromEntries(
      ['water', 'electricity', 'fire', 'ventilation', 'pesticide', 'road'].map(one => [one, { safe: true }]),
    ),
    ...{ exclusions: none, checkedHow: '邻居、村档案', violence: 'no', parentContact: '每周两次视频' },
    ...{ measures: '每月上门一次', visitedOn: '2026-11-15', nextOn: '2027-05-15' },
    assessors: [
      { name: '陈桂兰', post: '儿童主任' },
      { name: '李伟', post: '村委会委员' },
    ],
    ...instead,
  })

export const notice = (instead: object = {}): SchoolNotice =>
  SchoolNotice.parse({
    ...{ ...paper, version: 'notice/2', to: 'school', addressee: '柳溪镇中心小学', child, carer },
    ...{ guardians: [guardian], weeklyContact: '每周日20:00视频' },
    ...{
      term: { from: '2026-02-26', until: '2027-01-20' },
      director: { name: '陈桂兰', phone: '19900008888' },
    },
    ...instead,
  })

/** Prints into memory, on a day that never changes. */
export async function printed(
  papers: Iterable<Paper>,
  language: 'zh-CN' | 'en' = 'zh-CN',
): Promise<Printed & { pdf: Buffer }> {
  const chunks: Buffer[] = []
  const out = new Writable({
    write(chunk: Buffer, _, done) {
      chunks.push(chunk)
      done()
    },
  })
  const result = await printPapers(papers, out, {
    words,
    language,
    title: '委托照护',
    at: Date.UTC(2026, 10, 22),
  })
  return { ...result, pdf: Buffer.concat(chunks) }
}

/** A run of text on a page, with the room it takes: points, y upwards. */
export type Run = { text: string; x: number; y: number; width: number; height: number }
/** `y` downwards, as things are drawn. */
export type Rectangle = { x: number; y: number; width: number; height: number }
export type ReadPage = { text: string; runs: Run[]; rectangles: Rectangle[]; images: number; lines: number }

const IMAGES = [OPS.paintImageXObject, OPS.paintInlineImageXObject, OPS.paintImageMaskXObject] as number[]

type Item = { transform: number[]; width: number; height: number }

/** Where a run stands; one that is turned runs upwards. */
const placeOf = ({ transform: [, up, , , x, y], width, height }: Item): Omit<Run, 'text'> =>
  up === 0 ? { x: x!, y: y!, width, height } : { x: x! - height, y: y!, width: height, height: width }

/** Reads a PDF as another program does: its text, where it stands, and what is drawn. */
export async function readPdf(pdf: Buffer): Promise<ReadPage[]> {
  const task = getDocument({ data: new Uint8Array(pdf), verbosity: VerbosityLevel.ERRORS })
  const document = await task.promise
  const pages: ReadPage[] = []
  for (let number = 1; number <= document.numPages; number++) {
    const page = await document.getPage(number)
    const { items } = await page.getTextContent()
    const runs = items.flatMap(item =>
      'str' in item && item.str.trim() !== '' ? [{ text: item.str, ...placeOf(item) }] : [],
    )
    const { fnArray, argsArray } = await page.getOperatorList()
    const paths = fnArray.flatMap((fn, n) => (fn === OPS.constructPath ? [argsArray[n]] : []))
    pages.push({
      runs,
      text: runs.map(run => run.text).join('\n'),
      rectangles: paths.flatMap(([, [path]]) => rectanglesIn(path)),
      images: fnArray.filter(fn => IMAGES.includes(fn)).length,
      lines: paths.reduce((sum, [, [path]]) => sum + (path?.length ?? 0), 0),
    })
    page.cleanup()
  }
  await task.destroy()
  return pages
}

/** Closed paths of four corners. In a path, 0 is move (x, y), 1 line (x, y), 2 curve (6 numbers), 4 close. */
function rectanglesIn(path: Float32Array | null): Rectangle[] {
  const found: Rectangle[] = []
  let corners: [number, number][] = []
  for (let n = 0; path && n < path.length; ) {
    const kind = path[n]!
    if (kind === 0) corners = [[path[n + 1]!, path[n + 2]!]]
    if (kind === 1) corners.push([path[n + 1]!, path[n + 2]!])
    if (kind === 4 && corners.length === 4) {
      const [xs, ys] = [corners.map(([x]) => x), corners.map(([, y]) => y)]
      const [x, y] = [Math.min(...xs), Math.min(...ys)]
      found.push({ x, y, width: Math.max(...xs) - x, height: Math.max(...ys) - y })
    }
    n += kind === 2 ? 7 : kind === 3 ? 5 : kind === 4 ? 1 : 3
  }
  return found
}
