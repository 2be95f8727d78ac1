import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { gzipSync } from 'node:zlib'
import type { FastifyPluginAsync } from 'fastify'

const own = (name: string) => new URL(`./assets/${name}`, import.meta.url)
const require = createRequire(import.meta.url)

/** What pages load besides themselves. A file is read once and its address changes with it, so that phones keep it for ever. */
const FILES: Record<string, { from: URL | string; type: string }> = {
  'weui.css': { from: require.resolve('weui/dist/style/weui.min.css'), type: 'text/css; charset=utf-8' },
  'keep.js': { from: own('keep.js'), type: 'text/javascript; charset=utf-8' },
  'console.css': { from: own('console.css'), type: 'text/css; charset=utf-8' },
}

const files = Object.entries(FILES).map(([name, { from, type }]) => {
  const body = readFileSync(from)
  const version = createHash('sha256').update(body).digest('base64url').slice(0, 10)
  return { name, type, body, gzip: gzipSync(body, { level: 9 }), url: `/console/assets/${version}/${name}` }
})

/** The address of each file, by name. */
export const addresses: Readonly<Record<string, string>> = Object.fromEntries(
  files.map(file => [file.name, file.url]),
)

export const assetRoutes: FastifyPluginAsync = async app => {
  for (const { url, type, body, gzip } of files) {
    app.get(url.slice('/console'.length), (request, reply) => {
      const small = /\bgzip\b/.test(request.headers['accept-encoding'] ?? '')
      return reply
        .headers({
          'cache-control': 'public, max-age=31536000, immutable',
          vary: 'accept-encoding',
          ...(small && { 'content-encoding': 'gzip' }),
        })
        .type(type)
        .send(small ? gzip : body)
    })
  }
}
