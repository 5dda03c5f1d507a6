-- name: storm_put
INSERT INTO storm (id, thread, seq, data) VALUES (:id, :thread, :seq, :data)

-- name: storm_twin_put
INSERT INTO storm_twin (id, thread, seq) VALUES (:id, :thread, :seq)

-- name: storm_page
SELECT a.id, a.thread, a.seq, b.thread AS thread_b, b.seq AS seq_b
FROM storm a LEFT JOIN storm_twin b ON b.id = a.id
WHERE a.id > :after ORDER BY a.id LIMIT :n

-- name: storm_twins
SELECT count(*) AS n FROM storm_twin
