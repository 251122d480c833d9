-- When a damaged file that was set aside was first noticed, so that it falls under retention as well.
CREATE TABLE quarantined (
  name TEXT PRIMARY KEY,
  noted_utc_ms INTEGER NOT NULL,
  -- 0: not the time itself but one that had passed for certain
  is_exact INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
