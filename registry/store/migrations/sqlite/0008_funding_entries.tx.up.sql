-- How many entries of a run are funding and no initiative. A run without any has no row.
CREATE TABLE IF NOT EXISTS run_funding (
  run     TEXT PRIMARY KEY,
  entries INTEGER NOT NULL
) WITHOUT ROWID;
