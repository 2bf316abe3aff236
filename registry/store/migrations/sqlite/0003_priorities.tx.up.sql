-- Declared needs. document is JSON; starts and ends are the bounds of its period ('' where unknown). Of a priority's terms
-- the places are spelled out: the regions of its countries, and the countries of its regions.
CREATE TABLE IF NOT EXISTS priorities (
  id           TEXT PRIMARY KEY,
  starts       TEXT NOT NULL,
  ends         TEXT NOT NULL,
  created_at   INTEGER NOT NULL,
  withdrawn_at INTEGER,
  scopes       TEXT NOT NULL,
  document     TEXT NOT NULL
) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS priority_scopes (
  priority TEXT NOT NULL,
  scope    TEXT NOT NULL,
  PRIMARY KEY (scope, priority)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS priority_scopes_priority ON priority_scopes (priority);

CREATE TABLE IF NOT EXISTS priority_terms (
  priority TEXT NOT NULL,
  field    INTEGER NOT NULL,
  value    TEXT NOT NULL,
  PRIMARY KEY (field, value, priority)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS priority_terms_priority ON priority_terms (priority);
