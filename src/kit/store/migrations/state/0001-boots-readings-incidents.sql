-- What the kit knows of itself. Apart from the submissions, so that one damaged file does not take the other along.

CREATE TABLE boots (
  boot_number INTEGER PRIMARY KEY,
  boot_id TEXT NOT NULL
) STRICT;

-- Readings of the world's time, each tied to a boot.
CREATE TABLE readings (
  id INTEGER PRIMARY KEY,
  boot_number INTEGER NOT NULL,
  boot_id TEXT NOT NULL,
  ms_since_boot INTEGER NOT NULL,
  utc_ms INTEGER NOT NULL,
  uncertainty_ms INTEGER NOT NULL,
  source TEXT NOT NULL
) STRICT;

-- What staff should hear of, until a health record has told them.
CREATE TABLE incidents (
  id INTEGER PRIMARY KEY,
  code TEXT NOT NULL,
  detail TEXT NOT NULL
) STRICT;
