-- Rows of many ids at once (src/office/known.h): PostgreSQL has json_array_elements_text.

-- name: known_matters
SELECT a.matter, a.seq, m.procedure, m.until_at, r.content
FROM act_index a JOIN matter m ON m.id = a.matter JOIN record r ON r.idx = a.leaf
WHERE a.matter IN (SELECT CAST(value AS BIGINT) FROM json_array_elements_text(CAST(:ids AS JSON)))
    AND (a.seq = 1 OR a.kind = 'resubmit')
ORDER BY a.matter, a.seq

-- name: known_entries
SELECT id, book, keeper, key, state, holder, matter FROM entry
WHERE id IN (SELECT CAST(value AS BIGINT) FROM json_array_elements_text(CAST(:ids AS JSON)))
ORDER BY id

-- name: known_texts
SELECT entry, name, value FROM entry_text
WHERE entry IN (SELECT CAST(value AS BIGINT) FROM json_array_elements_text(CAST(:ids AS JSON)))
ORDER BY entry, name
