import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { prepare } from '../../server/db/database.ts'
import { openCluster } from '../../server/db/embedded.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** Socket folder of the run's PostgreSQL. */
    databaseHost: string
  }
}

/** One PostgreSQL for the whole run, with a migrated template that every file clones. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const dataDir = mkdtempSync(join(tmpdir(), 'xb-test-'))
  const cluster = await openCluster({ dataDir, fsync: false })
  await prepare(cluster, 'template')
  project.provide('databaseHost', cluster.host)
  return async () => {
    await cluster.stop()
    rmSync(dataDir, { recursive: true, force: true })
  }
}
