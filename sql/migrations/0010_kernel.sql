-- Projections of the kernel: written with each act, emptied and rebuilt from the ledger by
-- `sekimori store rebuild`. Nothing here is known only here. Times are ms; NULL = none.

CREATE TABLE matter (
    id INTEGER NOT NULL PRIMARY KEY,
    shape TEXT NOT NULL,
    procedure TEXT NOT NULL,
    digest TEXT NOT NULL,
    catalogue TEXT NOT NULL,
    state TEXT NOT NULL,
    closed INTEGER NOT NULL,
    overdue INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    leaf INTEGER NOT NULL,
    applicant INTEGER,
    unit INTEGER,
    division INTEGER NOT NULL, -- whose year counts the number; 0: the prefecture
    department INTEGER,
    fiscal_year INTEGER,
    number INTEGER,
    book TEXT,
    one_per TEXT,
    retention_years INTEGER NOT NULL,
    opened INTEGER NOT NULL,
    changed INTEGER NOT NULL,
    from_at INTEGER,
    until_at INTEGER,
    began INTEGER,
    ended INTEGER
) STRICT;
CREATE UNIQUE INDEX matter_number ON matter (division, fiscal_year, number);
CREATE INDEX matter_applicant ON matter (applicant, id);
CREATE INDEX matter_division ON matter (division, id);
CREATE INDEX matter_procedure ON matter (procedure, id);
CREATE INDEX matter_one_per ON matter (one_per);
CREATE INDEX matter_book ON matter (book, id);

CREATE TABLE act_index (
    matter INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    leaf INTEGER NOT NULL,
    kind TEXT NOT NULL,
    verdict TEXT NOT NULL,
    person INTEGER,
    entered INTEGER NOT NULL,
    PRIMARY KEY (matter, seq)
) STRICT;
CREATE UNIQUE INDEX act_index_leaf ON act_index (leaf);
CREATE INDEX act_index_person ON act_index (person, matter);

CREATE TABLE duty (
    matter INTEGER NOT NULL,
    no INTEGER NOT NULL,
    step TEXT NOT NULL,
    act TEXT NOT NULL,
    role TEXT,
    unit INTEGER,
    info_system INTEGER,
    target INTEGER,
    state TEXT NOT NULL,
    opened INTEGER NOT NULL,
    due INTEGER,
    clock TEXT,
    overdue INTEGER NOT NULL,
    closed INTEGER,
    verdict TEXT NOT NULL,
    person INTEGER,
    post INTEGER,
    PRIMARY KEY (matter, no)
) STRICT;
CREATE INDEX duty_due ON duty (state, due);

-- Who may answer an open duty: a post or a person. People are joined to posts at reading.
CREATE TABLE assignment (
    matter INTEGER NOT NULL,
    duty INTEGER NOT NULL,
    no INTEGER NOT NULL,
    post INTEGER,
    person INTEGER,
    PRIMARY KEY (matter, duty, no)
) STRICT;
CREATE INDEX assignment_post ON assignment (post);
CREATE INDEX assignment_person ON assignment (person);

CREATE TABLE due (
    matter INTEGER NOT NULL,
    kind TEXT NOT NULL,
    duty INTEGER NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (matter, kind, duty)
) STRICT;
CREATE INDEX due_at ON due (at);

CREATE TABLE link (
    matter INTEGER NOT NULL,
    no INTEGER NOT NULL,
    kind TEXT NOT NULL,
    target INTEGER NOT NULL,
    PRIMARY KEY (matter, no)
) STRICT;
CREATE INDEX link_target ON link (target, kind);

-- revision: the leaf of the act that last changed whether it is wanted; 0 = it never was.
CREATE TABLE effect (
    matter INTEGER NOT NULL,
    no INTEGER NOT NULL,
    kind TEXT NOT NULL,
    enforcer TEXT NOT NULL,
    optional INTEGER NOT NULL,
    state TEXT NOT NULL,
    payload TEXT NOT NULL,
    from_at INTEGER,
    until_at INTEGER,
    revision INTEGER NOT NULL,
    report TEXT,
    reason TEXT,
    PRIMARY KEY (matter, no)
) STRICT;
CREATE INDEX effect_enforcer ON effect (enforcer, revision);

-- Reports of enforcers that have become acts: a repeated one changes nothing.
CREATE TABLE effect_report (
    enforcer TEXT NOT NULL,
    report TEXT NOT NULL,
    matter INTEGER NOT NULL,
    effect INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    PRIMARY KEY (enforcer, report, matter, effect)
) STRICT;

-- Things out under a permit now, and who took them.
CREATE TABLE thing (
    matter INTEGER NOT NULL,
    no INTEGER NOT NULL,
    entry INTEGER,
    in_use INTEGER NOT NULL,
    used INTEGER NOT NULL,
    since INTEGER,
    holder INTEGER,
    PRIMARY KEY (matter, no)
) STRICT;
CREATE INDEX thing_entry ON thing (entry, matter);

CREATE TABLE entry (
    id INTEGER NOT NULL PRIMARY KEY,
    book TEXT NOT NULL,
    keeper INTEGER NOT NULL, -- a division; 0: the prefecture
    key TEXT NOT NULL,
    state TEXT NOT NULL,
    holder INTEGER,
    matter INTEGER NOT NULL,
    created INTEGER NOT NULL,
    changed INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX entry_key ON entry (book, keeper, key);

CREATE TABLE entry_text (
    entry INTEGER NOT NULL,
    name TEXT NOT NULL,
    value TEXT NOT NULL,
    search TEXT NOT NULL,
    PRIMARY KEY (entry, name)
) STRICT;

-- What instruments make so: in force at t when from_at <= t and (until_at is NULL or t < until_at).
CREATE TABLE designation (
    matter INTEGER NOT NULL,
    no INTEGER NOT NULL,
    role TEXT NOT NULL,
    person INTEGER NOT NULL,
    unit INTEGER,
    info_system INTEGER,
    from_at INTEGER NOT NULL,
    until_at INTEGER,
    PRIMARY KEY (matter, no)
) STRICT;
CREATE INDEX designation_role ON designation (role, unit, info_system);
CREATE INDEX designation_person ON designation (person);

CREATE TABLE setting (
    matter INTEGER NOT NULL,
    no INTEGER NOT NULL,
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    value TEXT NOT NULL,
    number INTEGER NOT NULL,
    from_at INTEGER NOT NULL,
    until_at INTEGER,
    PRIMARY KEY (matter, no)
) STRICT;
CREATE INDEX setting_name ON setting (kind, name);
