import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { pageFiles } from '../pages/files.ts'

const own = (name: string) => new URL(`./assets/${name}`, import.meta.url)
const require = createRequire(import.meta.url)

/** What pages load besides themselves. */
const FILES: Record<string, { from: URL | string; type: string }> = {
  'weui.css': { from: require.resolve('weui/dist/style/weui.min.css'), type: 'text/css; charset=utf-8' },
  'live.js': { from: own('live.js'), type: 'text/javascript; charset=utf-8' },
  'keep.js': { from: own('keep.js'), type: 'text/javascript; charset=utf-8' },
  'console.css': { from: own('console.css'), type: 'text/css; charset=utf-8' },
}

/** The address of each file, by name, and the routes that answer it. */
export const { addresses, routes: assetRoutes } = pageFiles(
  '/console',
  Object.entries(FILES).map(([name, { from, type }]) => ({ name, type, body: readFileSync(from) })),
)
