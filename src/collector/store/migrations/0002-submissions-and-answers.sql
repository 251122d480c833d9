-- What the envelopes said, in one schema. Times are UTC milliseconds; dates are the site's own.

CREATE TABLE submissions (
  kit_id TEXT NOT NULL,
  -- the record's id: random, the same wherever the record travelled
  submission_id TEXT NOT NULL,
  site_id TEXT NOT NULL,
  form_ref TEXT NOT NULL,
  form_name TEXT NOT NULL,
  form_version INTEGER NOT NULL,
  operation TEXT NOT NULL,
  round INTEGER NOT NULL,
  admin1_pcode TEXT NOT NULL,
  admin2_pcode TEXT NOT NULL,
  boot_number INTEGER NOT NULL,
  boot_id TEXT NOT NULL,
  minutes_since_boot INTEGER NOT NULL,
  earliest_at INTEGER NOT NULL,
  latest_at INTEGER NOT NULL,
  -- YYYY-MM-DD at the site; the date is known where both are the same
  earliest_date TEXT NOT NULL,
  latest_date TEXT NOT NULL,
  -- 0 to 23 at the site; null where the interval does not lie within one hour
  hour INTEGER,
  language TEXT NOT NULL,
  status TEXT NOT NULL CHECK (status IN ('complete', 'abandoned')),
  -- JSON: question to answer; null is shown and skipped
  answers TEXT NOT NULL,
  received_at INTEGER NOT NULL,
  PRIMARY KEY (kit_id, submission_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX submissions_by_date ON submissions (kit_id, earliest_date, latest_date);
CREATE INDEX submissions_by_boot ON submissions (kit_id, boot_number);
CREATE INDEX submissions_by_form ON submissions (form_name, form_version, site_id, earliest_date, latest_date, status);

-- One row a submission, question and choice, for the charts. An empty choice: shown and skipped.
CREATE TABLE answers (
  kit_id TEXT NOT NULL,
  submission_id TEXT NOT NULL,
  question TEXT NOT NULL,
  choice TEXT NOT NULL,
  PRIMARY KEY (kit_id, submission_id, question, choice),
  FOREIGN KEY (kit_id, submission_id) REFERENCES submissions (kit_id, submission_id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

-- Records that their visitors took back, whether they had arrived by then or not.
CREATE TABLE withdrawals (
  kit_id TEXT NOT NULL,
  record_id TEXT NOT NULL,
  withdrawn_at INTEGER NOT NULL,
  PRIMARY KEY (kit_id, record_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE clock_readings (
  kit_id TEXT NOT NULL,
  record_id TEXT NOT NULL,
  boot_number INTEGER NOT NULL,
  boot_id TEXT NOT NULL,
  ms_since_boot INTEGER NOT NULL,
  utc_ms INTEGER NOT NULL,
  uncertainty_ms INTEGER NOT NULL,
  source TEXT NOT NULL,
  PRIMARY KEY (kit_id, record_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX clock_readings_by_boot ON clock_readings (kit_id, boot_number);

CREATE TABLE health (
  kit_id TEXT NOT NULL,
  record_id TEXT NOT NULL,
  boot_number INTEGER NOT NULL,
  ms_since_boot INTEGER NOT NULL,
  -- the record as it came
  report TEXT NOT NULL,
  received_at INTEGER NOT NULL,
  PRIMARY KEY (kit_id, record_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX health_by_time ON health (kit_id, boot_number, ms_since_boot);
