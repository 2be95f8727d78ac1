/** A message whose place in the order is fixed and whose content comes later; `null`: nothing to hand over. */
export type Settle<T> = (item: T | null) => void

type Place<T> = { announced: number; item: T | null | undefined; overtaken: boolean }

/**
 * Hands items over in the order in which they were announced, although their contents arrive in any order
 * (wechaty reads payloads concurrently: 20 messages at once came out as 0, 1, 9, 10, 11 …).
 *
 * - One contact's items are handed over one at a time; different contacts do not wait for each other's hand-over.
 * - An item whose content is missing holds up what came after it, for its contact is not known yet, but for
 *   `patience` ms at most: then the others pass, and it is handed over when its content comes.
 *
 * `handOver` must not reject.
 */
export function inOrder<T extends { contact: string }>(
  patience: number,
  handOver: (item: T) => Promise<void>,
) {
  const line: Place<T>[] = []
  const chains = new Map<string, Promise<void>>()
  let timer: NodeJS.Timeout | undefined
  let headSince = 0

  function announce(): Settle<T> {
    const place: Place<T> = { announced: performance.now(), item: undefined, overtaken: false }
    line.push(place)
    if (line.length === 1) advance(true)
    return item => {
      if (place.item !== undefined) return
      place.item = item
      if (place.overtaken) chain(item)
      else if (place === line[0]) advance(true)
    }
  }

  function advance(newHead: boolean) {
    clearTimeout(timer)
    if (newHead) headSince = performance.now()
    let impatient = performance.now() - headSince >= patience
    for (let head = line[0]; head; head = line[0]) {
      if (head.item === undefined) {
        // After one stuck item, those which have been missing as long do not each get a new wait.
        impatient &&= performance.now() - head.announced >= patience
        if (!impatient) {
          timer = setTimeout(advance, Math.max(1, headSince + patience - performance.now()), false)
          return
        }
        head.overtaken = true
      } else chain(head.item)
      line.shift()
      headSince = performance.now()
    }
  }

  function chain(item: T | null) {
    if (item === null) return
    const before = chains.get(item.contact)
    const done = before ? before.then(() => handOver(item)) : handOver(item)
    const after = done.finally(() => {
      if (chains.get(item.contact) === after) chains.delete(item.contact)
    })
    chains.set(item.contact, after)
  }

  /** Resolves when everything handed over so far has been taken. */
  async function drained() {
    while (chains.size > 0) await Promise.all(chains.values())
  }

  return { announce, drained }
}
