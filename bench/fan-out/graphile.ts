import { Logger, makeWorkerUtils, type RunnerOptions, run } from 'graphile-worker'
import type pg from 'pg'
import { instantChannel } from './ours.ts'

const silent = new Logger(() => () => {})

/** Jobs given to one `add_jobs`. */
const BATCH = 1_000

/**
 * As its manual tunes it for throughput: jobs added a thousand at a time, a local queue, completion in batches; no
 * notices from its own `pg_notify`, no logging.
 */
const tuned: RunnerOptions['preset'] = {
  worker: {
    concurrentJobs: 24,
    maxPoolSize: 10,
    localQueue: { size: 500, refetchDelay: { durationMs: 10 } },
    completeJobBatchDelay: 0,
    failJobBatchDelay: 0,
  },
}

/** The same send by graphile-worker: a job for each recipient. Milliseconds from the first job added to the last one gone. */
export async function byGraphile(owner: pg.Client, url: string, people: number, how: 'tuned' | 'default') {
  const channel = instantChannel()
  const done = Promise.withResolvers<void>()
  const noticeId = '0a4f8a8e-5f7e-4f0b-9c4b-2f6a5d2f6c11'
  const runner = await run({
    connectionString: url,
    ...(how === 'tuned' && { preset: tuned }),
    logger: silent,
    noHandleSignals: true,
    taskList: {
      send: async () => {
        await channel.send('', { kind: 'text', text: '' })
        if (channel.sent === people) done.resolve()
      },
    },
  })
  const utils = await makeWorkerUtils({ connectionString: url, logger: silent })
  const began = performance.now()
  for (let from = 0; from < people; from += how === 'tuned' ? BATCH : 1) {
    const specs = Array.from({ length: how === 'tuned' ? Math.min(BATCH, people - from) : 1 }, (_, n) => ({
      identifier: 'send',
      payload: { notice: noticeId, contact: `wxid_${from + n}` },
    }))
    if (how === 'tuned') await utils.addJobs(specs)
    else await utils.addJob('send', specs[0]!.payload)
  }
  await done.promise
  for (let left = 1; left > 0; )
    left = Number((await owner.query('select count(*) as n from graphile_worker._private_jobs')).rows[0].n)
  const ms = performance.now() - began
  await runner.stop()
  await utils.release()
  return ms
}
