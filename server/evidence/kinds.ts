/** What goes into the record, and why: evidence of what happened, or an account of who saw and did what. */
export const KINDS = [
  // families
  'joined',
  'join-undone',
  'consent',
  'child-consent',
  'care-answer',
  'checklist-answer',
  // entrustment, assessment, paper
  'entrustment',
  'assessment',
  'paper',
  // cases and requests
  'case-opened',
  'case-acknowledged',
  'case-close-proposed',
  'case-closed',
  'case-drafted',
  'hold-ended',
  'request-opened',
  'request-answered',
  'request-taken',
  'request-given-back',
  'request-settled',
  'request-closed',
  // leaving the list
  'exit-asked',
  'exit-agreed',
  'exit-left',
  'exit-refused',
  'exit-undone',
  // staff
  'notice-released',
  'notice-stopped',
  'notice-chased',
  'announced',
  'announcement-declined',
  'water-said',
  'calendar-set',
  'wording-set',
  'staff-added',
  'staff-ended',
  'sender-added',
  'sender-ended',
  'warning',
  'warning-decided',
  'leave-taken',
  'leave-ended',
  'answered-for',
  'visit',
  'gap-closed',
  'notice-handed',
  'erased',
  'read',
  'exported',
  'link-issued',
  'link-used',
  'logged-in',
  'imported',
  // programs of the county
  'token-issued',
  'token-revoked',
  'called',
  'policy-written',
  // the record itself
  'forgotten',
] as const
export type Kind = (typeof KINDS)[number]

/** Of these the words are kept for some years only (policy `retention`); none of them claims rows of another table. */
export const LOOKS: readonly Kind[] = ['read', 'exported', 'link-issued', 'link-used', 'logged-in', 'called']
