-- The decisions in force, and when each was made (microseconds): by these the public's overlaps are found, those whose time
-- for a reply has passed.
CREATE TABLE IF NOT EXISTS overlap_decisions (
  overlap  TEXT PRIMARY KEY,
  decision TEXT NOT NULL,
  ruled_at INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS overlap_decisions_decision ON overlap_decisions (decision, ruled_at);

CREATE INDEX IF NOT EXISTS rulings_overlap ON rulings (overlap);

-- Its row is held by the one transaction that may rule.
INSERT OR IGNORE INTO counters (name, value) VALUES ('rulings', 0);
