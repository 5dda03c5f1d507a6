-- Readers of the organisation (src/office/org_*.c). :valid and :recorded are the two times
-- of struct as_of.

-- name: unit_at
SELECT id, parent, kind, body_kind, code, name, name_en, kana, sort, valid_from, valid_until FROM
    unit
WHERE id = :id AND valid_from <= :valid AND valid_until > :valid
  AND recorded_from <= :recorded AND recorded_until > :recorded

-- name: unit_up
WITH RECURSIVE up (depth, id) AS (
    SELECT 0, CAST(:id AS INTEGER)
    UNION ALL
    SELECT up.depth + 1, u.parent FROM up JOIN unit u ON u.id = up.id AND u.valid_from <= :valid AND
        u.valid_until > :valid
  AND u.recorded_from <= :recorded AND u.recorded_until > :recorded
    WHERE u.parent IS NOT NULL AND up.depth < 16
)
SELECT u.id, u.parent, u.kind, u.body_kind, u.code, u.name, u.name_en, u.kana, u.sort, u.valid_from,
    u.valid_until FROM up JOIN unit u ON u.id = up.id AND u.valid_from <= :valid AND u.valid_until >
    :valid
  AND u.recorded_from <= :recorded AND u.recorded_until > :recorded
ORDER BY up.depth

-- name: unit_below
WITH RECURSIVE down (depth, id) AS (
    SELECT 0, CAST(:id AS INTEGER)
    UNION ALL
    SELECT down.depth + 1, u.id FROM down JOIN unit u ON u.parent = down.id AND u.valid_from <=
        :valid AND u.valid_until > :valid
  AND u.recorded_from <= :recorded AND u.recorded_until > :recorded
    WHERE down.depth < 16
)
SELECT u.id, u.parent, u.kind, u.body_kind, u.code, u.name, u.name_en, u.kana, u.sort, u.valid_from,
    u.valid_until FROM down JOIN unit u ON u.id = down.id AND u.valid_from <= :valid AND
    u.valid_until > :valid
  AND u.recorded_from <= :recorded AND u.recorded_until > :recorded
WHERE down.depth > 0 ORDER BY u.id

-- name: unit_by_code
SELECT id FROM unit
WHERE code = :code AND valid_from <= :valid AND valid_until > :valid
  AND recorded_from <= :recorded AND recorded_until > :recorded
ORDER BY id LIMIT 1

-- name: units_at
SELECT id, parent, kind, body_kind, code, name, name_en, kana, sort, valid_from, valid_until FROM
    unit
WHERE valid_from <= :valid AND valid_until > :valid
  AND recorded_from <= :recorded AND recorded_until > :recorded
ORDER BY id

-- name: unit_last
SELECT id, parent, kind, body_kind, code, name, name_en, kana, sort, valid_from, valid_until FROM
    unit
WHERE id = :id AND valid_from <= :valid AND recorded_from <= :recorded AND recorded_until >
    :recorded
ORDER BY valid_from DESC LIMIT 1

-- name: unit_body_governor
SELECT id FROM unit
WHERE kind = 'body' AND body_kind = 'governor' AND valid_from <= :valid AND valid_until > :valid
  AND recorded_from <= :recorded AND recorded_until > :recorded
ORDER BY id LIMIT 1

-- name: unit_successor_main
SELECT successor FROM unit_successor
WHERE unit = :unit AND main = 1 AND valid_from <= :valid AND valid_until > :valid
  AND recorded_from <= :recorded AND recorded_until > :recorded
ORDER BY valid_from DESC, successor LIMIT 1

-- name: units_ended
SELECT DISTINCT unit FROM unit_successor ORDER BY unit

-- name: person_at
SELECT id, number, family, given, family_kana, given_kana, mail, member, valid_from, valid_until
    FROM person
WHERE id = :id AND valid_from <= :valid AND valid_until > :valid
  AND recorded_from <= :recorded AND recorded_until > :recorded

