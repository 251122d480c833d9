-- Who may look: staff with a password, programs with a token. Secrets only as hashes.

CREATE TABLE users (
  email TEXT PRIMARY KEY,
  password_hash TEXT NOT NULL,
  created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE sessions (
  -- SHA-256 of the cookie's value
  session_hash TEXT PRIMARY KEY,
  email TEXT NOT NULL REFERENCES users (email) ON DELETE CASCADE,
  expires_at INTEGER NOT NULL
) STRICT;

-- Wrong passwords by account, whether there is such an account or not: the two must not be told apart.
CREATE TABLE lockouts (
  -- SHA-256 of the address typed: people type passwords into the wrong field
  account_hash TEXT PRIMARY KEY,
  failures INTEGER NOT NULL,
  last_failure_at INTEGER NOT NULL
) STRICT;

CREATE TABLE sign_ins (
  sign_in_id TEXT PRIMARY KEY,
  -- empty for an account that does not exist
  email TEXT NOT NULL,
  outcome TEXT NOT NULL CHECK (outcome IN ('signed_in', 'wrong', 'locked_out', 'signed_out')),
  happened_at INTEGER NOT NULL
) STRICT;
CREATE INDEX sign_ins_by_time ON sign_ins (happened_at);

CREATE TABLE api_tokens (
  token_id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  -- SHA-256 of the secret part
  secret_hash TEXT NOT NULL,
  created_at INTEGER NOT NULL
) STRICT;
