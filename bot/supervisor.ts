import { causeOf, type Log } from './log.ts'

/** All in ms; measured on the monotonic clock, for the business clock may be moved. */
export type Intervals = {
  /** How often the supervisor looks. */
  look: number
  /** Nothing heard for this long: ask for a sign of life. */
  ask: number
  /** Nothing heard for this long although asked: the connection is lost. */
  silence: number
  /** A living connection on which the account is not logged in and no scan is awaited: connect afresh. */
  login: number
  /** Wait after the first failed attempt; doubles up to `waitAtMost`. */
  wait: number
  waitAtMost: number
}

/** Suits a real gateway: back after 100 s, it is heard again within 30 s (`npm run drill:gateway`). */
export const usualIntervals: Intervals = {
  look: 1_000,
  ask: 10_000,
  silence: 25_000,
  login: 60_000,
  wait: 1_000,
  waitAtMost: 8_000,
}

/** What is supervised. */
export type Line = {
  /** Whether anybody listens there. Cheap: an attempt on a dead port costs wechaty 5 s. */
  reachable(): Promise<boolean>
  /** Leaves the old connection and makes a new one; true when it stands. */
  connect(): Promise<boolean>
  /** Asks the other side for a sign of life. */
  ask(): void
  /** From now on nothing is heard; may be said again while it is so. */
  lost(cause: string): void
}

/**
 * Keeps a line to a gateway standing, which wechaty does not (it tries once, 60 s after the last event, then never
 * again). A line is lost when its stream says so, when it stays silent although asked, or when the account stays
 * logged out; it is made anew, one attempt at a time, with growing waits.
 */
export function supervise(line: Line, intervals: Intervals, log: Log) {
  let timer: NodeJS.Timeout | undefined
  let attempting = false
  let standingSince: number | null = null
  let attempts = 0
  let nextAttempt = 0
  let lostDuringAttempt = false
  let lastSign = 0
  let lastAsked = 0
  /** Whether this gateway has ever answered when asked. One that never does is given five times the silence. */
  let answers = false
  let loggedOutSince: number | null = null
  let scanAwaited = false

  function look() {
    if (attempting) return
    const now = performance.now()
    if (standingSince === null) {
      if (now >= nextAttempt) void attempt()
      return
    }
    if (now - standingSince > intervals.waitAtMost) attempts = 0
    const silent = now - lastSign
    if (silent > intervals.silence * (answers ? 1 : 5)) return lost('silence')
    if (loggedOutSince !== null && !scanAwaited && now - loggedOutSince > intervals.login) {
      return lost('account not logged in')
    }
    if (silent > intervals.ask && now - lastAsked > intervals.ask) {
      lastAsked = now
      line.ask()
    }
  }

  async function attempt() {
    attempting = true
    attempts += 1
    lostDuringAttempt = false
    loggedOutSince = performance.now()
    scanAwaited = false
    const failure = await tried()
    attempting = false
    const now = performance.now()
    if (failure === null) {
      log.info({ attempts }, 'gateway connected')
      standingSince = lastSign = now
      return
    }
    nextAttempt = now + wait()
    line.lost(failure)
    // One line when it begins; the rest of a long outage is not worth the disk.
    log[attempts === 1 ? 'warn' : 'debug']({ attempts, cause: failure }, 'gateway not connected')
  }

  async function tried(): Promise<string | null> {
    try {
      if (!(await line.reachable())) return 'nobody listens there'
      if (!(await line.connect())) return 'connecting failed'
      return lostDuringAttempt ? 'lost at once' : null
    } catch (thrown) {
      return causeOf(thrown)
    }
  }

  function wait() {
    return Math.min(intervals.wait * 2 ** Math.max(0, attempts - 1), intervals.waitAtMost)
  }

  function lost(cause: string) {
    line.lost(cause)
    lostDuringAttempt = true
    if (standingSince === null) return
    standingSince = null
    // The first loss is answered at once; a line that falls as soon as it stands is not hammered.
    nextAttempt = attempts === 0 ? 0 : performance.now() + wait()
    log.warn({ cause }, 'gateway lost')
  }

  return {
    start() {
      look()
      timer = setInterval(look, intervals.look)
    },
    /** An attempt under way goes on; whoever stops the supervisor also leaves the line. */
    stop() {
      clearInterval(timer)
    },
    sign() {
      lastSign = performance.now()
    },
    answered() {
      answers = true
    },
    lost,
    loggedIn() {
      loggedOutSince = null
      scanAwaited = false
    },
    loggedOut() {
      loggedOutSince ??= performance.now()
      scanAwaited = false
    },
    /** A person must scan a code with the phone: reconnecting now would only spoil it. */
    awaitsScan() {
      scanAwaited = true
    },
  }
}

export type Supervisor = ReturnType<typeof supervise>
