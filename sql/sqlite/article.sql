-- Pages of articles and the home page: several procedures at once, given as a JSON array of names;
-- `place` is the procedure's place in it. scope: division, applicant; both NULL: everything.

-- name: article_late
SELECT p.key AS place, d.role, d.unit, d.info_system, count(*) AS n, min(d.due) AS since
FROM duty d CROSS JOIN matter m ON m.id = d.matter CROSS JOIN json_each(:procedures) p ON p.value = m.procedure
WHERE m.closed = 0 AND d.state = 'open' AND d.due < :now
    AND (m.division = :division OR :division IS NULL)
GROUP BY p.key, d.role, d.unit, d.info_system ORDER BY p.key, min(d.due) LIMIT 200

-- name: article_proof
SELECT p.key AS place, y.n, y.last
FROM json_each(:procedures) p CROSS JOIN proof_year y ON y.procedure = p.value
WHERE y.fiscal_year = :fiscal_year
ORDER BY p.key

-- name: article_proof_division
SELECT p.key AS place, count(*) AS n, max(m.changed) AS last
FROM json_each(:procedures) p CROSS JOIN matter m ON m.procedure = p.value
WHERE m.division = :division AND m.opened >= :since
GROUP BY p.key ORDER BY p.key

-- name: article_proof_own
SELECT p.key AS place, count(*) AS n, max(m.changed) AS last
FROM matter m CROSS JOIN json_each(:procedures) p ON p.value = +m.procedure
WHERE m.applicant = :applicant AND m.opened >= :since
GROUP BY p.key ORDER BY p.key

-- name: news_of_procedures
SELECT p.key AS place, m.id, m.began
FROM json_each(:procedures) p CROSS JOIN matter m 
WHERE m.procedure = p.value AND m.state = 'in_force' AND m.began >= :since
ORDER BY p.key, m.began DESC, m.id DESC LIMIT 100
