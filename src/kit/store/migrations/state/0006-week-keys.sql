-- The mission's keys of the current week and of weeks to come, sealed to this kit: never opened on the disk. Overwritten and deleted
-- when their week is over.
CREATE TABLE week_keys (
  from_utc_ms INTEGER PRIMARY KEY,
  until_utc_ms INTEGER NOT NULL,
  key_id TEXT NOT NULL,
  sealed BLOB NOT NULL
) STRICT;

-- The newest document that was taken, and whose signature it carried: an older one is not taken again.
CREATE TABLE week_keys_taken (
  only_one INTEGER PRIMARY KEY CHECK (only_one = 1),
  -- base64, Ed25519
  officer_public_key TEXT NOT NULL,
  number INTEGER NOT NULL
) STRICT;
