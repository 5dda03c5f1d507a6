-- What administrators did by command, newest first: the page of erasures says when backups went.
CREATE INDEX record_command ON record (idx) WHERE kind = 'command';
