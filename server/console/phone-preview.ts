import { html } from 'htm/preact'
import type { Link } from '../notices/prepared.ts'
import type { View } from './staff-page.ts'

type Content = {
  text: string
  file: { id: string; kind: 'image' | 'voice' | 'file' } | null
  link: Link | null
}

/** What families get, one bubble for each message, as WeChat shows it. */
export const phonePreview = ({ t }: View, { text, file, link }: Content) => html`
  <section class="phone" aria-label=${t('console-notices:asTheySeeIt')}>
    ${
      file &&
      html`<div class="bubble">
        ${
          file.kind === 'image'
            ? html`<img src=${`/console/notices/files/${file.id}`} alt=${t('console-notices:kind-image')} />`
            : html`<a href=${`/console/notices/files/${file.id}`}>${t(`console-notices:kind-${file.kind}`)}</a>`
        }
      </div>`
    }
    ${link && html`<div class="bubble card"><strong>${link.title}</strong><span class="hint">${link.url}</span></div>`}
    <div class="bubble">${text}</div>
  </section>
`
