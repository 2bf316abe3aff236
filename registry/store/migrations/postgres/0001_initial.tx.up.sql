-- Times are microseconds since 1970 UTC, days are days since 1970-01-01 (2147483647 where unknown). Every statement can
-- be run twice: a process may be killed between the last statement and the note that the migration is applied.

-- The position in the change log is a counter row, taken last in a transaction: its lock is held until the commit, so that
-- positions are in commit order and without gaps. Sequences, which are neither, hand out the other numbers.
CREATE TABLE IF NOT EXISTS counters (
  name  TEXT COLLATE "C" PRIMARY KEY,
  value BIGINT NOT NULL
);
INSERT INTO counters (name, value) VALUES ('changes', 0) ON CONFLICT DO NOTHING;

CREATE SEQUENCE IF NOT EXISTS initiative_no AS INTEGER;
CREATE SEQUENCE IF NOT EXISTS view_no AS INTEGER;
CREATE SEQUENCE IF NOT EXISTS record_no AS INTEGER;
CREATE SEQUENCE IF NOT EXISTS term_no AS INTEGER;

CREATE TABLE IF NOT EXISTS initiatives (
  no       INTEGER PRIMARY KEY,
  id       TEXT COLLATE "C" NOT NULL UNIQUE,
  redirect TEXT COLLATE "C",
  features BYTEA
);

-- A view is one document of an initiative, seen by the base scopes in mask (1 public, 2 partner, 4 all) and by the row
-- scopes of view_scopes.
CREATE TABLE IF NOT EXISTS views (
  no         INTEGER PRIMARY KEY,
  initiative INTEGER NOT NULL,
  mask       INTEGER NOT NULL,
  version    INTEGER NOT NULL,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  entry      BYTEA NOT NULL,
  document   BYTEA NOT NULL
);
CREATE INDEX IF NOT EXISTS views_initiative ON views (initiative);

CREATE TABLE IF NOT EXISTS view_scopes (
  initiative INTEGER NOT NULL,
  scope      TEXT COLLATE "C" NOT NULL,
  view       INTEGER NOT NULL,
  PRIMARY KEY (initiative, scope)
);

-- A scope that lost its view goes on counting versions if it gets one back: an ETag never names two contents.
CREATE TABLE IF NOT EXISTS gone_scopes (
  initiative INTEGER NOT NULL,
  scope      TEXT COLLATE "C" NOT NULL,
  version    INTEGER NOT NULL,
  created_at BIGINT NOT NULL,
  PRIMARY KEY (initiative, scope)
);

-- Terms number the values that initiatives are filtered by.
CREATE TABLE IF NOT EXISTS terms (
  no    INTEGER PRIMARY KEY,
  field INTEGER NOT NULL,
  value TEXT COLLATE "C" NOT NULL,
  UNIQUE (field, value)
);

-- The key holds all that a list by start date reads.
CREATE TABLE IF NOT EXISTS view_terms (
  term       INTEGER NOT NULL,
  start      INTEGER NOT NULL,
  initiative INTEGER NOT NULL,
  view       INTEGER NOT NULL,
  mask       INTEGER NOT NULL,
  PRIMARY KEY (term, start, initiative, view) INCLUDE (mask)
);

-- The same for country and sector together, which is asked for most.
CREATE TABLE IF NOT EXISTS view_pairs (
  country    INTEGER NOT NULL,
  sector     INTEGER NOT NULL,
  start      INTEGER NOT NULL,
  initiative INTEGER NOT NULL,
  view       INTEGER NOT NULL,
  mask       INTEGER NOT NULL,
  PRIMARY KEY (country, sector, start, initiative, view) INCLUDE (mask)
);

CREATE TABLE IF NOT EXISTS view_identifiers (
  value TEXT COLLATE "C" NOT NULL,
  view  INTEGER NOT NULL,
  PRIMARY KEY (value, view)
);

-- Words come analysed (letters and digits, folded); title words have weight A, others B. ts_rank_cd knows no statistics of
-- the collection, so that one table can hold views of every scope.
CREATE TABLE IF NOT EXISTS view_text (
  view   INTEGER PRIMARY KEY,
  public BOOLEAN NOT NULL,
  words  TSVECTOR NOT NULL
);
CREATE INDEX IF NOT EXISTS view_text_words ON view_text USING gin (words);

CREATE TABLE IF NOT EXISTS changes (
  position   BIGINT PRIMARY KEY,
  initiative INTEGER NOT NULL,
  scopes     TEXT COLLATE "C" NOT NULL,
  gone       TEXT COLLATE "C" NOT NULL,
  at         BIGINT NOT NULL
);

