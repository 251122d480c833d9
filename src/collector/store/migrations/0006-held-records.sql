-- Records that an earlier version kept sealed are looked up by their kind, once a version can read them.
CREATE INDEX records_held ON records (kind, kit_id, incarnation, seq) WHERE state = 'held';
