import { html } from 'htm/preact'
import type { VNode } from 'preact'
import { render } from 'preact-render-to-string'
import type { Language, Words } from '../../locales/index.ts'
import { addresses } from './assets.ts'

/** A text of locales in the language of whoever looks: `t('console:home')`. */
export type T = (key: string, values?: Record<string, unknown>) => string

export const wordsFor =
  (words: Words, language: Language): T =>
  (key, values) =>
    words(language, key, values)

type Page = {
  title: string
  language?: Language
  /** Who is logged in, and the form that logs them out. */
  person?: { name: string; logout: VNode }
  /** Where the page belongs: the way back, without the browser's. */
  up?: { path: string; words: string }
  /** Files of `assets/` that this page runs besides. Everything works without them. */
  scripts?: readonly string[]
  /** Without scripts the browser reads it again after so many seconds. */
  refresh?: number
  body: VNode | readonly VNode[]
}

/** The one layout of every page: a phone's column, readable on a desk. Values are escaped by the renderer. */
export function page({ title, language = 'zh-CN', person, up, scripts = [], refresh, body }: Page): string {
  const document = html`
    <html lang=${language}>
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover" />
        <meta name="format-detection" content="telephone=no" />
        <title>${title}</title>
        <link rel="icon" href="data:," />
        <link rel="stylesheet" href=${addresses['weui.css']} />
        <link rel="stylesheet" href=${addresses['console.css']} />
        ${refresh && html`<noscript><meta http-equiv="refresh" content=${refresh} /></noscript>`}
        ${scripts.map(file => html`<script src=${addresses[file]} defer></script>`)}
      </head>
      <body data-weui-theme="light">
        <header class="top">
          <a href="/console">相伴</a>
          ${person && html`<span>${person.name}</span>${person.logout}`}
        </header>
        <main>
          ${up && html`<nav class="up"><a href=${up.path}>‹ ${up.words}</a></nav>`}
          <h1>${title}</h1>
          ${body}
        </main>
      </body>
    </html>
  `
  return `<!doctype html>${render(document)}`
}
