-- Everything in this file that a visitor gave is sealed: the kit cannot read it back.

CREATE TABLE meta (
  key TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- One row an open visit, overwritten by each answer.
CREATE TABLE visits (
  record_id TEXT PRIMARY KEY,
  form_ref TEXT NOT NULL,
  sealed_under TEXT NOT NULL,
  envelope BLOB NOT NULL
) STRICT, WITHOUT ROWID;

-- AUTOINCREMENT: seq rises by one without gaps (a rolled-back insert gives its number back), and is never used twice.
CREATE TABLE outbox (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  record_id TEXT NOT NULL UNIQUE,
  kind TEXT NOT NULL,
  -- 0 goes first
  priority INTEGER NOT NULL,
  form_ref TEXT NOT NULL,
  sealed_under TEXT NOT NULL,
  -- empty once the record is void
  envelope BLOB NOT NULL,
  -- the bundle it went into, from then on unchangeable
  bundle_number INTEGER,
  -- the collector's time in the receipt that covered it
  received_utc_ms INTEGER
) STRICT;
CREATE INDEX outbox_waiting ON outbox (priority, seq) WHERE bundle_number IS NULL;
CREATE INDEX outbox_received ON outbox (received_utc_ms) WHERE received_utc_ms IS NOT NULL;

CREATE TABLE bundles (
  number INTEGER PRIMARY KEY,
  hash TEXT NOT NULL,
  first_seq INTEGER NOT NULL,
  last_seq INTEGER NOT NULL,
  -- the signed bytes, sent again unchanged until a receipt covers them; then null
  bytes BLOB
) STRICT;
