-- name: chain_put
INSERT INTO chain (idx, hash, data) VALUES (:idx, :hash, :data)
