import { parseArgs } from 'node:util'
import { z } from 'zod'
import { isDay } from '../../flows/engine/calendar.ts'
import { RIGHTS } from '../api/rights.ts'
import { isoOf } from '../api/times.ts'
import { issueToken } from '../api/tokens.ts'
import { AppError } from '../errors.ts'
import { runCommand } from '../house.ts'

const USAGE = `npm run token:issue -- --place 区划代码 --name 系统名称 --may ${RIGHTS.join(',')} --until 年-月-日 [--as 姓名] [--json]`
const Options = z.object({
  place: z.string().regex(/^\d{6}(\d{3}(\d{3})?)?$/),
  name: z.string().trim().min(1).max(60),
  may: z
    .string()
    .transform(text => [...new Set(text.split(/[,，]/))])
    .pipe(z.array(z.enum(RIGHTS)).min(1)),
  until: z.string().refine(isDay),
  as: z.string().trim().min(1).optional(),
  json: z.boolean().default(false),
})

await runCommand(async house => {
  const options = readOptions()
  const { id, text, expiresAt } = await issueToken(house, options)
  if (options.json) console.log(JSON.stringify({ id, token: text, expiresAt: isoOf(expiresAt) }))
  else
    console.log(
      `${options.name} 的令牌(只显示这一次):\n${text}\n编号 ${id},${options.until} 到期。停用:npm run token:revoke -- --id ${id}`,
    )
})

function readOptions(): z.infer<typeof Options> {
  try {
    const text = { type: 'string' } as const
    const { values } = parseArgs({
      options: { place: text, name: text, may: text, until: text, as: text, json: { type: 'boolean' } },
    })
    return Options.parse(values)
  } catch {
    throw new AppError('E-USAGE', { usage: USAGE })
  }
}
