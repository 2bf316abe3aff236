-- What an operator states of a feed's files because they do not say it themselves. A feed that was last written before this table
-- was has no row. mapping is a JSON object.
CREATE TABLE IF NOT EXISTS feed_reading (
  feed    TEXT COLLATE "C" PRIMARY KEY,
  mapping TEXT COLLATE "C" NOT NULL,
  charset TEXT COLLATE "C" NOT NULL,
  absence TEXT COLLATE "C" NOT NULL
);
