import { html } from 'htm/preact'
import type { Tx } from '../db/scope.ts'
import type { T } from './page.ts'

export type Township = { code: string; name: string; villages: { code: string; name: string }[] }

/** The townships and villages of a county that have children on the roster, by code. */
export async function townshipsOf(tx: Tx, county: string): Promise<Township[]> {
  const { rows } = await tx.query(
    `select v.code, coalesce(p.name, v.code) as name, left(v.code, 9) as township, coalesce(t.name, left(v.code, 9)) as called
     from (select distinct place as code from children where state <> 'left' and starts_with(place, $1)) v
     left join places p on p.code = v.code left join places t on t.code = left(v.code, 9) order by v.code`,
    [county],
  )
  return [...Map.groupBy(rows, row => row.township as string)].map(([code, villages]) => ({
    code,
    name: villages[0]!.called,
    villages: villages.map(row => ({ code: row.code, name: row.name })),
  }))
}

/** Whether all of these are places one can choose. */
export const areChoices = (
  townships: readonly Township[],
  county: string,
  places: readonly string[],
): boolean => {
  const all = new Set([
    county,
    ...townships.flatMap(one => [one.code, ...one.villages.map(village => village.code)]),
  ])
  return places.every(place => all.has(place))
}

/** The whole county, townships, and villages under them, each to be ticked; a place ticked holds all below it. */
export function placeChoice(townships: readonly Township[], county: string, ticked: readonly string[], t: T) {
  const box = (code: string, name: string) => html`<label>
    <input type="checkbox" name="places" value=${code} checked=${ticked.includes(code)} /> <span>${name}</span>
  </label>`
  return html`<fieldset class="field choice" id="places">
    <legend>${t('console-warnings:places')}</legend>
    ${box(county, t('console-warnings:wholeCounty'))}
    ${townships.map(
      township => html`
        ${box(township.code, township.name)}
        <details open=${township.villages.some(village => ticked.includes(village.code))}>
          <summary>${t('console-warnings:villagesOf', { township: township.name })}</summary>
          ${township.villages.map(village => box(village.code, village.name))}
        </details>
      `,
    )}
  </fieldset>`
}
