import { calledBy } from '../../flows/index.ts'
import type { Turned } from '../conversation/apply.ts'

/** How staff read who is speaking: the children as they are called, and who this is to them. No full names in WeChat. */
export function speakerOf({ facts }: Pick<Turned, 'facts'>): { children: string; kin: string } {
  const children = facts.person?.children ?? []
  return {
    children: children.map(child => calledBy(child.name)).join('、'),
    kin: children[0]?.kin ?? '',
  }
}
