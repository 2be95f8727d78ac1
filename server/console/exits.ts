import type { FastifyInstance } from 'fastify'
import { html } from 'htm/preact'
import { z } from 'zod'
import { dayOf } from '../../flows/engine/calendar.ts'
import { asCounty } from '../db/scope.ts'
import { childrenCalled, type Leaver } from '../exits/leavers.ts'
import { REASONS } from '../exits/policy.ts'
import { type Exit, exitMeant, exitsNow, nameOf, undoableSince } from '../exits/rows.ts'
import { agree, agreeAbove, beginExit, refuse, undo, writeAgain } from '../exits/steps.ts'
import { askNext } from '../exits/tell.ts'
import type { Parts } from '../parts.ts'
import { staffPage, type View } from './staff-page.ts'
import type { Looking } from './whoever.ts'

/** A line with the child's name, and who it may be undone by now. */
type Line = Exit & { name: string }
type Typed = { name: string; reason: string; note: string }
type Shown = {
  exits: Line[]
  days: number
  typed: Typed
  /** Several children of that name. */
  found: Leaver[]
  problem: 'name' | 'several' | 'reason' | 'note' | 'under-way' | 'late' | null
}
const NOTHING: Typed = { name: '', reason: '', note: '' }

const Form = z.strictObject({
  step: z.enum(['agree', 'refuse', 'undo', 'write-again', 'leave']),
  exit: z.uuid().optional(),
  name: z.string().trim().max(20).default(''),
  child: z.uuid().optional(),
  reason: z.enum([...REASONS, '']).default(''),
  note: z.string().trim().max(300).default(''),
})
type Form = z.infer<typeof Form>

/** Who is about to leave the list, who left it and may still come back, and a form for somebody new. */
export const exitsPage = (parts: Parts) => async (app: FastifyInstance) =>
  staffPage<object, Form, Shown>(app, parts, {
    url: '/exits',
    read: looking => shown(looking, {}),
    about: ({ exits }) => exits.map(exit => exit.child_id),
    title: (_, { t }) => t('console-exits:title'),
    render: draw,
    form: Form,
    post: async (looking, _, form) => {
      const problem = form.step === 'leave' ? await leave(looking, form) : await decideOn(looking, form)
      if (problem === null) return { to: '/console/exits' }
      const { name, reason, note } = form
      return { again: await shown(looking, { typed: { name, reason, note }, ...problem }) }
    },
  })

const sinceOf = ({ policy, now }: Looking): Date => undoableSince(policy.exits.undoDays, now)
const byOf = ({ who }: Looking) => ({ staff: who.id, person: null })

async function shown(looking: Looking, more: Partial<Shown>): Promise<Shown> {
  const exits = await exitsNow(looking.tx, looking.who, sinceOf(looking))
  return {
    exits: exits.map(exit => ({ ...exit, name: nameOf(looking, exit) })),
    days: looking.policy.exits.undoDays,
    ...{ typed: NOTHING, found: [], problem: null },
    ...more,
  }
}

type Problem = Pick<Partial<Shown>, 'problem' | 'found'> | null

/** What ends with a leaving lies in more places than whoever says so sees: seen under their scope, done under the county's. */
async function decideOn(looking: Looking, { step, exit: id }: Form): Promise<Problem> {
  const { tx, who } = looking
  const exit = id ? await exitMeant(tx, who, { no: null, exit: id }, sinceOf(looking)) : null
  const waits = exit?.state !== 'left'
  if (
    !exit ||
    (step === 'agree' && !exit.mine) ||
    (step === 'undo' && waits) ||
    (step === 'refuse' && !waits)
  )
    return { problem: 'late' }
  const by = byOf(looking)
  await asCounty(tx, who.county, async () => {
    if (step === 'undo') await undo(tx, looking, exit, by)
    else if (step === 'refuse') await refuse(tx, looking, exit, by)
    else if (step === 'write-again') await writeAgain(tx, looking, exit, by)
    else if (exit.state === 'asked') await agree(tx, looking, exit, by)
    else await agreeAbove(tx, looking, exit, by)
  })
  return null
}

