-- Lists by several keys at once.

-- What waits at several seats, [["role", unit, info_system], ...], and for a person by himself (seat -1).
-- name: duties_open
SELECT x.seat, d.matter, d.no, d.step, d.act, d.role, d.unit, d.info_system, d.opened, d.due, d.clock,
    d.overdue, m.procedure, m.digest, m.applicant, m.division, m.fiscal_year, m.number, m.state AS matter_state
FROM (
    SELECT CAST(s.at - 1 AS BIGINT) AS seat, o.matter, o.no
    FROM json_array_elements(CAST(:seats AS JSON)) WITH ORDINALITY AS s (seat, at)
    JOIN duty o ON o.state = 'open' AND o.role = s.seat ->> 0
        AND COALESCE(o.unit, 0) = CAST(s.seat ->> 1 AS BIGINT)
        AND COALESCE(o.info_system, 0) = CAST(s.seat ->> 2 AS BIGINT)
    UNION ALL
    SELECT -1, a.matter, a.duty FROM assignment a JOIN duty o ON o.matter = a.matter AND o.no = a.duty
    WHERE a.person = :person AND o.state = 'open' AND o.role IS NULL
    ) x JOIN duty d ON d.matter = x.matter AND d.no = x.no JOIN matter m ON m.id = d.matter
ORDER BY COALESCE(d.due, 9223372036854775807), d.opened, d.matter, d.no LIMIT :n