CREATE TABLE IF NOT EXISTS records (
  no         INTEGER PRIMARY KEY,
  id         TEXT COLLATE "C" NOT NULL UNIQUE,
  feed       TEXT COLLATE "C" NOT NULL,
  key        TEXT COLLATE "C" NOT NULL,
  initiative TEXT COLLATE "C" NOT NULL,
  version    INTEGER NOT NULL,
  hash       BYTEA NOT NULL,
  withdrawn  BOOLEAN NOT NULL,
  UNIQUE (feed, key)
);
CREATE INDEX IF NOT EXISTS records_initiative ON records (initiative);

-- body is the version's statements and raw the source's bytes, both zstd.
CREATE TABLE IF NOT EXISTS record_versions (
  record  INTEGER NOT NULL,
  version INTEGER NOT NULL,
  hash    BYTEA NOT NULL,
  body    BYTEA NOT NULL,
  raw     BYTEA NOT NULL,
  PRIMARY KEY (record, version)
);

CREATE TABLE IF NOT EXISTS organisations (
  id          TEXT COLLATE "C" PRIMARY KEY,
  recognised  BOOLEAN NOT NULL,
  sort_name   TEXT COLLATE "C" NOT NULL,
  name        TEXT COLLATE "C" NOT NULL,
  identifiers TEXT COLLATE "C" NOT NULL,
  aliases     TEXT COLLATE "C" NOT NULL,
  type        TEXT COLLATE "C" NOT NULL,
  parent      TEXT COLLATE "C" NOT NULL,
  ultimate    TEXT COLLATE "C" NOT NULL,
  curated     TEXT COLLATE "C" NOT NULL
);
CREATE INDEX IF NOT EXISTS organisations_sort_name ON organisations (sort_name, id);

CREATE TABLE IF NOT EXISTS organisation_identifiers (
  identifier   TEXT COLLATE "C" NOT NULL,
  organisation TEXT COLLATE "C" NOT NULL,
  PRIMARY KEY (identifier, organisation)
);
CREATE INDEX IF NOT EXISTS organisation_identifiers_organisation ON organisation_identifiers (organisation);

CREATE TABLE IF NOT EXISTS organisation_names (
  name         TEXT COLLATE "C" NOT NULL,
  organisation TEXT COLLATE "C" NOT NULL,
  PRIMARY KEY (name, organisation)
);
CREATE INDEX IF NOT EXISTS organisation_names_organisation ON organisation_names (organisation);

CREATE TABLE IF NOT EXISTS organisation_words (
  word         TEXT COLLATE "C" NOT NULL,
  organisation TEXT COLLATE "C" NOT NULL,
  PRIMARY KEY (word, organisation)
);
CREATE INDEX IF NOT EXISTS organisation_words_organisation ON organisation_words (organisation);

CREATE TABLE IF NOT EXISTS feeds (
  id            TEXT COLLATE "C" PRIMARY KEY,
  name          TEXT COLLATE "C" NOT NULL UNIQUE,
  format        TEXT COLLATE "C" NOT NULL,
  url           TEXT COLLATE "C" NOT NULL,
  schedule      TEXT COLLATE "C" NOT NULL,
  enabled       BOOLEAN NOT NULL,
  licence       TEXT COLLATE "C" NOT NULL,
  marks         TEXT COLLATE "C" NOT NULL,
  created_at    BIGINT NOT NULL,
  updated_at    BIGINT NOT NULL,
  deleted_at    BIGINT,
  etag          TEXT COLLATE "C" NOT NULL,
  last_modified TEXT COLLATE "C" NOT NULL
);

-- How many records of a feed stand, kept so that the health of all feeds is one small read.
CREATE TABLE IF NOT EXISTS feed_records (
  feed    TEXT COLLATE "C" PRIMARY KEY,
  records INTEGER NOT NULL
);

CREATE TABLE IF NOT EXISTS runs (
  id          TEXT COLLATE "C" PRIMARY KEY,
  feed        TEXT COLLATE "C" NOT NULL,
  state       TEXT COLLATE "C" NOT NULL,
  trigger     TEXT COLLATE "C" NOT NULL,
  started_at  BIGINT NOT NULL,
  finished_at BIGINT,
  read        INTEGER NOT NULL,
  new         INTEGER NOT NULL,
  changed     INTEGER NOT NULL,
  unchanged   INTEGER NOT NULL,
  rejected    INTEGER NOT NULL,
  withdrawn   INTEGER NOT NULL,
  error       TEXT COLLATE "C" NOT NULL,
  hint        TEXT COLLATE "C" NOT NULL,
  spool       TEXT COLLATE "C" NOT NULL,
  position    BIGINT NOT NULL,
  fence       BIGINT NOT NULL,
  seen        BYTEA
);
CREATE INDEX IF NOT EXISTS runs_feed ON runs (feed, started_at, id);
CREATE INDEX IF NOT EXISTS runs_state ON runs (state, started_at);

