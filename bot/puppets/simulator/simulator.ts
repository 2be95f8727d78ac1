import { randomUUID } from 'node:crypto'
import { FileBox, type FileBoxInterface } from 'file-box'
import { type payloads, types } from 'wechaty-puppet'
import type { Media } from '../../channel.ts'
import { mimeOf } from '../../media.ts'
import { OneToOnePuppet } from '../one-to-one.ts'
import { type Limits, openHistory, type Passed, type Person, type THINGS } from './history.ts'
import { typeOf } from './wechaty-types.ts'

/** The account the bot has in the simulator. */
export const simulatorAccount = 'simulator'

/**
 * What goes wrong with a send, for tests and drills: `hang` neither arrives nor answers, `mute` arrives without an
 * answer, `break` arrives and answers with an error, `refuse` is turned down, `no-id` arrives without an id.
 */
export type SendFault = 'hang' | 'mute' | 'break' | 'refuse' | 'no-id'

export type Faults = {
  /** Taken by the next sends, first to last. */
  sends: SendFault[]
  /** How long a contact's messages cannot be read, ms, by contact. */
  slow: Record<string, number>
  /** Whether what the bot sends comes back as its own message, as with some gateways. */
  echo: boolean
}

type SimulatorOptions = {
  clock: { now(): number }
  /** File of the history; null keeps it in memory only. */
  path: string | null
  limits?: Limits
}

/** Plays WeChat: contacts with phones on one side, a Wechaty puppet on the other. It emits no heartbeat. */
export class SimulatorPuppet extends OneToOnePuppet {
  readonly faults: Faults = { sends: [], slow: {}, echo: false }
  readonly #clock: SimulatorOptions['clock']
  readonly #history: ReturnType<typeof openHistory>
  readonly #watchers = new Set<(passed: Passed) => void>()

  constructor({ clock, path, limits }: SimulatorOptions) {
    super()
    this.#clock = clock
    this.#history = openHistory(path, limits)
  }

  // The side of the phones.

  /** A person known by `id`; the same id again changes the name. */
  addContact({ id, name }: { id: string; name: string }) {
    const known = this.#history.people.get(id)
    if (known?.name === name) return
    this.#history.addPerson({ friend: true, ...known, id, name })
    if (known) this.dirtyPayload(types.Dirty.Contact, id)
  }

  contacts(): Person[] {
    return [...this.#history.people.values()]
  }

  /** Types a text on the contact's phone; gives the message's id. */
  say(contact: string, text: string): string {
    return this.#arrive({ contact, from: 'contact', kind: 'text', text })
  }

  /** Sends a picture or a voice note from the contact's phone; gives the message's id. */
  send(contact: string, { kind, ...media }: Media & { kind: 'image' | 'voice' }): string {
    return this.#arrive({ contact, from: 'contact', kind, text: '' }, media)
  }

  /** Sends anything else from the contact's phone, `text` being a place's name; gives the message's id. */
  sendThing(contact: string, kind: (typeof THINGS)[number], text = ''): string {
    return this.#arrive({ contact, from: 'contact', kind, text })
  }

  /** Takes back what the contact sent as `message`; gives the id of the recall itself. */
  recall(contact: string, message: string): string {
    const taken = this.#history.passed.get(message)
    if (taken?.contact !== contact || taken.from !== 'contact')
      throw new Error(`not theirs to recall: ${message}`)
    this.#history.markRecalled(message)
    return this.#arrive({ contact, from: 'contact', kind: 'recall', text: message })
  }

  /** Asks the bot to be a friend; gives the request's id. */
  befriend(contact: string, greeting: string): string {
    const person = this.#known(contact)
    this.#history.addPerson({ ...person, friend: false })
    const { id } = this.#record({ contact, from: 'contact', kind: 'friend', text: greeting })
    this.emit('friendship', { friendshipId: id })
    return id
  }

  /** The account's owner types to the contact on the account's own phone. */
  ownerSays(contact: string, text: string): string {
    return this.#arrive({ contact, from: 'bot', kind: 'text', text, byOwner: true })
  }

  /** What passed after entry `since` (a seq), oldest first, with everybody or one contact. */
  messages({ contact, since = 0 }: { contact?: string; since?: number } = {}): Passed[] {
    const all = [...this.#history.passed.values()]
    return all.filter(one => one.seq > since && (contact === undefined || one.contact === contact))
  }

  media(id: string): Media | null {
    return this.#history.media.get(id) ?? null
  }

  /** Calls `watcher`, which must not throw, with everything that passes from now on; gives the way to stop it. */
  onMessage(watcher: (passed: Passed) => void): () => void {
    this.#watchers.add(watcher)
    return () => this.#watchers.delete(watcher)
  }

  #known(contact: string): Person {
    const person = this.#history.people.get(contact)
    if (!person) throw new Error(`no such contact: ${contact}`)
    return person
  }

  #arrive(entry: Omit<Passed, 'seq' | 'id' | 'at'>, media?: Media): string {
    const { id } = this.#record(entry, media)
    this.emit('message', { messageId: id })
    return id
  }

  #record(entry: Omit<Passed, 'seq' | 'id' | 'at'>, media?: Media): Passed {
    this.#known(entry.contact)
    // Never counted from 1: a deleted history must not give old ids to new messages, which would pass for repeats.
    const id = randomUUID()
    const passed = this.#history.add(
      { ...entry, id, at: this.#clock.now(), ...(media && { mediaId: id }) },
      media,
    )
    for (const watcher of this.#watchers) watcher(passed)
    return passed
  }

