import { createHash } from 'node:crypto'
import { gzipSync } from 'node:zlib'
import type { FastifyPluginAsync } from 'fastify'

/** Something that pages load besides themselves. */
type File = { name: string; type: string; body: Buffer }

/**
 * Files for pages, from memory: the address of each by name, and the routes that answer it below `at`. An address
 * changes with its file, so that phones keep it for ever.
 */
export function pageFiles(
  at: string,
  given: readonly File[],
): { addresses: Readonly<Record<string, string>>; routes: FastifyPluginAsync } {
  const files = given.map(({ name, type, body }) => {
    const version = createHash('sha256').update(body).digest('base64url').slice(0, 10)
    return { name, type, body, gzip: gzipSync(body, { level: 9 }), url: `/assets/${version}/${name}` }
  })
  return {
    addresses: Object.fromEntries(files.map(({ name, url }) => [name, at + url])),
    routes: async app => {
      for (const { url, type, body, gzip } of files) {
        app.get(url, (request, reply) => {
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
    },
  }
}
