-- What an operator states of a feed's files because they do not say it themselves. A feed that was last written before this table
-- was has no row. mapping is a JSON object.
CREATE TABLE IF NOT EXISTS feed_reading (
  feed    TEXT PRIMARY KEY,
  mapping TEXT NOT NULL,
  charset TEXT NOT NULL,
  absence TEXT NOT NULL
) WITHOUT ROWID;
