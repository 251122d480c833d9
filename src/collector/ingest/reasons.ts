/** Why something was set aside, as codes. portal/staff says them in plain words. */
export const setAsideReasons = [
  // whole bundles that nothing vouches for
  'unknown_kit',
  'bad_signature',
  // whole bundles that the kit signed
  'revoked_kit',
  'unreadable_bundle',
  'chain_broken',
  'equivocation',
  // single records
  'cannot_open',
  'unreadable_record',
  'unknown_form',
  'unknown_site',
  'failed_check',
  'impossible_count',
] as const;
export type SetAsideReason = (typeof setAsideReasons)[number];
