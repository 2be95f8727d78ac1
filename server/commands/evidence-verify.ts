import { parseArgs } from 'node:util'
import { AppError } from '../errors.ts'
import { readAnchors } from '../evidence/anchors.ts'
import { type Broken, verifyEvidence } from '../evidence/verify.ts'
import { runCommand } from '../house.ts'

const USAGE = 'npm run evidence:verify [-- --json] [--anchor 文件]'

const WHAT: Record<Broken['what'], string> = {
  chain: '记录被改、被删或被调换',
  body: '记录的内容被改或不见了',
  head: '记录的末尾对不上',
  root: '与库里当天的存证根不符',
  anchor: '与库外当天的存证根不符(记录被截断、重写或恢复了旧备份)',
  row: '业务数据与记录不符',
  unrecorded: '业务数据没有记录',
}

const lineOf = ({ county, n, what, at }: Broken): string =>
  [county, n === null ? '-' : `第 ${n} 条`, WHAT[what], at ?? ''].join('  ').trimEnd()

await runCommand(async ({ config, pool, keys }) => {
  const { json, anchor } = readOptions()
  const { anchors, unreadable } = readAnchors(anchor ?? config.anchorFile)
  if (unreadable > 0 || (anchor !== undefined && anchors.length === 0))
    throw new AppError('E-ANCHOR', { file: anchor ?? config.anchorFile, lines: unreadable })
  const { records, broken } = await verifyEvidence({ pool, keys }, anchors)
  if (json) console.log(JSON.stringify({ records, broken }))
  else {
    console.log(`存证记录 ${records} 条,对照存证根 ${anchors.length} 条,问题 ${broken.length} 处`)
    for (const one of broken) console.log(lineOf(one))
  }
  if (broken.length > 0) process.exitCode = 1
  else if (records === 0) process.exitCode = 2
})

function readOptions(): { json: boolean; anchor: string | undefined } {
  try {
    const { values } = parseArgs({ options: { json: { type: 'boolean' }, anchor: { type: 'string' } } })
    return { json: values.json ?? false, anchor: values.anchor }
  } catch {
    throw new AppError('E-USAGE', { usage: USAGE })
  }
}
