import { type EntrustmentForm, SchoolNotice } from './forms.ts'
import { isBlank } from './missing.ts'

/** The wording of the notice to school and village. */
export const NOTICE_WORDING = 'notice/2'

/** The written notice that goes with an entrustment: nothing on it is asked for a second time. */
export function noticeOf(
  { number, hash, url, place, child, guardians, carer, term, weeklyContact }: EntrustmentForm,
  to: SchoolNotice['to'],
  director: SchoolNotice['director'],
  news: SchoolNotice['news'] = null,
): SchoolNotice {
  const { health: _, ...plain } = child
  return SchoolNotice.parse({
    ...{
      version: NOTICE_WORDING,
      number,
      hash,
      url,
      place,
      guardians,
      carer,
      term,
      weeklyContact,
      director,
      to,
      news,
    },
    // What a school need not know of the child's health stays out.
    child: plain,
    addressee: to === 'school' ? child.school : isBlank(place.village) ? null : `${place.village}村民委员会`,
  })
}
