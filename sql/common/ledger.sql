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
SELECT hashes FROM tile WHERE log = :log AND level = :level AND idx = :idx

-- name: tile_put
INSERT INTO tile (log, level, idx, hashes) VALUES (:log, :level, :idx, :hashes)
ON CONFLICT (log, level, idx) DO UPDATE SET hashes = excluded.hashes

-- name: checkpoint_add
INSERT INTO checkpoint (log, size, note, cosigned) VALUES (:log, :size, :note, 0)

-- name: checkpoint_get
SELECT size, note FROM checkpoint WHERE log = :log AND size = :size

-- name: checkpoint_last
SELECT size, note FROM checkpoint WHERE log = :log ORDER BY size DESC LIMIT 1

-- The newest with a cosignature that holds a leaf.
-- name: checkpoint_cosigned
SELECT size, note FROM checkpoint WHERE log = :log AND size > :index AND cosigned > 0
ORDER BY size DESC LIMIT 1

-- name: checkpoints_after
SELECT size, note FROM checkpoint WHERE log = :log AND size > :after ORDER BY size LIMIT :n

-- Newest first, for finding the one that a cosignature is of.
-- name: checkpoints_before
SELECT size, note FROM checkpoint WHERE log = :log AND size < :before ORDER BY size DESC LIMIT :n

-- name: checkpoint_cosign
UPDATE checkpoint SET note = :note, cosigned = cosigned + 1 WHERE log = :log AND size = :size

-- name: log_add
INSERT INTO ledger_log (no, base, first) VALUES (:no, :base, :first)

-- name: log_last
SELECT no, base, first FROM ledger_log ORDER BY no DESC LIMIT 1

-- The log that holds a record: a later one begins where the earlier ends.
-- name: log_of
SELECT no, base, first FROM ledger_log WHERE base <= :record ORDER BY no DESC LIMIT 1

-- name: log_next
SELECT no, base, first FROM ledger_log WHERE no > :no ORDER BY no LIMIT 1

-- name: witness_put
INSERT INTO witness (name, vkey, since, until, leaf) VALUES (:name, :vkey, :since, NULL, :leaf)
ON CONFLICT (name) DO UPDATE SET vkey = excluded.vkey, since = excluded.since, until = NULL,
                                 leaf = excluded.leaf

-- name: witness_end
UPDATE witness SET until = :until, leaf = :leaf WHERE name = :name AND until IS NULL

-- Each with what it co-signed last, in the newest log it knows.
-- name: witness_all
SELECT w.name, w.vkey, w.since, w.until, w.leaf, c.log, c.size, c.at
  FROM witness w
  LEFT JOIN cosignature c ON c.name = w.name AND NOT EXISTS (
    SELECT 1 FROM cosignature d
     WHERE d.name = c.name AND (d.log > c.log OR (d.log = c.log AND d.size > c.size)))
 ORDER BY w.name

-- name: cosignature_put
INSERT INTO cosignature (log, size, name, at) VALUES (:log, :size, :name, :at)
ON CONFLICT (log, size, name) DO UPDATE SET at = excluded.at

-- name: cosignature_last
SELECT size FROM cosignature WHERE name = :name AND log = :log ORDER BY size DESC LIMIT 1

-- Matters of a unit, whatever it was called and whichever version of it is meant.
-- name: extract_matters_of_unit
SELECT m.id FROM matter m
 WHERE m.id > :after AND EXISTS (
    SELECT 1 FROM unit u
     WHERE u.code = :code AND (u.id = m.division OR u.id = m.department OR u.id = m.unit))
 ORDER BY m.id LIMIT :n

-- name: extract_procedures
SELECT DISTINCT procedure, digest FROM matter ORDER BY procedure, digest

-- name: extract_matters_of_procedure
SELECT id FROM matter
 WHERE procedure = :procedure AND digest = :digest AND id > :after ORDER BY id LIMIT :n

-- name: extract_unit_known
SELECT count(*) FROM unit WHERE code = :code

-- People know a unit by its name; the newest of that name.
-- name: extract_unit_by_name
SELECT code FROM unit WHERE name = :name OR name_en = :name
 ORDER BY valid_until DESC, recorded_until DESC, id DESC LIMIT 1

-- The records by which we were told who somebody is.
-- name: extract_person_records
SELECT leaf FROM person WHERE id = :id

-- name: extract_people_of_matter
SELECT DISTINCT person FROM act_index WHERE matter = :matter AND person IS NOT NULL
