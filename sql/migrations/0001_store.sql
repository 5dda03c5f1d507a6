-- The store's own tables.

-- The next number of each counter (src/store/counters.h).
CREATE TABLE counter (
    name TEXT PRIMARY KEY,
    next INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Results of acts by the key that came with the request (src/store/idem.h).
CREATE TABLE idem (
    owner TEXT NOT NULL,
    key TEXT NOT NULL,
    digest BLOB NOT NULL,
    result BLOB NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (owner, key)
) STRICT, WITHOUT ROWID;
CREATE INDEX idem_at ON idem (at);

-- postgres:
-- The fence: whoever raises `epoch` is the writer; `seq` counts its commits.
CREATE TABLE writer_epoch (
    id BIGINT PRIMARY KEY CHECK (id = 1),
    epoch BIGINT NOT NULL,
    seq BIGINT NOT NULL
);
INSERT INTO writer_epoch (id, epoch, seq) VALUES (1, 0, 0);
-- How far each former writer came; it looks here when it lost the answer.
CREATE TABLE writer_past (
    epoch BIGINT PRIMARY KEY,
    seq BIGINT NOT NULL
);
