import type { Wechaty } from 'wechaty'
import type { Puppet } from 'wechaty-puppet'
import type { Channel, Incoming, Listener } from './channel.ts'
import { contentOf, sendThrough } from './exchange.ts'
import { type Gap, hearing } from './hearing.ts'
import { inOrder } from './in-order.ts'
import { intake } from './intake.ts'
import { loadWechaty } from './load-wechaty.ts'
import { causeOf, type Log } from './log.ts'
import { type Intervals, type Supervisor, supervise, usualIntervals } from './supervisor.ts'
import { late, within } from './within.ts'

/** A puppet that lives in this process and cannot lose its connection. */
type LocalPuppet = { puppet: Puppet }

/**
 * A puppet that reaches WeChat through a network. A fresh one is made for each connection: wechaty leaks listeners
 * with every reset, and a puppet that once failed to start is not to be trusted.
 */
export type RemotePuppet = {
  /** `lost` may be called when the puppet knows that its connection is gone. */
  puppet: (lost: (cause: string) => void) => Puppet
  /** Whether anybody listens at the gateway's address. */
  reachable(): Promise<boolean>
  intervals?: Partial<Intervals>
}

type WechatyChannelOptions = (LocalPuppet | RemotePuppet) & {
  /** Dates what is heard, ms since 1970. */
  clock: { now(): number }
  log: Log
  /** A send without an answer is `uncertain` after this, ms. */
  sendTimeout?: number
  /** A file that has not arrived after this is given up, ms. */
  fetchTimeout?: number
  /** How long one message that cannot be read may hold up those after it, ms. */
  patience?: number
  /** Deaf times longer than this are told, ms (RELIABILITY G2: 30 s). */
  gapFrom?: number
}

type Session = { bot: Wechaty; puppet: Puppet }

/** How long leaving a gateway may take before the next step is taken anyway, ms. */
const leaveTime = 5_000
/** Wechaty gives up starting after 15 s by itself; this is for when it does not. */
const startTime = 25_000
/** What a stopping channel gives to messages still being read, and to those still being taken, ms. */
const finishTime = 2_000
const drainTime = 10_000

