-- name: entry_keeper
SELECT keeper FROM entry WHERE id = :entry;

-- name: entry_by_id
SELECT id, book, keeper, key, state, holder, matter, created, changed FROM entry WHERE id = :entry;

-- name: entry_by_key_of_keeper
SELECT id FROM entry WHERE book = :book AND keeper = :keeper AND key = :key;

-- name: entries_by_key
SELECT id FROM entry WHERE book = :book AND key = :key ORDER BY id LIMIT 2;

-- name: entries_of_keeper
SELECT id, key, state, holder FROM entry WHERE book = :book AND keeper = :keeper ORDER BY key, id;

-- name: entry_texts
SELECT name, value FROM entry_text WHERE entry = :entry ORDER BY name;

-- name: entry_text
SELECT value FROM entry_text WHERE entry = :entry AND name = :name;

-- name: setting_in_force
SELECT value, number FROM setting
 WHERE kind = :kind AND name = :name AND from_at <= :at AND (until_at IS NULL OR until_at > :at)
 ORDER BY from_at DESC, matter DESC LIMIT 1;

-- name: procedure_version_source
SELECT name, source FROM procedure_version WHERE digest = :digest;

-- name: procedure_version_add
INSERT INTO procedure_version (digest, name, source, catalogue, since)
VALUES (:digest, :name, :source, :catalogue, :since)
ON CONFLICT (digest) DO NOTHING;

-- name: matters_in_force_for
SELECT id, applicant, from_at, began, state FROM matter
 WHERE one_per = :one_per AND closed = 0 ORDER BY id;

-- name: matters_in_force_of
SELECT id FROM matter WHERE procedure = :procedure AND state = 'in_force' ORDER BY id;

-- name: matter_written_once
SELECT id FROM matter WHERE one_per = :one_per AND state <> 'annulled' ORDER BY id LIMIT 1;

-- name: matter_in_force_of_procedure
SELECT m.id FROM matter m
 WHERE m.procedure = :procedure AND m.one_per = :one_per AND m.state IN ('in_force', 'in_use')
   AND m.from_at <= :at AND (m.until_at IS NULL OR m.until_at > :at) LIMIT 1;

-- name: matters_to_choose
SELECT id FROM matter
 WHERE procedure = :procedure AND closed = 0
   AND (division = :division OR applicant = :person OR :everywhere = 1)
   AND state IN ('granted', 'issued', 'agreed', 'in_force', 'in_use')
 ORDER BY id DESC LIMIT 100;

-- name: matter_chosen_in_force
WITH RECURSIVE chain (id) AS (
    SELECT m.id FROM matter m WHERE m.id = :matter
    UNION
    SELECT l.matter FROM link l JOIN chain c ON l.target = c.id WHERE l.kind = 'replaces')
SELECT m.id FROM matter m JOIN chain c ON c.id = m.id
 WHERE m.procedure = :procedure AND m.from_at <= :at AND (m.until_at IS NULL OR m.until_at > :at)
   AND (m.ended IS NULL OR m.ended > :at)
   AND (m.state IN ('granted', 'issued', 'agreed') OR (m.began IS NOT NULL AND m.state <> 'annulled'))
 ORDER BY m.id DESC LIMIT 1;

-- name: matter_of_entry_in_force
SELECT m.id FROM thing t JOIN matter m ON m.id = t.matter
 WHERE t.entry = :entry AND m.procedure = :procedure AND (m.applicant = :holder OR :holder = 0)
   AND m.from_at <= :at AND (m.until_at IS NULL OR m.until_at > :at)
   AND (m.ended IS NULL OR m.ended > :at)
   AND (m.state IN ('granted', 'issued', 'agreed') OR (m.began IS NOT NULL AND m.state <> 'annulled'))
 ORDER BY m.id DESC LIMIT 1;

-- name: matters_resting_on
WITH RECURSIVE chain (id) AS (
    SELECT m.id FROM matter m WHERE m.id = :target
    UNION
    SELECT l.target FROM link l JOIN chain c ON l.matter = c.id WHERE l.kind = 'replaces')
SELECT DISTINCT l.matter FROM link l JOIN chain c ON l.target = c.id JOIN matter m ON m.id = l.matter
 WHERE l.kind = 'requires' AND m.closed = 0 AND l.matter > :after
 ORDER BY l.matter LIMIT :n;

-- name: matters_of_applicant_open
SELECT id, procedure, digest, state, overdue, applicant, division, fiscal_year, number, opened, from_at, until_at
  FROM matter WHERE applicant = :person AND closed = 0 ORDER BY id DESC LIMIT 100;

