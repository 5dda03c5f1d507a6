-- Writers of the organisation (src/office/org_change*.c). A change of a thing over [:from, :until):
-- <table>_keep_before and _keep_after record anew what stays of the rows it cuts, _close ends
-- the recorded time of those, _insert adds what is so now.

-- name: unit_insert
INSERT INTO unit (id, parent, kind, body_kind, code, name, name_en, kana, search_key, sort,
    valid_from, valid_until, recorded_from, recorded_until, leaf)
VALUES (:id, :parent, :kind, :body_kind, :code, :name, :name_en, :kana, :search_key, :sort,
    :from, :until, :now, 9223372036854775807, :leaf)

-- name: unit_keep_before
INSERT INTO unit (id, parent, kind, body_kind, code, name, name_en, kana, search_key, sort,
    valid_from, valid_until, recorded_from, recorded_until, leaf)
SELECT id, parent, kind, body_kind, code, name, name_en, kana, search_key, sort,
    valid_from, CAST(:from AS INTEGER), CAST(:now AS INTEGER), 9223372036854775807, CAST(:leaf AS
        INTEGER)
FROM unit
WHERE id = :id AND recorded_until = 9223372036854775807 AND leaf <> :leaf
  AND valid_from < :from AND valid_until > :from

-- name: unit_keep_after
INSERT INTO unit (id, parent, kind, body_kind, code, name, name_en, kana, search_key, sort,
    valid_from, valid_until, recorded_from, recorded_until, leaf)
SELECT id, parent, kind, body_kind, code, name, name_en, kana, search_key, sort,
    CAST(:until AS INTEGER), valid_until, CAST(:now AS INTEGER), 9223372036854775807, CAST(:leaf AS
        INTEGER)
FROM unit
WHERE id = :id AND recorded_until = 9223372036854775807 AND leaf <> :leaf
  AND valid_from < :until AND valid_until > :until

-- name: unit_close
UPDATE unit SET recorded_until = :now
WHERE id = :id AND recorded_until = 9223372036854775807 AND leaf <> :leaf
  AND valid_from < :until AND valid_until > :from

-- name: unit_recorded_last
SELECT MAX(recorded_from) FROM unit WHERE id = :id

-- name: unit_believed
SELECT id, parent, kind, body_kind, code, name, name_en, kana, sort, valid_from, valid_until FROM
    unit
WHERE id = :id AND recorded_until = 9223372036854775807
ORDER BY valid_from

-- name: post_insert
INSERT INTO post (id, unit, kind, charges, title, title_en, managerial, sort,
    valid_from, valid_until, recorded_from, recorded_until, leaf)
VALUES (:id, :unit, :kind, :charges, :title, :title_en, :managerial, :sort,
    :from, :until, :now, 9223372036854775807, :leaf)

-- name: post_keep_before
INSERT INTO post (id, unit, kind, charges, title, title_en, managerial, sort,
    valid_from, valid_until, recorded_from, recorded_until, leaf)
SELECT id, unit, kind, charges, title, title_en, managerial, sort,
    valid_from, CAST(:from AS INTEGER), CAST(:now AS INTEGER), 9223372036854775807, CAST(:leaf AS
        INTEGER)
FROM post
WHERE id = :id AND recorded_until = 9223372036854775807 AND leaf <> :leaf
  AND valid_from < :from AND valid_until > :from

-- name: post_keep_after
INSERT INTO post (id, unit, kind, charges, title, title_en, managerial, sort,
    valid_from, valid_until, recorded_from, recorded_until, leaf)
SELECT id, unit, kind, charges, title, title_en, managerial, sort,
    CAST(:until AS INTEGER), valid_until, CAST(:now AS INTEGER), 9223372036854775807, CAST(:leaf AS
        INTEGER)
FROM post
WHERE id = :id AND recorded_until = 9223372036854775807 AND leaf <> :leaf
  AND valid_from < :until AND valid_until > :until

-- name: post_close
UPDATE post SET recorded_until = :now
WHERE id = :id AND recorded_until = 9223372036854775807 AND leaf <> :leaf
  AND valid_from < :until AND valid_until > :from

-- name: post_recorded_last
SELECT MAX(recorded_from) FROM post WHERE id = :id

