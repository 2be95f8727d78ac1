import { html } from 'htm/preact'
import type { VNode } from 'preact'
import { render } from 'preact-render-to-string'
import { momentOf } from '../../flows/engine/calendar.ts'
import type { Language, Words } from '../../locales/index.ts'
import type { EntrustmentDocument } from '../entrustment/document.ts'
import { EXCLUSIONS } from '../paper/forms.ts'
import type { Answers } from './form.ts'
import type { Link } from './links.ts'

type T = (key: string, values?: Record<string, unknown>) => string
type Addresses = Readonly<Record<string, string>>

/** The one layout: large type, one column, nothing from elsewhere. Its title names nobody. */
function layout(t: T, addresses: Addresses, language: Language, body: VNode, script = false): string {
  const document = html`
    <html lang=${language}>
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="format-detection" content="telephone=no" />
        <meta name="robots" content="noindex" />
        <title>${t('confirm-page:title')}</title>
        <link rel="icon" href="data:," />
        <link rel="stylesheet" href=${addresses['confirm.css']} />
        ${script && html`<script src=${addresses['confirm.js']} defer></script>`}
      </head>
      <body>
        <main>${body}</main>
      </body>
    </html>
  `
  return `<!doctype html>${render(document)}`
}

/** Draws the pages of one link, or of none, with words and files. */
export function drawing(words: Words, addresses: Addresses, language: Language = 'zh-CN') {
  const t: T = (key, values) => words(language, key, values)
  const draw = (body: unknown, script = false) => layout(t, addresses, language, body as VNode, script)
  return {
    /** Before the second factor: nothing but the first letter of a name. `left`: after a wrong try. */
    ask: ({ name }: Pick<Link, 'name'>, left: number | null) =>
      draw(html`
        <h1>${t('confirm-page:title')}</h1>
        <p>${t('confirm-page:forWhom', { name: `${[...name][0]}**` })}</p>
        <p class="claim">${t('confirm-page:claim')}</p>
        <form method="post" autocomplete="off">
          <label for="digits">${t('confirm-page:digits')}</label>
          ${left !== null && html`<p class="wrong" role="alert">${t('confirm-page:wrongDigits', { left })}</p>`}
          <input id="digits" name="digits" inputmode="numeric" pattern="[0-9０-９ ]*" maxlength="8" required />
          <button>${t('confirm-page:open')}</button>
        </form>
      `),

    read: (
      link: Link,
      document: EntrustmentDocument,
      form: string,
      given: Partial<Answers>,
      missing: string[],
    ) =>
      draw(
        html`
          <h1>${t('confirm-page:title')}</h1>
          <p class="claim">${t('confirm-page:claim')}</p>
          <button type="button" class="aside" id="aloud" hidden data-stop=${t('confirm-page:stopReading')}>
            ${t('confirm-page:readAloud')}
          </button>
          <div id="words">${sentences(t, document)}</div>
          <form method="post" autocomplete="off" id="answers">
            <input type="hidden" name="form" value=${form} />
            <input type="hidden" name="strokes" value="" />
            ${missing.length > 0 && html`<p class="wrong" role="alert">${t('confirm-page:missing', { count: missing.length })}</p>`}
            <h2>${t(`confirm-page:exclusions-${link.party}`)}</h2>
            <p>${t(`confirm-page:why-${link.party}`)}</p>
            ${EXCLUSIONS.map(one =>
              choices(
                t,
                one,
                t(`confirm-page:exclusion-${one}`),
                ['no', 'yes', 'unclear'],
                given[one],
                missing,
              ),
            )}
            ${
              link.party === 'parent' &&
              html`
                <h2>${t('confirm-page:childsView')}</h2>
                ${choices(t, 'view', t('confirm-page:askedChild'), VIEWS, given.view, missing)}
                <label for="said">${t('confirm-page:childSaid')}</label>
                <textarea id="said" name="said" maxlength="200" rows="2">${given.said ?? ''}</textarea>
              `
            }
            <h2>${t('confirm-page:signature')}</h2>
            <p id="on-paper">${t('confirm-page:signOnPaper')}</p>
            <div id="by-hand" hidden>
              <p>${t('confirm-page:signHere')}</p>
              <canvas id="pad" role="img" aria-label=${t('confirm-page:signature')}></canvas>
              <button type="button" class="aside" id="again">${t('confirm-page:signAgain')}</button>
            </div>
            <p class="claim">${t('confirm-page:claim')}</p>
            <button name="decision" value="agrees">${t('confirm-page:agree')}</button>
            <button name="decision" value="refuses" class="aside" formnovalidate>${t('confirm-page:disagree')}</button>
          </form>
        `,
        true,
      ),

    /** A no ends it for everybody: asked once more. */
    sure: (form: string) =>
      draw(html`
        <h1>${t('confirm-page:sureTitle')}</h1>
        <p>${t('confirm-page:sure')}</p>
        <form method="post">
          <input type="hidden" name="form" value=${form} />
          <input type="hidden" name="sure" value="yes" />
          <button name="decision" value="refuses">${t('confirm-page:disagree')}</button>
        </form>
        <p>${t('confirm-page:goBack')}</p>
      `),

    done: ({ at, decision, drawn }: NonNullable<Link['used']>, now: number) =>
      draw(html`
        <h1>${t('confirm-page:noted')}</h1>
        <p>${t(`confirm-page:done-${decision}`, { time: momentOf(at, now) })}</p>
        ${decision === 'agrees' && html`<p>${t(drawn ? 'confirm-page:withSignature' : 'confirm-page:withoutSignature')}</p>`}
        <p class="claim">${t('confirm-page:claim')}</p>
        <p>${t('confirm-page:close')}</p>
      `),

    invalid: () => draw(html`<h1>${t('confirm-page:invalid')}</h1><p>${t('confirm-page:alreadyDone')}</p>`),
    tooMany: () => draw(html`<h1>${t('confirm-page:tooMany')}</h1>`),
    unreadable: () => draw(html`<h1>${t('confirm-page:unreadable')}</h1><p>${t('confirm-page:goBack')}</p>`),
  }
}

