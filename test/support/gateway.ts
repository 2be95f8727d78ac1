import { type ChildProcess, fork } from 'node:child_process'
import { createServer } from 'node:net'
import type { Media } from '../../bot/channel.ts'
import type { Passed } from '../../bot/puppets/simulator/history.ts'
import type { Faults, SimulatorPuppet } from '../../bot/puppets/simulator/simulator.ts'

export type GatewaySettings = { port: number; token: string; tls: boolean; history: string | null }

/** What the test asks of the gateway's process. */
export type GatewayOrder = {
  order:
    | 'addContact'
    | 'say'
    | 'send'
    | 'sendThing'
    | 'recall'
    | 'befriend'
    | 'ownerSays'
    | 'messages'
    | 'media'
    | 'repeat'
    | 'faults'
    | 'logout'
    | 'login'
    | 'outAndIn'
    | 'endStreams'
  given: unknown[]
}

export const gatewayToken = 'insecure_test'

/** Starts a gateway on loopback in another process; resolves when its port accepts connections. */
export async function startGateway(settings: Partial<GatewaySettings> = {}) {
  const port = settings.port ?? (await freePort())
  const whole: GatewaySettings = { token: gatewayToken, tls: false, history: null, ...settings, port }
  const child = fork(new URL('gateway-process.ts', import.meta.url), [JSON.stringify(whole)], {
    serialization: 'advanced',
    execArgv: ['--no-warnings'],
    env: { ...process.env, WECHATY_LOG: 'silent' },
  })
  const ask = questions(child)
  await ask.ready
  const order = <T>(name: GatewayOrder['order'], ...given: unknown[]) => ask.order(name, given) as Promise<T>

  return {
    port,
    pid: child.pid!,
    addContact: (id: string) => order<void>('addContact', id),
    say: (contact: string, text: string) => order<string>('say', contact, text),
    send: (contact: string, media: Media & { kind: 'image' | 'voice' }) =>
      order<string>('send', contact, media),
    sendThing: (...given: Parameters<SimulatorPuppet['sendThing']>) => order<string>('sendThing', ...given),
    recall: (contact: string, message: string) => order<string>('recall', contact, message),
    befriend: (contact: string, greeting: string) => order<string>('befriend', contact, greeting),
    ownerSays: (contact: string, text: string) => order<string>('ownerSays', contact, text),
    messages: (contact: string) => order<Passed[]>('messages', contact),
    media: (id: string) => order<Media | null>('media', id),
    repeat: (id: string) => order<void>('repeat', id),
    faults: (faults: Partial<Faults>) => order<void>('faults', faults),
    logout: () => order<void>('logout'),
    login: () => order<void>('login'),
    outAndIn: () => order<void>('outAndIn'),
    endStreams: () => order<void>('endStreams'),
    freeze: () => child.kill('SIGSTOP'),
    thaw: () => child.kill('SIGCONT'),
    /** Ends it like a power cut. */
    async kill() {
      if (child.exitCode !== null || child.signalCode !== null) return
      const gone = new Promise(resolve => child.once('exit', resolve))
      child.kill('SIGKILL')
      await gone
    },
  }
}

export type TestGateway = Awaited<ReturnType<typeof startGateway>>

function questions(child: ChildProcess) {
  const waiting = new Map<number, PromiseWithResolvers<unknown>>()
  let last = 0
  const question = (nr: number) => {
    const asked = Promise.withResolvers<unknown>()
    waiting.set(nr, asked)
    return asked.promise
  }
  child.on('message', ({ nr, answer, error }: { nr: number; answer?: unknown; error?: string }) => {
    const asked = waiting.get(nr)
    waiting.delete(nr)
    if (error === undefined) asked?.resolve(answer)
    else asked?.reject(new Error(error))
  })
  child.on('exit', code => {
    for (const asked of waiting.values()) asked.reject(new Error(`gateway ended with ${code}`))
  })
  return {
    ready: question(0),
    order(order: string, given: unknown[]) {
      last += 1
      child.send({ nr: last, order, given })
      return question(last)
    },
  }
}

/** A port nobody listens on just now. */
export async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  await new Promise(resolve => server.close(resolve))
  if (address === null || typeof address === 'string') throw new Error('no port')
  return address.port
}
