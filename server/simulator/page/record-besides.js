import { el } from './dom.js'
import { each, entry, heading, line, quote, when } from './record-parts.js'
import { called, t } from './words.js'

/** @typedef {import('./api.js').Records} Records */

/** @param {string} who */
const named = who => who || t('role.stranger')

/** @param {string} at */
const at = at => el('time', { class: 'fine', datetime: at }, when(at))

/** @type {(one: Records['besides']['late'][number]) => Node} */
const lateOf = one =>
  entry(named(one.who), one.village, at(one.at), line(called('flow', one.flow)), quote(one.words))

/** @type {(one: Records['besides']['dropped'][number]) => Node} */
const droppedOf = one =>
  entry(
    named(one.who),
    one.village,
    at(one.at),
    line(`${called('flow', one.flow)}:${called('dropped', one.reason)}`),
  )

/** @type {(one: Records['besides']['recalled'][number]) => Node} */
const recalledOf = one =>
  entry(
    named(one.who),
    '',
    at(one.at),
    line(
      t(one.done ? 'recalledDone' : 'recalledBefore', {
        what: called('kind', one.kind),
        when: when(one.saidAt),
      }),
    ),
  )

/** @type {(one: Records['besides']['odd'][number]) => Node} */
const oddOf = one =>
  entry(named(one.who), '', at(one.at), line(t('times', { what: called('odd', one.kind), count: one.times })))

/** What arrived besides plain answers. @param {Records} records @returns {Node[]} */
export const besidesOf = ({ besides }) => [
  heading('late'),
  ...each(besides.late, 'late', lateOf),
  heading('dropped'),
  ...each(besides.dropped, 'dropped', droppedOf),
  heading('recalled'),
  ...each(besides.recalled, 'recalled', recalledOf),
  heading('odd'),
  ...each(besides.odd, 'odd', oddOf),
]
