import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

/** A way to the server that can be cut. */
export async function telephoneLine(address: string) {
  const { port } = new URL(address)
  const calls = new Set<Socket>()
  let whole = true
  const exchange = createServer(caller => {
    if (!whole) return caller.destroy()
    const called = connect(Number(port), '127.0.0.1')
    for (const end of [caller, called]) {
      calls.add(end)
      end
        .on('error', () => {})
        .on('close', () => {
          calls.delete(end)
          caller.destroy()
          called.destroy()
        })
    }
    caller.pipe(called).pipe(caller)
  })
  await new Promise<void>(done => exchange.listen(0, '127.0.0.1', done))
  const hangUp = () => {
    for (const call of calls) call.destroy()
  }
  return {
    address: `http://127.0.0.1:${(exchange.address() as AddressInfo).port}`,
    cut() {
      whole = false
      hangUp()
    },
    mend() {
      whole = true
    },
    close() {
      exchange.close()
      hangUp()
    },
  }
}
