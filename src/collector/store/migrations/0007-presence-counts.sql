-- Presence: what kits counted, and what was made of it. Device-days, not people. No bitmap of a fragment leaves these tables.

-- One row a fragment: one start of a kit and one day, under one key.
CREATE TABLE count_fragments (
  kit_id TEXT NOT NULL,
  -- the record's id: a fragment that comes twice is counted once
  record_id TEXT NOT NULL,
  site_id TEXT NOT NULL,
  operation TEXT NOT NULL,
  round INTEGER NOT NULL,
  profile TEXT NOT NULL CHECK (profile IN ('local', 'linked', 'high-risk')),
  key_id TEXT NOT NULL,
  boot_number INTEGER NOT NULL,
  boot_id TEXT NOT NULL,
  began_ms INTEGER NOT NULL,
  until_ms INTEGER NOT NULL,
  -- as the kit told it; null: it had no clock
  told_day TEXT,
  -- from the earliest it can have begun to the latest it can have ended
  earliest_at INTEGER NOT NULL,
  latest_at INTEGER NOT NULL,
  earliest_date TEXT NOT NULL,
  latest_date TEXT NOT NULL,
  -- the date at the site, or 'undated-' with kit and key
  period TEXT NOT NULL,
  -- the Monday (UTC) of the week that most of it lies in: a weekly key's
  week TEXT NOT NULL,
  -- the hour of the day that the first of the hourly bins is; null: not known
  first_hour INTEGER,
  size INTEGER NOT NULL,
  -- raw DEFLATE; null when its time is over (ingest/close-counts.ts)
  bitmap BLOB,
  -- ε as numerator/denominator; '' where bits were not flipped
  flips TEXT NOT NULL,
  noise TEXT NOT NULL,
  randomised INTEGER NOT NULL,
  fixed INTEGER NOT NULL,
  -- JSON: the sums and bins as they came
  figures TEXT NOT NULL,
  received_at INTEGER NOT NULL,
  PRIMARY KEY (kit_id, record_id)
) STRICT;
CREATE INDEX count_fragments_by_period ON count_fragments (site_id, period, profile);
CREATE INDEX count_fragments_by_boot ON count_fragments (kit_id, boot_number);
CREATE INDEX count_fragments_open ON count_fragments (profile, key_id, site_id, period, received_at)
  WHERE bitmap IS NOT NULL;

-- What is left of bitmaps whose time is over: how many devices they stood for. A second part of one key came late.
CREATE TABLE count_parts (
  site_id TEXT NOT NULL,
  period TEXT NOT NULL,
  profile TEXT NOT NULL,
  key_id TEXT NOT NULL,
  part INTEGER NOT NULL,
  estimate REAL NOT NULL,
  deviation REAL NOT NULL,
  -- 1: the bitmap was too full to count, and there were more than this
  is_lower_bound INTEGER NOT NULL,
  PRIMARY KEY (site_id, period, profile, key_id, part)
) STRICT, WITHOUT ROWID;

-- Noise of a day's figure, drawn once for what it was drawn for: drawn anew it would average away.
CREATE TABLE count_noise (
  site_id TEXT NOT NULL,
  period TEXT NOT NULL,
  profile TEXT NOT NULL,
  digest TEXT NOT NULL,
  noise INTEGER NOT NULL,
  PRIMARY KEY (site_id, period, profile, digest)
) STRICT, WITHOUT ROWID;

-- A day of a site, with noise: what may be shown is decided by its size.
CREATE TABLE count_days (
  site_id TEXT NOT NULL,
  period TEXT NOT NULL,
  profile TEXT NOT NULL,
  -- null: not known
  day TEXT,
  -- the Monday of `day`, and the same weekday of the week before; empty: undated
  week TEXT NOT NULL,
  week_earlier TEXT NOT NULL,
  earliest_date TEXT NOT NULL,
  latest_date TEXT NOT NULL,
  size INTEGER NOT NULL,
  -- below 0 by noise, where it happens so
  value INTEGER NOT NULL,
  low INTEGER NOT NULL,
  high INTEGER NOT NULL,
  -- ε, decimal; flips: of one fragment, 0 where there are none; bins: the smallest of its fragments
  epsilon_noise REAL NOT NULL,
  epsilon_flips REAL NOT NULL,
  epsilon_bins REAL NOT NULL,
  -- how many draws are on each bin
  bin_draws INTEGER NOT NULL,
  fragments INTEGER NOT NULL,
  -- figures under different keys, or late, that were added up
  parts INTEGER NOT NULL,
  late INTEGER NOT NULL,
  -- how long one of the site's kits counted, at most
  covered_minutes INTEGER NOT NULL,
  -- 1: a bitmap was too full to count; the figure is a lower bound
  is_lower_bound INTEGER NOT NULL,
  -- linked only, when the week is over: devices that no earlier day of the week had
  new_value INTEGER,
  new_low INTEGER,
  new_high INTEGER,
  randomised INTEGER NOT NULL,
  fixed INTEGER NOT NULL,
  opened INTEGER NOT NULL,
  consented INTEGER NOT NULL,
  declined INTEGER NOT NULL,
  begun INTEGER NOT NULL,
  finished INTEGER NOT NULL,
  -- JSON: bins, languages, where visits ended
  bins TEXT NOT NULL,
  PRIMARY KEY (site_id, period, profile)
) STRICT;
-- What pages of all sites add up stands in the indexes: the rows are wide.
CREATE INDEX count_days_by_week ON count_days (
  week, site_id, profile, week_earlier, value, low, high, parts, covered_minutes
);
CREATE INDEX count_days_before ON count_days (site_id, period, profile, value, low, high, parts, covered_minutes);
CREATE INDEX count_days_sums ON count_days (week, day, value, low, high, parts, covered_minutes);

