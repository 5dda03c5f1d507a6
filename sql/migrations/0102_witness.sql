-- The ledger's logs one after another, and its witnesses (src/ledger/log.h, witness_book.h).

-- One row a log after the first (no 1, which begins at record 0). It holds the records from
-- `base` to the next log's base; its leaf 0 is record `first`, its leaves 1, 2 ... are the others
-- in order. Follows from the records of kind ledger.open.
CREATE TABLE ledger_log (
    no INTEGER NOT NULL PRIMARY KEY,
    base INTEGER NOT NULL,
    first INTEGER NOT NULL
) STRICT;

-- Tiles and checkpoints are of a log; sizes and indices count its own leaves.
CREATE TABLE log_tile (
    log INTEGER NOT NULL,
    level INTEGER NOT NULL,
    idx INTEGER NOT NULL,
    hashes BLOB NOT NULL,
    PRIMARY KEY (log, level, idx)
) STRICT;
INSERT INTO log_tile (log, level, idx, hashes) SELECT 1, level, idx, hashes FROM tile;
DROP TABLE tile;
ALTER TABLE log_tile RENAME TO tile;

-- The note of a checkpoint gains a line for each cosignature.
CREATE TABLE log_checkpoint (
    log INTEGER NOT NULL DEFAULT 1,
    size INTEGER NOT NULL,
    note TEXT NOT NULL,
    cosigned INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (log, size)
) STRICT;
INSERT INTO log_checkpoint (log, size, note, cosigned) SELECT 1, size, note, 0 FROM checkpoint;
DROP TABLE checkpoint;
ALTER TABLE log_checkpoint RENAME TO checkpoint;
CREATE INDEX checkpoint_cosigned ON checkpoint (log, size) WHERE cosigned > 0;

-- Who co-signs, as records of kind "witness" say; what they have co-signed.
CREATE TABLE witness (
    name TEXT NOT NULL PRIMARY KEY,
    vkey TEXT NOT NULL,
    since INTEGER NOT NULL,
    until INTEGER,
    leaf INTEGER NOT NULL
) STRICT;
CREATE TABLE cosignature (
    log INTEGER NOT NULL,
    size INTEGER NOT NULL,
    name TEXT NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (log, size, name)
) STRICT;
CREATE INDEX cosignature_name ON cosignature (name, log, size);
