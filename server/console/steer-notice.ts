import { html } from 'htm/preact'
import { instantOf, isDay } from '../../flows/engine/calendar.ts'
import { asCounty } from '../db/scope.ts'
import type { Notice } from '../notices/recent.ts'
import { changeUnsent, pauseNotice, resumeNotice, sendAt, stopNotice } from '../notices/steer.ts'
import type { View } from './staff-page.ts'
import type { Looking } from './whoever.ts'

export const STEERS = ['pause', 'resume', 'stop', 'change', 'put-off'] as const
type Steer = (typeof STEERS)[number]

type Steering = {
  do: Steer
  text?: string | undefined
  day?: string | undefined
  time?: string | undefined
}

export const isSteer = (what: string): what is Steer => STEERS.some(steer => steer === what)

/** Whoever wrote it, or stands above them, decides about what has not left. */
export const maySteer = (notice: Notice, who: { place: string }): boolean =>
  notice.stoppedAt === null && notice.place.startsWith(who.place)

/** Why it was not done: no words, no time that is to come, or nothing left to do it with. */
export type Refused = Omit<Steering, 'do'> & { why: 'text' | 'time' | 'none' }

/** Carries it out; null when it is done. */
export async function steer(
  looking: Looking,
  notice: Notice,
  { do: what, text = '', day = '', time = '' }: Steering,
): Promise<Refused['why'] | null> {
  const { tx, who, acts, words, now } = looking
  const given = { acts, notice: notice.id, staff: who.id }
  return await asCounty(tx, who.county, async () => {
    switch (what) {
      case 'pause':
        return orNone(await pauseNotice(tx, looking, given))
      case 'resume':
        return orNone(await resumeNotice(tx, looking, given))
      case 'stop':
        return orNone((await stopNotice(tx, looking, given)).unsent > 0)
      case 'change': {
        if (text === '') return 'text'
        const letter = ({ language }: Parameters<Parameters<typeof changeUnsent>[2]['text']>[0]) =>
          words(language, 'notice:letter', { text })
        return orNone(
          (await changeUnsent(tx, looking, { ...given, content: { text }, text: letter })) !== null,
        )
      }
      case 'put-off': {
        if (!isDay(day) || !/^([01]\d|2[0-3]):[0-5]\d$/.test(time)) return 'time'
        const at = instantOf(day, time)
        return at <= now ? 'time' : orNone(await sendAt(tx, looking, { ...given, at }))
      }
    }
  })
}

const WHY = {
  text: 'console-notices:problem-text',
  time: 'console-notices:problem-time',
  none: 'console-notices:notSteered',
} as const

const orNone = (done: boolean) => (done ? null : 'none')

/** What can be done about letters that have not left: pause, go on, other words, later; and stop, a touch further away. */
export const steering = (
  { t, form }: View,
  { pausedAt }: Notice,
  unsent: string,
  refused: Refused | null,
) => html`
  <details class="more" open=${refused !== null || pausedAt !== null} data-waiting>
    <summary>${t('console-notices:notYetSent')}</summary>
    ${refused && html`<p class="missing wrong" role="alert">${t(WHY[refused.why])}</p>`}
    ${form(
      null,
      html`<button class="weui-btn weui-btn_default" name="do" value=${pausedAt === null ? 'pause' : 'resume'}>
        ${t(pausedAt === null ? 'console-notices:pause' : 'console-notices:resume')}
      </button>`,
    )}
    ${form(
      null,
      html`<p class="field">
          <label for="text">${t('console-notices:otherWords')}</label>
          <textarea id="text" name="text" rows="3" maxlength="300">${refused?.text ?? unsent}</textarea>
        </p>
        <button class="weui-btn weui-btn_default" name="do" value="change">${t('console-notices:changeUnsent')}</button>`,
    )}
    ${form(
      null,
      html`<div class="pair">
          <p class="field"><label for="day">${t('console-notices:field-day')}</label><input id="day" name="day" type="date" value=${refused?.day} /></p>
          <p class="field"><label for="time">${t('console-notices:field-time')}</label><input id="time" name="time" type="time" value=${refused?.time} /></p>
        </div>
        <button class="weui-btn weui-btn_default" name="do" value="put-off">${t('console-notices:putOff')}</button>`,
    )}
    <details class="more">
      <summary>${t('console-notices:stop')}</summary>
      ${form(
        null,
        html`<p class="hint">${t('console-notices:aboutStop')}</p>
          <button class="weui-btn weui-btn_warn" name="do" value="stop">${t('console-notices:stopForGood')}</button>`,
      )}
    </details>
  </details>
`
