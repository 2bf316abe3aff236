-- The decisions in force, and when each was made (microseconds): by these the public's overlaps are found, those whose time
-- for a reply has passed.
CREATE TABLE IF NOT EXISTS overlap_decisions (
  overlap  TEXT COLLATE "C" PRIMARY KEY,
  decision TEXT COLLATE "C" NOT NULL,
  ruled_at BIGINT NOT NULL
);
CREATE INDEX IF NOT EXISTS overlap_decisions_decision ON overlap_decisions (decision, ruled_at);

CREATE INDEX IF NOT EXISTS rulings_overlap ON rulings (overlap);

-- Its row is held by the one transaction that may rule.
INSERT INTO counters (name, value) VALUES ('rulings', 0) ON CONFLICT DO NOTHING;
