-- The store's own statements: counters and idempotency.

-- name: counter_get
SELECT next FROM counter WHERE name = :name

-- name: counter_put
INSERT INTO counter (name, next) VALUES (:name, :next)
ON CONFLICT (name) DO UPDATE SET next = excluded.next

-- name: idem_get
SELECT digest, result FROM idem WHERE owner = :owner AND key = :key

-- name: idem_put
INSERT INTO idem (owner, key, digest, result, at) VALUES (:owner, :key, :digest, :result, :at)

-- name: idem_expire
DELETE FROM idem
 WHERE (owner, key) IN (SELECT owner, key FROM idem WHERE at < :before ORDER BY at LIMIT :n)
