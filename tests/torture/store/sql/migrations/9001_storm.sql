-- Two tables that every act of a storm fills alike.
CREATE TABLE storm (
    id INTEGER PRIMARY KEY,
    thread INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    data BLOB NOT NULL,
    UNIQUE (thread, seq)
);
CREATE TABLE storm_twin (
    id INTEGER PRIMARY KEY REFERENCES storm (id),
    thread INTEGER NOT NULL,
    seq INTEGER NOT NULL
);
