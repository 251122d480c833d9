-- The sums of views of an hour that still runs, sealed, overwritten every few minutes: what a power cut leaves of it.
CREATE TABLE open_tallies (
  record_id TEXT PRIMARY KEY,
  sealed_under TEXT NOT NULL,
  envelope BLOB NOT NULL
) STRICT, WITHOUT ROWID;

-- How long this kit has run since it first showed a message that is shown for so many days: validity without a clock.
CREATE TABLE shown_messages (
  -- id/version
  message TEXT PRIMARY KEY,
  ran_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
