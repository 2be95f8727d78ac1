import { hours, instantOf } from '../../flows/engine/calendar.ts'
import { checksOf } from './checks.ts'
import { families } from './families.ts'
import { openHouse } from './house.ts'
import { FIRST, LAST, outage, script } from './script.ts'
import { weather } from './weather.ts'

/**
 * Plays the drowning season of a county of twenty villages, 1 May to 31 August, in fast time: the calendar's own notices,
 * what directors and the county send, eight signals of the weather station, 26 hours without a process, a notice stopped
 * before it left. Then compares what the house says of it with what the phones got.
 */
export async function playSeason(args: readonly string[]): Promise<void> {
  const began = performance.now()
  const house = await openHouse(instantOf(FIRST, '00:30') - hours(40))
  try {
    const { signals, events } = weather()
    const people = families(house)
    for (const event of [...script, ...events, away].sort((a, b) => a.at - b.at)) {
      await house.until(event.at, people)
      await event.does(house)
      process.stderr.write(`${new Date(event.at + hours(8)).toISOString().slice(0, 16)} ${event.what}\n`)
    }
    await house.until(instantOf(LAST, '23:59'), people)
    const { report, checks } = await checksOf(house, signals)
    const seconds = (performance.now() - began) / 1_000
    console.log(report)
    for (const { what, wrong, of, which = [] } of checks) {
      console.log(`${wrong === 0 ? 'ok   ' : 'WRONG'} ${what}: ${wrong} of ${of}`)
      for (const one of which.slice(0, MOST_SHOWN)) console.log(`        ${one}`)
    }
    console.log(`${house.got.length} messages to phones, ${seconds.toFixed(0)} s`)
    if (args.includes('--json'))
      console.log(
        JSON.stringify({ seconds, messages: house.got.length, checks, errors: house.errors.length }),
      )
    if (checks.some(({ wrong }) => wrong > 0)) process.exitCode = 1
  } finally {
    await house.close()
  }
}

const MOST_SHOWN = 8

const away = {
  at: outage.from,
  what: 'the process is away for 26 hours',
  does: (house: Awaited<ReturnType<typeof openHouse>>) => house.awayUntil(outage.to),
}