CREATE TABLE IF NOT EXISTS problems (
  run        TEXT COLLATE "C" NOT NULL,
  ordinal    INTEGER NOT NULL,
  line       INTEGER NOT NULL,
  identifier TEXT COLLATE "C" NOT NULL,
  field      TEXT COLLATE "C" NOT NULL,
  reason     TEXT COLLATE "C" NOT NULL,
  severity   TEXT COLLATE "C" NOT NULL,
  PRIMARY KEY (run, ordinal)
);

-- low and high are the pair of initiatives in the order of their ids: one pair, one overlap, whichever side is A.
CREATE TABLE IF NOT EXISTS initiative_overlaps (
  id       TEXT COLLATE "C" PRIMARY KEY,
  low      TEXT COLLATE "C" NOT NULL,
  high     TEXT COLLATE "C" NOT NULL,
  kind     TEXT COLLATE "C" NOT NULL,
  level    TEXT COLLATE "C" NOT NULL,
  status   TEXT COLLATE "C" NOT NULL,
  score    DOUBLE PRECISION NOT NULL,
  model    TEXT COLLATE "C" NOT NULL,
  scopes   TEXT COLLATE "C" NOT NULL,
  document BYTEA NOT NULL,
  UNIQUE (low, high)
);
CREATE INDEX IF NOT EXISTS overlaps_high ON initiative_overlaps (high);
CREATE INDEX IF NOT EXISTS overlaps_score ON initiative_overlaps (score, id);

CREATE TABLE IF NOT EXISTS overlap_scopes (
  overlap TEXT COLLATE "C" NOT NULL,
  scope   TEXT COLLATE "C" NOT NULL,
  PRIMARY KEY (scope, overlap)
);
CREATE INDEX IF NOT EXISTS overlap_scopes_overlap ON overlap_scopes (overlap);

CREATE TABLE IF NOT EXISTS overlap_terms (
  overlap TEXT COLLATE "C" NOT NULL,
  field   INTEGER NOT NULL,
  value   TEXT COLLATE "C" NOT NULL,
  PRIMARY KEY (field, value, overlap)
);
CREATE INDEX IF NOT EXISTS overlap_terms_overlap ON overlap_terms (overlap);

CREATE TABLE IF NOT EXISTS rulings (
  id          TEXT COLLATE "C" PRIMARY KEY,
  overlap     TEXT COLLATE "C" NOT NULL,
  a_feed      TEXT COLLATE "C" NOT NULL,
  a_key       TEXT COLLATE "C" NOT NULL,
  b_feed      TEXT COLLATE "C" NOT NULL,
  b_key       TEXT COLLATE "C" NOT NULL,
  reverted_at BIGINT,
  document    TEXT COLLATE "C" NOT NULL
);
CREATE INDEX IF NOT EXISTS rulings_a ON rulings (a_feed, a_key);
CREATE INDEX IF NOT EXISTS rulings_b ON rulings (b_feed, b_key);

CREATE TABLE IF NOT EXISTS keys (
  id                  TEXT COLLATE "C" PRIMARY KEY,
  hash                BYTEA NOT NULL UNIQUE,
  name                TEXT COLLATE "C" NOT NULL,
  role                TEXT COLLATE "C" NOT NULL,
  organisation        TEXT COLLATE "C" NOT NULL,
  regions             TEXT COLLATE "C" NOT NULL,
  created_at          BIGINT NOT NULL,
  revoked_at          BIGINT,
  conduct_accepted_at BIGINT NOT NULL
);

CREATE TABLE IF NOT EXISTS audit (
  id      TEXT COLLATE "C" PRIMARY KEY,
  at      BIGINT NOT NULL,
  actor   TEXT COLLATE "C" NOT NULL,
  action  TEXT COLLATE "C" NOT NULL,
  subject TEXT COLLATE "C" NOT NULL,
  before  BYTEA,
  after   BYTEA
);

-- holder is '' after a release; the token stays, so that it only ever grows.
CREATE TABLE IF NOT EXISTS leases (
  name       TEXT COLLATE "C" PRIMARY KEY,
  holder     TEXT COLLATE "C" NOT NULL,
  token      BIGINT NOT NULL,
  expires_at BIGINT NOT NULL
);

CREATE TABLE IF NOT EXISTS detector (
  one      INTEGER PRIMARY KEY CHECK (one = 1),
  position BIGINT NOT NULL,
  model    TEXT COLLATE "C" NOT NULL
);
