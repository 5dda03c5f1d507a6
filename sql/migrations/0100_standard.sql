-- The official text of the standard: each version as it was published. The digest stands in the
-- ledger; `store check` compares the bytes with it.

CREATE TABLE standard_version (
    id INTEGER NOT NULL PRIMARY KEY,
    effective INTEGER NOT NULL UNIQUE,
    title TEXT NOT NULL,
    digest TEXT NOT NULL UNIQUE,
    encoding TEXT NOT NULL,
    source BLOB NOT NULL,
    articles INTEGER NOT NULL,
    findings INTEGER NOT NULL,
    imported INTEGER NOT NULL,
    leaf INTEGER NOT NULL
);
