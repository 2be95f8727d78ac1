import { describe, expect, test } from 'vitest'
import { AssessmentForm, EntrustmentForm, SchoolNotice } from '../../server/paper/forms.ts'
import { missingInAssessment, missingInEntrustment, missingInNotice } from '../../server/paper/missing.ts'

const none = { offences: 'no', addiction: 'no', neglect: 'no', unsuitable: 'no' } as const

describe('a form', () => {
  test('of which nothing is known can be printed: everything is a line to write on', () => {
    expect(missingInEntrustment(EntrustmentForm.parse({ version: 'entrustment/1' }))).toHaveLength(31)
    expect(missingInAssessment(AssessmentForm.parse({ version: 'assessment/1' }))).toHaveLength(25)
    expect(missingInNotice(SchoolNotice.parse({ version: 'notice/2', to: 'school' }))).toHaveLength(9)
  })

  test('never takes a whole identity number, in any width', () => {
    for (const idNumber of [
      '341226198701014321',
      '34122619870101432X',
      '３４１２２６１９８７０１０１４３２１',
    ])
      expect(EntrustmentForm.safeParse({ version: 'entrustment/1', child: { idNumber } }).success).toBe(false)
    expect(
      EntrustmentForm.safeParse({ version: 'entrustment/1', child: { idNumber: '3412**********4321' } })
        .success,
    ).toBe(true)
  })

  test('with a reason why the child was not asked misses no view of the child', () => {
    const form = EntrustmentForm.parse({ version: 'entrustment/1', childView: { whyNot: '两岁，还不会说' } })
    expect(missingInEntrustment(form)).not.toContain('paper-missing:childView')
  })

  test('misses a declaration as long as one of the four is unanswered', () => {
    const form = EntrustmentForm.parse({
      version: 'entrustment/1',
      exclusions: { carer: none, guardian: { ...none, neglect: null }, director: none },
    })
    expect(missingInEntrustment(form)).not.toContain('paper-missing:exclusionsCarer')
    expect(missingInEntrustment(form)).toContain('paper-missing:exclusionsGuardian')
    // No way of checking was given.
    expect(missingInEntrustment(form)).toContain('paper-missing:exclusionsDirector')
  })

  test('needs measures unless the care is good', () => {
    const graded = (grade: string) =>
      missingInAssessment(AssessmentForm.parse({ version: 'assessment/1', grade }))
    expect(graded('poor')).toContain('paper-missing:measures')
    expect(graded('good')).not.toContain('paper-missing:measures')
  })
})
