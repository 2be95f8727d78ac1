import type { State } from './rows.ts'

/** How an entrustment stands, in words. */
export const STATE_WORDS: Readonly<Record<State, string>> = {
  'waiting-parent': 'ledger-export:waiting-parent',
  'waiting-carer': 'ledger-export:waiting-carer',
  'waiting-village': 'ledger-export:waiting-village',
  confirmed: 'ledger-export:confirmed',
  printed: 'ledger-export:printed',
  signed: 'ledger-export:signedState',
  filed: 'ledger-export:filedState',
  changed: 'ledger-export:changed',
  ended: 'ledger-export:ended',
  refused: 'ledger-export:refused',
  stopped: 'ledger-export:stopped',
}
