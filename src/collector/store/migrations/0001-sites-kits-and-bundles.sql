-- Where kits stand, which kits there are, and what they sent, as they sent it.

CREATE TABLE sites (
  site_id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  operation TEXT NOT NULL,
  kind TEXT NOT NULL,
  country TEXT NOT NULL,
  admin1_pcode TEXT NOT NULL,
  admin1_name TEXT NOT NULL,
  admin2_pcode TEXT NOT NULL,
  admin2_name TEXT NOT NULL,
  latitude REAL NOT NULL,
  longitude REAL NOT NULL,
  timezone TEXT NOT NULL,
  -- JSON list of ISO3 codes
  top_nationalities TEXT NOT NULL
) STRICT;

CREATE TABLE kits (
  kit_id TEXT PRIMARY KEY,
  site_id TEXT NOT NULL REFERENCES sites (site_id),
  -- Ed25519, base64 of 32 bytes
  public_key TEXT NOT NULL,
  enrolled_at INTEGER NOT NULL,
  revoked_at INTEGER,
  last_seen_at INTEGER
) STRICT;

CREATE TABLE forms (
  form_ref TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  version INTEGER NOT NULL,
  json TEXT NOT NULL,
  registered_at INTEGER NOT NULL
) STRICT;
CREATE INDEX forms_by_name ON forms (name, version);

-- The raw archive. 'chained': in its place in the kit's chain. 'quarantined': signed by the kit, but it contradicts
-- another bundle or its place; both are kept. An envelope that was withdrawn is zeros here; the hash stays the original's.
CREATE TABLE bundles (
  kit_id TEXT NOT NULL REFERENCES kits (kit_id),
  incarnation TEXT NOT NULL,
  number INTEGER NOT NULL,
  hash TEXT NOT NULL,
  previous_hash TEXT NOT NULL,
  first_seq INTEGER NOT NULL,
  last_seq INTEGER NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('chained', 'quarantined')),
  bytes BLOB NOT NULL,
  received_at INTEGER NOT NULL,
  PRIMARY KEY (kit_id, incarnation, number, hash)
) STRICT;
CREATE UNIQUE INDEX bundles_one_chain ON bundles (kit_id, incarnation, number) WHERE state = 'chained';
CREATE INDEX bundles_by_seq ON bundles (kit_id, incarnation, last_seq);

-- How far each incarnation of a kit is held without a gap: where the next receipt begins to count.
CREATE TABLE incarnations (
  kit_id TEXT NOT NULL REFERENCES kits (kit_id),
  incarnation TEXT NOT NULL,
  contiguous_seq INTEGER NOT NULL,
  head_number INTEGER NOT NULL,
  head_hash TEXT NOT NULL,
  PRIMARY KEY (kit_id, incarnation)
) STRICT, WITHOUT ROWID;

-- Every record of every chained bundle, exactly once.
CREATE TABLE records (
  kit_id TEXT NOT NULL,
  incarnation TEXT NOT NULL,
  seq INTEGER NOT NULL,
  record_id TEXT NOT NULL,
  kind TEXT NOT NULL,
  envelope_hash TEXT NOT NULL,
  bundle_number INTEGER NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('unified', 'held', 'set_aside', 'duplicate', 'withdrawn', 'void')),
  PRIMARY KEY (kit_id, incarnation, seq)
) STRICT, WITHOUT ROWID;
CREATE INDEX records_by_id ON records (kit_id, record_id);

-- What staff should look at. A bundle that no valid signature of an enrolled kit vouches for carries its bytes here; a
-- record of an archived bundle is only pointed at.
CREATE TABLE set_aside (
  -- a bundle's hash, or kit-incarnation-seq of a record: the same thing sent again is one item
  item_id TEXT PRIMARY KEY,
  what TEXT NOT NULL CHECK (what IN ('bundle', 'record')),
  reason TEXT NOT NULL,
  detail TEXT NOT NULL,
  kit_id TEXT NOT NULL,
  incarnation TEXT NOT NULL,
  number INTEGER NOT NULL,
  seq INTEGER,
  is_authenticated INTEGER NOT NULL,
  size_bytes INTEGER NOT NULL,
  bytes BLOB,
  set_aside_at INTEGER NOT NULL
) STRICT;
CREATE INDEX set_aside_sizes ON set_aside (is_authenticated, size_bytes);

-- Running figures that no table can be counted for, such as unauthenticated bundles beyond the limit.
CREATE TABLE tallies (
  name TEXT PRIMARY KEY,
  value INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
