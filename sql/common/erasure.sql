-- Statements of the end of retention (src/kernel/erase.c, src/office/erase*.c).

-- name: erased_add
INSERT INTO erased (matter, at, person, role, unit, rule, years, until_at, contents, files, leaf)
VALUES (:matter, :at, :person, :role, :unit, :rule, :years, :until, 1, :files, :leaf)
ON CONFLICT (matter) DO UPDATE SET contents = erased.contents + 1, files = erased.files + excluded.files

-- name: erased_empty
DELETE FROM erased

-- name: erased_all
SELECT matter, at, person, role, unit, rule, years, until_at, contents, files, leaf FROM erased ORDER BY matter

-- name: erased_get
SELECT at, person, role, unit, rule, years, until_at, contents, files FROM erased WHERE matter = :matter

-- name: entry_texts_drop
DELETE FROM entry_text WHERE entry = :entry

-- name: entry_text_drop
DELETE FROM entry_text WHERE entry = :entry AND name = :name AND leaf <= :leaf

-- name: entry_texts_unwritten
SELECT count(*) FROM entry_text WHERE leaf = 0

-- name: entry_book_state
SELECT book, state FROM entry WHERE id = :id

-- name: file_gone_add
INSERT INTO file_gone (id) VALUES (:id) ON CONFLICT (id) DO NOTHING

-- name: file_gone_next
SELECT id FROM file_gone ORDER BY id LIMIT :n

-- name: file_gone_drop
DELETE FROM file_gone WHERE id = :id

-- name: retention_terms
SELECT DISTINCT retention_years FROM matter WHERE closed = 1 ORDER BY retention_years

-- name: retention_over
SELECT m.id, m.procedure, m.digest, m.fiscal_year, m.number, m.division, m.department, m.applicant, m.state,
    m.overdue, m.opened, m.from_at, m.until_at, m.changed, m.retention_years
FROM matter m LEFT JOIN erased e ON e.matter = m.id
WHERE m.closed = 1 AND m.retention_years = :years AND m.changed < :before AND e.matter IS NULL AND m.id > :after
    AND (m.division = :division OR :division IS NULL)
ORDER BY m.id LIMIT :n

-- name: erased_list
SELECT m.id, m.procedure, m.fiscal_year, m.number, m.division, m.applicant, e.at, e.person, e.role, e.unit, e.rule,
    e.years, e.until_at, e.contents, e.files
FROM erased e JOIN matter m ON m.id = e.matter
WHERE (m.division = :division OR :division IS NULL)
    AND (e.at < :before_at OR (e.at = :before_at AND e.matter < :before))
ORDER BY e.at DESC, e.matter DESC LIMIT :n

-- name: holds_in_force
SELECT s.name, s.matter FROM setting s
WHERE s.kind = 'hold' AND s.from_at <= :at AND (s.until_at IS NULL OR :at < s.until_at) ORDER BY s.matter, s.no

-- name: backups_pruned_last
SELECT envelope FROM record
WHERE kind = 'command' AND envelope LIKE '%"command":"backup prune"%' ORDER BY idx DESC LIMIT 1
