-- name: backend
SELECT 'postgres' AS name, :x::bigint AS x
