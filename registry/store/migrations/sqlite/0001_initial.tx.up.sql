-- Times are microseconds since 1970 UTC, days are days since 1970-01-01 (2147483647 where unknown). Every statement can
-- be run twice: a process may be killed between the last statement and the note that the migration is applied.

-- Counters hand out numbers that are never used again. "changes" is taken last in a transaction.
CREATE TABLE IF NOT EXISTS counters (
  name  TEXT PRIMARY KEY,
  value INTEGER NOT NULL
) WITHOUT ROWID;
INSERT OR IGNORE INTO counters (name, value)
VALUES ('changes', 0), ('initiative_no', 0), ('view_no', 0), ('record_no', 0), ('term_no', 0);

CREATE TABLE IF NOT EXISTS initiatives (
  no       INTEGER PRIMARY KEY,
  id       TEXT NOT NULL UNIQUE,
  redirect TEXT,
  features BLOB
);

-- A view is one document of an initiative, seen by the base scopes in mask (1 public, 2 partner, 4 all) and by the row
-- scopes of view_scopes. The document is last, so that a scan of the entries need not read it.
CREATE TABLE IF NOT EXISTS views (
  no         INTEGER PRIMARY KEY,
  initiative INTEGER NOT NULL,
  mask       INTEGER NOT NULL,
  version    INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  entry      BLOB NOT NULL,
  document   BLOB NOT NULL
);
CREATE INDEX IF NOT EXISTS views_initiative ON views (initiative);

CREATE TABLE IF NOT EXISTS view_scopes (
  initiative INTEGER NOT NULL,
  scope      TEXT NOT NULL,
  view       INTEGER NOT NULL,
  PRIMARY KEY (initiative, scope)
) WITHOUT ROWID;

-- A scope that lost its view goes on counting versions if it gets one back: an ETag never names two contents.
CREATE TABLE IF NOT EXISTS gone_scopes (
  initiative INTEGER NOT NULL,
  scope      TEXT NOT NULL,
  version    INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  PRIMARY KEY (initiative, scope)
) WITHOUT ROWID;

-- Terms number the values that initiatives are filtered by.
CREATE TABLE IF NOT EXISTS terms (
  no    INTEGER PRIMARY KEY,
  field INTEGER NOT NULL,
  value TEXT NOT NULL,
  UNIQUE (field, value)
);

-- The key holds all that a list by start date reads.
CREATE TABLE IF NOT EXISTS view_terms (
  term       INTEGER NOT NULL,
  start      INTEGER NOT NULL,
  initiative INTEGER NOT NULL,
  view       INTEGER NOT NULL,
  mask       INTEGER NOT NULL,
  PRIMARY KEY (term, start, initiative, view)
) WITHOUT ROWID;

-- The same for country and sector together, which is asked for most.
CREATE TABLE IF NOT EXISTS view_pairs (
  country    INTEGER NOT NULL,
  sector     INTEGER NOT NULL,
  start      INTEGER NOT NULL,
  initiative INTEGER NOT NULL,
  view       INTEGER NOT NULL,
  mask       INTEGER NOT NULL,
  PRIMARY KEY (country, sector, start, initiative, view)
) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS view_identifiers (
  value TEXT NOT NULL,
  view  INTEGER NOT NULL,
  PRIMARY KEY (value, view)
) WITHOUT ROWID;

-- Words come analysed (letters and digits, folded). Public views have a table of their own, so that the statistics
-- behind their ranking hold nothing of what is not public.
CREATE VIRTUAL TABLE IF NOT EXISTS text_public USING fts5 (
  title, body, content = '', contentless_delete = 1, tokenize = 'unicode61 remove_diacritics 0'
);
CREATE VIRTUAL TABLE IF NOT EXISTS text_restricted USING fts5 (
  title, body, content = '', contentless_delete = 1, tokenize = 'unicode61 remove_diacritics 0'
);