const VIEWS = ['willing', 'unwilling', 'cannot-say', 'not-asked'] as const

function sentences(t: T, { child, carer, parents, from, until }: EntrustmentDocument): VNode {
  const list = (...keys: string[]) => html`<ul>${keys.map(key => html`<li>${t(key)}</li>`)}</ul>`
  return html`
    <h2>${t('confirm-page:who')}</h2>
    <ul>
      <li>${child.born ? t('confirm-page:child', { name: child.name, born: spoken(t, child.born) }) : t('confirm-page:childOnly', { name: child.name })}</li>
      <li>${t('confirm-page:parents', { names: parents.map(({ name, role }) => t(`confirm-page:${role}`, { name })).join(t('confirm-page:and')) })}</li>
      <li>${carer.kin ? t('confirm-page:carer', { name: carer.name, kin: carer.kin }) : t('confirm-page:carerOnly', { name: carer.name })}</li>
      <li>${t('confirm-page:term', { from: spoken(t, from), until: spoken(t, until) })}</li>
    </ul>
    <h2>${t('confirm-page:carerDoes')}</h2>
    ${list('confirm-page:daily', 'confirm-page:safety', 'confirm-page:school', 'confirm-page:ill', 'confirm-page:calls', 'confirm-page:tooMuch')}
    <h2>${t('confirm-page:parentsDo')}</h2>
    ${list('confirm-page:contact', 'confirm-page:tellSchool', 'confirm-page:stillParents')}
    <h2>${t('confirm-page:change')}</h2>
    ${list('confirm-page:changes')}
  ` as VNode
}

/** A day (YYYY-MM-DD) as one reads it out. */
function spoken(t: T, day: string): string {
  const [year, month, date] = day.split('-').map(Number)
  return t('confirm-page:day', { year, month, date })
}

function choices(
  t: T,
  name: string,
  question: string,
  options: readonly string[],
  chosen: string | undefined,
  missing: readonly string[],
): VNode {
  return html`
    <fieldset class=${missing.includes(name) ? 'wrong' : ''}>
      <legend>${question}</legend>
      ${options.map(
        option => html`
          <label class="choice">
            <input type="radio" name=${name} value=${option} checked=${option === chosen} required />
            <span>${t(`confirm-page:is-${option}`)}</span>
          </label>
        `,
      )}
    </fieldset>
  ` as VNode
}
