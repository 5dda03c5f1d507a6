-- Changes of the organisation, for images of it in memory (src/kernel/touch.h).

-- name: touch_add
INSERT INTO organisation_touched (revision, what, id) VALUES (:revision, :what, :id)

-- name: touch_forget
DELETE FROM organisation_touched WHERE revision < :before

-- name: touched_since
SELECT revision, what, id FROM organisation_touched WHERE revision >= :since ORDER BY revision LIMIT :n
