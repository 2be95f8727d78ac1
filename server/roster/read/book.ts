import { AppError } from '../../errors.ts'
import { scanXml } from './xml.ts'
import { damaged, type Zip } from './zip.ts'

/** The sheets of a workbook with the part each lies in, and the parts they share. */
export type Book = {
  sheets: { name: string; part: string }[]
  strings: string | undefined
  styles: string | undefined
  from1904: boolean
}

/** Reads a workbook's list of sheets by its relations. Throws E-IMP-FORMAT when it has macros or no sheet. */
export async function readBook(zip: Zip): Promise<Book> {
  await scanXml(zip.read('[content_types].xml'), {
    open(_, attribute) {
      if (/macroenabled/i.test(attribute('ContentType') ?? '')) {
        throw new AppError('E-IMP-FORMAT', { type: '带宏的工作簿(.xlsm)' })
      }
    },
    close() {},
    text() {},
  })
  const root = (await readRelations(zip, '_rels/.rels', '')).find(one => one.type === 'officeDocument')
  const main = root?.target ?? 'xl/workbook.xml'
  const folder = main.slice(0, main.lastIndexOf('/') + 1)
  const relations = await readRelations(zip, `${folder}_rels/${main.slice(folder.length)}.rels`, folder)
  const part = (type: string) => relations.find(one => one.type === type)?.target

  const sheets: Book['sheets'] = []
  let from1904 = false
  await scanXml(zip.read(main), {
    open(name, attribute) {
      if (name === 'workbookPr') from1904 = /^(1|true)$/.test(attribute('date1904') ?? '')
      if (name !== 'sheet') return
      const relation = relations.find(one => one.id === attribute('r:id') && one.type === 'worksheet')
      if (relation) sheets.push({ name: attribute('name') ?? '', part: relation.target })
    },
    close() {},
    text() {},
  })
  if (sheets.length === 0) throw damaged()
  return { sheets, from1904, strings: part('sharedStrings'), styles: part('styles') }
}

type Relation = { id: string | undefined; type: string; target: string }

async function readRelations(zip: Zip, part: string, folder: string): Promise<Relation[]> {
  if (!zip.names.has(part)) return []
  const relations: Relation[] = []
  await scanXml(zip.read(part), {
    open(name, attribute) {
      if (name !== 'Relationship' || attribute('TargetMode') === 'External') return
      const type = attribute('Type') ?? ''
      const target = attribute('Target') ?? ''
      const path = target.startsWith('/') ? target.slice(1) : resolved(folder + target)
      relations.push({
        id: attribute('Id'),
        type: type.slice(type.lastIndexOf('/') + 1),
        target: path.toLowerCase(),
      })
    },
    close() {},
    text() {},
  })
  return relations
}

function resolved(path: string): string {
  const steps: string[] = []
  for (const step of path.split('/')) {
    if (step === '..') steps.pop()
    else if (step !== '.') steps.push(step)
  }
  return steps.join('/')
}
