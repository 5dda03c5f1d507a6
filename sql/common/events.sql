-- Events of the organisation that open matters (src/office/event*.c).

-- name: event_see
INSERT INTO event_seen (event, subject, at) VALUES (:event, :subject, :at)
ON CONFLICT (event, subject) DO NOTHING;

-- name: matter_of_event
SELECT id FROM matter WHERE one_per = :key LIMIT 1;

-- name: absences_ended
SELECT a.id, a.person, a.valid_from, a.valid_until FROM absence a
WHERE a.recorded_until = 9223372036854775807 AND a.valid_until <= :now
  AND NOT EXISTS (SELECT 1 FROM event_seen e WHERE e.event = 'absence_ended' AND e.subject = a.id)
ORDER BY a.valid_until, a.id LIMIT :n;

-- name: absences_of_person_from
SELECT valid_from FROM absence
WHERE person = :person AND recorded_until = 9223372036854775807 AND valid_from >= :from
ORDER BY valid_from LIMIT 1;

-- name: holdings_began
SELECT h.id, h.person, h.post, h.valid_from FROM holding h
WHERE h.recorded_until = 9223372036854775807 AND h.post IS NOT NULL
  AND h.kind IN ('regular', 'concurrent', 'joint', 'caretaker', 'acting', 'ex_officio')
  AND h.valid_from > :since AND h.valid_from <= :now AND h.valid_until > :now
  AND NOT EXISTS (SELECT 1 FROM event_seen e WHERE e.event = 'holding_began' AND e.subject = h.id)
ORDER BY h.valid_from, h.id LIMIT :n;

-- name: office_began
SELECT COALESCE(MAX(t.at), 9223372036854775807) FROM (
    SELECT MIN(recorded_from) AS at FROM unit UNION ALL SELECT MIN(valid_from) AS at FROM unit) t;

-- name: designated_over
SELECT DISTINCT d.person FROM designation d
WHERE d.role = :role AND COALESCE(d.unit, 0) = :unit AND d.from_at < :until
  AND (d.until_at IS NULL OR d.until_at > :from)
ORDER BY d.person;

-- name: acts_of_person_over
SELECT r.envelope FROM act_index a JOIN record r ON r.idx = a.leaf
WHERE a.person = :person AND a.entered >= :from AND a.entered < :until
ORDER BY a.leaf;

-- name: matter_head
SELECT procedure, division, fiscal_year, number FROM matter WHERE id = :matter;
