import { parseArgs } from 'node:util'
import { AppError } from '../errors.ts'
import { runCommand } from '../house.ts'
import { addSender, changeSecret, dropOld, endSender, type Issued } from '../weather/senders.ts'

const USAGE =
  'npm run sender:add -- --county 区划代码 --name 单位 | --change 编号 | --drop-old 编号 | --end 编号 [--json]'

await runCommand(async house => {
  const { county, name, change, 'drop-old': old, end, json } = readOptions()
  const show = (done: Issued | { code: string }) => {
    if (json) console.log(JSON.stringify(done))
    else if ('secret' in done)
      console.log(`编号:${done.code}\n密钥(只显示这一次,请交给对方保管):${done.secret}`)
    else console.log(`${done.code} 已办`)
  }
  if (change) show(await changeSecret(house, change))
  else if (old) {
    await dropOld(house, old)
    show({ code: old })
  } else if (end) {
    await endSender(house, end)
    show({ code: end })
  } else if (county && name) show(await addSender(house, county, name))
  else throw new AppError('E-USAGE', { usage: USAGE })
})

function readOptions() {
  try {
    const text = { type: 'string' } as const
    const options = { county: text, name: text, change: text, 'drop-old': text, end: text }
    const { values } = parseArgs({ options: { ...options, json: { type: 'boolean', default: false } } })
    if (Object.keys(options).some(key => (values as Record<string, unknown>)[key] === '')) throw new Error()
    if ((values.county ?? '').length > 6 || (values.name ?? '').length > 40) throw new Error()
    return values
  } catch {
    throw new AppError('E-USAGE', { usage: USAGE })
  }
}
