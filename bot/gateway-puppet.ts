import { AsyncLocalStorage } from 'node:async_hooks'
import type { EventEmitter } from 'node:events'
import type { Readable } from 'node:stream'
import type { FileBoxInterface } from 'file-box'
import type { Puppet as AnyPuppet } from 'wechaty-puppet'
import type { PuppetService as Service } from 'wechaty-puppet-service'
import { causeOf } from './log.ts'

type Options = ConstructorParameters<typeof Service>[0]
type SendFile = AnyPuppet['messageSendFile']
type Answer = (error: (Error & { code?: number }) | null, response: unknown) => void
type Call = (...given: unknown[]) => Readable
/** The calls of the gRPC client that are put right here. */
type Client = { upload: Call; download: Call; messageSendFile: Call; messageLocation: Call }

/** What went wrong in the file send under way, which wechaty keeps to itself. */
const sending = new AsyncLocalStorage<{ error: Error | null }>()
const unimplemented = 12

/**
 * wechaty-puppet-service's puppet without what harms a server; `lost` is called when its event stream ends.
 * It reaches into private parts, which is why the package's version is pinned. Imports the client only here.
 */
export async function gatewayPuppets(): Promise<
  (options: Options, lost: (cause: string) => void) => AnyPuppet
> {
  const { Puppet } = await import('wechaty-puppet')
  const { PuppetService } = await import('wechaty-puppet-service')

  class GatewayPuppet extends PuppetService {
    readonly #lost: (cause: string) => void
    #loggingOut: Promise<void> | null = null

    constructor(options: Options, lost: (cause: string) => void) {
      super(options)
      this.#lost = lost
      // The disk cache of payloads serves old names and can crash the process on its lock file (WECHATY 3.2).
      this._payloadStore.start = async () => {}
      this._payloadStore.stop = async () => {}
      // Wechaty answers every failed file send with a second one, so that a picture may arrive twice, and then
      // reports the second failure. It may do so only where the gateway is too old for the first.
      const old = (this as unknown as { messageSendFileStream: SendFile }).messageSendFileStream.bind(this)
      const again: SendFile = async (contact, file) => {
        const error = sending.getStore()?.error
        if (codeOf(error) === unimplemented) return old(contact, file)
        throw error ?? new Error('file was not uploaded')
      }
      Object.assign(this, { messageSendFileStream: again })
    }

    override async onStart() {
      await super.onStart()
      const client = this.grpcManager.client as unknown as Client
      rememberErrors(client)
      failWholeFiles(client)
      readPlaces(client)
    }

    /** Wechaty would answer the gateway's logout with an order to log out, even if it is in again by then. */
    override logout(reason?: string) {
      this.#loggingOut ??= Puppet.prototype.logout.call(this, reason).finally(() => {
        this.#loggingOut = null
      })
      return this.#loggingOut
    }

    /** A login that comes before the logout is over would be refused, and then undone by it. */
    override login(account: string) {
      if (!this.#loggingOut) return super.login(account)
      void this.#loggingOut.then(() => {
        if (!this.isLoggedIn) super.login(account)
      })
    }

    override async messageSendFile(contact: string, file: FileBoxInterface) {
      return sending.run({ error: null }, () => super.messageSendFile(contact, file))
    }

    protected override bridgeGrpcEventStream(stream: Service['grpcManager']) {
      super.bridgeGrpcEventStream(stream)
      const events: EventEmitter = stream
      // What the stream says about its own end is dropped by wechaty.
      for (const end of ['end', 'error', 'cancel']) events.on(end, () => this.#lost(`stream: ${end}`))
      // An event that cannot be read would end the process.
      const take = events.listeners('data')[0] as (event: unknown) => void
      events.removeAllListeners('data').on('data', event => {
        try {
          take(event)
        } catch (thrown) {
          this.emit('error', new Error(`unreadable event: ${causeOf(thrown)}`))
        }
      })
    }
  }

  return (options, lost) => new GatewayPuppet(options, lost)
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined
}

function rememberErrors(client: Client) {
  const watch = (name: 'upload' | 'messageSendFile', tell: (error: Error) => Error) => {
    const call = client[name].bind(client)
    client[name] = (...given) => {
      const send = sending.getStore()
      const answer = given.pop() as Answer
      const remember: Answer = (error, response) => {
        if (send && error) send.error = tell(error)
        answer(error, response)
      }
      return call(...given, remember)
    }
  }
  // The upload comes before the send: when it fails, nothing has left for the family.
  watch('upload', error =>
    codeOf(error) === unimplemented ? error : new Error(`file was not uploaded: ${causeOf(error)}`),
  )
  watch('messageSendFile', error => error)
}

type WirePlace = Record<`get${'Accuracy' | 'Address' | 'Latitude' | 'Longitude' | 'Name'}`, () => unknown>

/** The client copies a place's own fields, of which a wire message has none, and reads NONAME. Here it gets some. */
function readPlaces(client: Client) {
  const call = client.messageLocation.bind(client)
  client.messageLocation = (...given) => {
    const answer = given.pop() as Answer
    return call(...given, ((error, response) => {
      const wire = (response as { getLocation(): WirePlace | undefined } | undefined)?.getLocation()
      const place = wire && {
        accuracy: wire.getAccuracy(),
        address: wire.getAddress(),
        latitude: wire.getLatitude(),
        longitude: wire.getLongitude(),
        name: wire.getName(),
      }
      answer(error, place ? { getLocation: () => place } : response)
    }) satisfies Answer)
  }
}

/**
 * A file whose transfer breaks off ends the process (nobody listens to the call's error) or arrives cut short as if
 * it were whole. Both reproduced by killing the gateway during a download; here the reader gets the error instead.
 */
function failWholeFiles(client: Client) {
  const download = client.download.bind(client)
  client.download = (...request) => {
    const call = download(...request)
    const pipe = call.pipe.bind(call)
    call.pipe = (reader, ...rest) => {
      call.once('error', error => (reader as unknown as Readable).destroy(error))
      return pipe(reader, ...rest)
    }
    return call
  }
}
