-- Versions of the catalogue (src/office/versions*.c).

-- name: catalogue_file_there
SELECT COUNT(*) AS n FROM catalogue_file WHERE digest = :digest;

-- name: catalogue_file_put
INSERT INTO catalogue_file (digest, bytes) VALUES (:digest, :bytes)
ON CONFLICT (digest) DO UPDATE SET bytes = excluded.bytes;

-- name: catalogue_part_add
INSERT INTO catalogue_part (catalogue, name, digest) VALUES (:catalogue, :name, :digest)
ON CONFLICT (catalogue, name) DO NOTHING;

-- name: catalogue_version_add
INSERT INTO catalogue_version (id, digest, standard, source, since, founding, leaf)
VALUES (:id, :digest, :standard, :source, :since, :founding, :leaf);

-- name: catalogue_version_last
SELECT COALESCE(MAX(id), 0) AS id FROM catalogue_version;

-- name: catalogue_version_founding
SELECT digest, since, leaf FROM catalogue_version
 WHERE founding = 1 ORDER BY CASE WHEN since <= :at THEN 0 ELSE 1 END, since DESC, id DESC LIMIT 1;

-- name: catalogue_version_set
SELECT value AS digest, from_at AS since FROM setting
 WHERE kind = 'catalogue' AND name = 'version' AND from_at <= :at AND (until_at IS NULL OR until_at > :at)
 ORDER BY from_at DESC, matter DESC LIMIT 1;

-- name: catalogue_version_by_id
SELECT id, digest, standard, source, since, founding, leaf FROM catalogue_version WHERE id = :id;

-- name: catalogue_version_by_digest
SELECT id, digest, standard, source, since, founding, leaf FROM catalogue_version
 WHERE digest = :digest ORDER BY id DESC LIMIT 1;

-- name: catalogue_versions
SELECT v.id, v.digest, v.standard, v.source, v.since, v.founding, v.leaf,
       (SELECT MAX(s.matter) FROM setting s
         WHERE s.kind = 'catalogue' AND s.name = 'version' AND s.value = v.digest) AS matter,
       (SELECT MAX(s.from_at) FROM setting s
         WHERE s.kind = 'catalogue' AND s.name = 'version' AND s.value = v.digest) AS set_from
  FROM catalogue_version v ORDER BY v.id DESC LIMIT 100;

-- name: catalogue_version_of_leaf
SELECT digest, standard, source, since, founding FROM catalogue_version WHERE leaf = :leaf;

-- name: catalogue_version_count
SELECT COUNT(*) AS n FROM catalogue_version;

-- name: catalogue_parts
SELECT p.name, p.digest, f.bytes FROM catalogue_part p JOIN catalogue_file f ON f.digest = p.digest
 WHERE p.catalogue = :catalogue ORDER BY p.name;
