-- The kit's own key of the day that is counted now, and never another. It is overwritten before its row is deleted.
CREATE TABLE count_keys (
  only_one INTEGER PRIMARY KEY CHECK (only_one = 1),
  key BLOB NOT NULL CHECK (length(key) = 32),
  key_id TEXT NOT NULL,
  -- local to the site, YYYY-MM-DD: a key without a day is never written down
  day TEXT NOT NULL
) STRICT;

-- The counts of a fragment that goes on, sealed, overwritten every few minutes: what a power cut leaves of it.
CREATE TABLE open_counts (
  record_id TEXT PRIMARY KEY,
  sealed_under TEXT NOT NULL,
  envelope BLOB NOT NULL
) STRICT, WITHOUT ROWID;
