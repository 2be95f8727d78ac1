import { dayOf, hours, instantOf, minutes } from '../../flows/engine/calendar.ts'
import { addSender, type Issued } from '../../server/weather/senders.ts'
import { signatureOf } from '../../server/weather/signature.ts'
import { cap } from '../../test/support/warnings.ts'
import { COUNTY, type House } from './house.ts'
import { type Event, YEAR } from './script.ts'

/** A signal of the station, and which families it must reach: all below these places, or none. */
export type Signal = {
  at: number
  id: string
  headline: string
  /** Given to the gateway of warnings, as the station words it. */
  sent: Parameters<typeof cap>[0]
  /** Places whose families it reaches within a minute, whatever the hour. */
  reaches: string[]
}

const on = (day: string, time: string) => instantOf(`${YEAR}-${day}`, time)
const iso = (ms: number) => `${new Date(ms + hours(8)).toISOString().slice(0, 19)}+08:00`
const words = (level: string, grade: string, kind = '暴雨') => `颍上县气象台发布${kind}${level}预警[${grade}]`

type Given = Omit<Signal, 'sent' | 'id'> & { sent?: Signal['sent'] }
const signals: Signal[] = (
  [
    {
      at: on('05-17', '15:00'),
      headline: words('蓝色', 'Ⅳ级/一般'),
      sent: { severity: 'Minor' },
      reaches: [],
    },
    {
      at: on('06-02', '10:00'),
      headline: words('红色', 'Ⅰ级/特别严重'),
      sent: { severity: 'Extreme', status: 'Test' },
      reaches: [],
    },
    { at: on('06-18', '16:10'), headline: words('橙色', 'Ⅱ级/严重'), reaches: [COUNTY] },
    {
      at: on('07-05', '02:20'),
      headline: words('红色', 'Ⅰ级/特别严重'),
      sent: { severity: 'Extreme', areas: ['341226391', '341226491'] },
      reaches: ['341226391', '341226491'],
    },
    {
      at: on('07-06', '11:00'),
      headline: words('橙色', 'Ⅱ级/严重'),
      sent: { areas: ['999999'] },
      reaches: [],
    },
    {
      at: on('07-14', '09:00'),
      headline: words('橙色', 'Ⅱ级/严重', '高温'),
      sent: { code: '11B09', event: '高温' },
      reaches: [COUNTY],
    },
    {
      at: on('08-02', '19:00'),
      headline: words('红色', 'Ⅰ级/特别严重'),
      sent: { severity: 'Extreme', status: 'Exercise' },
      reaches: [],
    },
    {
      at: on('08-11', '23:30'),
      headline: words('橙色', 'Ⅱ级/严重'),
      sent: { areas: ['341226591'] },
      reaches: ['341226591'],
    },
  ] satisfies Given[]
).map(({ sent = {}, ...one }, n) => ({
  ...one,
  id: `34122641600000_${dayOf(one.at).replaceAll('-', '')}000000_${n + 1}`,
  sent,
}))

/** The season's signals as events; each goes in by the route, signed. */
export function weather(): { events: Event[]; signals: Signal[] } {
  let issued: Issued | null = null
  const give = async (house: House, signal: Signal) => {
    issued ??= await addSender(house, COUNTY, '颍上县气象台')
    const body = Buffer.from(
      cap({
        identifier: signal.id,
        sent: iso(signal.at - minutes(1)),
        expires: iso(signal.at + hours(6)),
        headline: signal.headline,
        station: '颍上县气象台',
        ...signal.sent,
      }),
    )
    const time = String(Math.floor(house.clock.now() / 1_000))
    await house.post('/api/v1/warnings', body, {
      'content-type': 'application/cap+xml',
      'x-warning-sender': issued.code,
      'x-warning-time': time,
      'x-warning-signature': signatureOf(issued.secret, time, body),
    })
  }
  return {
    signals,
    events: signals.map(signal => ({
      at: signal.at,
      what: signal.headline,
      does: house => give(house, signal),
    })),
  }
}
