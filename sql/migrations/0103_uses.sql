-- The book of uses reads the acts of one kind, newest first.
CREATE INDEX act_index_kind ON act_index (kind, leaf);
