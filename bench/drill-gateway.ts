/**
 * Plays a real outage: a gateway is killed, stays away, and comes back at the same address, with the intervals a
 * county runs with. Fails when a family is not heard again within 30 s of the gateway's return.
 *
 *     npm run drill:gateway [-- --away 100]
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { puppetService } from '../bot/puppet-service.ts'
import { wechatyChannel } from '../bot/wechaty.ts'
import { freePort, gatewayToken, startGateway } from '../test/support/gateway.ts'
import { recorder, silentLog } from '../test/support/gateway-listener.ts'

const allowed = 30
const { away } = parseArgs({ options: { away: { type: 'string', default: '100' } } }).values

const seconds = (from: number) => ((performance.now() - from) / 1000).toFixed(1)
const rows: [what: string, figure: string][] = []

const port = await freePort()
const address = { token: gatewayToken, host: '127.0.0.1', port, tls: false, caCert: null, serverName: null }
const channel = wechatyChannel({ ...(await puppetService(address)), clock: Date, log: silentLog })
const ear = recorder()
let gateway = await startGateway({ port })
await gateway.addContact('grandmother')

const started = performance.now()
await channel.start(ear.listener)
await ear.until(() => ear.logins.length > 0, 60_000)
rows.push(['bot start to login', `${seconds(started)} s`])
await gateway.say('grandmother', 'before')
await ear.messages('grandmother')

process.stdout.write(`gateway killed, away for ${away} s\n`)
const killed = performance.now()
await gateway.kill()
while (channel.health().state !== 'deaf') await sleep(10)
rows.push(['deafness noticed after', `${seconds(killed)} s`])
await sleep(Number(away) * 1000)

const back = performance.now()
gateway = await startGateway({ port })
rows.push(['gateway up again in', `${seconds(back)} s`])
await gateway.addContact('grandmother')
let said = 0
const speaking = setInterval(() => {
  said += 1
  void gateway.say('grandmother', String(said))
}, 500)
const heard = await ear.messages('grandmother', 2, 300_000).catch(() => null)
clearInterval(speaking)
const took = (performance.now() - back) / 1000
rows.push(['heard again after', heard ? `${took.toFixed(1)} s (allowed ${allowed} s)` : 'never'])
rows.push(['said in vain meanwhile', heard ? String(Number(heard[1]!.text) - 1) : String(said)])
const reply = await channel.send('grandmother', { kind: 'text', text: 'after' })
rows.push(['a reply is', reply.result])
await ear.until(() => ear.gaps.length > 0).catch(() => {})
const gap = ear.gaps[0]
rows.push(['deaf time recorded', gap ? `${((gap.to - gap.from) / 1000).toFixed(1)} s, ${gap.cause}` : 'none'])

await channel.stop()
await gateway.kill()
const width = Math.max(...rows.map(([what]) => what.length))
for (const [what, figure] of rows) process.stdout.write(`${what.padEnd(width)}  ${figure}\n`)
process.exit(heard && took <= allowed && gap ? 0 : 1)
