import type { Log } from './log.ts'

/**
 * Imports wechaty when a bot is really wanted (0.6-1.2 s, some 50 MB) and takes away two settings that harm a
 * server: WECHATY_LOG=verbose prints tokens and messages and swallows every crash of the process, and
 * WECHATY_TOKEN belongs to a remote control that can end the process. What wechaty has to say reaches our own log
 * as error events, so it is silent unless WECHATY_LOG asks for more.
 */
export async function loadWechaty(log: Log) {
  const { log: wechatyLog } = await import('wechaty-puppet')
  const wanted = process.env.WECHATY_LOG?.toLowerCase()
  const harmful = wanted === 'verbose' || wanted === 'silly'
  if (harmful) log.warn({ wanted }, 'WECHATY_LOG would print tokens and messages: set to error')
  // Before wechaty is imported, for it decides by this level whether to swallow crashes.
  if (!wanted || harmful) wechatyLog.level(harmful ? 'error' : 'silent')
  if (process.env.WECHATY_TOKEN !== undefined) {
    log.warn({}, 'WECHATY_TOKEN is ignored')
    delete process.env.WECHATY_TOKEN
  }
  return await import('wechaty')
}
