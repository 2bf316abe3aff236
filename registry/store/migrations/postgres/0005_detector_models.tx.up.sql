-- The models that overlaps may be scored with, beside the program's own. At most one is in use; where none is, it is the
-- program's own.
CREATE TABLE IF NOT EXISTS detector_models (
  version    TEXT COLLATE "C" PRIMARY KEY,
  created_at BIGINT NOT NULL,
  in_use     BOOLEAN NOT NULL,
  document   TEXT COLLATE "C" NOT NULL
);