-- A week of a site: sums over its days of what may be shown, at the rule for staff. What is null in `bins` is hidden.
CREATE TABLE count_weeks (
  site_id TEXT NOT NULL,
  week TEXT NOT NULL,
  profile TEXT NOT NULL,
  size INTEGER NOT NULL,
  -- days with a figure that is shown; of all days
  shown_days INTEGER NOT NULL,
  days INTEGER NOT NULL,
  value INTEGER NOT NULL,
  low INTEGER NOT NULL,
  high INTEGER NOT NULL,
  epsilon_noise REAL NOT NULL,
  epsilon_flips REAL NOT NULL,
  epsilon_bins REAL NOT NULL,
  bin_draws INTEGER NOT NULL,
  fragments INTEGER NOT NULL,
  added_up INTEGER NOT NULL,
  -- days with a bitmap too full to count
  lower_bounds INTEGER NOT NULL,
  -- days that were counted for too short to be compared
  short_days INTEGER NOT NULL,
  randomised INTEGER NOT NULL,
  fixed INTEGER NOT NULL,
  bins TEXT NOT NULL,
  PRIMARY KEY (week, site_id, profile)
) STRICT;
CREATE INDEX count_weeks_by_site ON count_weeks (site_id, week);
CREATE INDEX count_weeks_sums ON count_weeks (week, shown_days, value, low, high, added_up);

-- Profile linked: different devices of a whole week at a site. Made once, when the week is over.
CREATE TABLE count_week_sites (
  week TEXT NOT NULL,
  key_id TEXT NOT NULL,
  site_id TEXT NOT NULL,
  value INTEGER NOT NULL,
  low INTEGER NOT NULL,
  high INTEGER NOT NULL,
  span_days INTEGER NOT NULL,
  randomised INTEGER NOT NULL,
  fixed INTEGER NOT NULL,
  PRIMARY KEY (week, key_id, site_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX count_week_sites_by_site ON count_week_sites (site_id, week);

-- Profile linked: devices seen at both sites in a week, where that is more than chance. Made once, when the week is over.
CREATE TABLE count_flows (
  week TEXT NOT NULL,
  key_id TEXT NOT NULL,
  from_site TEXT NOT NULL,
  to_site TEXT NOT NULL,
  flow_order TEXT NOT NULL CHECK (flow_order IN ('later-day', 'either')),
  value INTEGER NOT NULL,
  low INTEGER NOT NULL,
  high INTEGER NOT NULL,
  deviation REAL NOT NULL,
  PRIMARY KEY (week, key_id, from_site, to_site, flow_order)
) STRICT, WITHOUT ROWID;
CREATE INDEX count_flows_by_size ON count_flows (week, value);
CREATE INDEX count_flows_by_site ON count_flows (from_site, week);

-- Finished forms of any name whose hour is known, by four hours of the day at the site: what came before this as well.
CREATE TABLE finished_days (
  date TEXT NOT NULL,
  site_id TEXT NOT NULL,
  from_00 INTEGER NOT NULL,
  from_04 INTEGER NOT NULL,
  from_08 INTEGER NOT NULL,
  from_12 INTEGER NOT NULL,
  from_16 INTEGER NOT NULL,
  from_20 INTEGER NOT NULL,
  PRIMARY KEY (date, site_id)
) STRICT, WITHOUT ROWID;
INSERT INTO finished_days
SELECT
  earliest_date,
  site_id,
  sum(hour / 4 = 0),
  sum(hour / 4 = 1),
  sum(hour / 4 = 2),
  sum(hour / 4 = 3),
  sum(hour / 4 = 4),
  sum(hour / 4 = 5)
FROM submissions
WHERE status = 'complete' AND hour IS NOT NULL AND earliest_date = latest_date
GROUP BY earliest_date, site_id;

-- A week of all sites, for weighting.
CREATE INDEX submissions_by_day ON submissions (
  form_name, form_version, earliest_date, latest_date, site_id, hour
);
