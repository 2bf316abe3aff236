-- Requests that may be sent again without being carried out again, by who sent them and the key that they gave them. They are
-- kept for a day.
CREATE TABLE IF NOT EXISTS attempts (
  caller  TEXT NOT NULL,
  key     TEXT NOT NULL,
  request BLOB NOT NULL,
  began   INTEGER NOT NULL,
  done    INTEGER NOT NULL,
  status  INTEGER NOT NULL,
  header  TEXT NOT NULL,
  body    BLOB NOT NULL,
  PRIMARY KEY (caller, key)
);
CREATE INDEX IF NOT EXISTS attempts_began ON attempts (began);
