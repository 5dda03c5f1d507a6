-- name: thing_put
INSERT INTO thing (id, name, note, data, size) VALUES (:id, :name, :note, :data, :size)

-- name: thing_put_maybe
INSERT INTO thing (id, name, size) VALUES (:id, :name, :size) ON CONFLICT (name) DO NOTHING

-- name: thing_all
-- a comment with :no_param and a 'quote
SELECT id, name, note, data, size FROM thing ORDER BY id

-- name: thing_by_name
SELECT id, name, CAST(size AS INTEGER) AS size, ':not_a_param' AS text FROM thing WHERE name = :name

-- name: thing_names
SELECT name FROM thing ORDER BY name

-- name: thing_like
SELECT count(*) AS n FROM thing WHERE name LIKE :pattern

-- name: thing_count
SELECT count(*) AS n FROM thing

-- name: thing_sum
SELECT sum(size) AS total, max(id) AS top FROM thing

-- name: thing_page
SELECT id, name FROM thing
WHERE id > :after AND (:name IS NULL OR name = :name) ORDER BY id LIMIT :n

-- name: thing_drop
DELETE FROM thing WHERE id >= :from

-- name: part_put
INSERT INTO part (id, thing) VALUES (:id, :thing)
