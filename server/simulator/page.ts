import { readFile } from 'node:fs/promises'
import fastifyStatic from '@fastify/static'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { languages, textsOf } from '../../locales/index.ts'
import { askedWords } from './asked.ts'

const folder = new URL('./page/', import.meta.url)

/** Only what we serve runs, nothing inline; pictures and sounds may also come from the page's own memory. */
const contentSecurity = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' blob:",
  "media-src 'self' blob:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')

const headers = {
  'content-security-policy': contentSecurity,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-cache',
}

/** The simulator's page at `/`, its style and scripts, and its words. */
export const pageRoutes: FastifyPluginAsyncZod = async app => {
  const page = await readFile(new URL('index.html', folder))
  const words = Object.fromEntries(
    languages.map(language => [language, { ...textsOf(language).simulator!, ...askedWords(language) }]),
  )

  app.get('/', (_, reply) => reply.headers(headers).type('text/html; charset=utf-8').send(page))

  app.get(
    '/simulator/words',
    {
      schema: {
        querystring: z.strictObject({ lang: z.enum(languages).default('zh-CN') }),
        response: { 200: z.record(z.string(), z.string()) },
      },
    },
    async ({ query }) => words[query.lang]!,
  )

  await app.register(fastifyStatic, {
    root: folder,
    prefix: '/simulator/page/',
    wildcard: false,
    index: false,
    decorateReply: false,
    cacheControl: false,
    setHeaders: reply => {
      reply.headers(headers)
    },
  })
}
