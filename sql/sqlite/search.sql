-- Matters of the search (src/office/search_fill.c): the acts of many at once, and their rows.

-- name: search_histories
SELECT a.matter, a.seq, a.leaf, r.envelope, r.content FROM act_index a JOIN record r ON r.idx = a.leaf
WHERE a.matter IN (SELECT value FROM json_each(:ids)) ORDER BY a.matter DESC, a.seq

-- name: search_matters
SELECT id, procedure, digest, state, closed, overdue, applicant, division, fiscal_year, number, opened, from_at,
    until_at
FROM matter WHERE id IN (SELECT value FROM json_each(:ids)) ORDER BY id DESC

-- name: search_entries
SELECT id, keeper, key, state, holder, changed FROM entry
WHERE book = :book AND id IN (SELECT value FROM json_each(:ids)) ORDER BY id DESC
