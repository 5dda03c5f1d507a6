-- Pages of articles and the home page: several procedures at once, given as a JSON array of names;
-- `place` is the procedure's place in it. scope: division, applicant; both NULL: everything.

-- name: article_late
SELECT CAST(p.at - 1 AS BIGINT) AS place, d.role, d.unit, d.info_system, count(*) AS n, min(d.due) AS since
FROM duty d JOIN matter m ON m.id = d.matter JOIN json_array_elements_text(CAST(:procedures AS JSON)) WITH ORDINALITY AS p (value, at) ON p.value = m.procedure
WHERE m.closed = 0 AND d.state = 'open' AND d.due < :now
    AND (m.division = :division OR :division IS NULL)
GROUP BY p.at, d.role, d.unit, d.info_system ORDER BY p.at, min(d.due) LIMIT 200

-- name: article_proof
SELECT CAST(p.at - 1 AS BIGINT) AS place, y.n, y.last
FROM json_array_elements_text(CAST(:procedures AS JSON)) WITH ORDINALITY AS p (value, at) JOIN proof_year y ON y.procedure = p.value
WHERE y.fiscal_year = :fiscal_year
ORDER BY p.at

-- name: article_proof_division
SELECT CAST(p.at - 1 AS BIGINT) AS place, count(*) AS n, max(m.changed) AS last
FROM json_array_elements_text(CAST(:procedures AS JSON)) WITH ORDINALITY AS p (value, at) JOIN matter m ON m.procedure = p.value
WHERE m.division = :division AND m.opened >= :since
GROUP BY p.at ORDER BY p.at

-- name: article_proof_own
SELECT CAST(p.at - 1 AS BIGINT) AS place, count(*) AS n, max(m.changed) AS last
FROM matter m JOIN json_array_elements_text(CAST(:procedures AS JSON)) WITH ORDINALITY AS p (value, at) ON p.value = m.procedure
WHERE m.applicant = :applicant AND m.opened >= :since
GROUP BY p.at ORDER BY p.at

-- name: news_of_procedures
SELECT CAST(p.at - 1 AS BIGINT) AS place, m.id, m.began
FROM json_array_elements_text(CAST(:procedures AS JSON)) WITH ORDINALITY AS p (value, at) JOIN matter m ON m.procedure = p.value
WHERE m.state = 'in_force' AND m.began >= :since
ORDER BY p.at, m.began DESC, m.id DESC LIMIT 100
