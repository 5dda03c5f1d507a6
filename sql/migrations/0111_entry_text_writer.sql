-- Which matter wrote a text of a row of a book, and in which record: an erasure takes only its own.
-- 0: written before this migration; `sekimori store rebuild` fills it in from the ledger.
ALTER TABLE entry_text ADD COLUMN matter INTEGER NOT NULL DEFAULT 0;
ALTER TABLE entry_text ADD COLUMN leaf INTEGER NOT NULL DEFAULT 0;
