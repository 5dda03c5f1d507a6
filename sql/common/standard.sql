-- The official text of the standard (src/office/standard_*.c).

-- name: standard_versions
SELECT id, effective, title, digest, encoding, LENGTH(source) AS bytes, articles, findings, imported,
       leaf
FROM standard_version ORDER BY effective DESC;

-- name: standard_version_source
SELECT source, digest, encoding FROM standard_version WHERE id = :id;

-- name: standard_version_in_force
SELECT id FROM standard_version WHERE effective <= :day ORDER BY effective DESC LIMIT 1;

-- name: standard_version_next_id
SELECT COALESCE(MAX(id), 0) + 1 FROM standard_version;

-- name: standard_version_add
INSERT INTO standard_version (id, effective, title, digest, encoding, source, articles, findings,
                              imported, leaf)
VALUES (:id, :effective, :title, :digest, :encoding, :source, :articles, :findings, :imported, :leaf);

-- name: standard_version_of_leaf
SELECT id, effective, title, digest, encoding, articles, findings, source FROM standard_version
WHERE leaf = :leaf;

-- name: standard_version_count
SELECT COUNT(*) FROM standard_version;
