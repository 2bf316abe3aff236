-- What sums need of each view and of each version of a record, in a short form (the service's), apart from the documents: a
-- sum over a region reads all of them. making says which program's way it was made in; where a row is missing, or made in
-- another way, the document is read. mask and initiative are those of the view.
CREATE TABLE IF NOT EXISTS view_figures (
  view       INTEGER PRIMARY KEY,
  initiative INTEGER NOT NULL,
  mask       INTEGER NOT NULL,
  making     INTEGER NOT NULL,
  figures    BYTEA NOT NULL
);

CREATE TABLE IF NOT EXISTS record_figures (
  record       INTEGER NOT NULL,
  version      INTEGER NOT NULL,
  retrieved_at BIGINT NOT NULL,
  making       INTEGER NOT NULL,
  figures      BYTEA NOT NULL,
  PRIMARY KEY (record, version)
);