-- name: person_last
SELECT id, number, family, given, family_kana, given_kana, mail, member, valid_from, valid_until
    FROM person
WHERE id = :id AND valid_from <= :valid AND recorded_from <= :recorded AND recorded_until >
    :recorded
ORDER BY valid_from DESC LIMIT 1

-- name: person_by_number
SELECT id, number, family, given, family_kana, given_kana, mail, member, valid_from, valid_until
    FROM person
WHERE number = :number AND recorded_until = 9223372036854775807
ORDER BY valid_from DESC LIMIT 1

-- name: person_home
SELECT p.unit FROM holding h JOIN post p ON p.id = h.post AND p.valid_from <= :valid AND
    p.valid_until > :valid
  AND p.recorded_from <= :recorded AND p.recorded_until > :recorded
WHERE h.person = :person AND h.kind IN ('regular', 'concurrent', 'joint', 'caretaker', 'acting',
    'ex_officio') AND h.valid_from <= :valid AND h.valid_until > :valid
  AND h.recorded_from <= :recorded AND h.recorded_until > :recorded
ORDER BY CASE WHEN h.kind = 'regular' THEN 0 ELSE 1 END, h.id LIMIT 1

-- name: person_active
SELECT COUNT(*) FROM holding h
WHERE h.person = :person AND h.kind IN ('regular', 'concurrent', 'joint', 'caretaker', 'acting',
    'ex_officio') AND h.valid_from <= :valid AND h.valid_until > :valid
  AND h.recorded_from <= :recorded AND h.recorded_until > :recorded
  AND NOT EXISTS (SELECT 1 FROM holding w WHERE w.person = h.person AND w.kind IN ('seconded',
      'dispatched', 'on_leave')
  AND w.valid_from <= :valid AND w.valid_until > :valid
  AND w.recorded_from <= :recorded AND w.recorded_until > :recorded)

-- name: post_at
SELECT id, unit, kind, charges, title, title_en, managerial, sort, valid_from, valid_until FROM post
WHERE id = :id AND valid_from <= :valid AND valid_until > :valid
  AND recorded_from <= :recorded AND recorded_until > :recorded

-- name: posts_of_unit
SELECT id, unit, kind, charges, title, title_en, managerial, sort, valid_from, valid_until FROM post
WHERE unit = :unit AND valid_from <= :valid AND valid_until > :valid
  AND recorded_from <= :recorded AND recorded_until > :recorded
ORDER BY sort, id

-- name: posts_of_kind
SELECT id, unit, kind, charges, title, title_en, managerial, sort, valid_from, valid_until FROM post
WHERE kind = :kind AND valid_from <= :valid AND valid_until > :valid
  AND recorded_from <= :recorded AND recorded_until > :recorded
UNION
SELECT id, unit, kind, charges, title, title_en, managerial, sort, valid_from, valid_until FROM post
WHERE charges <> '' AND ' ' || charges || ' ' LIKE '% ' || :kind || ' %' AND valid_from <= :valid
    AND valid_until > :valid
  AND recorded_from <= :recorded AND recorded_until > :recorded
ORDER BY id

-- name: holdings_of_person
SELECT h.id, h.person, h.post, h.kind, h.valid_from, h.valid_until, CAST(CASE WHEN EXISTS (SELECT 1
    FROM holding w WHERE w.person = h.person AND w.kind IN ('seconded', 'dispatched', 'on_leave')
  AND w.valid_from <= :valid AND w.valid_until > :valid
  AND w.recorded_from <= :recorded AND w.recorded_until > :recorded) THEN 1 ELSE 0 END AS INTEGER)
      AS away, CAST(CASE WHEN EXISTS (SELECT 1 FROM absence a WHERE a.person = h.person
  AND a.valid_from <= :valid AND a.valid_until > :valid
  AND a.recorded_from <= :recorded AND a.recorded_until > :recorded) THEN 1 ELSE 0 END AS INTEGER)
      AS absent
