-- Matters at work: the versions of procedures that matters are pinned to, and what inboxes need.

CREATE TABLE procedure_version (
    digest TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    source TEXT NOT NULL,
    catalogue TEXT NOT NULL,
    since INTEGER NOT NULL
);

-- An inbox asks for the open duties of each role and scope that a person holds.
CREATE INDEX duty_role ON duty (role, unit, info_system) WHERE state = 'open';