-- name: matters_of_applicant
SELECT id, procedure, digest, state, closed, overdue, applicant, division, fiscal_year, number, opened, from_at, until_at
  FROM matter WHERE applicant = :person AND id < :before ORDER BY id DESC LIMIT :n;

-- name: matters_of_division
SELECT id, procedure, digest, state, closed, overdue, applicant, division, fiscal_year, number, opened, from_at, until_at
  FROM matter WHERE division = :division AND id < :before ORDER BY id DESC LIMIT :n;

-- name: matters_all
SELECT id, procedure, digest, state, closed, overdue, applicant, division, fiscal_year, number, opened, from_at, until_at
  FROM matter WHERE id < :before ORDER BY id DESC LIMIT :n;

-- name: matters_acted
SELECT DISTINCT m.id, m.procedure, m.digest, m.state, m.closed, m.overdue, m.applicant, m.division, m.fiscal_year, m.number,
       m.opened, m.from_at, m.until_at
  FROM act_index a JOIN matter m ON m.id = a.matter
 WHERE a.person = :person AND m.id < :before ORDER BY m.id DESC LIMIT :n;

-- name: entries_of_book
SELECT e.id, e.keeper, e.key, e.state, e.holder, e.changed FROM entry e
 WHERE e.book = :book AND e.id > :after ORDER BY e.id LIMIT :n;

-- name: entries_of_book_search
SELECT DISTINCT e.id, e.keeper, e.key, e.state, e.holder, e.changed FROM entry e
  LEFT JOIN entry_text t ON t.entry = e.id
 WHERE e.book = :book AND e.id > :after AND (e.key LIKE :key ESCAPE '!' OR t.search LIKE :search ESCAPE '!')
 ORDER BY e.id LIMIT :n;

-- name: matters_of_book
SELECT id, procedure, digest, state, closed, overdue, applicant, division, fiscal_year, number, opened, from_at, until_at
  FROM matter WHERE book = :book AND id < :before ORDER BY id DESC LIMIT :n;

-- name: matters_of_entry
SELECT m.id, m.procedure, m.digest, m.state, m.closed, m.overdue, m.applicant, m.division, m.fiscal_year, m.number,
       m.opened, m.from_at, m.until_at, t.in_use
  FROM thing t JOIN matter m ON m.id = t.matter
 WHERE t.entry = :entry ORDER BY m.id DESC LIMIT 100;

-- name: links_to
SELECT l.matter, l.kind, m.procedure, m.digest, m.division, m.fiscal_year, m.number, m.state FROM link l JOIN matter m ON m.id = l.matter
 WHERE l.target = :target ORDER BY l.matter LIMIT 100;

-- name: duties_open_of_applicants_own
SELECT d.matter, d.no, d.step, d.act, d.role, d.unit, d.info_system, d.opened, d.due, d.clock, d.overdue,
       m.procedure, m.digest, m.applicant, m.division, m.fiscal_year, m.number, m.state AS matter_state
  FROM duty d JOIN matter m ON m.id = d.matter
 WHERE d.state = 'open'
   AND (d.act IN ('decide', 'sanction') OR (d.act = 'confirm' AND m.shape IN ('record', 'instrument')))
   AND EXISTS
       (SELECT 1 FROM assignment a JOIN holding h ON h.post = a.post
         WHERE a.matter = d.matter AND a.duty = d.no AND h.person = m.applicant
           AND h.valid_from <= :now AND h.valid_until > :now AND h.recorded_until = 9223372036854775807)
 ORDER BY d.opened, d.matter, d.no LIMIT 200;

-- name: uses_of_book
SELECT a.leaf, r.envelope, e.id AS entry, e.keeper, e.key, m.procedure, m.applicant, m.overdue
  FROM act_index a JOIN matter m ON m.id = a.matter JOIN thing t ON t.matter = a.matter
  JOIN entry e ON e.id = t.entry JOIN record r ON r.idx = a.leaf
 WHERE a.kind = 'begin_use' AND m.book = :book AND a.leaf < :before AND e.key LIKE :key ESCAPE '!'
 ORDER BY a.leaf DESC, e.id LIMIT :n;

-- name: use_ends
SELECT r.envelope FROM act_index a JOIN record r ON r.idx = a.leaf
 WHERE a.matter = :matter AND a.seq > :seq AND a.kind = 'end_use' ORDER BY a.seq LIMIT 50;
