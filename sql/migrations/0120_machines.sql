-- Programs on other hosts that the office knows (src/kernel/machine.h), and what they saw
-- (src/kernel/evidence.h). Times are ms; NULL = none.

-- Projection of the records "machine". name: "netd.barrier1". key: Ed25519, base64url.
CREATE TABLE machine (
    name TEXT NOT NULL PRIMARY KEY,
    program TEXT NOT NULL,
    host TEXT NOT NULL,
    key TEXT NOT NULL,
    since INTEGER NOT NULL,   -- of this key
    until INTEGER,            -- revoked
    leaf INTEGER NOT NULL
) STRICT;
CREATE INDEX machine_program ON machine (program, host);

-- One-time tokens, as SHA-256 in hex. Not a projection: no secret stands in the ledger. A row goes
-- when it is used, withdrawn, or long over.
CREATE TABLE machine_token (
    hash TEXT NOT NULL PRIMARY KEY,
    id TEXT NOT NULL,
    program TEXT NOT NULL,
    host TEXT NOT NULL,
    made INTEGER NOT NULL,
    until INTEGER NOT NULL,
    person INTEGER           -- who gave it out; NULL: the command line
) STRICT;

-- When it was last heard, and what it holds. Not a projection: written about once a minute.
CREATE TABLE machine_contact (
    name TEXT NOT NULL PRIMARY KEY,
    at INTEGER NOT NULL,      -- by the office's clock
    version TEXT,
    revision INTEGER NOT NULL, -- of the desired state it last spoke of; 0: none
    ahead INTEGER NOT NULL,   -- its clock minus ours
    silent INTEGER            -- since when the silence has been told; NULL: it has not
) STRICT;

-- Projection of the records "evidence": one a document and matter (0: of no matter).
CREATE TABLE evidence (
    leaf INTEGER NOT NULL PRIMARY KEY,
    machine TEXT NOT NULL,
    document TEXT NOT NULL,
    matter INTEGER NOT NULL,
    seen INTEGER NOT NULL,
    received INTEGER NOT NULL,
    revision INTEGER NOT NULL,
    erased INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX evidence_document ON evidence (machine, document, matter);
CREATE INDEX evidence_matter ON evidence (matter, leaf);

-- What stood in it. subject, digest, texts and vals are content: gone with it.
CREATE TABLE evidence_item (
    leaf INTEGER NOT NULL,
    no INTEGER NOT NULL,
    kind TEXT NOT NULL,
    effect INTEGER NOT NULL,
    subject TEXT,
    digest TEXT,
    note TEXT,
    vals TEXT,
    PRIMARY KEY (leaf, no)
) STRICT;

-- Of which articles it speaks, newest first. article: "10-2".
CREATE TABLE evidence_article (
    article TEXT NOT NULL,
    kind TEXT NOT NULL,
    leaf INTEGER NOT NULL,
    no INTEGER NOT NULL,
    matter INTEGER NOT NULL,
    PRIMARY KEY (article, kind, leaf, no)
) STRICT;

-- The newest of them of each kind.
CREATE TABLE evidence_newest (
    article TEXT NOT NULL,
    kind TEXT NOT NULL,
    leaf INTEGER NOT NULL,
    no INTEGER NOT NULL,
    matter INTEGER NOT NULL,
    PRIMARY KEY (article, kind)
) STRICT;

-- Counters of an effect added up.
CREATE TABLE evidence_total (
    matter INTEGER NOT NULL,
    effect INTEGER NOT NULL,
    subject TEXT NOT NULL,
    packets INTEGER NOT NULL,
    bytes INTEGER NOT NULL,
    uncertainty INTEGER NOT NULL,
    since INTEGER NOT NULL,
    until INTEGER NOT NULL,
    PRIMARY KEY (matter, effect, subject)
) STRICT;
