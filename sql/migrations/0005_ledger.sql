-- The ledger (src/ledger). Rows are only ever added, save three: a content that is erased
-- (content and salt become NULL), and the tiles at the right edge, which grow.

-- One row a leaf: its index in the tree, from 0 without gaps, and its RFC 6962 leaf hash.
CREATE TABLE ledger_leaf (
    idx INTEGER NOT NULL PRIMARY KEY,
    hash BLOB NOT NULL
) STRICT;

-- The same leaf's bytes (envelope) and what it commits to.
CREATE TABLE record (
    idx INTEGER NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL,
    envelope TEXT NOT NULL,
    content TEXT,
    salt BLOB
) STRICT;

-- The sealed tree in tiles of C2SP tlog-tiles: up to 256 hashes in a row; a partial tile is
-- the beginning of its row.
CREATE TABLE tile (
    level INTEGER NOT NULL,
    idx INTEGER NOT NULL,
    hashes BLOB NOT NULL,
    PRIMARY KEY (level, idx)
) STRICT;

-- Every checkpoint signed, as the signed note it is.
CREATE TABLE checkpoint (
    size INTEGER NOT NULL PRIMARY KEY,
    note TEXT NOT NULL
) STRICT;
