import { el } from './dom.js'
import { besidesOf } from './record-besides.js'
import { careOf, checklistOf, visitOf } from './record-care.js'
import { noticeOf } from './record-notices.js'
import { chip, each, entry, heading, line, quote, when } from './record-parts.js'
import { called, listed, t } from './words.js'

/**
 * @typedef {import('./api.js').Records} Records
 * @typedef {{ of(records: Records): unknown, waiting?: (records: Records) => number, show(records: Records): Node[] }} Section `waiting`: how many wait for a person
 */

/** @type {(one: Records['checkIns'][number]) => Node} */
const checkIn = one =>
  entry(
    one.carer,
    one.village,
    one.answer === null ? chip('checkIn', one.state) : chip('answer', one.answer),
    line(`${one.week} · ${listed(one.children)}`),
    line(
      one.at === null
        ? t('askedAt', { when: when(one.askedAt) })
        : t('answeredBy', { who: one.by, when: when(one.at), how: called('how', one.how) }),
    ),
  )

/** @type {(one: Records['cases'][number]) => Node} */
const caseOf = one =>
  entry(
    called('class', one.class),
    one.village,
    el(
      'span',
      { class: `chip level-${one.level}` },
      t('caseNo', { level: called('level', one.level), no: one.no }),
    ),
    line(
      [
        one.who ? t('toldBy', { who: one.who }) : t('toldByUnknown'),
        t('opened', { when: when(one.openedAt) }),
      ].join(' · '),
    ),
    quote(one.words),
    one.recalledAt !== null && line(t('recalledAt', { when: when(one.recalledAt) })),
    line(
      one.acknowledgedAt === null
        ? t('notAcknowledged')
        : t('acknowledged', { who: one.acknowledgedBy, when: when(one.acknowledgedAt) }),
    ),
    one.held.length > 0 && line(t('held', { who: listed(one.held) })),
    one.hiddenFrom.length > 0 && line(t('hiddenFrom', { who: listed(one.hiddenFrom) })),
    one.closedAt !== null
      ? line(t('closed', { when: when(one.closedAt) }))
      : one.proposedBy !== '' && line(t('proposed', { who: one.proposedBy })),
  )

/** @type {(one: Records['requests'][number]) => Node} */
const requestOf = one =>
  entry(
    one.who || t('role.stranger'),
    one.village,
    one.closeReason === 'timed-out' ? chip('request', 'timed-out') : chip('request', one.state),
    line(
      [
        t('requestNo', { no: one.no }),
        one.state === 'open' && one.holder && t('holder.of', { who: one.holder }),
        one.state === 'open' && t('promised', { when: when(one.promisedAt) }),
      ]
        .filter(Boolean)
        .join(' · '),
    ),
    ...one.messages.map(said =>
      el(
        'p',
        { class: `said ${said.fromStaff ? 'staff' : 'family'}` },
        el('b', { class: 'speaker' }, t(said.fromStaff ? 'fromStaff' : 'fromFamily')),
        ' ',
        said.kind === 'text' ? said.text : called('kind', said.kind),
        ' ',
        el('time', { datetime: said.at }, when(said.at)),
        said.recalledAt !== null && ` ${t('recalledAt', { when: when(said.recalledAt) })}`,
      ),
    ),
  )

/** @type {(one: Records['tasks'][number]) => Node} */
const taskOf = one =>
  entry(
    called('task', one.kind),
    one.village,
    el(
      'span',
      { class: `chip ${one.doneAt === null ? 'state-open' : 'state-done'}` },
      one.doneAt === null ? when(one.openedAt) : called('state', 'done'),
    ),
    line(listed([one.child, one.who])),
    quote(one.words),
    one.doneAt !== null &&
      line(
        one.doneBy
          ? t('done', { who: one.doneBy, when: when(one.doneAt) })
          : t('doneAt', { when: when(one.doneAt) }),
      ),
  )

/** @type {(one: Records['due']['open'][number]) => Node} */
const dueOf = one =>
  el(
    'article',
    { class: 'due' },
    el('time', { datetime: one.at }, when(one.at)),
    el(
      'span',
      {},
      called('due', one.kind),
      el('small', { class: 'detail' }, [one.who, one.village].filter(Boolean).join(' · ')),
      one.note !== null &&
        el(
          'small',
          { class: 'detail' },
          t('putOff', { from: when(one.movedFrom), why: called('reason', one.note) }),
        ),
    ),
    one.state !== 'open' &&
      el(
        'span',
        { class: `chip state-${one.state}` },
        called('state', one.state),
        one.reason !== null && `:${called('reason', one.reason)}`,
      ),
  )

/** @type {(one: Records['bindings'][number]) => Node} */
const bindingOf = one =>
  entry(
    one.who,
    one.village,
    el(
      'span',
      { class: `chip ${one.endedAt === null ? 'bound' : ''}` },
      t(one.endedAt === null ? 'bound' : 'notBound'),
    ),
    line(t('boundAt', { when: when(one.boundAt) })),
    one.endedAt !== null &&
      line(
        one.endedBy
          ? t('endedBy', { who: one.endedBy, when: when(one.endedAt) })
          : t('endedAt', { when: when(one.endedAt) }),
      ),
  )

/** @type {Record<string, Section>} */
export const sections = {
  checkIns: {
    of: records => records.checkIns,
    waiting: records => records.checkIns.filter(one => one.state === 'asked').length,
    show: records => each(records.checkIns, 'checkIns', checkIn),
  },
  care: {
    of: ({ care, checklists }) => ({ care, checklists }),
    show: records => [
      ...each(records.care, 'care', careOf),
      heading('checklists'),
      ...each(records.checklists, 'checklists', checklistOf),
    ],
  },
  visits: {
    of: records => records.visits,
    show: records => each(records.visits, 'visits', visitOf),
  },
  help: {
    of: ({ cases, requests, tasks }) => ({ cases, requests, tasks }),
    waiting: ({ cases, requests, tasks }) =>
      cases.filter(one => one.closedAt === null).length +
      requests.filter(one => one.state !== 'closed').length +
      tasks.filter(one => one.doneAt === null).length,
    show: records => [
      heading('cases'),
      ...each(records.cases, 'cases', caseOf),
      heading('requests'),
      ...each(records.requests, 'requests', requestOf),
      heading('tasks'),
      ...each(records.tasks, 'tasks', taskOf),
    ],
  },
  notices: {
    of: records => records.notices,
    show: records => each(records.notices, 'notices', noticeOf),
  },
  due: {
    of: records => records.due,
    show: records => [
      heading('open'),
      ...each(records.due.open, 'open', dueOf),
      heading('ended'),
      ...each(records.due.ended, 'ended', dueOf),
    ],
  },
  bindings: {
    of: records => records.bindings,
    show: records => each(records.bindings, 'bindings', bindingOf),
  },
  besides: {
    of: records => records.besides,
    show: besidesOf,
  },
}
