-- Initiatives that groups propose, and the regions whose coordinators decide about them.
CREATE TABLE IF NOT EXISTS submissions (
  id           TEXT PRIMARY KEY,
  state        TEXT NOT NULL,
  submitter    TEXT NOT NULL,
  organisation TEXT NOT NULL,
  updated_at   INTEGER NOT NULL,
  moves        INTEGER NOT NULL,
  document     TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS submissions_state ON submissions (state, updated_at, id);
CREATE INDEX IF NOT EXISTS submissions_submitter ON submissions (submitter);

CREATE TABLE IF NOT EXISTS submission_regions (
  region     TEXT NOT NULL,
  submission TEXT NOT NULL,
  PRIMARY KEY (region, submission)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS submission_regions_submission ON submission_regions (submission);
