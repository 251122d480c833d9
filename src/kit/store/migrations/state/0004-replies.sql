-- What the collector last sent down for tickets and the board: signed, replies sealed to the holders of their tickets.
CREATE TABLE replies (
  only_one INTEGER PRIMARY KEY CHECK (only_one = 1),
  number INTEGER NOT NULL,
  document BLOB NOT NULL
) STRICT;
