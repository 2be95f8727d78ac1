import { askForPhone } from './add-phone.js'
import { api, Refused } from './api.js'
import { clockBar } from './clock-bar.js'
import { el, icon } from './dom.js'
import { listen } from './events.js'
import { phonesToOpen } from './layout.js'
import { recordPanel } from './records.js'
import { phoneShelf } from './shelf.js'
import { language, loadWords, t } from './words.js'

/** @typedef {import('./api.js').Contact} Contact @typedef {import('./api.js').Message} Message */

/** How long a complaint stays, and how soon what failed is tried again, ms. */
const complaintStays = 8_000
const tryAgain = 2_000

await loadWords()

/** @type {Contact[]} */
let contacts = []
/** Everything that passed, in order. @type {Message[]} */
let messages = []

const trouble = el('p', { class: 'trouble', role: 'alert', hidden: true })
const offline = el('p', { class: 'offline', role: 'status', hidden: true }, t('offline'))
const panel = recordPanel()
const shelf = phoneShelf({
  complain,
  passed: contact => messages.filter(message => message.contact === contact),
})
const clock = clockBar({
  complain,
  tick: shelf.setTime,
  sentByBot: () => messages.filter(message => message.from === 'bot').length,
})
document.body.append(
  el(
    'header',
    { class: 'top' },
    el('h1', {}, el('img', { src: '/simulator/page/icon.svg', alt: '', width: 26, height: 26 }), t('title')),
    clock.element,
    el(
      'button',
      { type: 'button', class: 'add-phone', onclick: addPhone },
      icon('add'),
      el('span', {}, t('addPhone')),
    ),
    language === 'en'
      ? el('a', { class: 'other', href: '/', hreflang: 'zh-CN', title: t('otherLanguage') }, t('other'))
      : el('a', { class: 'other', href: '/?lang=en', hreflang: 'en', title: t('otherLanguage') }, t('other')),
  ),
  offline,
  trouble,
  shelf.tabs,
  el('div', { class: 'desk' }, shelf.element, panel.element),
)

/** @type {ReturnType<typeof setTimeout> | undefined} */
let complaining
/** @param {unknown} error */
function complain(error) {
  if (!(error instanceof Error)) throw error
  const why = error instanceof Refused ? error.message || t('noServer') : error.message
  trouble.textContent = t('failed', { why })
  trouble.hidden = false
  clearTimeout(complaining)
  complaining = setTimeout(() => {
    trouble.hidden = true
  }, complaintStays)
}

function addPhone() {
  askForPhone({
    closed: contacts.filter(contact => !shelf.has(contact.id)),
    open: shelf.openAndKeep,
    complain,
  })
}

/** @param {Message} message @param {boolean} live */
function take(message, live) {
  if (message.seq <= (messages.at(-1)?.seq ?? 0)) return
  messages.push(message)
  shelf.take(message, live)
}

async function refreshContacts() {
  contacts = await api.contacts()
  shelf.showContacts(contacts)
}

/** One request at a time; what changed meanwhile is asked for once more. */
let refreshing = false
let again = false
async function refreshRecords() {
  again = true
  if (refreshing) return
  refreshing = true
  try {
    while (again) {
      again = false
      panel.show(await api.records())
      await refreshContacts()
      clock.show(await api.clock())
    }
  } finally {
    refreshing = false
  }
}

/** What arrives while the page is catching up waits, so that nothing overtakes. @type {Message[] | null} */
let early = []

/** At the start, and after the server was away: asks for everything that this page may have missed. */
async function catchUp() {
  early = []
  const first = messages.length === 0
  clock.show(await api.clock())
  await refreshContacts()
  for (const message of await api.messages(messages.at(-1)?.seq ?? 0)) take(message, !first)
  for (const message of early) take(message, true)
  early = null
  if (shelf.isEmpty()) {
    const usual = phonesToOpen(contacts)
    for (const id of usual) for (const contact of contacts) if (contact.id === id) shelf.open(contact)
    shelf.chooseFirst()
  }
  await refreshRecords()
}

async function catchUpPatiently() {
  const mine = run
  await catchUp().catch(error => {
    complain(error)
    if (mine === run) setTimeout(catchUpPatiently, tryAgain)
  })
}

let run = ''
listen({
  hello(now) {
    offline.hidden = true
    if (run !== '' && run !== now) {
      messages = []
      shelf.clear()
      clock.forget()
    }
    run = now
    void catchUpPatiently()
  },
  lost() {
    offline.hidden = false
  },
  message(message) {
    if (early) early.push(message)
    else take(message, true)
  },
  clock: clock.show,
  contacts: () => refreshContacts().catch(complain),
  records: () => refreshRecords().catch(complain),
})
