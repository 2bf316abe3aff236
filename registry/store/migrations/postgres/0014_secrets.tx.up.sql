-- Random bytes that this registry alone knows, by what they are for.
CREATE TABLE IF NOT EXISTS secrets (
  name  TEXT COLLATE "C" PRIMARY KEY,
  value BYTEA NOT NULL
);