  // The side of Wechaty.

  override name() {
    return 'xiangban-simulator'
  }

  override version() {
    return '1.0.0'
  }

  override async onStart() {
    this.login(simulatorAccount)
    this.emit('ready', { data: 'simulator' })
  }

  override async onStop() {
    this.#history.close()
  }

  override ding(data?: string) {
    this.emit('dong', { data: data ?? '' })
  }

  override async contactList() {
    return [...this.#history.people.keys()]
  }

  override async contactRawPayload(id: string): Promise<payloads.Contact> {
    const { name, friend, alias } =
      id === simulatorAccount ? { name: '相伴', friend: false, alias: undefined } : this.#known(id)
    return {
      id,
      name,
      friend,
      ...(alias !== undefined && { alias }),
      avatar: '',
      gender: types.ContactGender.Unknown,
      type: types.Contact.Individual,
      phone: [],
    }
  }

  override async contactRawPayloadParser(payload: payloads.Contact) {
    return payload
  }

  override async contactAlias(contact: string, ...given: [alias?: string | null]): Promise<never> {
    const person = this.#known(contact)
    // One method for asking and setting, as wechaty-puppet wants it.
    if (given[0] === undefined) return (person.alias ?? '') as never
    this.#history.addPerson({ ...person, alias: given[0] ?? '' })
    return undefined as never
  }

  override async friendshipRawPayload(id: string): Promise<payloads.Friendship> {
    const confirmed = id.endsWith(confirmation)
    const asked = this.#history.passed.get(confirmed ? id.slice(0, -confirmation.length) : id)
    if (asked?.kind !== 'friend') throw new Error(`no such friend request: ${id}`)
    const common = { id, contactId: asked.contact, timestamp: asked.at }
    if (confirmed) return { ...common, type: types.Friendship.Confirm }
    return { ...common, hello: asked.text, ticket: id, type: types.Friendship.Receive }
  }

  override async friendshipRawPayloadParser(payload: payloads.Friendship) {
    return payload
  }

  override async friendshipAccept(id: string) {
    const { contactId } = await this.friendshipRawPayload(id)
    this.#history.addPerson({ ...this.#known(contactId), friend: true })
    // WeChat confirms before the accepting call is answered.
    this.emit('friendship', { friendshipId: id + confirmation })
  }

  override async messageRawPayload(id: string): Promise<payloads.Message> {
    const passed = this.#history.passed.get(id)
    if (!passed || passed.kind === 'friend') throw new Error(`no such message: ${id}`)
    const slow = this.faults.slow[passed.contact]
    if (slow) await new Promise(resolve => setTimeout(resolve, slow))
    const file = this.#history.media.get(id)
    const byContact = passed.from === 'contact'
    return {
      id,
      type: typeOf[passed.kind],
      text: passed.text,
      timestamp: passed.at,
      talkerId: byContact ? passed.contact : simulatorAccount,
      listenerId: byContact ? simulatorAccount : passed.contact,
      ...(file && { filename: file.name }),
    }
  }

  override async messageRawPayloadParser(payload: payloads.Message) {
    return payload
  }

  override async messageFile(id: string): Promise<FileBoxInterface> {
    const file = this.#history.media.get(id)
    if (!file) throw new Error(`no file: ${id}`)
    return FileBox.fromBase64(Buffer.from(file.bytes).toString('base64'), file.name)
  }

  /** Every place is in the middle of the invented township. */
  override async messageLocation(id: string): Promise<payloads.Location> {
    const name = this.#history.passed.get(id)?.text ?? ''
    return { name, address: '', latitude: 32.64, longitude: 116.27, accuracy: 20 }
  }

  override async messageImage(id: string) {
    return this.messageFile(id)
  }

  override async messageSendText(contact: string, text: string) {
    return this.#take({ contact, from: 'bot', kind: 'text', text })
  }

  override async messageSendUrl(contact: string, { url, title, description = '' }: payloads.UrlLink) {
    return this.#take({ contact, from: 'bot', kind: 'link', text: title, link: { url, description } })
  }

  override async messageSendFile(contact: string, box: FileBoxInterface) {
    const bytes = await box.toBuffer()
    const media = { bytes, mime: mimeOf(bytes, box.mediaType), name: box.name }
    const kind = /^image\//u.test(media.mime) ? 'image' : /^audio\//u.test(media.mime) ? 'voice' : 'file'
    return this.#take({ contact, from: 'bot', kind, text: '' }, media)
  }

  override async messageRecall(id: string) {
    const passed = this.#history.passed.get(id)
    if (passed?.from !== 'bot') return false
    this.#history.markRecalled(id)
    this.#record({ contact: passed.contact, from: 'bot', kind: 'recall', text: id })
    return true
  }

  async #take(entry: Omit<Passed, 'seq' | 'id' | 'at'>, media?: Media): Promise<string | undefined> {
    const fault = this.faults.sends.shift()
    if (fault === 'hang') return new Promise<never>(() => {})
    if (fault === 'refuse') throw new Error('not your friend')
    const { id } = this.#record(entry, media)
    if (fault === 'mute') return new Promise<never>(() => {})
    if (fault === 'break') throw new Error('the connection to WeChat broke')
    if (this.faults.echo) setImmediate(() => this.emit('message', { messageId: id }))
    if (fault !== 'no-id') return id
  }
}

const confirmation = ':confirmed'
