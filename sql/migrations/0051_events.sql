-- What has happened in the organisation and was looked at: a matter was opened, or none was
-- due. Not a projection: when it is lost, the matters themselves tell which were opened.

CREATE TABLE event_seen (
    event TEXT NOT NULL,
    subject INTEGER NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (event, subject)
);

CREATE INDEX holding_from ON holding (valid_from);
CREATE INDEX absence_until ON absence (valid_until);
