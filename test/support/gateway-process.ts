/** A Puppet Service gateway in a process of its own: the stock server around our simulator puppet. */
import { PuppetServer } from 'wechaty-puppet-service'
import { SimulatorPuppet } from '../../bot/puppets/simulator/simulator.ts'
import type { GatewayOrder, GatewaySettings } from './gateway.ts'

const { port, token, tls, history } = JSON.parse(process.argv[2]!) as GatewaySettings
const puppet = new SimulatorPuppet({ clock: Date, path: history })
const server = new PuppetServer({ endpoint: `127.0.0.1:${port}`, puppet, token, tls: { disable: !tls } })

type EventCall = { end(): void }
type Handlers = Map<string, { func: (call: EventCall) => void }>
let streams: EventCall[] = []

/** The stock server has no way to end the event stream politely, as a gateway does that restarts in peace. */
function rememberStreams() {
  const { handlers } = (server as unknown as { grpcServer: { handlers: Handlers } }).grpcServer
  const handler = handlers.get('/wechaty.Puppet/Event')!
  const { func } = handler
  handler.func = call => {
    streams.push(call)
    func(call)
  }
}

const orders: Record<GatewayOrder['order'], (...given: never[]) => unknown> = {
  addContact: (id: string) => puppet.addContact({ id, name: id }),
  say: (contact: string, text: string) => puppet.say(contact, text),
  send: (contact: string, media: Parameters<SimulatorPuppet['send']>[1]) => puppet.send(contact, media),
  sendThing: (...given: Parameters<SimulatorPuppet['sendThing']>) => puppet.sendThing(...given),
  recall: (contact: string, id: string) => puppet.recall(contact, id),
  befriend: (contact: string, greeting: string) => puppet.befriend(contact, greeting),
  ownerSays: (contact: string, text: string) => puppet.ownerSays(contact, text),
  messages: (contact: string) => puppet.messages({ contact }),
  media: (id: string) => puppet.media(id),
  repeat: (id: string) => puppet.emit('message', { messageId: id }),
  faults: (faults: Partial<SimulatorPuppet['faults']>) => Object.assign(puppet.faults, faults),
  logout: () => puppet.logout('test'),
  login: () => puppet.login('simulator'),
  async outAndIn() {
    await puppet.logout('test')
    puppet.login('simulator')
  },
  endStreams() {
    for (const stream of streams) stream.end()
    streams = []
  },
}

process.on('message', async ({ order, given, nr }: GatewayOrder & { nr: number }) => {
  try {
    process.send!({ nr, answer: await orders[order](...(given as never[])) })
  } catch (thrown) {
    process.send!({ nr, error: String(thrown) })
  }
})
// Never outlives the test that started it.
process.on('disconnect', () => process.exit())

puppet.on('error', () => {})
await server.start()
rememberStreams()
process.send!({ nr: 0, answer: null })
