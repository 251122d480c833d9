/** The unified database's tables as Kysely types: the one map from SQL's snake_case. The truth is in migrations/. */
import type { RecordKind } from '../../protocol/envelope.ts';
import type { FeedbackStatus } from '../../protocol/feedback.ts';
import type { CountTables } from './count-tables.ts';

export interface SitesTable {
  site_id: string;
  name: string;
  operation: string;
  kind: string;
  country: string;
  admin1_pcode: string;
  admin1_name: string;
  admin2_pcode: string;
  admin2_name: string;
  latitude: number;
  longitude: number;
  timezone: string;
  top_nationalities: string;
}

export interface KitsTable {
  kit_id: string;
  site_id: string;
  public_key: string;
  enrolled_at: number;
  revoked_at: number | null;
  last_seen_at: number | null;
  count_public_key: string | null;
}

export interface WeekKeysTable {
  kit_id: string;
  number: number;
  document: Uint8Array;
  received_at: number;
}

export interface FormsTable {
  form_ref: string;
  name: string;
  version: number;
  json: string;
  registered_at: number;
}

export interface BundlesTable {
  kit_id: string;
  incarnation: string;
  number: number;
  hash: string;
  previous_hash: string;
  first_seq: number;
  last_seq: number;
  state: 'chained' | 'quarantined';
  bytes: Uint8Array;
  received_at: number;
}

export interface IncarnationsTable {
  kit_id: string;
  incarnation: string;
  contiguous_seq: number;
  head_number: number;
  head_hash: string;
}

export type RecordState = 'unified' | 'held' | 'set_aside' | 'duplicate' | 'withdrawn' | 'void';

/** 'unknown-200': this version has no name for the number on the wire. */
export type StoredKind = RecordKind | `unknown-${number}`;

export interface RecordsTable {
  kit_id: string;
  incarnation: string;
  seq: number;
  record_id: string;
  kind: StoredKind;
  envelope_hash: string;
  bundle_number: number;
  state: RecordState;
}

export interface SetAsideTable {
  item_id: string;
  what: 'bundle' | 'record';
  reason: string;
  detail: string;
  kit_id: string;
  incarnation: string;
  number: number;
  seq: number | null;
  is_authenticated: 0 | 1;
  size_bytes: number;
  bytes: Uint8Array | null;
  set_aside_at: number;
}

export interface TalliesTable {
  name: string;
  value: number;
}

export interface SubmissionsTable {
  kit_id: string;
  submission_id: string;
  site_id: string;
  form_ref: string;
  form_name: string;
  form_version: number;
  operation: string;
  round: number;
  admin1_pcode: string;
  admin2_pcode: string;
  boot_number: number;
  boot_id: string;
  minutes_since_boot: number;
  earliest_at: number;
  latest_at: number;
  earliest_date: string;
  latest_date: string;
  hour: number | null;
  language: string;
  status: 'complete' | 'abandoned';
  answers: string;
  received_at: number;
}

export interface AnswersTable {
  kit_id: string;
  submission_id: string;
  question: string;
  choice: string;
}

export interface WithdrawalsTable {
  kit_id: string;
  record_id: string;
  withdrawn_at: number;
}

export interface ClockReadingsTable {
  kit_id: string;
  record_id: string;
  boot_number: number;
  boot_id: string;
  ms_since_boot: number;
  utc_ms: number;
  uncertainty_ms: number;
  source: 'receipt' | 'ntp' | 'phone' | 'modem';
}

export interface HealthTable {
  kit_id: string;
  record_id: string;
  boot_number: number;
  ms_since_boot: number;
  report: string;
  received_at: number;
}

export interface UsersTable {
  email: string;
  password_hash: string;
  created_at: number;
}

export interface SessionsTable {
  session_hash: string;
  email: string;
  expires_at: number;
}

export interface LockoutsTable {
  account_hash: string;
  failures: number;
  last_failure_at: number;
}

export interface SignInsTable {
  sign_in_id: string;
  email: string;
  outcome: 'signed_in' | 'wrong' | 'locked_out' | 'signed_out';
  happened_at: number;
}

export interface ApiTokensTable {
  token_id: string;
  name: string;
  secret_hash: string;
  created_at: number;
}

export interface MessageViewsTable {
  kit_id: string;
  record_id: string;
  message: string;
  message_version: number;
  language: string;
  site_id: string;
  operation: string;
  round: number;
  boot_number: number;
  boot_id: string;
  ms_since_boot: number;
  earliest_at: number;
  latest_at: number;
  earliest_date: string;
  latest_date: string;
  opened: number;
  started: number;
  quarter: number;
  half: number;
  three_quarters: number;
  finished: number;
  received_at: number;
}

export interface FeedbackTable {
  kit_id: string;
  feedback_id: string;
  site_id: string;
  form_ref: string;
  operation: string;
  round: number;
  earliest_date: string;
  latest_date: string;
  language: string;
  type: string;
  sector: string;
  body: string | null;
  lookup: string | null;
  reply_key: Uint8Array | null;
  status: FeedbackStatus;
  received_at: number;
  changed_at: number;
  closed_at: number | null;
  erased_at: number | null;
}

export interface FeedbackRepliesTable {
  kit_id: string;
  feedback_id: string;
  body: string;
  sealed: Uint8Array;
  written_by: string;
  written_at: number;
}

export interface FeedbackEventsTable {
  event_id: string;
  kit_id: string;
  feedback_id: string;
  email: string;
  action: FeedbackStatus | 'reply' | 'erased';
  happened_at: number;
}

export interface BoardEntriesTable {
  entry_id: string;
  sector: string;
  site_id: string | null;
  said: string;
  did: string;
  is_published: 0 | 1;
  written_by: string;
  written_at: number;
}

export interface FinishedDaysTable {
  date: string;
  site_id: string;
  from_00: number;
  from_04: number;
  from_08: number;
  from_12: number;
  from_16: number;
  from_20: number;
}

export interface Tables extends CountTables {
  sites: SitesTable;
  kits: KitsTable;
  week_keys: WeekKeysTable;
  forms: FormsTable;
  bundles: BundlesTable;
  incarnations: IncarnationsTable;
  records: RecordsTable;
  set_aside: SetAsideTable;
  tallies: TalliesTable;
  submissions: SubmissionsTable;
  answers: AnswersTable;
  finished_days: FinishedDaysTable;
  withdrawals: WithdrawalsTable;
  clock_readings: ClockReadingsTable;
  health: HealthTable;
  users: UsersTable;
  sessions: SessionsTable;
  lockouts: LockoutsTable;
  sign_ins: SignInsTable;
  api_tokens: ApiTokensTable;
  message_views: MessageViewsTable;
  feedback: FeedbackTable;
  feedback_replies: FeedbackRepliesTable;
  feedback_events: FeedbackEventsTable;
  board_entries: BoardEntriesTable;
}
