-- Declared needs. document is JSON; starts and ends are the bounds of its period ('' where unknown). Of a priority's terms
-- the places are spelled out: the regions of its countries, and the countries of its regions.
CREATE TABLE IF NOT EXISTS priorities (
  id           TEXT COLLATE "C" PRIMARY KEY,
  starts       TEXT COLLATE "C" NOT NULL,
  ends         TEXT COLLATE "C" NOT NULL,
  created_at   BIGINT NOT NULL,
  withdrawn_at BIGINT,
  scopes       TEXT COLLATE "C" NOT NULL,
  document     TEXT COLLATE "C" NOT NULL
);

CREATE TABLE IF NOT EXISTS priority_scopes (
  priority TEXT COLLATE "C" NOT NULL,
  scope    TEXT COLLATE "C" NOT NULL,
  PRIMARY KEY (scope, priority)
);
CREATE INDEX IF NOT EXISTS priority_scopes_priority ON priority_scopes (priority);

CREATE TABLE IF NOT EXISTS priority_terms (
  priority TEXT COLLATE "C" NOT NULL,
  field    INTEGER NOT NULL,
  value    TEXT COLLATE "C" NOT NULL,
  PRIMARY KEY (field, value, priority)
);
CREATE INDEX IF NOT EXISTS priority_terms_priority ON priority_terms (priority);