FROM holding h
WHERE h.person = :person AND h.valid_from <= :valid AND h.valid_until > :valid
  AND h.recorded_from <= :recorded AND h.recorded_until > :recorded
ORDER BY CASE WHEN h.kind = 'regular' THEN 0 ELSE 1 END, h.id

-- name: holders_of_post
SELECT h.id, h.person, h.post, h.kind, h.valid_from, h.valid_until, CAST(0 AS INTEGER) AS away,
    CAST(CASE WHEN EXISTS (SELECT 1 FROM absence a WHERE a.person = h.person
  AND a.valid_from <= :valid AND a.valid_until > :valid
  AND a.recorded_from <= :recorded AND a.recorded_until > :recorded) THEN 1 ELSE 0 END AS INTEGER)
      AS absent
FROM holding h
WHERE h.post = :post AND h.kind IN ('regular', 'concurrent', 'joint', 'caretaker', 'acting',
    'ex_officio') AND h.valid_from <= :valid AND h.valid_until > :valid
  AND h.recorded_from <= :recorded AND h.recorded_until > :recorded
  AND NOT EXISTS (SELECT 1 FROM holding w WHERE w.person = h.person AND w.kind IN ('seconded',
      'dispatched', 'on_leave')
  AND w.valid_from <= :valid AND w.valid_until > :valid
  AND w.recorded_from <= :recorded AND w.recorded_until > :recorded)
ORDER BY h.person, h.id

-- name: people_of_unit
SELECT DISTINCT h.person FROM post p JOIN holding h ON h.post = p.id AND h.valid_from <= :valid AND
    h.valid_until > :valid
  AND h.recorded_from <= :recorded AND h.recorded_until > :recorded
WHERE p.unit = :unit AND p.managerial >= :managerial AND p.valid_from <= :valid AND p.valid_until >
    :valid
  AND p.recorded_from <= :recorded AND p.recorded_until > :recorded
  AND h.kind IN ('regular', 'concurrent', 'joint', 'caretaker', 'acting', 'ex_officio') AND NOT
      EXISTS (SELECT 1 FROM holding w WHERE w.person = h.person AND w.kind IN ('seconded',
      'dispatched', 'on_leave')
  AND w.valid_from <= :valid AND w.valid_until > :valid
  AND w.recorded_from <= :recorded AND w.recorded_until > :recorded)
ORDER BY h.person

-- name: absent_at
SELECT COUNT(*) FROM absence
WHERE person = :person AND valid_from <= :valid AND valid_until > :valid
  AND recorded_from <= :recorded AND recorded_until > :recorded

-- name: info_system_at
SELECT id, code, name, name_en, division, manager_post, valid_from, valid_until FROM info_system
WHERE id = :id AND valid_from <= :valid AND valid_until > :valid
  AND recorded_from <= :recorded AND recorded_until > :recorded

-- name: info_systems_at
SELECT id, code, name, name_en, division, manager_post, valid_from, valid_until FROM info_system
WHERE valid_from <= :valid AND valid_until > :valid
  AND recorded_from <= :recorded AND recorded_until > :recorded
ORDER BY code, id

-- name: info_systems_of_post
SELECT id, code, name, name_en, division, manager_post, valid_from, valid_until FROM info_system
WHERE manager_post = :post AND valid_from <= :valid AND valid_until > :valid
  AND recorded_from <= :recorded AND recorded_until > :recorded
ORDER BY id

-- name: designations_of_role
SELECT d.matter, d.person, d.unit, d.info_system, m.procedure, m.applicant FROM designation d JOIN
    matter m ON m.id = d.matter
WHERE d.role = :role AND d.from_at <= :valid AND (d.until_at IS NULL OR d.until_at > :valid) AND
    m.opened <= :recorded
ORDER BY d.person, d.matter, d.no

-- name: designations_of_person
SELECT d.matter, d.role, d.person, d.unit, d.info_system, m.procedure, m.applicant FROM designation
    d JOIN matter m ON m.id = d.matter
