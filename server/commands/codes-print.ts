import { writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import QRCode from 'qrcode'
import { z } from 'zod'
import { AppError } from '../errors.ts'
import { cardSheet, type FamilyCard, familyCards } from '../families/cards.ts'
import { runCommand } from '../house.ts'

const USAGE = 'npm run codes:print -- --place 区划代码 [--json] [--html 文件]'
const Options = z.object({
  place: z.string().regex(/^\d{6}(\d{3}(\d{3})?)?$/),
  html: z.string().min(1).optional(),
  json: z.boolean().default(false),
})

await runCommand(async house => {
  const { place, html, json } = readOptions()
  const cards = await familyCards(house, place)
  if (html) writeFileSync(html, await cardSheet(cards), { mode: 0o600 })
  if (json)
    console.log(
      JSON.stringify(
        cards.map(({ adult, role, household, children, code, expires }) => ({
          adult,
          role,
          household,
          children,
          code,
          expires,
        })),
      ),
    )
  else if (html) console.log(`${cards.length} 张卡片已写入 ${html}`)
  else for (const card of cards) console.log(await onTerminal(card))
})

async function onTerminal(card: FamilyCard): Promise<string> {
  const qr = await QRCode.toString(card.code, { type: 'utf8', errorCorrectionLevel: 'M' })
  return `${card.adult}(${card.children.join('、')} ${card.kin})\n绑定码:${card.code}  ${card.expires.slice(0, 10)} 前有效\n${qr}`
}

function readOptions(): z.infer<typeof Options> {
  try {
    const { values } = parseArgs({
      options: { place: { type: 'string' }, html: { type: 'string' }, json: { type: 'boolean' } },
    })
    return Options.parse(values)
  } catch {
    throw new AppError('E-USAGE', { usage: USAGE })
  }
}
