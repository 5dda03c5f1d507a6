-- Sign-in: accounts, sessions, waiting times, files on their way in (src/web).

-- One account a person. `password` is Argon2id's own text form; `temporary`: must be
-- changed before anything else. The two times before `last` are shown at sign-in.
CREATE TABLE account (
    id INTEGER NOT NULL PRIMARY KEY,
    person INTEGER NOT NULL,
    number TEXT NOT NULL,
    number_key TEXT NOT NULL,
    password TEXT NOT NULL,
    temporary INTEGER NOT NULL,
    locked INTEGER NOT NULL,
    lang TEXT NOT NULL,
    set_at INTEGER NOT NULL,
    last_at INTEGER,
    last_source TEXT
) STRICT;
CREATE UNIQUE INDEX account_number ON account (number_key);
CREATE UNIQUE INDEX account_person ON account (person);

-- `hash`: SHA-256 of the cookie; who reads this table cannot sign in with it.
CREATE TABLE session (
    hash BLOB NOT NULL PRIMARY KEY,
    account INTEGER NOT NULL,
    began INTEGER NOT NULL,
    seen INTEGER NOT NULL,
    source TEXT NOT NULL,
    before_at INTEGER,
    before_source TEXT
) STRICT;
CREATE INDEX session_account ON session (account);
CREATE INDEX session_seen ON session (seen);

CREATE TABLE throttle (
    key TEXT NOT NULL PRIMARY KEY,
    attempts INTEGER NOT NULL,
    last_at INTEGER NOT NULL,
    until INTEGER NOT NULL
) STRICT;

-- A file that came with a form, before an act binds it by its digest.
CREATE TABLE upload (
    id TEXT NOT NULL PRIMARY KEY,
    account INTEGER NOT NULL,
    name TEXT NOT NULL,
    media_type TEXT NOT NULL,
    size INTEGER NOT NULL,
    sha256 BLOB NOT NULL,
    at INTEGER NOT NULL
) STRICT;
CREATE INDEX upload_at ON upload (at);
