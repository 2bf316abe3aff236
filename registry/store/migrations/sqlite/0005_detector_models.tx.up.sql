-- The models that overlaps may be scored with, beside the program's own. At most one is in use; where none is, it is the
-- program's own.
CREATE TABLE IF NOT EXISTS detector_models (
  version    TEXT PRIMARY KEY,
  created_at INTEGER NOT NULL,
  in_use     INTEGER NOT NULL,
  document   TEXT NOT NULL
) WITHOUT ROWID;
