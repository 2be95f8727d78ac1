import { describe, expect, it } from 'vitest'
import {
  type Act,
  type CarerKind,
  type Change,
  type Declared,
  decide,
  missing,
  type Need,
  type Party,
  type Standing,
  type Step,
} from '../../server/entrustment/chain.ts'

const NONE: Declared = { offences: 'no', addiction: 'no', neglect: 'no', unsuitable: 'no' }
const DRINKS: Declared = { ...NONE, addiction: 'yes' }
const none: Act = { act: 'exclusions', declared: NONE }
const willing: Act = { act: 'child-view', view: 'willing' }

const opened = (kind: CarerKind | null = 'grandparent', needs: Need[] = []): Standing => ({
  done: new Set(),
  needs,
  kind,
  ended: null,
})

function carriedOut(standing: Standing, change: Change): Standing {
  const done = new Set(standing.done)
  for (const step of change.clear) done.delete(step)
  for (const step of change.stamp) done.add(step)
  return {
    done,
    needs: change.needs ?? standing.needs,
    kind: change.kind ?? standing.kind,
    ended: change.resumes ? null : (change.end ?? standing.ended),
  }
}

/** Every act counts, one after the other. */
function having(standing: Standing, ...acts: [Party, Act][]): Standing {
  return acts.reduce((now, [by, act]) => {
    const change = decide(now, act, by)
    if (typeof change === 'string') throw new Error(`${by} ${act.act}: ${change}`)
    return carriedOut(now, change)
  }, standing)
}

const parents: [Party, Act][] = [
  ['parent', none],
  ['parent', willing],
  ['parent', { act: 'agrees' }],
]
const carers: [Party, Act][] = [
  ['carer', none],
  ['carer', { act: 'agrees' }],
]
const directors: [Party, Act][] = [
  ['director', none],
  ['director', { act: 'carer-adult' }],
]
const witnessed: [Party, Act] = ['director', { act: 'witnesses' }]
const has = (standing: Standing, ...steps: Step[]) => steps.filter(step => standing.done.has(step))

describe('the way to the confirmation', () => {
  it('goes over parent, carer and village, in either order of parent and carer', () => {
    for (const order of [
      [...parents, ...carers],
      [...carers, ...parents],
    ]) {
      const all = having(opened(), ...order, ...directors, witnessed)
      expect(has(all, 'witnessed')).toEqual(['witnessed'])
    }
  })

  it('says in order what is missing', () => {
    expect(missing(opened())).toEqual(['parent', 'carer', 'child-view', 'carer-adult', 'check'])
    const friend = opened('friend', ['village', 'supervising'])
    expect(missing(having(friend, ...parents, ...carers))).toEqual([
      'carer-adult',
      'village',
      'supervising',
      'check',
    ])
    expect(missing(opened(null))).toContain('kind')
  })

  it.each<[string, [Party, Act][]]>([
    ['a parent', [...carers, ['director', willing], ...directors]],
    ['the carer', [...parents, ...directors]],
    ['the child’s view', [parents[0]!, parents[2]!, ...carers, ...directors]],
    ['the director’s check', [...parents, ...carers, directors[1]!]],
    ['proof that the carer is of age', [...parents, ...carers, directors[0]!]],
  ])('without %s nobody can witness', (_, acts) => {
    expect(decide(having(opened(), ...acts), { act: 'witnesses' }, 'director')).toBe('not-yet')
  })

  it.each<[Need, [Party, Act][]]>([
    ['village', [['director', { act: 'supervising' }]]],
    ['supervising', [['director', { act: 'village-agrees' }]]],
    [
      'designation',
      [
        ['director', { act: 'supervising' }],
        ['director', { act: 'village-agrees' }],
      ],
    ],
  ])('a neighbour without what the county asks besides (%s) is not confirmed', (need, others) => {
    const neighbour = opened('neighbour', ['village', 'supervising', 'designation'])
    const standing = having(neighbour, ...parents, ...carers, ...directors, ...others)
    expect(missing(standing)).toContain(need)
    expect(decide(standing, { act: 'witnesses' }, 'director')).toBe('not-yet')
  })

  it('a side agrees only after it was asked about the four exclusions', () => {
    expect(decide(opened(), { act: 'agrees' }, 'parent')).toBe('not-yet')
    expect(decide(opened(), { act: 'agrees' }, 'carer')).toBe('not-yet')
  })

  it('the paper follows in order: printed, signed and sealed, filed', () => {
    const confirmed = having(opened(), ...parents, ...carers, ...directors, witnessed)
    expect(decide(opened(), { act: 'prints' }, 'director')).toBe('not-yet')
    expect(decide(confirmed, { act: 'signed' }, 'director')).toBe('not-yet')
    expect(decide(confirmed, { act: 'files' }, 'supervisor')).toBe('not-yet')
    const filed = having(
      confirmed,
      ['director', { act: 'prints' }],
      ['director', { act: 'signed' }],
      ['supervisor', { act: 'files' }],
    )
    expect(has(filed, 'filed')).toEqual(['filed'])
    expect(decide(filed, { act: 'prints' }, 'director')).toBe('too-late')
  })
})

