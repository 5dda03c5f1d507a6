-- name: backend
SELECT 'sqlite' AS name, :x + 0 AS x
