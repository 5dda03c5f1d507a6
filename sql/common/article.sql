-- Statements of the pages of articles and the home page (src/office/article*.c, home_view.c).
-- scope: division, applicant; both NULL: everything.

-- name: article_late
SELECT d.role, d.unit, d.info_system, count(*) AS n, min(d.due) AS since
FROM matter m JOIN duty d ON d.matter = m.id
WHERE m.procedure = :procedure AND m.closed = 0 AND d.state = 'open' AND d.due < :now
    AND (m.division = :division OR :division IS NULL)
GROUP BY d.role, d.unit, d.info_system ORDER BY min(d.due) LIMIT 20

-- name: article_proof
SELECT count(*) AS n, max(changed) AS last FROM matter
WHERE procedure = :procedure AND opened >= :since
    AND (division = :division OR :division IS NULL) AND (applicant = :applicant OR :applicant IS NULL)

-- name: settings_of_kind
SELECT s.matter, s.name, s.value, s.from_at FROM setting s
WHERE s.kind = :kind AND s.from_at <= :at AND (s.until_at IS NULL OR :at < s.until_at) ORDER BY s.from_at

-- name: news_of_procedure
SELECT id, procedure, fiscal_year, number, division, began FROM matter
WHERE procedure = :procedure AND state = 'in_force' AND began >= :since ORDER BY began DESC, id DESC LIMIT 5
