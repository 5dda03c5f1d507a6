-- Everything about the organisation, for images of it in memory (src/office/org_image.h).

-- name: image_units
SELECT id, parent, kind, body_kind, code, name, name_en, kana, sort, valid_from, valid_until,
    recorded_from, recorded_until
FROM unit ORDER BY id, valid_from, leaf

-- name: image_successors
SELECT unit, successor, main, valid_from, valid_until, recorded_from, recorded_until
FROM unit_successor ORDER BY unit, valid_from DESC, successor

-- name: image_posts
SELECT id, unit, kind, charges, title, title_en, managerial, sort, valid_from, valid_until,
    recorded_from, recorded_until
FROM post WHERE id > :after AND id <= :upto ORDER BY id, valid_from, leaf

-- name: image_post_last
SELECT max(id) AS id FROM post

-- name: image_person_last
SELECT max(id) AS id FROM person

-- name: image_people
SELECT id, number, family, given, family_kana, given_kana, mail, member, valid_from, valid_until,
    recorded_from, recorded_until
FROM person WHERE id >= :first AND id <= :last ORDER BY id, valid_from, leaf

-- name: image_holdings
SELECT id, person, post, kind, valid_from, valid_until, recorded_from, recorded_until,
    CAST(0 AS INTEGER) AS away, CAST(0 AS INTEGER) AS absent
FROM holding WHERE person >= :first AND person <= :last ORDER BY person, id, valid_from, leaf

-- name: image_absences
SELECT person, valid_from, valid_until, recorded_from, recorded_until
FROM absence WHERE person >= :first AND person <= :last ORDER BY person, valid_from, id, leaf

-- name: image_systems
SELECT id, code, name, name_en, division, manager_post, valid_from, valid_until, recorded_from,
    recorded_until
FROM info_system ORDER BY code, id, valid_from, leaf

-- name: image_designations
SELECT d.matter, d.no, d.role, d.person, d.unit, d.info_system, d.from_at, d.until_at, m.procedure,
    m.applicant, m.opened
FROM designation d JOIN matter m ON m.id = d.matter ORDER BY d.person, d.matter, d.no

-- name: image_settings
SELECT s.matter, s.kind, s.name, s.value, s.number, s.from_at, s.until_at, m.opened
FROM setting s JOIN matter m ON m.id = s.matter ORDER BY s.from_at DESC, s.matter DESC, s.no

-- name: image_person_of_holding
SELECT DISTINCT person FROM holding WHERE id = :id ORDER BY person

-- name: image_person_of_absence
SELECT DISTINCT person FROM absence WHERE id = :id ORDER BY person