-- name: post_believed
SELECT id, unit, kind, charges, title, title_en, managerial, sort, valid_from, valid_until FROM post
WHERE id = :id AND recorded_until = 9223372036854775807
ORDER BY valid_from

-- name: person_insert
INSERT INTO person (id, number, family, given, family_kana, given_kana, mail, member, search_key,
    valid_from, valid_until, recorded_from, recorded_until, leaf)
VALUES (:id, :number, :family, :given, :family_kana, :given_kana, :mail, :member, :search_key,
    :from, :until, :now, 9223372036854775807, :leaf)

-- name: person_keep_before
INSERT INTO person (id, number, family, given, family_kana, given_kana, mail, member, search_key,
    valid_from, valid_until, recorded_from, recorded_until, leaf)
SELECT id, number, family, given, family_kana, given_kana, mail, member, search_key,
    valid_from, CAST(:from AS INTEGER), CAST(:now AS INTEGER), 9223372036854775807, CAST(:leaf AS
        INTEGER)
FROM person
WHERE id = :id AND recorded_until = 9223372036854775807 AND leaf <> :leaf
  AND valid_from < :from AND valid_until > :from

-- name: person_keep_after
INSERT INTO person (id, number, family, given, family_kana, given_kana, mail, member, search_key,
    valid_from, valid_until, recorded_from, recorded_until, leaf)
SELECT id, number, family, given, family_kana, given_kana, mail, member, search_key,
    CAST(:until AS INTEGER), valid_until, CAST(:now AS INTEGER), 9223372036854775807, CAST(:leaf AS
        INTEGER)
FROM person
WHERE id = :id AND recorded_until = 9223372036854775807 AND leaf <> :leaf
  AND valid_from < :until AND valid_until > :until

-- name: person_close
UPDATE person SET recorded_until = :now
WHERE id = :id AND recorded_until = 9223372036854775807 AND leaf <> :leaf
  AND valid_from < :until AND valid_until > :from

-- name: person_recorded_last
SELECT MAX(recorded_from) FROM person WHERE id = :id

-- name: holding_insert
INSERT INTO holding (id, person, post, kind,
    valid_from, valid_until, recorded_from, recorded_until, leaf)
VALUES (:id, :person, :post, :kind,
    :from, :until, :now, 9223372036854775807, :leaf)

-- name: holding_keep_before
INSERT INTO holding (id, person, post, kind,
    valid_from, valid_until, recorded_from, recorded_until, leaf)
SELECT id, person, post, kind,
    valid_from, CAST(:from AS INTEGER), CAST(:now AS INTEGER), 9223372036854775807, CAST(:leaf AS
        INTEGER)
FROM holding
WHERE id = :id AND recorded_until = 9223372036854775807 AND leaf <> :leaf
  AND valid_from < :from AND valid_until > :from

-- name: holding_keep_after
INSERT INTO holding (id, person, post, kind,
    valid_from, valid_until, recorded_from, recorded_until, leaf)
SELECT id, person, post, kind,
    CAST(:until AS INTEGER), valid_until, CAST(:now AS INTEGER), 9223372036854775807, CAST(:leaf AS
        INTEGER)
FROM holding
WHERE id = :id AND recorded_until = 9223372036854775807 AND leaf <> :leaf
  AND valid_from < :until AND valid_until > :until

-- name: holding_close
UPDATE holding SET recorded_until = :now
WHERE id = :id AND recorded_until = 9223372036854775807 AND leaf <> :leaf
  AND valid_from < :until AND valid_until > :from

-- name: holding_recorded_last
SELECT MAX(recorded_from) FROM holding WHERE id = :id

-- name: holding_believed
SELECT id, person, post, kind, valid_from, valid_until FROM holding
WHERE id = :id AND recorded_until = 9223372036854775807
ORDER BY valid_from

-- name: absence_insert
INSERT INTO absence (id, person,
    valid_from, valid_until, recorded_from, recorded_until, leaf)
VALUES (:id, :person,
    :from, :until, :now, 9223372036854775807, :leaf)

-- name: absence_keep_before
INSERT INTO absence (id, person,
    valid_from, valid_until, recorded_from, recorded_until, leaf)
