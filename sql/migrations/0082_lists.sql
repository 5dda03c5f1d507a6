-- Lists at the size of a prefecture: the open duties of a seat, the entries of a book in order.

DROP INDEX duty_role;
CREATE INDEX duty_seat ON duty (role, COALESCE(unit, 0), COALESCE(info_system, 0)) WHERE state = 'open';
CREATE INDEX entry_book ON entry (book, id);