/** Serves the port with any Wechaty puppet. WECHATY.md 3 lists what is guarded against here. */
export function wechatyChannel(options: WechatyChannelOptions): Channel {
  const {
    clock,
    log,
    sendTimeout = 15_000,
    fetchTimeout = 30_000,
    patience = 2_000,
    gapFrom = 30_000,
  } = options
  const ears = hearing(clock)
  let listener: Listener | null = null
  let session: Session | null = null
  let stopping = false

  const order = inOrder<Incoming>(patience, incoming =>
    tell('message', incoming.id, to => to.message(incoming)),
  )
  const messages = intake({
    puppet: () => session?.puppet ?? null,
    account: () => ears.account,
    announce: order.announce,
    unreadable: (id, from) =>
      void tellGap({
        account: ears.account,
        from,
        to: clock.now(),
        cause: `message ${id} could not be read`,
      }),
    clock,
    log,
  })
  const supervisor = 'reachable' in options ? superviseGateway(options) : null

  function superviseGateway({ reachable, puppet, intervals }: RemotePuppet): Supervisor {
    return supervise(
      {
        reachable,
        connect: () => connect(lost => puppet(lost)),
        ask: () => session?.puppet.ding('xiangban'),
        lost: ears.lost,
      },
      { ...usualIntervals, ...intervals },
      log,
    )
  }

  /** What the listener does wrong must not reach wechaty, where it would end the process. */
  async function tell(what: string, id: string, call: (to: Listener) => Promise<void>) {
    try {
      if (listener) await call(listener)
    } catch (thrown) {
      log.error({ what, id, cause: causeOf(thrown) }, 'listener failed')
    }
  }

  async function tellGap(gap: Gap) {
    log.warn(gap, 'could not hear')
    await tell('gap', String(gap.from), to => to.gap(gap))
  }

  async function deafTimeEnded(gap: Gap | null) {
    if (gap && gap.to - gap.from > gapFrom) await tellGap(gap)
  }

  async function connect(make: (lost: (cause: string) => void) => Puppet): Promise<boolean> {
    await leave()
    const { WechatyBuilder } = await loadWechaty(log)
    if (stopping) return false
    const broken = Promise.withResolvers<void>()
    const puppet = make(cause => {
      if (session?.puppet !== puppet) return
      supervisor?.lost(cause)
      broken.resolve()
    })
    const bot = WechatyBuilder.build({ puppet }) as Wechaty
    session = { bot, puppet }
    attend(session)
    const started = await within(startTime, Promise.race([bot.start(), broken.promise]))
    // A start that failed resolves all the same; only the puppet's state tells.
    const stands = started !== late && !stopping && puppet.state.active() === true
    if (!stands) await leave()
    return stands
  }

  async function leave(ms = leaveTime) {
    const left = session
    session = null
    if (!left) return
    try {
      if ((await within(ms, left.bot.stop())) === late) log.debug({}, 'gateway did not answer our leaving')
    } catch (thrown) {
      log.debug({ cause: causeOf(thrown) }, 'leaving failed')
    }
  }

  /** Attaches to a session. What an abandoned one still says is not listened to. */
  function attend(attended: Session) {
    const { bot, puppet } = attended
    const heard = () => {
      if (session !== attended) return false
      ears.sign()
      supervisor?.sign()
      return true
    }
    // Without this listener the first error would end the process. Most are noise: they decide nothing.
    bot.on('error', error => log.debug({ cause: causeOf(error) }, 'wechaty error'))
    // The puppet announces in order of arrival; wechaty reads at once and gives out as it gets.
    puppet.on('message', ({ messageId }) => {
      if (heard() && !stopping) messages.announced(messageId)
    })
    bot.on('message', message => {
      if (heard()) messages.known(message.id, message.payload)
    })
    puppet.on('friendship', ({ friendshipId }) => {
      if (heard() && !stopping) void messages.friendship(friendshipId)
    })
    puppet.on('heartbeat', () => void heard())
    puppet.on('dong', () => {
      if (heard()) supervisor?.answered()
    })
    puppet.on('scan', ({ status, qrcode }) => {
      if (heard()) scanned(status, qrcode)
    })
    puppet.on('login', ({ contactId }) => {
      if (heard()) loggedIn(contactId)
    })
    puppet.on('logout', ({ data }) => {
      if (heard()) loggedOut(data ?? '')
    })
  }

  function loggedIn(account: string) {
    const gap = ears.heard(account)
    supervisor?.loggedIn()
    log.info({ account }, 'logged in to WeChat')
    void tell('login', account, to => to.login(account))
    void deafTimeEnded(gap)
  }

  function loggedOut(why: string) {
    log.warn({ account: ears.account, why }, 'logged out of WeChat')
    ears.lost('account logged out')
    supervisor?.loggedOut()
  }

  /** wechaty-puppet's scan states: 2 waiting, 3 scanned, 4 confirmed; the others end the waiting. */
  function scanned(status: number, qrcode = '') {
    if (status >= 2 && status <= 4) supervisor?.awaitsScan()
    if (status === 2) log.warn({ qrcode }, 'WeChat wants this code scanned with the account’s phone')
  }

  return {
    async start(to) {
      listener = to
      if (supervisor) return supervisor.start()
      const { puppet } = options as LocalPuppet
      if (!(await connect(() => puppet))) throw new Error(`puppet ${puppet.name()} did not start`)
    },

    async stop() {
      stopping = true
      supervisor?.stop()
      await messages.finish(session ? finishTime : 0)
      await within(drainTime, order.drained())
      // A gateway that never let us in is not owed a farewell.
      await leave(session?.puppet.state.active() === true ? leaveTime : 0)
      await deafTimeEnded(ears.stopped())
    },

    async send(contact, outgoing) {
      if (!session?.puppet.isLoggedIn) {
        return { result: 'failed', reason: 'not connected to WeChat', again: true }
      }
      return sendThrough(session.puppet, contact, outgoing, sendTimeout)
    },

    async fetch(message) {
      if (!session) return null
      const content = await contentOf(session.puppet, message, fetchTimeout)
      if ('missing' in content) log.info({ message, cause: content.missing }, 'content could not be fetched')
      return 'media' in content ? content.media : null
    },

    health: ears.health,
  }
}
