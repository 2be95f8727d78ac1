import { FileBox } from 'file-box'
import { expect, test } from 'vitest'
import type { Puppet } from 'wechaty-puppet'
import { sendThrough } from '../../bot/exchange.ts'
import { mimeOf, readMedia } from '../../bot/media.ts'
import { isPublic } from '../../bot/public-address.ts'
import { resultOfError } from '../../bot/refusal.ts'
import { late, within } from '../../bot/within.ts'

const grpc = (code: number, text: string) => Object.assign(new Error(`${code} ${text}`), { code })

test('what never left us may be sent again', () => {
  const error = grpc(
    14,
    'UNAVAILABLE: No connection established. Last error: connect ECONNREFUSED 127.0.0.1:18788',
  )
  expect(resultOfError(error)).toMatchObject({ result: 'failed', again: true })
  expect(resultOfError(new Error('file was not uploaded: 14 UNAVAILABLE: read ECONNRESET'))).toMatchObject({
    result: 'failed',
    again: true,
  })
})

test('what was turned down is not sent again', () => {
  for (const error of [
    new Error('no such contact: x'),
    grpc(2, 'UNKNOWN: Error: not your friend'),
    grpc(12, 'UNIMPLEMENTED'),
    grpc(3, 'INVALID_ARGUMENT'),
    new Error('对方还不是您的好友'),
  ]) {
    expect(resultOfError(error)).toMatchObject({ result: 'failed', again: false })
  }
})

test('a connection that broke in the middle may have delivered', () => {
  for (const error of [
    grpc(14, 'UNAVAILABLE: Connection dropped'),
    grpc(2, 'UNKNOWN: Error: timeout'),
    'oops',
  ]) {
    expect(resultOfError(error)).toMatchObject({ result: 'uncertain' })
  }
})

test('a late failure of something nobody waits for any more harms nobody', async () => {
  const failing = Promise.withResolvers<string>()
  expect(await within(5, failing.promise)).toBe(late)
  failing.reject(new Error('too late'))
  expect(await within(50, Promise.resolve('in time'))).toBe('in time')
})

test('a gateway cannot make us fetch from our own network', async () => {
  const { signal } = new AbortController()
  for (const address of [
    'http://example.com/a.jpg',
    'https://127.0.0.1/a.jpg',
    'https://[::1]/a.jpg',
    'https://[::ffff:10.0.0.1]/a.jpg',
    'https://169.254.169.254/latest/meta-data',
    'https://localhost/a.jpg',
  ]) {
    await expect(readMedia(FileBox.fromUrl(address, { name: 'a.jpg' }), signal)).rejects.toThrow(
      /not (https|public)/u,
    )
  }
})

test('addresses of our own network are told from public ones', () => {
  for (const inner of [
    '10.1.2.3',
    '192.168.1.1',
    '172.31.0.1',
    '100.64.0.1',
    '0.0.0.0',
    '::1',
    'fe80::1',
    'fd00::1',
  ]) {
    expect(isPublic(inner)).toBe(false)
  }
  for (const open of ['1.1.1.1', '172.32.0.1', '2606:4700::1111']) expect(isPublic(open)).toBe(true)
  expect(isPublic('example.com')).toBe(false)
})

test('a file larger than allowed is refused by its announced size and by what really comes', async () => {
  const { signal } = new AbortController()
  const box = FileBox.fromBase64(Buffer.alloc(2_000).toString('base64'), 'a.jpg')
  await expect(readMedia(box, signal, 1_000)).rejects.toThrow('too large')
  const { Readable } = await import('node:stream')
  const endless = FileBox.fromStream(Readable.from([Buffer.alloc(600), Buffer.alloc(600)]), 'a.jpg')
  await expect(readMedia(endless, signal, 1_000)).rejects.toThrow('too large')
})

test('a file is what its first bytes say, whatever its name', () => {
  expect(mimeOf(Buffer.from('#!SILK_V3'), 'image/png')).toBe('audio/silk')
  expect(mimeOf(Buffer.from('\x02#!SILK_V3', 'latin1'), '')).toBe('audio/silk')
  expect(mimeOf(Buffer.from('\xff\xd8\xff\xe0', 'latin1'), 'application/unknown')).toBe('image/jpeg')
  expect(mimeOf(Buffer.from('hello'), 'text/plain')).toBe('text/plain')
  expect(mimeOf(Buffer.from('hello'), 'application/unknown')).toBe('application/octet-stream')
})

test('a paper goes as a file, and as words where a gateway takes no files', async () => {
  const sent: string[] = []
  const puppet = (takesFiles: boolean) =>
    ({
      async messageSendFile(_: string, box: { name: string }) {
        if (!takesFiles) throw grpc(12, 'UNIMPLEMENTED')
        sent.push(box.name)
        return 'id-1'
      },
      async messageSendText(_: string, text: string) {
        sent.push(text)
        return 'id-2'
      },
    }) as unknown as Puppet
  const media = { bytes: Buffer.from('%PDF-'), mime: 'application/pdf', name: 'notice.pdf' }
  const paper = { kind: 'file', media, text: '请找主任要' } as const
  expect(await sendThrough(puppet(true), 'x', paper, 1_000)).toEqual({ result: 'sent', id: 'id-1' })
  expect(await sendThrough(puppet(false), 'x', paper, 1_000)).toEqual({ result: 'sent', id: 'id-2' })
  expect(await sendThrough(puppet(false), 'x', { kind: 'image', media }, 1_000)).toMatchObject({
    result: 'failed',
  })
  expect(sent).toEqual(['notice.pdf', '请找主任要'])
})
