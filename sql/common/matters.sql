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

-- name: keepers_of_book
SELECT DISTINCT keeper FROM entry WHERE book = :book AND state <> 'disposed' ORDER BY keeper;

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

-- name: matter_in_force_of_procedure
SELECT m.id FROM matter m
 WHERE m.procedure = :procedure AND m.one_per = :one_per AND m.state IN ('in_force', 'in_use')
   AND m.from_at <= :at AND (m.until_at IS NULL OR m.until_at > :at) LIMIT 1;
