-- The peer's table.
CREATE TABLE chain (
    idx INTEGER PRIMARY KEY,
    hash BLOB NOT NULL,
    data BLOB NOT NULL
);
