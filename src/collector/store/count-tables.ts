/** The tables of presence counts as Kysely types. The truth is in migrations/0007-presence-counts.sql. */
import type { CountProfile } from '../../protocol/counts.ts';

export interface CountFragmentsTable {
  kit_id: string;
  record_id: string;
  site_id: string;
  operation: string;
  round: number;
  profile: CountProfile;
  key_id: string;
  boot_number: number;
  boot_id: string;
  began_ms: number;
  until_ms: number;
  told_day: string | null;
  earliest_at: number;
  latest_at: number;
  earliest_date: string;
  latest_date: string;
  period: string;
  week: string;
  first_hour: number | null;
  size: number;
  bitmap: Uint8Array | null;
  flips: string;
  noise: string;
  randomised: number;
  fixed: number;
  figures: string;
  received_at: number;
}

export interface CountPartsTable {
  site_id: string;
  period: string;
  profile: CountProfile;
  key_id: string;
  part: number;
  estimate: number;
  deviation: number;
  is_lower_bound: number;
}

export interface CountNoiseTable {
  site_id: string;
  period: string;
  profile: CountProfile;
  digest: string;
  noise: number;
}

export interface CountDaysTable {
  site_id: string;
  period: string;
  profile: CountProfile;
  day: string | null;
  week: string;
  week_earlier: string;
  earliest_date: string;
  latest_date: string;
  size: number;
  value: number;
  low: number;
  high: number;
  epsilon_noise: number;
  epsilon_flips: number;
  epsilon_bins: number;
  bin_draws: number;
  fragments: number;
  parts: number;
  late: number;
  covered_minutes: number;
  is_lower_bound: number;
  new_value: number | null;
  new_low: number | null;
  new_high: number | null;
  randomised: number;
  fixed: number;
  opened: number;
  consented: number;
  declined: number;
  begun: number;
  finished: number;
  bins: string;
}

export interface CountWeeksTable {
  site_id: string;
  week: string;
  profile: CountProfile;
  size: number;
  shown_days: number;
  days: number;
  value: number;
  low: number;
  high: number;
  epsilon_noise: number;
  epsilon_flips: number;
  epsilon_bins: number;
  bin_draws: number;
  fragments: number;
  added_up: number;
  lower_bounds: number;
  short_days: number;
  randomised: number;
  fixed: number;
  bins: string;
}

export interface CountWeekSitesTable {
  week: string;
  key_id: string;
  site_id: string;
  value: number;
  low: number;
  high: number;
  span_days: number;
  randomised: number;
  fixed: number;
}

export interface CountFlowsTable {
  week: string;
  key_id: string;
  from_site: string;
  to_site: string;
  flow_order: 'later-day' | 'either';
  value: number;
  low: number;
  high: number;
  deviation: number;
}

export interface CountTables {
  count_fragments: CountFragmentsTable;
  count_parts: CountPartsTable;
  count_noise: CountNoiseTable;
  count_days: CountDaysTable;
  count_weeks: CountWeeksTable;
  count_week_sites: CountWeekSitesTable;
  count_flows: CountFlowsTable;
}
