import { el } from './dom.js'
import { chip, entry, line, quote, when } from './record-parts.js'
import { called, listed, t } from './words.js'

/** @typedef {import('./api.js').Records} Records */

/** Who looks after a child, as each side says. @type {(one: Records['care'][number]) => Node} */
export const careOf = one =>
  entry(
    one.child,
    one.village,
    chip('care', one.state),
    line(
      [
        one.carer ? t('carer', { name: one.carer }) : t('carerNone'),
        t('since', { when: when(one.since) }),
      ].join(' · '),
    ),
    ...one.answers.flatMap(said => [
      line(
        t('saidLine', {
          who: said.who,
          party: called('party', said.party),
          answer: called('said', said.answer),
          words: said.words,
          when: when(said.at),
        }),
      ),
      el('p', { class: 'fine' }, t('wording', { version: said.wording })),
    ]),
  )

/** What an adult answered, question by question. @type {(one: Records['checklists'][number]) => Node} */
export const checklistOf = one =>
  entry(
    one.who,
    one.village,
    el('time', { class: 'fine', datetime: one.at }, when(one.at)),
    line(`${called('party', one.party)} · ${listed(one.children)}`),
    el('dl', { class: 'asked' }, ...one.answers.flatMap(said => answerOf(one, said))),
    el(
      'p',
      { class: 'fine' },
      t('wording', { version: listed([...new Set(one.answers.map(said => said.wording))]) }),
    ),
  )

/**
 * @param {Records['checklists'][number]} list
 * @param {Records['checklists'][number]['answers'][number]} said
 */
function answerOf({ party, children, carer }, { question, answer, words, hiddenFrom }) {
  const values = { children: listed(children), carer, director: t('role.director') }
  const chosen = t(`said.${party}.${question}.${answer}`, values)
  // Free words are the answer themselves.
  const isOption = !chosen.startsWith('said.')
  const own = isOption && !/^\d$/.test(words) && words !== chosen
  return [
    el('dt', {}, t(`ask.${party}.${question}`, values)),
    el(
      'dd',
      {},
      isOption ? chosen : answer,
      own && quote(words),
      hiddenFrom.length > 0 && el('small', { class: 'detail' }, t('hiddenFrom', { who: listed(hiddenFrom) })),
    ),
  ]
}

/** A visit to a family. @type {(one: Records['visits'][number]) => Node} */
export const visitOf = one =>
  entry(
    listed(one.children),
    one.village,
    chip('seen', one.seen),
    line(
      [
        t('visited', { who: one.by, when: one.day }),
        one.late && t('visitedLate', { when: when(one.recordedAt) }),
      ]
        .filter(Boolean)
        .join(' · '),
    ),
    (one.child !== null || one.home !== null) &&
      line([called('childSeen', one.child), called('homeSeen', one.home)].filter(Boolean).join(' · ')),
    quote(one.words),
    one.voice && line(called('kind', 'voice')),
  )
