/** Which families the invented township has: the plan the lots then fill with names, days and numbers. */

/** Who looks after the children, seen from them, and what the carer telephones with. */
export type CarerPlan = {
  kin: '祖母' | '祖父' | '外祖母' | '外祖父' | '姑母' | '舅父'
  device: 'smartphone' | 'old-phone' | 'none'
}

export type FamilyPlan = {
  /** 0..2, index of the village. */
  village: number
  children: number
  /** null: the children have nobody; 'shared': the grandmother of the family before this one. */
  carer: CarerPlan | 'shared' | null
  parents: 'both-away' | 'mother-only' | 'father-only'
  /** The youngest child is in no household register and has no identity number. */
  unregistered?: true
}

const carer = (kin: CarerPlan['kin'], device: CarerPlan['device'] = 'smartphone'): CarerPlan => ({
  kin,
  device,
})

function family(village: number, children: number, who: FamilyPlan['carer'], more: Partial<FamilyPlan> = {}) {
  return { village, children, carer: who, parents: 'both-away', ...more } satisfies FamilyPlan
}

/**
 * 26 households with 40 children, 9 + 9 + 8 households. The first of each village is the plain case whose
 * mother and grandmother both have a smartphone. About half of the carers have none, as among rural people
 * over 60 (DOMAIN.md section 9).
 */
export const families: readonly FamilyPlan[] = [
  family(0, 2, carer('祖母')),
  family(0, 1, carer('祖母', 'old-phone')),
  family(0, 2, carer('外祖母')),
  family(0, 1, carer('祖父', 'none')),
  family(0, 2, carer('祖母')),
  family(0, 1, 'shared'),
  family(0, 1, carer('姑母')),
  family(0, 3, carer('祖母', 'old-phone')),
  family(0, 1, carer('祖父'), { parents: 'mother-only' }),

  family(1, 1, carer('祖母')),
  family(1, 2, carer('祖母', 'none')),
  family(1, 1, carer('外祖父', 'old-phone')),
  family(1, 2, carer('祖父')),
  family(1, 1, carer('祖母', 'old-phone'), { unregistered: true }),
  family(1, 1, null),
  family(1, 3, carer('祖母')),
  family(1, 2, carer('外祖母', 'none')),
  family(1, 1, carer('舅父')),

  family(2, 2, carer('祖母')),
  family(2, 1, carer('祖母', 'none')),
  family(2, 2, carer('祖父', 'old-phone')),
  family(2, 1, carer('祖母'), { parents: 'father-only' }),
  family(2, 2, carer('外祖母', 'old-phone')),
  family(2, 1, carer('祖母')),
  family(2, 1, carer('祖父', 'none')),
  family(2, 2, carer('祖母', 'old-phone')),
]
