import { afterEach } from 'vitest'
import { puppetService } from '../../bot/puppet-service.ts'
import { wechatyChannel } from '../../bot/wechaty.ts'
import { freePort, type GatewaySettings, gatewayToken, startGateway, type TestGateway } from './gateway.ts'
import { recorder, silentLog } from './gateway-listener.ts'

/** The real intervals, some twenty times as fast. */
export const intervals = { look: 40, ask: 250, silence: 700, login: 800, wait: 50, waitAtMost: 300 }

const open: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close()
})

/** A bot whose gateway may come and go at one address; both are gone after the test. */
export async function gatewayBot(settings: Partial<GatewaySettings> = {}) {
  const port = await freePort()
  const { tls = false } = settings
  const address = { token: gatewayToken, host: '127.0.0.1', port, tls, caCert: null, serverName: null }
  const channel = wechatyChannel({
    ...(await puppetService(address)),
    intervals,
    clock: Date,
    log: silentLog,
    sendTimeout: 500,
    fetchTimeout: 2_000,
    patience: 300,
    gapFrom: 200,
  })
  const ear = recorder()
  let gateway: TestGateway | null = null
  open.push(async () => {
    await channel.stop()
    await gateway?.kill()
  })
  return {
    channel,
    ear,
    start: () => channel.start(ear.listener),
    async gatewayAppears() {
      gateway = await startGateway({ ...settings, port })
      await gateway.addContact('grandmother')
      return gateway
    },
    /** Resolves when the bot has logged in for the `count`th time. */
    loggedIn: (count: number) => ear.until(() => ear.logins.length >= count),
  }
}