SELECT id, person,
    valid_from, CAST(:from AS INTEGER), CAST(:now AS INTEGER), 9223372036854775807, CAST(:leaf AS
        INTEGER)
FROM absence
WHERE id = :id AND recorded_until = 9223372036854775807 AND leaf <> :leaf
  AND valid_from < :from AND valid_until > :from

-- name: absence_keep_after
INSERT INTO absence (id, person,
    valid_from, valid_until, recorded_from, recorded_until, leaf)
SELECT id, person,
    CAST(:until AS INTEGER), valid_until, CAST(:now AS INTEGER), 9223372036854775807, CAST(:leaf AS
        INTEGER)
FROM absence
WHERE id = :id AND recorded_until = 9223372036854775807 AND leaf <> :leaf
  AND valid_from < :until AND valid_until > :until

-- name: absence_close
UPDATE absence SET recorded_until = :now
WHERE id = :id AND recorded_until = 9223372036854775807 AND leaf <> :leaf
  AND valid_from < :until AND valid_until > :from

-- name: absence_recorded_last
SELECT MAX(recorded_from) FROM absence WHERE id = :id

-- name: info_system_insert
INSERT INTO info_system (id, code, name, name_en, division, manager_post,
    valid_from, valid_until, recorded_from, recorded_until, leaf)
VALUES (:id, :code, :name, :name_en, :division, :manager_post,
    :from, :until, :now, 9223372036854775807, :leaf)

-- name: info_system_keep_before
INSERT INTO info_system (id, code, name, name_en, division, manager_post,
    valid_from, valid_until, recorded_from, recorded_until, leaf)
SELECT id, code, name, name_en, division, manager_post,
    valid_from, CAST(:from AS INTEGER), CAST(:now AS INTEGER), 9223372036854775807, CAST(:leaf AS
        INTEGER)
FROM info_system
WHERE id = :id AND recorded_until = 9223372036854775807 AND leaf <> :leaf
  AND valid_from < :from AND valid_until > :from

-- name: info_system_keep_after
INSERT INTO info_system (id, code, name, name_en, division, manager_post,
    valid_from, valid_until, recorded_from, recorded_until, leaf)
SELECT id, code, name, name_en, division, manager_post,
    CAST(:until AS INTEGER), valid_until, CAST(:now AS INTEGER), 9223372036854775807, CAST(:leaf AS
        INTEGER)
FROM info_system
WHERE id = :id AND recorded_until = 9223372036854775807 AND leaf <> :leaf
  AND valid_from < :until AND valid_until > :until

-- name: info_system_close
UPDATE info_system SET recorded_until = :now
WHERE id = :id AND recorded_until = 9223372036854775807 AND leaf <> :leaf
  AND valid_from < :until AND valid_until > :from

-- name: info_system_recorded_last
SELECT MAX(recorded_from) FROM info_system WHERE id = :id

-- name: unit_successor_insert
INSERT INTO unit_successor (unit, successor, kind, main,
    valid_from, valid_until, recorded_from, recorded_until, leaf)
VALUES (:unit, :successor, :kind, :main, :from, 9223372036854775807, :now, 9223372036854775807,
    :leaf)

-- name: unit_code_taken
SELECT COUNT(*) FROM unit
WHERE code = :code AND id <> :id AND recorded_until = 9223372036854775807 AND valid_from < :until
    AND valid_until > :from

-- name: unit_governor_taken
SELECT COUNT(*) FROM unit
WHERE kind = 'body' AND body_kind = 'governor' AND id <> :id AND recorded_until =
    9223372036854775807 AND valid_from < :until AND valid_until > :from

-- name: unit_children_over
SELECT DISTINCT id, name FROM unit
WHERE parent = :unit AND recorded_until = 9223372036854775807 AND valid_from < :until AND
    valid_until > :from
ORDER BY id

-- name: posts_of_unit_over
SELECT DISTINCT id, title FROM post
WHERE unit = :unit AND recorded_until = 9223372036854775807 AND valid_from < :until AND valid_until
    > :from
ORDER BY id

-- name: info_systems_of_unit_over
SELECT DISTINCT id, name FROM info_system
WHERE division = :unit AND recorded_until = 9223372036854775807 AND valid_from < :until AND
    valid_until > :from
