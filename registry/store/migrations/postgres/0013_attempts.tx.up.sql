-- Requests that may be sent again without being carried out again, by who sent them and the key that they gave them. They are
-- kept for a day.
CREATE TABLE IF NOT EXISTS attempts (
  caller  TEXT COLLATE "C" NOT NULL,
  key     TEXT COLLATE "C" NOT NULL,
  request BYTEA NOT NULL,
  began   BIGINT NOT NULL,
  done    BOOLEAN NOT NULL,
  status  INTEGER NOT NULL,
  header  TEXT COLLATE "C" NOT NULL,
  body    BYTEA NOT NULL,
  PRIMARY KEY (caller, key)
);
CREATE INDEX IF NOT EXISTS attempts_began ON attempts (began);
