-- Of which day, under which key, counts were last kept: whoever is there when the kit starts again on that day is in them already.
-- The id says nothing of the key.
CREATE TABLE counted_days (
  only_one INTEGER PRIMARY KEY CHECK (only_one = 1),
  day TEXT NOT NULL,
  key_id TEXT NOT NULL
) STRICT;
