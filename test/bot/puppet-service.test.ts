import { expect, test } from 'vitest'
import { gatewayFrom } from '../../bot/puppet-service.ts'

const settings = {
  WECHATY_PUPPET_SERVICE_TOKEN: 'insecure_abc',
  WECHATY_PUPPET_SERVICE_ENDPOINT: '127.0.0.1:18788',
}
const refusedFor = (env: Record<string, string | undefined>) => {
  const read = gatewayFrom({ ...settings, ...env })
  return 'refused' in read ? read.refused : null
}

test('a county with the three variables set gets its gateway', () => {
  expect(gatewayFrom({ ...settings, WECHATY_PUPPET_SERVICE_NO_TLS_INSECURE_CLIENT: 'true' })).toEqual({
    gateway: {
      token: 'insecure_abc',
      host: '127.0.0.1',
      port: 18_788,
      tls: false,
      caCert: null,
      serverName: null,
    },
  })
})

test('TLS is on unless it is switched off, with an own authority and name when given', () => {
  const read = gatewayFrom({
    WECHATY_PUPPET_SERVICE_TOKEN: 'abc',
    WECHATY_PUPPET_SERVICE_ENDPOINT: '[2001:db8::1]:443',
    WECHATY_PUPPET_SERVICE_TLS_CA_CERT: '-----BEGIN\\nx\\n-----END',
    WECHATY_PUPPET_SERVICE_TLS_SERVER_NAME: 'gateway.example',
  })
  expect(read).toMatchObject({
    gateway: { host: '2001:db8::1', port: 443, tls: true, caCert: '-----BEGIN\nx\n-----END' },
  })
})

test('a missing token or address is refused with a code and a sentence for the operator', () => {
  expect(refusedFor({ WECHATY_PUPPET_SERVICE_TOKEN: ' ' })?.code).toBe('E-GATEWAY-TOKEN')
  const missing = refusedFor({ WECHATY_PUPPET_SERVICE_ENDPOINT: undefined })
  expect(missing?.code).toBe('E-GATEWAY-ENDPOINT')
  expect(missing?.sentence).toMatch(/请您/u)
})

test('an address that cannot be one, or a token without a name, is refused before anything is tried', () => {
  for (const endpoint of ['gateway', 'http://gateway:80', 'gateway:0', 'gateway:70000', ':80']) {
    expect(refusedFor({ WECHATY_PUPPET_SERVICE_ENDPOINT: endpoint })?.code).toBe('E-GATEWAY-ADDRESS')
  }
  expect(refusedFor({ WECHATY_PUPPET_SERVICE_TOKEN: 'plain' })?.code).toBe('E-GATEWAY-NAME')
})
