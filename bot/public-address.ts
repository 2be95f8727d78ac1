import { lookup } from 'node:dns'
import { BlockList, isIP, type LookupFunction } from 'node:net'

const inner = new BlockList()
for (const [net, bits] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['224.0.0.0', 3],
] as const) {
  inner.addSubnet(net, bits, 'ipv4')
}
for (const [net, bits] of [
  ['::', 127],
  ['fc00::', 7],
  ['fe80::', 10],
  ['ff00::', 8],
  ['64:ff9b::', 96],
] as const) {
  inner.addSubnet(net, bits, 'ipv6')
}

/** Whether this is an address on the open internet, as far as its number tells. */
export function isPublic(address: string): boolean {
  const family = isIP(address)
  if (family === 0) return false
  const mapped = /^::ffff:(.+)$/iu.exec(address)?.[1]
  if (mapped !== undefined) return isIP(mapped) === 4 && isPublic(mapped)
  return !inner.check(address, family === 4 ? 'ipv4' : 'ipv6')
}

/**
 * A `lookup` for a socket that refuses names leading into our own network. It judges the very address the
 * connection will use, so a name that changes its answer in between (DNS rebinding) gains nothing.
 */
export const publicAddressOnly: LookupFunction = (host, options, done) => {
  lookup(host, { ...options, all: true }, (error, found) => {
    if (error) return done(error, '', 0)
    const first = found[0]
    if (!first || !found.every(({ address }) => isPublic(address))) {
      return done(new Error('file address is not public'), '', 0)
    }
    if (options.all) done(null, found)
    else done(null, first.address, first.family)
  })
}
