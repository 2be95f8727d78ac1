import { parseArgs } from 'node:util'
import { z } from 'zod'
import { AppError } from '../errors.ts'
import { runCommand } from '../house.ts'
import { addStaff } from '../staff/add-staff.ts'

const USAGE =
  'npm run staff:add -- --role director|supervisor|county --name 姓名 --place 区划代码 [--phone 电话] [--json]'
const Options = z.object({
  role: z.enum(['director', 'supervisor', 'county']),
  name: z.string().trim().min(1).max(40),
  place: z.string().regex(/^\d{6}(\d{3}(\d{3})?)?$/),
  phone: z
    .string()
    .regex(/^[\d-]{3,16}$/)
    .nullable()
    .default(null),
  json: z.boolean().default(false),
})

await runCommand(async house => {
  const options = readOptions()
  const added = await addStaff(house, options)
  const expires = new Date(added.expires).toISOString()
  if (options.json) console.log(JSON.stringify({ id: added.id, code: added.code, expires }))
  else
    console.log(
      `${options.name} 的绑定码:${added.code}\n请本人把它发给微信小帮手,${expires.slice(0, 10)} 前有效,只能用一次。`,
    )
})

function readOptions(): z.infer<typeof Options> {
  try {
    const { values } = parseArgs({
      options: {
        role: { type: 'string' },
        name: { type: 'string' },
        place: { type: 'string' },
        phone: { type: 'string' },
        json: { type: 'boolean' },
      },
    })
    return Options.parse(values)
  } catch {
    throw new AppError('E-USAGE', { usage: USAGE })
  }
}
