-- How often messages were opened and watched: sums of an hour of a kit, never of a phone. Dates are the site's own.
CREATE TABLE message_views (
  kit_id TEXT NOT NULL,
  -- the record's id: an hour that comes twice is counted once
  record_id TEXT NOT NULL,
  message TEXT NOT NULL,
  message_version INTEGER NOT NULL,
  language TEXT NOT NULL,
  site_id TEXT NOT NULL,
  operation TEXT NOT NULL,
  round INTEGER NOT NULL,
  boot_number INTEGER NOT NULL,
  boot_id TEXT NOT NULL,
  ms_since_boot INTEGER NOT NULL,
  earliest_at INTEGER NOT NULL,
  latest_at INTEGER NOT NULL,
  -- YYYY-MM-DD; the date is known where both are the same
  earliest_date TEXT NOT NULL,
  latest_date TEXT NOT NULL,
  opened INTEGER NOT NULL,
  started INTEGER NOT NULL,
  quarter INTEGER NOT NULL,
  half INTEGER NOT NULL,
  three_quarters INTEGER NOT NULL,
  finished INTEGER NOT NULL,
  received_at INTEGER NOT NULL,
  PRIMARY KEY (kit_id, record_id, message, message_version, language)
) STRICT, WITHOUT ROWID;
CREATE INDEX message_views_by_boot ON message_views (kit_id, boot_number);
CREATE INDEX message_views_by_date ON message_views (site_id, earliest_date, latest_date);
