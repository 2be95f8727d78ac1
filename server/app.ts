import fastifyHelmet from '@fastify/helmet'
import fastifyPostgres from '@fastify/postgres'
import fastify, {
  type FastifyBaseLogger,
  type FastifyError,
  type FastifyInstance,
  LogController,
} from 'fastify'
import metrics from 'fastify-metrics'
import { serializerCompiler, validatorCompiler, type ZodTypeProvider } from 'fastify-type-provider-zod'
import type pg from 'pg'
import type { Logger } from 'pino'
import { answerTo, logFailure } from './answer.ts'
import { apiRoutes } from './api/routes.ts'
import type { Clock } from './clock.ts'
import { confirmRoutes } from './confirm-page/routes.ts'
import { consoleRoutes } from './console/routes.ts'
import { AppError } from './errors.ts'
import { registerGauges } from './gauges.ts'
import { type HealthParts, healthRoutes } from './health.ts'
import type { Parts } from './parts.ts'
import { type SimulatorParts, simulatorRoutes } from './simulator/routes.ts'
import { warningRoutes } from './weather/routes.ts'

/** The web side with its pool, without routes; the process is main.ts. */
export async function buildApp({
  log,
  database,
  trustedProxies = [],
}: {
  log: Logger
  database: pg.PoolConfig
  trustedProxies?: string[]
}): Promise<FastifyInstance> {
  const app = fastify({
    loggerInstance: log as FastifyBaseLogger,
    logController: new LogController({ disableRequestLogging: true }),
    // Pages hold event streams open; a stopping server does not wait for them.
    forceCloseConnections: true,
    bodyLimit: 256 * 1024,
    requestTimeout: 15_000,
    // Tries are counted by address: nobody but our own proxies may name another than the one that connects.
    trustProxy: trustedProxies.length > 0 && trustedProxies,
  }).withTypeProvider<ZodTypeProvider>()
  app.setValidatorCompiler(validatorCompiler)
  app.setSerializerCompiler(serializerCompiler)
  app.setErrorHandler<FastifyError>((error, request, reply) => {
    const { status, code, message } = answerTo(error)
    if (status >= 500) logFailure(request, error, code)
    return reply.status(status).send({ error: code, message })
  })
  app.setNotFoundHandler((_, reply) => {
    const { status, code, message } = answerTo(new AppError('E-NOT-FOUND'))
    return reply.status(status).send({ error: code, message })
  })
  // Pages set their own content policy; no upgrade to https, a county's intranet may have none.
  await app.register(fastifyHelmet, { contentSecurityPolicy: false, hsts: false })
  await app.register(metrics.default, {
    endpoint: '/metrics',
    routeMetrics: { routeBlacklist: ['/metrics', '/livez', '/readyz', '/botz'] },
  })
  await app.register(fastifyPostgres, database)
  app.pg.pool.on('error', () => {}) // an idle connection lost: the next query tells
  return app
}

/** The simulator's routes exist only while the simulator is the puppet. */
export async function addRoutes(
  app: FastifyInstance,
  parts: { health: HealthParts; simulator: SimulatorParts | null; clock: Clock; console: Parts },
): Promise<void> {
  registerGauges(app, parts.clock)
  await app.register(healthRoutes(parts.health))
  await app.register(consoleRoutes(parts.console), { prefix: '/console' })
  await app.register(confirmRoutes(parts.console), { prefix: '/confirm' })
  await app.register(apiRoutes(parts.console), { prefix: '/api' })
  await app.register(warningRoutes(parts.console))
  if (parts.simulator) await app.register(simulatorRoutes(parts.simulator))
}
