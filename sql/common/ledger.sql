-- Statements of src/ledger.

-- name: leaf_add
INSERT INTO ledger_leaf (idx, hash) VALUES (:idx, :hash)

-- name: record_add
INSERT INTO record (idx, kind, envelope, content, salt)
VALUES (:idx, :kind, :envelope, :content, :salt)

-- name: record_get
SELECT idx, kind, envelope, content, salt FROM record WHERE idx = :idx

-- name: records_after
SELECT idx, kind, envelope, content, salt FROM record WHERE idx > :after ORDER BY idx LIMIT :n

-- name: record_erase
UPDATE record SET content = NULL, salt = NULL WHERE idx = :idx AND content IS NOT NULL

-- name: leaves_after
SELECT idx, hash FROM ledger_leaf WHERE idx > :after ORDER BY idx LIMIT :n

-- name: tile_get
SELECT hashes FROM tile WHERE level = :level AND idx = :idx

-- name: tile_put
INSERT INTO tile (level, idx, hashes) VALUES (:level, :idx, :hashes)
ON CONFLICT (level, idx) DO UPDATE SET hashes = excluded.hashes

-- name: tile_count
SELECT count(*) FROM tile

-- name: checkpoint_add
INSERT INTO checkpoint (size, note) VALUES (:size, :note)

-- name: checkpoint_last
SELECT size, note FROM checkpoint ORDER BY size DESC LIMIT 1

-- name: checkpoints_after
SELECT size, note FROM checkpoint WHERE size > :after ORDER BY size LIMIT :n