ORDER BY id

-- name: holdings_of_post_over
SELECT DISTINCT id, person FROM holding
WHERE post = :post AND recorded_until = 9223372036854775807 AND valid_from < :until AND valid_until
    > :from
ORDER BY id

-- name: holdings_regular_of_post_over
SELECT COUNT(*) FROM holding
WHERE post = :post AND kind = 'regular' AND recorded_until = 9223372036854775807 AND valid_from <
    :until AND valid_until > :from

-- name: holdings_of_person_over
SELECT id, person, post, kind, valid_from, valid_until FROM holding
WHERE person = :person AND recorded_until = 9223372036854775807 AND valid_from < :until AND
    valid_until > :from
ORDER BY id, valid_from

-- name: absences_of_person_over
SELECT id, valid_from, valid_until FROM absence
WHERE person = :person AND recorded_until = 9223372036854775807 AND valid_from < :until AND
    valid_until > :from
ORDER BY id, valid_from

-- name: person_number_taken
SELECT COUNT(*) FROM person
WHERE number = :number AND id <> :id AND recorded_until = 9223372036854775807

-- name: info_system_code_taken
SELECT COUNT(*) FROM info_system
WHERE code = :code AND id <> :id AND recorded_until = 9223372036854775807 AND valid_from < :until
    AND valid_until > :from

-- name: unit_spans
SELECT valid_from, valid_until FROM unit
WHERE id = :id AND recorded_until = 9223372036854775807 AND valid_from < :until AND valid_until >
    :from
ORDER BY valid_from

-- name: post_spans
SELECT valid_from, valid_until FROM post
WHERE id = :id AND recorded_until = 9223372036854775807 AND valid_from < :until AND valid_until >
    :from
ORDER BY valid_from

-- name: person_spans
SELECT valid_from, valid_until FROM person
WHERE id = :id AND recorded_until = 9223372036854775807 AND valid_from < :until AND valid_until >
    :from
ORDER BY valid_from

-- name: unit_parents_over
SELECT DISTINCT parent FROM unit
WHERE id = :id AND parent IS NOT NULL AND recorded_until = 9223372036854775807 AND valid_from <
    :until AND valid_until > :from
ORDER BY parent

-- name: unit_move
INSERT INTO unit (id, parent, kind, body_kind, code, name, name_en, kana, search_key, sort,
    valid_from, valid_until, recorded_from, recorded_until, leaf)
SELECT id, CAST(:to AS INTEGER), kind, body_kind, code, name, name_en, kana, search_key, sort,
    CASE WHEN valid_from > :from THEN valid_from ELSE CAST(:from AS INTEGER) END, valid_until,
    CAST(:now AS INTEGER), 9223372036854775807, CAST(:leaf AS INTEGER)
FROM unit
WHERE id = :id AND recorded_until = 9223372036854775807 AND leaf <> :leaf
  AND valid_until > :from

-- name: post_move
INSERT INTO post (id, unit, kind, charges, title, title_en, managerial, sort,
    valid_from, valid_until, recorded_from, recorded_until, leaf)
SELECT id, CAST(:to AS INTEGER), kind, charges, title, title_en, managerial, sort,
    CASE WHEN valid_from > :from THEN valid_from ELSE CAST(:from AS INTEGER) END, valid_until,
    CAST(:now AS INTEGER), 9223372036854775807, CAST(:leaf AS INTEGER)
FROM post
WHERE id = :id AND recorded_until = 9223372036854775807 AND leaf <> :leaf
  AND valid_until > :from

-- name: info_system_move
INSERT INTO info_system (id, code, name, name_en, division, manager_post,
    valid_from, valid_until, recorded_from, recorded_until, leaf)
SELECT id, code, name, name_en, CAST(:to AS INTEGER), manager_post,
    CASE WHEN valid_from > :from THEN valid_from ELSE CAST(:from AS INTEGER) END, valid_until,
    CAST(:now AS INTEGER), 9223372036854775807, CAST(:leaf AS INTEGER)
FROM info_system
WHERE id = :id AND recorded_until = 9223372036854775807 AND leaf <> :leaf
  AND valid_until > :from