async function leave(looking: Looking, { name, child, reason, note }: Form): Promise<Problem> {
  const { tx, who, now } = looking
  if (reason === '') return { problem: 'reason' }
  if (reason === 'wrong-entry' && note === '') return { problem: 'note' }
  const called = await childrenCalled(tx, looking, name)
  const found = child ? called.filter(one => one.child === child) : called
  const [only] = found
  if (!only) return { problem: 'name' }
  if (found.length > 1) return { problem: 'several', found }
  const by = byOf(looking)
  const begun = await asCounty(tx, who.county, () =>
    beginExit(tx, looking, { child: only.child, reason, note }, by),
  )
  if (!begun) return { problem: 'under-way' }
  const exit = await exitMeant(tx, who, { no: null, exit: begun.id }, new Date(now))
  await asCounty(tx, who.county, async () => {
    if (exit?.mine) await agree(tx, looking, begun, by)
    else await askNext(tx, looking, begun, null)
  })
  return null
}

function draw({ exits, days, typed, found, problem }: Shown, view: View) {
  const { t, form } = view
  const waiting = exits.filter(exit => exit.state !== 'left')
  const left = exits.filter(exit => exit.state === 'left')
  const line = (exit: Line, buttons: unknown) => html`<div class="weui-cell"><div class="weui-cell__bd">
    ${t('console-exits:line', { no: exit.no, village: exit.village, child: exit.name })}
    <br /><span class="hint">${standing(exit, t)}</span>${buttons}
  </div></div>`
  const button = (exit: Line, step: Form['step'], look: string) =>
    form(
      null,
      html`<input type="hidden" name="exit" value=${exit.id} /><input type="hidden" name="step" value=${step} />
        <button class=${`weui-btn weui-btn_mini weui-btn_${look}`}>${t(`console-exits:${step}`)}</button>`,
    )
  const again = (exit: Line) => exit.held && button(exit, 'write-again', 'default')
  return html`
    ${problem && html`<p class="missing wrong" role="alert">${t(`console-exits:problem-${problem}`, { days })}</p>`}
    ${waiting.length > 0 && html`<h2>${t('console-exits:waiting')}</h2>`}
    <div class="weui-cells">
      ${waiting.map(exit => line(exit, html`${exit.mine && button(exit, 'agree', 'primary')}${button(exit, 'refuse', 'default')}`))}
    </div>
    <h2>${t('console-exits:left', { days })}</h2>
    ${left.length === 0 && html`<p class="nothing">${t('console-exits:none')}</p>`}
    <div class="weui-cells">
      ${left.map(exit => line(exit, html`${button(exit, 'undo', 'default')}${again(exit)}`))}
    </div>
    <h2>${t('console-exits:new')}</h2>
    ${form(null, leavingForm({ typed, found, problem, days, exits }, view))}
  `
}

const standing = (exit: Line, t: View['t']): string =>
  [
    t(`exit:reason-${exit.reason}`),
    t(`console-exits:state-${exit.state}`, { day: dayOf((exit.left_at ?? exit.asked_at).getTime()) }),
    exit.held && t('console-exits:held'),
  ]
    .filter(Boolean)
    .join(' · ')

const leavingForm = ({ typed, found }: Shown, { t }: View) => html`
  <input type="hidden" name="step" value="leave" />
  <p class="field">
    <label for="name">${t('console-exits:name')}</label>
    <input id="name" name="name" maxlength="20" value=${typed.name} autocomplete="off" />
  </p>
  ${
    found.length > 0 &&
    html`<fieldset class="field choice"><legend>${t('console-exits:which')}</legend>
      ${found.map(
        one => html`<label><input type="radio" name="child" value=${one.child} />
          <span>${t('console-exits:child', { village: one.village, child: one.name, born: one.born ?? '' })}</span></label>`,
      )}
    </fieldset>`
  }
  <fieldset class="field choice">
    <legend>${t('console-exits:reason')}</legend>
    ${REASONS.map(
      reason => html`<label>
        <input type="radio" name="reason" value=${reason} checked=${typed.reason === reason} />
        <span>${t(`exit:reason-${reason}`)}</span>
      </label>`,
    )}
  </fieldset>
  <p class="field">
    <label for="note">${t('console-exits:note')}</label>
    <textarea id="note" name="note" rows="2" maxlength="300">${typed.note}</textarea>
  </p>
  <p class="hint">${t('console-exits:gently')}</p>
  <button class="weui-btn weui-btn_primary">${t('console-exits:leave')}</button>
`
