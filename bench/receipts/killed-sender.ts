import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, openSync, readSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { lots } from '../../server/demo/draw.ts'
import type { Seen } from '../../test/support/receipts/gateway.ts'
import type { Sender } from '../../test/support/receipts/play.ts'

/** Longest life (ms, real) of a sender that is to die while it sends. */
const LONGEST = 150

/** A sender in a process of its own, killed with SIGKILL while it sends; `book` is the gateway's, outside the database. */
export function killedSender(url: string, book: string, seed: number): Sender & { end(): Promise<void> } {
  const draw = lots(seed)
  const seen: Seen[] = []
  let born = 0
  let child: ChildProcess | null = null
  let read = 0
  let rest = ''
  async function alive(): Promise<ChildProcess> {
    if (child) return child
    const program = fileURLToPath(new URL('./sender.ts', import.meta.url))
    child = fork(program, [url, book, String(seed + ++born)])
    await once(child, 'message')
    return child
  }
  return {
    async work({ now, step, dies }) {
      const sending = await alive()
      const ends = new AbortController()
      const ended = Promise.race([
        once(sending, 'message', ends).then(() => 'done' as const),
        once(sending, 'exit', ends).then(() => 'died' as const),
      ])
      sending.send({ now, step })
      const end = dies ? setTimeout(() => sending.kill('SIGKILL'), draw.between(1, LONGEST)) : undefined
      const how = await ended
      clearTimeout(end)
      ends.abort()
      if (how === 'died') child = null
      return how
    },
    seen() {
      const file = openSync(book, 'a+')
      const chunk = Buffer.alloc(1 << 20)
      for (let bytes = -1; bytes !== 0; read += bytes) {
        bytes = readSync(file, chunk, 0, chunk.length, read)
        rest += chunk.toString('utf8', 0, bytes)
      }
      closeSync(file)
      const lines = rest.split('\n')
      rest = lines.pop()!
      seen.push(...lines.map(line => JSON.parse(line) as Seen))
      return seen
    },
    async end() {
      if (!child) return
      const gone = once(child, 'exit')
      child.kill()
      await gone
    },
  }
}
