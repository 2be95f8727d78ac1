import type { Outgoing, SendResult } from '../../bot/channel.ts'
import { fakeChannel } from '../../bot/fake.ts'
import { puppetService } from '../../bot/puppet-service.ts'
import { type SendFault, SimulatorPuppet, simulatorAccount } from '../../bot/puppets/simulator/simulator.ts'
import { wechatyChannel } from '../../bot/wechaty.ts'
import { gatewayToken, startGateway } from '../support/gateway.ts'
import { silentLog } from '../support/gateway-listener.ts'
import { channelContract, sendTimeout } from './channel-contract.ts'

const clock = Date
const log = silentLog

channelContract('a channel in memory', async () => {
  const channel = fakeChannel(clock)
  const places = new Map<string, string>()
  const placeIn = (outgoing: Outgoing) =>
    outgoing.kind === 'forward' ? places.get(outgoing.message) : undefined
  const results: Record<SendFault, SendResult> = {
    hang: { result: 'uncertain', reason: 'no answer' },
    mute: { result: 'uncertain', reason: 'no answer' },
    break: { result: 'uncertain', reason: 'broke' },
    refuse: { result: 'failed', reason: 'not a friend', again: false },
    'no-id': { result: 'sent', id: null },
  }
  return {
    channel,
    account: 'fake',
    close: () => {},
    phones: {
      addContact() {},
      say: async (contact, text) => (await channel.hear(contact, text)).id,
      async send(contact, { kind, ...media }) {
        const { id } = await channel.hear(contact, { kind })
        channel.files.set(id, media)
        return id
      },
      async sendThing(contact, kind, name = '') {
        const { id } = await channel.hear(contact, { kind })
        places.set(id, `${name}\n32.64, 116.27`)
        return id
      },
      recall: async (contact, message) => (await channel.hear(contact, { kind: 'recall', text: message })).id,
      befriend: async (contact, text) => (await channel.hear(contact, { kind: 'friend', text })).id,
      ownerSays: async (contact, text) => (await channel.hear(contact, { text, self: true })).id,
      async repeat(message) {
        const said = channel.heard.find(one => one.id === message)!
        await channel.hear(said.contact, said)
      },
      received: contact =>
        channel.sent
          .filter(one => one.contact === contact && one.result.result !== 'failed')
          .map(({ outgoing }) => ({
            kind: placeIn(outgoing) ? 'text' : outgoing.kind,
            text: outgoing.kind === 'text' ? outgoing.text : (placeIn(outgoing) ?? ''),
            ...(outgoing.kind === 'link' && { text: outgoing.link.title, link: outgoing.link }),
            media:
              'media' in outgoing
                ? outgoing.media
                : outgoing.kind === 'forward'
                  ? (channel.files.get(outgoing.message) ?? null)
                  : null,
          })),
      fault: fault => void channel.results.push(results[fault]),
    },
  }
})

channelContract('the simulator in this process', async () => {
  const puppet = new SimulatorPuppet({ clock, path: null })
  const channel = wechatyChannel({ puppet, clock, log, sendTimeout })
  return {
    channel,
    account: simulatorAccount,
    close: () => channel.stop(),
    phones: {
      addContact: id => puppet.addContact({ id, name: id }),
      say: (contact, text) => puppet.say(contact, text),
      send: (contact, media) => puppet.send(contact, media),
      sendThing: (contact, kind, text) => puppet.sendThing(contact, kind, text),
      recall: (contact, message) => puppet.recall(contact, message),
      befriend: (contact, greeting) => puppet.befriend(contact, greeting),
      ownerSays: (contact, text) => puppet.ownerSays(contact, text),
      repeat: message => void puppet.emit('message', { messageId: message }),
      received: contact =>
        puppet
          .messages({ contact })
          .filter(one => one.from === 'bot')
          .map(one => ({ ...one, media: puppet.media(one.mediaId ?? '') })),
      fault: fault => void puppet.faults.sends.push(fault),
    },
  }
})

channelContract('a gateway in another process', async () => {
  const gateway = await startGateway()
  const settings = { token: gatewayToken, host: '127.0.0.1', port: gateway.port, tls: false }
  const remote = await puppetService({ ...settings, caCert: null, serverName: null })
  const channel = wechatyChannel({ ...remote, clock, log, sendTimeout })
  return {
    channel,
    account: simulatorAccount,
    async close() {
      await channel.stop()
      await gateway.kill()
    },
    phones: {
      ...gateway,
      async received(contact) {
        const passed = (await gateway.messages(contact)).filter(one => one.from === 'bot')
        return Promise.all(
          passed.map(async one => ({ ...one, media: one.mediaId ? await gateway.media(one.mediaId) : null })),
        )
      },
      fault: fault => gateway.faults({ sends: [fault] }),
    },
  }
})
