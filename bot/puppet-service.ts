import { connect } from 'node:net'
import { z } from 'zod'
import { gatewayPuppets } from './gateway-puppet.ts'
import type { RemotePuppet } from './wechaty.ts'

/** Where a Puppet Service gateway is and how to speak to it. */
type Gateway = {
  token: string
  host: string
  port: number
  /** False: plain text, for a gateway on the same machine only. */
  tls: boolean
  /** PEM of the authority that signed the gateway's certificate; null: the one wechaty ships. */
  caCert: string | null
  /** Name in the gateway's certificate; null: the token's part before the last underscore. */
  serverName: string | null
}

/** Why no gateway can be made from the settings: a code for the log and a sentence for the operator. */
type GatewayRefusal = {
  code: 'E-GATEWAY-TOKEN' | 'E-GATEWAY-ENDPOINT' | 'E-GATEWAY-ADDRESS' | 'E-GATEWAY-NAME'
  sentence: string
}

const refusals: Record<GatewayRefusal['code'], string> = {
  'E-GATEWAY-TOKEN':
    '还没有设置 WECHATY_PUPPET_SERVICE_TOKEN（微信网关的令牌）。请向网关提供方索取令牌，设置后重新启动。',
  'E-GATEWAY-ENDPOINT':
    '还没有设置 WECHATY_PUPPET_SERVICE_ENDPOINT（微信网关的地址，如 127.0.0.1:18788）。不填写的话，程序会把令牌拿到公共目录上去查询，因此请您务必填写。',
  'E-GATEWAY-ADDRESS':
    'WECHATY_PUPPET_SERVICE_ENDPOINT 的写法不对，请写成“主机:端口”，例如 127.0.0.1:18788。',
  'E-GATEWAY-NAME':
    '令牌里没有下划线，网关证书的名字无从得知。请在令牌前加上“insecure_”之类的前缀，或设置 WECHATY_PUPPET_SERVICE_TLS_SERVER_NAME。',
}

const text = z.string().trim().default('')
const Settings = z.object({
  WECHATY_PUPPET_SERVICE_TOKEN: text,
  WECHATY_PUPPET_SERVICE_ENDPOINT: text,
  WECHATY_PUPPET_SERVICE_NO_TLS_INSECURE_CLIENT: text,
  WECHATY_PUPPET_SERVICE_TLS_CA_CERT: text,
  WECHATY_PUPPET_SERVICE_TLS_SERVER_NAME: text,
})

/** Reads the standard WECHATY_PUPPET_SERVICE_* variables. */
export function gatewayFrom(
  env: Record<string, string | undefined>,
): { gateway: Gateway } | { refused: GatewayRefusal } {
  const settings = Settings.parse(env)
  const token = settings.WECHATY_PUPPET_SERVICE_TOKEN
  const endpoint = settings.WECHATY_PUPPET_SERVICE_ENDPOINT
  const serverName = settings.WECHATY_PUPPET_SERVICE_TLS_SERVER_NAME || null
  const refused = (code: GatewayRefusal['code']) => ({ refused: { code, sentence: refusals[code] } })
  if (!token) return refused('E-GATEWAY-TOKEN')
  if (!endpoint) return refused('E-GATEWAY-ENDPOINT')
  const address = /^(?:\[(?<six>[0-9a-f:]+)\]|(?<name>[\w.-]+)):(?<port>\d{1,5})$/iu.exec(endpoint)?.groups
  const port = Number(address?.port)
  if (!address || port < 1 || port > 65_535) return refused('E-GATEWAY-ADDRESS')
  // Wechaty wants the name even without TLS.
  if (!token.includes('_') && serverName === null) return refused('E-GATEWAY-NAME')
  return {
    gateway: {
      token,
      host: (address.six ?? address.name)!,
      port,
      tls: settings.WECHATY_PUPPET_SERVICE_NO_TLS_INSECURE_CLIENT !== 'true',
      caCert: settings.WECHATY_PUPPET_SERVICE_TLS_CA_CERT.replaceAll('\\n', '\n') || null,
      serverName,
    },
  }
}

/** wechaty's own watchdog, s: a day, that is off. It would reset once, at a bad moment, and then never again. */
const watchdogOff = 86_400
/** How long the gateway's port has to accept us, ms. */
const knock = 3_000

/** The puppet that speaks to `gateway`, made anew for each connection, and how to find out whether it is there. */
export async function puppetService(gateway: Gateway): Promise<RemotePuppet> {
  const { token, host, port, tls, caCert, serverName } = gateway
  const make = await gatewayPuppets()
  return {
    puppet: lost =>
      make(
        {
          token,
          endpoint: host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`,
          timeoutSeconds: watchdogOff,
          tls: { disable: !tls, ...(caCert && { caCert }), ...(serverName && { serverName }) },
        },
        lost,
      ),
    reachable: () => accepts(host, port),
  }
}

/** Whether somebody accepts connections at host:port. Says nothing about who. */
export function accepts(host: string, port: number): Promise<boolean> {
  const answer = Promise.withResolvers<boolean>()
  const socket = connect({ host, port, timeout: knock })
  socket.once('connect', () => answer.resolve(true))
  socket.once('timeout', () => answer.resolve(false))
  socket.once('error', () => answer.resolve(false))
  return answer.promise.finally(() => socket.destroy())
}
