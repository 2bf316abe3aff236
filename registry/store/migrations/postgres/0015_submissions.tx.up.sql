-- Initiatives that groups propose, and the regions whose coordinators decide about them.
CREATE TABLE IF NOT EXISTS submissions (
  id           TEXT COLLATE "C" PRIMARY KEY,
  state        TEXT COLLATE "C" NOT NULL,
  submitter    TEXT COLLATE "C" NOT NULL,
  organisation TEXT COLLATE "C" NOT NULL,
  updated_at   BIGINT NOT NULL,
  moves        BIGINT NOT NULL,
  document     TEXT COLLATE "C" NOT NULL
);
CREATE INDEX IF NOT EXISTS submissions_state ON submissions (state, updated_at, id);
CREATE INDEX IF NOT EXISTS submissions_submitter ON submissions (submitter);

CREATE TABLE IF NOT EXISTS submission_regions (
  region     TEXT COLLATE "C" NOT NULL,
  submission TEXT COLLATE "C" NOT NULL,
  PRIMARY KEY (region, submission)
);
CREATE INDEX IF NOT EXISTS submission_regions_submission ON submission_regions (submission);
