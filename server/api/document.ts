import swagger from '@fastify/swagger'
import swaggerUi from '@fastify/swagger-ui'
import type { FastifyInstance } from 'fastify'
import { jsonSchemaTransform } from 'fastify-type-provider-zod'
import { contentSecurity } from '../pages/guard.ts'
import type { Parts } from '../parts.ts'
import { describe } from './describe.ts'

/**
 * Whatever is registered after this on the same app stands in the document: OpenAPI 3.1, at /api/docs to read and to try,
 * at /api/docs/json as a file. It loads nothing from elsewhere.
 */
export async function inDocument(app: FastifyInstance, { words }: Parts): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: { title: '', version: '1' },
      components: { securitySchemes: { token: { type: 'http', scheme: 'bearer' } } },
    },
    transform: jsonSchemaTransform,
  })
  await app.register(async docs => {
    docs.addHook('onRequest', async (_, reply) => {
      reply.headers({ 'content-security-policy': contentSecurity, 'referrer-policy': 'no-referrer' })
    })
    await docs.register(swaggerUi, {
      routePrefix: '/docs',
      indexPrefix: '/api',
      theme: { title: words('zh-CN', 'api:title') },
      // The bar above has styles of its own, which the content policy refuses, and asks for other documents.
      uiConfig: { docExpansion: 'list', layout: 'BaseLayout' },
      transformSpecification: (document, { headers }) =>
        describe(document, words, /^en\b/i.test(headers['accept-language'] ?? '') ? 'en' : 'zh-CN'),
    })
  })
}
