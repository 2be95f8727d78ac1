/** Keeps what is typed into the form of the page, a moment after the last letter. Without it, the buttons do. */
const SOON = 2_000
const AGAIN = 5_000

const form = /** @type {HTMLFormElement | null} */ (document.querySelector('main form'))
const status = document.getElementById('kept')
let timer = 0
let leaving = false
let pending = false

/** @param {string} text */
function tell(text) {
  if (status) status.textContent = text
}

/** @param {number} ms */
function later(ms) {
  clearTimeout(timer)
  timer = window.setTimeout(keep, ms)
}

async function keep() {
  if (!form || leaving || !pending) return
  pending = false
  const body = new URLSearchParams()
  new FormData(form).forEach((value, name) => {
    body.append(name, String(value))
  })
  body.set('do', 'keep')
  try {
    const answer = await fetch(location.pathname, {
      method: 'POST',
      body,
      redirect: 'manual',
      keepalive: true,
      headers: { accept: 'application/json' },
    })
    // A redirect: it is kept. Its own answer cannot be read, nor need it be.
    if (answer.type === 'opaqueredirect') return tell(status?.dataset.kept ?? '')
    await notKept(answer.status)
  } catch {
    await notKept(0)
  }
}

/**
 * The line is away, or the session has ended. Once they have logged in again the page of today knows the new token.
 * @param {number} code
 */
async function notKept(code) {
  pending = true
  tell(status?.dataset.lost ?? '')
  if (code === 401 || code === 403) await newToken()
  later(AGAIN)
}

async function newToken() {
  const answer = await fetch(location.pathname, { headers: { accept: 'text/html' } }).catch(() => null)
  if (!answer?.ok || !form) return
  const page = new DOMParser().parseFromString(await answer.text(), 'text/html')
  const fresh = page.querySelector('main form input[name=token]')
  const own = form.querySelector('input[name=token]')
  if (fresh instanceof HTMLInputElement && own instanceof HTMLInputElement) own.value = fresh.value
}

form?.addEventListener('input', () => {
  pending = true
  later(SOON)
})
form?.addEventListener('submit', () => {
  leaving = true
})
// The phone is put away, or another app comes to the front.
document.addEventListener('visibilitychange', () => {
  if (document.visibilityState === 'hidden') void keep()
})
