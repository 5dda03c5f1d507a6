-- Which facts about the organisation have changed, one row a change (src/kernel/touch.h): what an
-- image of the organisation in memory must read again. Only the newest rows are kept; an image
-- that is older is made anew. Not a projection: it may be emptied at any time.

CREATE TABLE organisation_touched (
    revision INTEGER NOT NULL PRIMARY KEY,
    what TEXT NOT NULL,
    id INTEGER NOT NULL
) STRICT;
