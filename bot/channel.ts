/**
 * The port between WeChat and the house. Everything the server knows of WeChat is in this file;
 * `wechaty.ts` serves it with any Wechaty puppet, `fake.ts` in memory for tests.
 */

/** What somebody (or the gateway) sent us. The type always comes from the event, never from the text. */
export type Incoming = {
  /** Id of the bot's own WeChat account. */
  account: string
  /** The sender's id in that account's view. Not an identity: some puppets change it at every login. */
  contact: string
  /** The provider's message id, the de-duplication key within an account. */
  id: string
  kind:
    | 'text'
    | 'voice'
    | 'image'
    | 'video'
    | 'file'
    | 'card'
    | 'location'
    | 'link'
    | 'mini-program'
    | 'sticker'
    /** A forwarded piece of another chat. */
    | 'merged'
    | 'red-packet'
    | 'transfer'
    | 'recall'
    | 'friend'
    | 'other'
  /** Text of a text message, id of the recalled message for `recall`, greeting for `friend`, else empty. */
  text: string
  /** The provider's own time in ms since 1970, when it gave a believable one. */
  sentAt: number | null
  /** True when the account's owner typed this on the phone to `contact`. */
  self: boolean
}

/** The bytes behind a voice note or a picture. */
export type Media = { bytes: Uint8Array; mime: string; name: string }

/** A page to open, as WeChat shows it. */
export type Link = { url: string; title: string; description: string }

export type Outgoing =
  | { kind: 'text'; text: string }
  /** A card where the gateway can make one; the text, which holds the address, where it cannot. */
  | { kind: 'link'; text: string; link: Link }
  | { kind: 'voice' | 'image'; media: Media }
  /** A paper; the text, which says how to get it otherwise, where the gateway takes no files. */
  | { kind: 'file'; text: string; media: Media }
  /** Pass on the content of an earlier message without keeping it ourselves; a place goes on as its words. */
  | { kind: 'forward'; message: string }

/**
 * - `sent`: the provider took it; `id` is its message id, or null when it gives none.
 * - `uncertain`: no answer in time or an ambiguous failure: it may have arrived.
 * - `failed`: certainly not sent; `again` says whether trying later can help.
 */
export type SendResult =
  | { result: 'sent'; id: string | null }
  | { result: 'uncertain'; reason: string }
  | { result: 'failed'; reason: string; again: boolean }

export type Health = {
  account: string | null
  state: 'starting' | 'ready' | 'deaf' | 'stopped'
  /** Last sign of life (event or heartbeat), ms since 1970. */
  lastEventAt: number | null
}

export type Listener = {
  /** Must not reject; resolves once the message is durable. Called in order of arrival. */
  message(incoming: Incoming): Promise<void>
  /** The account is logged in (again). Idempotent: comes after every reconnect. */
  login(account: string): Promise<void>
  /** We could not hear between these instants (ms since 1970). */
  gap(gap: { account: string | null; from: number; to: number; cause: string }): Promise<void>
}

export interface Channel {
  /** Resolves when intake is arranged, not when WeChat is logged in: a gateway may appear later. */
  start(listener: Listener): Promise<void>
  stop(): Promise<void>
  /** Never rejects and never hangs longer than the channel's send time-out. */
  send(contact: string, outgoing: Outgoing): Promise<SendResult>
  /** The bytes of a message we received, or null when they can no longer be had. */
  fetch(message: string): Promise<Media | null>
  health(): Health
}
