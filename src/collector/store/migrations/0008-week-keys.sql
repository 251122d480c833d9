-- What week keys are sealed to: the kit's X25519 key, base64. null: enrolled by an earlier version.
ALTER TABLE kits ADD COLUMN count_public_key TEXT;

-- The newest document of week keys for each kit, as the data-protection officer signed it. Nothing in it opens here. Sealed keys of
-- weeks that are over are taken out, and with the last one the row goes.
CREATE TABLE week_keys (
  kit_id TEXT PRIMARY KEY REFERENCES kits (kit_id),
  number INTEGER NOT NULL,
  document BLOB NOT NULL,
  received_at INTEGER NOT NULL
) STRICT;
