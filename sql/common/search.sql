-- name: search_records
SELECT idx, kind, envelope FROM record WHERE idx >= :from ORDER BY idx LIMIT :n
