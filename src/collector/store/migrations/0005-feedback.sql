-- What visitors told, what staff made of it, and what was made public. Texts are erased by a job; what is left is counted.

CREATE TABLE feedback (
  kit_id TEXT NOT NULL,
  -- the record's id: random, the same wherever the record travelled
  feedback_id TEXT NOT NULL,
  site_id TEXT NOT NULL,
  form_ref TEXT NOT NULL,
  operation TEXT NOT NULL,
  round INTEGER NOT NULL,
  -- YYYY-MM-DD at the site; the date is known where both are the same
  earliest_date TEXT NOT NULL,
  latest_date TEXT NOT NULL,
  language TEXT NOT NULL,
  -- choices of the form; empty: skipped
  type TEXT NOT NULL,
  sector TEXT NOT NULL,
  -- in the visitor's words; null: none, or erased
  body TEXT,
  -- of the ticket; null: no reply is wanted, or erased
  lookup TEXT,
  reply_key BLOB,
  status TEXT NOT NULL CHECK (status IN ('received', 'referred', 'answered', 'closed')),
  received_at INTEGER NOT NULL,
  changed_at INTEGER NOT NULL,
  closed_at INTEGER,
  erased_at INTEGER,
  PRIMARY KEY (kit_id, feedback_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX feedback_by_time ON feedback (received_at);

CREATE TABLE feedback_replies (
  kit_id TEXT NOT NULL,
  feedback_id TEXT NOT NULL,
  body TEXT NOT NULL,
  -- under the ticket's key: what goes to the kits
  sealed BLOB NOT NULL,
  written_by TEXT NOT NULL,
  written_at INTEGER NOT NULL,
  PRIMARY KEY (kit_id, feedback_id),
  FOREIGN KEY (kit_id, feedback_id) REFERENCES feedback (kit_id, feedback_id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

-- Who did what, without any text.
CREATE TABLE feedback_events (
  event_id TEXT PRIMARY KEY,
  kit_id TEXT NOT NULL,
  feedback_id TEXT NOT NULL,
  email TEXT NOT NULL,
  -- a status, or 'reply', or 'erased'
  action TEXT NOT NULL,
  happened_at INTEGER NOT NULL,
  FOREIGN KEY (kit_id, feedback_id) REFERENCES feedback (kit_id, feedback_id) ON DELETE CASCADE
) STRICT;
CREATE INDEX feedback_events_by_feedback ON feedback_events (kit_id, feedback_id, happened_at);

-- "You said, we did".
CREATE TABLE board_entries (
  entry_id TEXT PRIMARY KEY,
  sector TEXT NOT NULL,
  -- null: for all sites
  site_id TEXT,
  -- JSON: text by language
  said TEXT NOT NULL,
  did TEXT NOT NULL,
  is_published INTEGER NOT NULL CHECK (is_published IN (0, 1)),
  written_by TEXT NOT NULL,
  written_at INTEGER NOT NULL
) STRICT;