describe('only the right one acts', () => {
  it.each<[Act, Party[]]>([
    [{ act: 'agrees' }, ['director', 'supervisor', 'county', 'house']],
    [{ act: 'witnesses' }, ['parent', 'carer', 'county', 'house']],
    [{ act: 'files' }, ['parent', 'carer', 'director', 'house']],
    [{ act: 'lifts' }, ['parent', 'carer', 'director', 'house']],
    [{ act: 'designates' }, ['parent', 'carer', 'director', 'house']],
    [{ act: 'village-agrees' }, ['parent', 'carer', 'county', 'house']],
    [{ act: 'ends', reason: 'moved' }, ['parent', 'carer']],
    [{ act: 'child-view', view: 'willing' }, ['carer', 'county', 'house']],
    [{ act: 'document-changed' }, ['parent', 'carer', 'director', 'supervisor', 'county']],
  ])('%o is not for everybody', (act, others) => {
    for (const party of others) expect(decide(opened(), act, party)).toBe('not-theirs')
  })
})

describe('refusing', () => {
  it.each<[Party, string]>([
    ['parent', 'parent-refused'],
    ['carer', 'carer-refused'],
    ['director', 'village-refused'],
  ])('the %s’s no ends it for good', (party, reason) => {
    const standing = having(opened(), ...parents, ...carers, [party, { act: 'refuses' }])
    expect(standing.ended).toBe(reason)
    for (const act of [{ act: 'agrees' }, none, { act: 'witnesses' }, { act: 'lifts' }] as Act[])
      for (const by of ['parent', 'carer', 'director', 'supervisor'] as Party[])
        expect(decide(standing, act, by)).toBe('ended')
  })

  it('once confirmed a bare no ends nothing: people look for somebody else first', () => {
    const confirmed = having(opened(), ...parents, ...carers, ...directors, witnessed)
    expect(decide(confirmed, { act: 'refuses' }, 'carer')).toBe('too-late')
    expect(having(confirmed, ['director', { act: 'ends', reason: 'parents-back' }]).ended).toBe(
      'parents-back',
    )
  })

  it('who thinks it over has neither agreed nor refused', () => {
    const standing = having(opened(), ['carer', none], ['carer', { act: 'thinks' }])
    expect(has(standing, 'carer_agreed')).toEqual([])
    expect(standing.ended).toBeNull()
  })
})

