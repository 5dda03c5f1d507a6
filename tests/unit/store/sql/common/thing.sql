-- name: thing_put
INSERT INTO t_thing (id, name, note, data, size) VALUES (:id, :name, :note, :data, :size)

-- name: thing_put_maybe
INSERT INTO t_thing (id, name, size) VALUES (:id, :name, :size) ON CONFLICT (name) DO NOTHING

-- name: thing_all
-- a comment with :no_param and a 'quote
SELECT id, name, note, data, size FROM t_thing ORDER BY id

-- name: thing_by_name
SELECT id, name, CAST(size AS INTEGER) AS size, ':not_a_param' AS text FROM t_thing WHERE name = :name

-- name: thing_names
SELECT name FROM t_thing ORDER BY name

-- name: thing_like
SELECT count(*) AS n FROM t_thing WHERE name LIKE :pattern

-- name: thing_count
SELECT count(*) AS n FROM t_thing

-- name: thing_sum
SELECT sum(size) AS total, max(id) AS top FROM t_thing

-- name: thing_page
SELECT id, name FROM t_thing
WHERE id > :after AND (name = :name OR :name IS NULL) ORDER BY id LIMIT :n

-- name: thing_drop
DELETE FROM t_thing WHERE id >= :from

-- name: part_put
INSERT INTO t_part (id, thing) VALUES (:id, :thing)