CREATE TABLE IF NOT EXISTS changes (
  position   INTEGER PRIMARY KEY,
  initiative INTEGER NOT NULL,
  scopes     TEXT NOT NULL,
  gone       TEXT NOT NULL,
  at         INTEGER NOT NULL
);

CREATE TABLE IF NOT EXISTS records (
  no         INTEGER PRIMARY KEY,
  id         TEXT NOT NULL UNIQUE,
  feed       TEXT NOT NULL,
  key        TEXT NOT NULL,
  initiative TEXT NOT NULL,
  version    INTEGER NOT NULL,
  hash       BLOB NOT NULL,
  withdrawn  BOOLEAN NOT NULL,
  UNIQUE (feed, key)
);
CREATE INDEX IF NOT EXISTS records_initiative ON records (initiative);

-- body is the version's statements and raw the source's bytes, both zstd.
CREATE TABLE IF NOT EXISTS record_versions (
  record  INTEGER NOT NULL,
  version INTEGER NOT NULL,
  hash    BLOB NOT NULL,
  body    BLOB NOT NULL,
  raw     BLOB NOT NULL,
  PRIMARY KEY (record, version)
);

CREATE TABLE IF NOT EXISTS organisations (
  id          TEXT PRIMARY KEY,
  recognised  BOOLEAN NOT NULL,
  sort_name   TEXT NOT NULL,
  name        TEXT NOT NULL,
  identifiers TEXT NOT NULL,
  aliases     TEXT NOT NULL,
  type        TEXT NOT NULL,
  parent      TEXT NOT NULL,
  ultimate    TEXT NOT NULL,
  curated     TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS organisations_sort_name ON organisations (sort_name, id);

CREATE TABLE IF NOT EXISTS organisation_identifiers (
  identifier   TEXT NOT NULL,
  organisation TEXT NOT NULL,
  PRIMARY KEY (identifier, organisation)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS organisation_identifiers_organisation ON organisation_identifiers (organisation);

CREATE TABLE IF NOT EXISTS organisation_names (
  name         TEXT NOT NULL,
  organisation TEXT NOT NULL,
  PRIMARY KEY (name, organisation)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS organisation_names_organisation ON organisation_names (organisation);

CREATE TABLE IF NOT EXISTS organisation_words (
  word         TEXT NOT NULL,
  organisation TEXT NOT NULL,
  PRIMARY KEY (word, organisation)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS organisation_words_organisation ON organisation_words (organisation);

CREATE TABLE IF NOT EXISTS feeds (
  id            TEXT PRIMARY KEY,
  name          TEXT NOT NULL UNIQUE,
  format        TEXT NOT NULL,
  url           TEXT NOT NULL,
  schedule      TEXT NOT NULL,
  enabled       BOOLEAN NOT NULL,
  licence       TEXT NOT NULL,
  marks         TEXT NOT NULL,
  created_at    INTEGER NOT NULL,
  updated_at    INTEGER NOT NULL,
  deleted_at    INTEGER,
  etag          TEXT NOT NULL,
  last_modified TEXT NOT NULL
);

-- How many records of a feed stand, kept so that the health of all feeds is one small read.
CREATE TABLE IF NOT EXISTS feed_records (
  feed    TEXT PRIMARY KEY,
  records INTEGER NOT NULL
) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS runs (
  id          TEXT PRIMARY KEY,
  feed        TEXT NOT NULL,
  state       TEXT NOT NULL,
  trigger     TEXT NOT NULL,
  started_at  INTEGER NOT NULL,
  finished_at INTEGER,
  read        INTEGER NOT NULL,
  new         INTEGER NOT NULL,
  changed     INTEGER NOT NULL,
  unchanged   INTEGER NOT NULL,
  rejected    INTEGER NOT NULL,
  withdrawn   INTEGER NOT NULL,
  error       TEXT NOT NULL,
  hint        TEXT NOT NULL,
  spool       TEXT NOT NULL,
  position    INTEGER NOT NULL,
  fence       INTEGER NOT NULL,
  seen        BLOB
);
CREATE INDEX IF NOT EXISTS runs_feed ON runs (feed, started_at, id);
CREATE INDEX IF NOT EXISTS runs_state ON runs (state, started_at);

CREATE TABLE IF NOT EXISTS problems (
  run        TEXT NOT NULL,
  ordinal    INTEGER NOT NULL,
  line       INTEGER NOT NULL,
  identifier TEXT NOT NULL,
  field      TEXT NOT NULL,
  reason     TEXT NOT NULL,
  severity   TEXT NOT NULL,
  PRIMARY KEY (run, ordinal)
) WITHOUT ROWID;

-- low and high are the pair of initiatives in the order of their ids: one pair, one overlap, whichever side is A.
CREATE TABLE IF NOT EXISTS initiative_overlaps (
  id       TEXT PRIMARY KEY,
  low      TEXT NOT NULL,
  high     TEXT NOT NULL,
  kind     TEXT NOT NULL,
  level    TEXT NOT NULL,
  status   TEXT NOT NULL,
  score    REAL NOT NULL,
  model    TEXT NOT NULL,
  scopes   TEXT NOT NULL,
  document BLOB NOT NULL,
  UNIQUE (low, high)
);
CREATE INDEX IF NOT EXISTS overlaps_high ON initiative_overlaps (high);
CREATE INDEX IF NOT EXISTS overlaps_score ON initiative_overlaps (score, id);

CREATE TABLE IF NOT EXISTS overlap_scopes (
  overlap TEXT NOT NULL,
  scope   TEXT NOT NULL,
  PRIMARY KEY (scope, overlap)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS overlap_scopes_overlap ON overlap_scopes (overlap);

CREATE TABLE IF NOT EXISTS overlap_terms (
  overlap TEXT NOT NULL,
  field   INTEGER NOT NULL,
  value   TEXT NOT NULL,
  PRIMARY KEY (field, value, overlap)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS overlap_terms_overlap ON overlap_terms (overlap);

CREATE TABLE IF NOT EXISTS rulings (
  id          TEXT PRIMARY KEY,
  overlap     TEXT NOT NULL,
  a_feed      TEXT NOT NULL,
  a_key       TEXT NOT NULL,
  b_feed      TEXT NOT NULL,
  b_key       TEXT NOT NULL,
  reverted_at INTEGER,
  document    TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS rulings_a ON rulings (a_feed, a_key);
CREATE INDEX IF NOT EXISTS rulings_b ON rulings (b_feed, b_key);

CREATE TABLE IF NOT EXISTS keys (
  id                  TEXT PRIMARY KEY,
  hash                BLOB NOT NULL UNIQUE,
  name                TEXT NOT NULL,
  role                TEXT NOT NULL,
  organisation        TEXT NOT NULL,
  regions             TEXT NOT NULL,
  created_at          INTEGER NOT NULL,
  revoked_at          INTEGER,
  conduct_accepted_at INTEGER NOT NULL
);

CREATE TABLE IF NOT EXISTS audit (
  id      TEXT PRIMARY KEY,
  at      INTEGER NOT NULL,
  actor   TEXT NOT NULL,
  action  TEXT NOT NULL,
  subject TEXT NOT NULL,
  before  BLOB,
  after   BLOB
);

-- holder is '' after a release; the token stays, so that it only ever grows.
CREATE TABLE IF NOT EXISTS leases (
  name       TEXT PRIMARY KEY,
  holder     TEXT NOT NULL,
  token      INTEGER NOT NULL,
  expires_at INTEGER NOT NULL
) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS detector (
  one      INTEGER PRIMARY KEY CHECK (one = 1),
  position INTEGER NOT NULL,
  model    TEXT NOT NULL
);
