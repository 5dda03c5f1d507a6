-- Versions of the catalogue: every file that was ever in force or handed in, once, by its digest;
-- which files make up a version; and where the office began. What came into force since by an
-- instrument stands in `setting`. Times are ms.

CREATE TABLE catalogue_file (
    digest TEXT NOT NULL PRIMARY KEY,
    bytes TEXT NOT NULL
) STRICT;

CREATE TABLE catalogue_part (
    catalogue TEXT NOT NULL,
    name TEXT NOT NULL,
    digest TEXT NOT NULL,
    PRIMARY KEY (catalogue, name)
) STRICT;

CREATE TABLE catalogue_version (
    id INTEGER NOT NULL PRIMARY KEY,
    digest TEXT NOT NULL,
    standard TEXT NOT NULL,  -- '' before standards had names
    source TEXT NOT NULL,    -- init, start, command, adopt
    since INTEGER NOT NULL,  -- when it was handed in
    founding INTEGER NOT NULL, -- in force from then on without an instrument
    leaf INTEGER NOT NULL
) STRICT;
CREATE INDEX catalogue_version_digest ON catalogue_version (digest);
CREATE INDEX catalogue_version_founding ON catalogue_version (founding, since);
