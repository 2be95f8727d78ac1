/** Work that goes on until there is none, whenever somebody rings. Never two at once. */
export type Loop = {
  ring(): void
  /** Whether nothing is under way. */
  resting(): boolean
  /** Resolves when nothing is under way or rung for. */
  idle(): Promise<void>
  /** Takes no more work; resolves when what is in hand is finished. */
  stop(): Promise<void>
}

/** `work` answers how much it did; after an error the loop rests for `pauseMs`, then rings itself. */
export function openLoop(
  work: () => Promise<number>,
  onError: (error: unknown) => void,
  pauseMs = 1_000,
): Loop {
  let running: Promise<void> | null = null
  let rung = false
  let stopped = false

  async function run() {
    while (rung && !stopped) {
      rung = false
      try {
        if ((await work()) > 0) rung = true
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
    resting: () => running === null,
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
 * So many loops over the same work, so that one can think while another waits for the database. `work` is told which
 * of them asks. A ring wakes one that rests; when none does, each looks again before it rests.
 */
export function openLoops(
  count: number,
  work: (loop: number) => Promise<number>,
  onError: (error: unknown) => void,
): Loop {
  const loops = Array.from({ length: count }, (_, n) => openLoop(() => work(n), onError))
  const resting = () => loops.find(loop => loop.resting())
  return {
    ring: () => {
      const one = resting()
      for (const loop of one ? [one] : loops) loop.ring()
    },
    resting: () => loops.every(loop => loop.resting()),
    idle: async () => {
      for (let busy = loops[0]; busy; busy = loops.find(loop => !loop.resting())) await busy.idle()
    },
    stop: async () => {
      await Promise.all(loops.map(loop => loop.stop()))
    },
  }
}
