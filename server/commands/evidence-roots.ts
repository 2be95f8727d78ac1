import { inScope } from '../db/scope.ts'
import { lineOf } from '../evidence/anchors.ts'
import { rootsOf } from '../evidence/roots.ts'
import { runCommand } from '../house.ts'

// To be printed, signed and filed: the same lines as in the anchor file, which `evidence:verify --anchor` reads back.
await runCommand(async ({ pool }) => {
  const { rows } = await pool.query('select county from evidence_heads order by 1')
  console.log('# 存证根:日期、县区划代码、记录条数、SHA-256。请打印、签字、存档,与数据库分开保管。')
  for (const { county } of rows)
    for (const root of await inScope(pool, { place: county }, tx => rootsOf(tx, county)))
      console.log(lineOf(root))
})
