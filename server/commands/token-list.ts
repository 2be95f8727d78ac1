import { dayOf } from '../../flows/engine/calendar.ts'
import { isoOf } from '../api/times.ts'
import { type Issued, listTokens } from '../api/tokens.ts'
import { runCommand } from '../house.ts'

await runCommand(async house => {
  const tokens = await listTokens(house)
  const now = house.clock.now()
  if (process.argv.includes('--json')) console.log(JSON.stringify(tokens.map(asJson)))
  else if (tokens.length === 0) console.log('还没有发过令牌。')
  else for (const token of tokens) console.log(lineOf(token, now))
})

const asJson = ({ issuedAt, expiresAt, revokedAt, staff: _, ...token }: Issued) => ({
  ...token,
  issuedAt: isoOf(issuedAt),
  expiresAt: isoOf(expiresAt),
  revokedAt: revokedAt === null ? null : isoOf(revokedAt),
})

function lineOf({ id, place, name, may, expiresAt, revokedAt }: Issued, now: number): string {
  const state =
    revokedAt !== null
      ? `${dayOf(revokedAt)} 停用`
      : expiresAt <= now
        ? '已到期'
        : `${dayOf(expiresAt - 1)} 到期`
  return `${id}  ${place}  ${name}  ${may.join(',')}  ${state}`
}