WHERE d.person = :person AND d.from_at <= :valid AND (d.until_at IS NULL OR d.until_at > :valid) AND
    m.opened <= :recorded
ORDER BY d.matter, d.no

-- name: reading_in_force
SELECT s.value FROM setting s JOIN matter m ON m.id = s.matter
WHERE s.kind = 'reading' AND s.name = :name AND s.from_at <= :valid AND (s.until_at IS NULL OR
    s.until_at > :valid) AND m.opened <= :recorded
ORDER BY s.from_at DESC, s.matter DESC LIMIT 1

-- name: exceptions_in_force
SELECT DISTINCT m.id, a.person AS decider FROM link l JOIN matter m ON m.id = l.matter JOIN
    act_index a ON a.matter = m.id
WHERE l.target = :matter AND l.kind = 'amends' AND m.procedure = 'double-role-exception' AND m.state
    = 'in_force'
  AND a.kind = 'decide' AND a.verdict = 'grant'
ORDER BY m.id, decider

-- name: people_at
SELECT id, number, family, given, family_kana, given_kana, mail, member, valid_from, valid_until
    FROM person
WHERE valid_from <= :valid AND valid_until > :valid
  AND recorded_from <= :recorded AND recorded_until > :recorded
ORDER BY id

-- name: post_of_unit_titled
SELECT id, unit, kind, charges, title, title_en, managerial, sort, valid_from, valid_until FROM post
WHERE unit = :unit AND title = :title AND valid_from <= :valid AND valid_until > :valid
  AND recorded_from <= :recorded AND recorded_until > :recorded
ORDER BY id LIMIT 1

-- name: people_search
SELECT p.id, p.number, p.family, p.given, p.family_kana, p.given_kana, p.mail, p.member,
    p.valid_from, p.valid_until FROM person p
WHERE p.valid_from <= :valid AND p.valid_until > :valid
  AND p.recorded_from <= :recorded AND p.recorded_until > :recorded
  AND p.search_key LIKE :pattern ESCAPE '!'
  AND (CAST(:unit AS INTEGER) = 0 OR EXISTS (
    SELECT 1 FROM holding h JOIN post o ON o.id = h.post AND o.valid_from <= :valid AND
        o.valid_until > :valid
  AND o.recorded_from <= :recorded AND o.recorded_until > :recorded
    WHERE h.person = p.id AND h.valid_from <= :valid AND h.valid_until > :valid
  AND h.recorded_from <= :recorded AND h.recorded_until > :recorded AND o.unit IN (
      WITH RECURSIVE down (depth, id) AS (
        SELECT 0, CAST(:unit AS INTEGER)
        UNION ALL
        SELECT down.depth + 1, u.id FROM down JOIN unit u ON u.parent = down.id AND u.valid_from <=
            :valid AND u.valid_until > :valid
  AND u.recorded_from <= :recorded AND u.recorded_until > :recorded
        WHERE down.depth < 16)
      SELECT id FROM down)))
ORDER BY p.family_kana, p.given_kana, p.id LIMIT :n OFFSET :skip

-- name: holdings_ever
SELECT h.id, h.person, h.post, h.kind, h.valid_from, h.valid_until, CAST(0 AS INTEGER) AS away,
    CAST(0 AS INTEGER) AS absent FROM holding h
WHERE h.person = :person AND h.recorded_from <= :recorded AND h.recorded_until > :recorded
ORDER BY h.valid_from DESC, h.id

-- name: absence_now
SELECT valid_from, valid_until FROM absence
WHERE person = :person AND valid_from <= :valid AND valid_until > :valid
  AND recorded_from <= :recorded AND recorded_until > :recorded
ORDER BY valid_from LIMIT 1

-- name: post_last
SELECT id, unit, kind, charges, title, title_en, managerial, sort, valid_from, valid_until FROM post
WHERE id = :id AND valid_from <= :valid AND recorded_from <= :recorded AND recorded_until >
    :recorded
ORDER BY valid_from DESC LIMIT 1
