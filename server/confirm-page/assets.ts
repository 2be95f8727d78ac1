import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { buildSync } from 'esbuild'
import { pageFiles } from '../pages/files.ts'

const own = (name: string) => new URL(`./assets/${name}`, import.meta.url)

let made: ReturnType<typeof pageFiles> | null = null

/**
 * What the page loads besides itself, made once in a process. The script and the pen it brings become one file that
 * Android's browsers of 2018 (Chrome 66) can read; it is optional.
 */
export function assets(): ReturnType<typeof pageFiles> {
  made ??= pageFiles('/confirm', [
    { name: 'confirm.css', type: 'text/css; charset=utf-8', body: readFileSync(own('confirm.css')) },
    { name: 'confirm.js', type: 'text/javascript; charset=utf-8', body: script() },
  ])
  return made
}

function script(): Buffer {
  const { outputFiles } = buildSync({
    entryPoints: [fileURLToPath(own('confirm.ts'))],
    bundle: true,
    write: false,
    minify: true,
    format: 'iife',
    target: 'es2015',
    legalComments: 'none',
  })
  return Buffer.from(outputFiles[0]!.contents)
}
