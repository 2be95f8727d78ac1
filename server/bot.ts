import type { Logger } from 'pino'
import type { Channel } from '../bot/channel.ts'
import type { SimulatorPuppet } from '../bot/puppets/simulator/simulator.ts'
import { wechatyChannel } from '../bot/wechaty.ts'
import type { Clock } from './clock.ts'
import type { Config } from './config.ts'
import { AppError } from './errors.ts'

export { simulatorAccount } from '../bot/puppets/simulator/simulator.ts'

/** The configured puppet behind the port. Only here is a concrete puppet named. */
export async function openBot(
  config: Pick<Config, 'puppet' | 'dataDir'>,
  clock: Clock,
  log: Logger,
): Promise<{ channel: Channel; simulator: SimulatorPuppet | null }> {
  if (config.puppet === 'simulator') {
    const { SimulatorPuppet } = await import('../bot/puppets/simulator/simulator.ts')
    const simulator = new SimulatorPuppet({ clock, path: `${config.dataDir}/simulator.jsonl` })
    return { simulator, channel: wechatyChannel({ puppet: simulator, clock, log }) }
  }
  const { gatewayFrom, puppetService } = await import('../bot/puppet-service.ts')
  const found = gatewayFrom(process.env)
  if ('refused' in found) throw new AppError('E-WECHAT-CONFIG', { what: found.refused.sentence })
  return { simulator: null, channel: wechatyChannel({ ...(await puppetService(found.gateway)), clock, log }) }
}
