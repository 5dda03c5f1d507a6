-- The organisation: facts with two times (src/office/org.h).
-- valid_from <= t < valid_until: it is so at t. recorded_from <= t < recorded_until: at t
-- we thought so. 9223372036854775807 = open. A row is never changed but for closing
-- recorded_until, once. `leaf`: the record in the ledger by which we were told.

CREATE TABLE unit (
    id INTEGER NOT NULL,
    parent INTEGER,
    kind TEXT NOT NULL,
    body_kind TEXT NOT NULL,
    code TEXT NOT NULL,
    name TEXT NOT NULL,
    name_en TEXT NOT NULL,
    kana TEXT NOT NULL,
    search_key TEXT NOT NULL,
    sort INTEGER NOT NULL,
    valid_from INTEGER NOT NULL,
    valid_until INTEGER NOT NULL CHECK (valid_until > valid_from),
    recorded_from INTEGER NOT NULL,
    recorded_until INTEGER NOT NULL CHECK (recorded_until >= recorded_from),
    leaf INTEGER NOT NULL,
    PRIMARY KEY (id, valid_from, leaf)
) STRICT;
CREATE INDEX unit_parent ON unit (parent);
CREATE INDEX unit_code ON unit (code);

CREATE TABLE unit_successor (
    unit INTEGER NOT NULL,
    successor INTEGER NOT NULL,
    kind TEXT NOT NULL,
    main INTEGER NOT NULL,
    valid_from INTEGER NOT NULL,
    valid_until INTEGER NOT NULL CHECK (valid_until > valid_from),
    recorded_from INTEGER NOT NULL,
    recorded_until INTEGER NOT NULL CHECK (recorded_until >= recorded_from),
    leaf INTEGER NOT NULL,
    PRIMARY KEY (unit, successor, valid_from, leaf)
) STRICT;
CREATE INDEX unit_successor_back ON unit_successor (successor);

CREATE TABLE post (
    id INTEGER NOT NULL,
    unit INTEGER NOT NULL,
    kind TEXT NOT NULL,
    charges TEXT NOT NULL,
    title TEXT NOT NULL,
    title_en TEXT NOT NULL,
    managerial INTEGER NOT NULL,
    sort INTEGER NOT NULL,
    valid_from INTEGER NOT NULL,
    valid_until INTEGER NOT NULL CHECK (valid_until > valid_from),
    recorded_from INTEGER NOT NULL,
    recorded_until INTEGER NOT NULL CHECK (recorded_until >= recorded_from),
    leaf INTEGER NOT NULL,
    PRIMARY KEY (id, valid_from, leaf)
) STRICT;
CREATE INDEX post_unit ON post (unit);
CREATE INDEX post_kind ON post (kind);
CREATE INDEX post_charges ON post (charges) WHERE charges <> '';

CREATE TABLE person (
    id INTEGER NOT NULL,
    number TEXT NOT NULL,
    family TEXT NOT NULL,
    given TEXT NOT NULL,
    family_kana TEXT NOT NULL,
    given_kana TEXT NOT NULL,
    mail TEXT NOT NULL,
    member TEXT NOT NULL,
    search_key TEXT NOT NULL,
    valid_from INTEGER NOT NULL,
    valid_until INTEGER NOT NULL CHECK (valid_until > valid_from),
    recorded_from INTEGER NOT NULL,
    recorded_until INTEGER NOT NULL CHECK (recorded_until >= recorded_from),
    leaf INTEGER NOT NULL,
    PRIMARY KEY (id, valid_from, leaf)
) STRICT;
CREATE INDEX person_number ON person (number);

-- kind away ('seconded', 'dispatched', 'on_leave'): post may be null
CREATE TABLE holding (
    id INTEGER NOT NULL,
    person INTEGER NOT NULL,
    post INTEGER,
    kind TEXT NOT NULL,
    valid_from INTEGER NOT NULL,
    valid_until INTEGER NOT NULL CHECK (valid_until > valid_from),
    recorded_from INTEGER NOT NULL,
    recorded_until INTEGER NOT NULL CHECK (recorded_until >= recorded_from),
    leaf INTEGER NOT NULL,
    PRIMARY KEY (id, valid_from, leaf)
) STRICT;
CREATE INDEX holding_person ON holding (person);
CREATE INDEX holding_post ON holding (post);

-- 不在: away from the desk for a time while still in post (8(3), 10の2(3)).
CREATE TABLE absence (
    id INTEGER NOT NULL,
    person INTEGER NOT NULL,
    valid_from INTEGER NOT NULL,
    valid_until INTEGER NOT NULL CHECK (valid_until > valid_from),
    recorded_from INTEGER NOT NULL,
    recorded_until INTEGER NOT NULL CHECK (recorded_until >= recorded_from),
    leaf INTEGER NOT NULL,
    PRIMARY KEY (id, valid_from, leaf)
) STRICT;
CREATE INDEX absence_person ON absence (person);

CREATE TABLE info_system (
    id INTEGER NOT NULL,
    code TEXT NOT NULL,
    name TEXT NOT NULL,
    name_en TEXT NOT NULL,
    division INTEGER NOT NULL,
    manager_post INTEGER,
    valid_from INTEGER NOT NULL,
    valid_until INTEGER NOT NULL CHECK (valid_until > valid_from),
    recorded_from INTEGER NOT NULL,
    recorded_until INTEGER NOT NULL CHECK (recorded_until >= recorded_from),
    leaf INTEGER NOT NULL,
    PRIMARY KEY (id, valid_from, leaf)
) STRICT;
CREATE INDEX info_system_code ON info_system (code);
CREATE INDEX info_system_division ON info_system (division);
CREATE INDEX info_system_post ON info_system (manager_post);
