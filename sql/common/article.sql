-- Statements of the pages of articles and the home page (src/office/article*.c, home_view.c).
-- What asks for several procedures at once stands in sqlite/ and postgres/.

-- name: settings_of_kind
SELECT s.matter, s.name, s.value, s.from_at FROM setting s
WHERE s.kind = :kind AND s.from_at <= :at AND (s.until_at IS NULL OR :at < s.until_at) ORDER BY s.from_at
