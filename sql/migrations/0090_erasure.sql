-- What was erased at the end of its retention: a projection of the records "ledger.erase", a row a
-- matter. Times are ms.
CREATE TABLE erased (
    matter INTEGER NOT NULL PRIMARY KEY,
    at INTEGER NOT NULL,
    person INTEGER NOT NULL,
    role TEXT NOT NULL,
    unit INTEGER,
    rule TEXT,
    years INTEGER NOT NULL,
    until_at INTEGER NOT NULL,
    contents INTEGER NOT NULL,
    files INTEGER NOT NULL,
    leaf INTEGER NOT NULL
) STRICT;
CREATE INDEX erased_at ON erased (at, matter);

-- Files whose content was erased and that still have to be unlinked. Not a projection: emptied as
-- the files go.
CREATE TABLE file_gone (
    id TEXT NOT NULL PRIMARY KEY
) STRICT;

CREATE INDEX matter_retention ON matter (retention_years, changed) WHERE closed = 1;
