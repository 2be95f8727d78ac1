import { accidents } from './accidents.ts'
import { bodies } from './bodies.ts'
import { bullying } from './bullying.ts'
import { call } from './call.ts'
import { carerInNeed } from './carer-in-need.ts'
import { cruelty } from './cruelty.ts'
import { dropout } from './dropout.ts'
import { drowning } from './drowning.ts'
import { fraud } from './fraud.ts'
import { gone } from './gone.ts'
import { missing } from './missing.ts'
import { poison } from './poison.ts'
import type { Scene } from './scene.ts'
import { sexual } from './sexual.ts'
import { suicide } from './suicide.ts'
import { unattended } from './unattended.ts'
import { violence } from './violence.ts'

/** All scenes, the graver classes first: of two that match, the earlier one gives the class. */
export const scenes: readonly Scene[] = [
  ...sexual,
  ...suicide,
  ...drowning,
  ...violence,
  ...cruelty,
  ...missing,
  ...gone,
  ...accidents,
  ...poison,
  ...bodies,
  ...call,
  ...unattended,
  ...dropout,
  ...fraud,
  ...bullying,
  ...carerInNeed,
]