describe('the four exclusions', () => {
  it.each<Party>(['parent', 'carer', 'director'])('named by the %s, one stops everything', party => {
    const standing = having(opened(), ...parents, ...carers, ...directors, [
      party,
      { act: 'exclusions', declared: DRINKS },
    ])
    expect(has(standing, 'stopped', 'checked')).toEqual(['stopped'])
    expect(decide(standing, { act: 'witnesses' }, 'director')).toBe('stopped')
    // Even the director's own second check does not undo it.
    expect(has(having(standing, ['director', none]), 'checked')).toEqual([])
  })

  it('named after the confirmation it takes the confirmation back, the paper too', () => {
    const signed = having(
      opened(),
      ...[...parents, ...carers, ...directors, witnessed],
      ['director', { act: 'prints' }],
      ['director', { act: 'signed' }],
    )
    const stopped = having(signed, ['parent', { act: 'exclusions', declared: DRINKS }])
    expect(has(stopped, 'checked', 'witnessed', 'printed', 'signed', 'filed')).toEqual([])
    for (const [act, by] of [
      ['prints', 'director'],
      ['signed', 'director'],
      ['files', 'supervisor'],
    ] as const)
      expect(decide(stopped, { act }, by)).toBe('stopped')
  })

  it('only somebody above the village lifts it, and the director looks again afterwards', () => {
    const stopped = having(opened(), ...parents, ...carers, [
      'parent',
      { act: 'exclusions', declared: DRINKS },
    ])
    const lifted = having(stopped, ['supervisor', { act: 'lifts' }])
    expect(decide(lifted, { act: 'witnesses' }, 'director')).toBe('not-yet')
    expect(has(having(lifted, ...directors, witnessed), 'witnessed')).toEqual(['witnessed'])
    expect(decide(opened(), { act: 'lifts' }, 'supervisor')).toBe('not-yet')
  })

  it('to the carer nothing is different when the parent named one: the same acts count', () => {
    const told = having(opened(), ['parent', { act: 'exclusions', declared: DRINKS }])
    const untold = having(opened(), ['parent', none])
    for (const [, act] of carers) {
      const [one, other] = [decide(told, act, 'carer'), decide(untold, act, 'carer')]
      expect(one).toEqual(other)
    }
  })

  it('whoever is not sure stops nothing, and the director’s check has to settle it', () => {
    const unsure: Act = { act: 'exclusions', declared: { ...NONE, neglect: 'unclear' } }
    const standing = having(opened(), ['parent', unsure], ['director', unsure])
    expect(has(standing, 'parent_cleared', 'stopped', 'checked')).toEqual(['parent_cleared'])
  })
})

it('what ended because the child left the list goes on as it stood when the child is back, and nothing else does', () => {
  const confirmed = having(opened(), ...parents, ...carers, ...directors, witnessed)
  const left = having(confirmed, ['house', { act: 'ends', reason: 'parents-back' }])
  expect(having(left, ['house', { act: 'resumes' }])).toEqual(confirmed)
  for (const by of ['parent', 'carer', 'director', 'supervisor', 'county'] as const)
    expect(decide(left, { act: 'resumes' }, by)).toBe('not-theirs')
  expect(decide(confirmed, { act: 'resumes' }, 'house')).toBe('not-yet')
  const changed = having(confirmed, ['house', { act: 'ends', reason: 'changed' }])
  expect(decide(changed, { act: 'resumes' }, 'house')).toBe('ended')
})

it('when the document changes, everybody agrees again', () => {
  const confirmed = having(opened(), ...parents, ...carers, ...directors, witnessed)
  const changed = having(confirmed, ['house', { act: 'document-changed' }])
  expect(missing(changed)).toEqual(['parent', 'carer', 'check'])
})

it('a child that was not asked has no view yet; one that is unwilling has', () => {
  expect(has(having(opened(), ['parent', { act: 'child-view', view: 'not-asked' }]), 'child_heard')).toEqual(
    [],
  )
  expect(
    has(having(opened(), ['director', { act: 'child-view', view: 'unwilling' }]), 'child_heard'),
  ).toEqual(['child_heard'])
})

it('another kind of carer needs what its kind needs, no more and no less', () => {
  const friend = having(opened('friend', ['village', 'supervising']), ['director', { act: 'village-agrees' }])
  const aunt = having(friend, ['director', { act: 'kind', kind: 'grandparent', needs: [] }])
  expect(has(aunt, 'village_agreed')).toEqual([])
  expect(missing(aunt)).not.toContain('village')
})
