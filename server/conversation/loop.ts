/** Work that goes on until there is none, whenever somebody rings. Never two at once. */
export type Loop = {
  ring(): void
  /** Resolves when nothing is under way or rung for. */
  idle(): Promise<void>
  /** Takes no more work; resolves when what is in hand is finished. */
  stop(): Promise<void>
}
type Lane = Loop & { busy(): boolean }

/** `work` answers whether there may be more; after an error the loop rests for `pauseMs`, then rings itself. */
export function openLoop(
  work: () => Promise<boolean>,
  onError: (error: unknown) => void,
  pauseMs = 1_000,
): Lane {
  let running: Promise<void> | null = null
  let rung = false
  let stopped = false

  async function run() {
    while (rung && !stopped) {
      rung = false
      try {
        if (await work()) rung = true
      } catch (error) {
        onError(error)
        setTimeout(ring, pauseMs).unref()
      }
    }
    running = null
  }
  function ring() {
    rung = true
    if (!stopped) running ??= run()
  }

  return {
    ring,
    busy: () => running !== null,
    idle: async () => {
      while (running) await running
    },
    stop: async () => {
      stopped = true
      while (running) await running
    },
  }
}

/**
 * The same work in several lanes: while one waits for the database another goes on. A ring wakes one lane that rests,
 * for a second would find nothing left; lanes at work look again when they are done, because only they see what
 * came for somebody they have in hand. More than one lane can take wakes the next one.
 */
export function openLanes(
  works: readonly (() => Promise<boolean>)[],
  onError: (error: unknown) => void,
): Loop {
  const lanes: Lane[] = works.map(work =>
    openLoop(async () => {
      const more = await work()
      if (more) ring()
      return more
    }, onError),
  )
  function ring() {
    const resting = lanes.find(lane => !lane.busy())
    for (const lane of lanes) if (lane === resting || lane.busy()) lane.ring()
  }
  return {
    ring,
    idle: async () => {
      while (lanes.some(lane => lane.busy())) for (const lane of lanes) await lane.idle()
    },
    stop: async () => {
      await Promise.all(lanes.map(lane => lane.stop()))
    },
  }
}
