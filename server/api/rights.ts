/** What a token may be allowed to do, besides telling what it is. */
export const RIGHTS = [
  'roster:write',
  'notices:read',
  'notices:write',
  // where each household stands, by its number: `notices:read` only counts them
  'households:read',
  'policy:read',
  'policy:write',
] as const
export type Right = (typeof RIGHTS)[number]
