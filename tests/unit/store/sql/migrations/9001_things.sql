-- Tables of the store's own tests.
CREATE TABLE t_thing (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    note TEXT,
    data BLOB,
    size INTEGER NOT NULL CHECK (size >= 0)
) STRICT;
CREATE TABLE t_part (
    id INTEGER PRIMARY KEY,
    thing INTEGER NOT NULL REFERENCES t_thing (id)
) STRICT;
