import { parseArgs } from 'node:util'
import { z } from 'zod'
import { revokeToken } from '../api/tokens.ts'
import { AppError } from '../errors.ts'
import { runCommand } from '../house.ts'

const USAGE = 'npm run token:revoke -- --id 编号 [--json]'
const Options = z.object({ id: z.uuid(), json: z.boolean().default(false) })

await runCommand(async house => {
  const { id, json } = readOptions()
  const { name } = await revokeToken(house, id)
  console.log(json ? JSON.stringify({ id, revoked: true }) : `${name} 的令牌已停用。`)
})

function readOptions(): z.infer<typeof Options> {
  try {
    const { values } = parseArgs({ options: { id: { type: 'string' }, json: { type: 'boolean' } } })
    return Options.parse(values)
  } catch {
    throw new AppError('E-USAGE', { usage: USAGE })
  }
}
