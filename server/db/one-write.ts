import { Socket } from 'node:net'

/**
 * A socket that writes once per turn of the event loop: statements sent together leave in one system call instead of
 * one each. Waking PostgreSQL is dearer than most of them.
 */
export function oneWriteSocket(): Socket {
  const socket = new Socket()
  const write = socket.write
  let gathering = false
  const gather = (...written: Parameters<typeof write>) => {
    if (!gathering) {
      gathering = true
      socket.cork()
      process.nextTick(() => {
        gathering = false
        socket.uncork()
      })
    }
    return write.apply(socket, written)
  }
  socket.write = gather as typeof write
  return socket
}
