/** Work that goes on until there is none, whenever somebody rings. Never two at once. */
export type Loop = {
  ring(): void
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
    idle: async () => {
      while (running) await running
    },
    stop: async () => {
      stopped = true
      while (running) await running
    },
  }
}

/** Several loops rung together: while one waits for the database the other works. */
export function together(loops: readonly Loop[]): Loop {
  return {
    ring: () => {
      for (const loop of loops) loop.ring()
    },
    idle: async () => {
      for (const loop of loops) await loop.idle()
    },
    stop: async () => {
      await Promise.all(loops.map(loop => loop.stop()))
    },
  }
}
