-- Statements of machines and evidence (src/kernel/machine.c, evidence.c; src/office/enrol*.c, evidence*.c).

-- name: machine_put
INSERT INTO machine (name, program, host, key, since, until, leaf)
VALUES (:name, :program, :host, :key, :since, NULL, :leaf)
ON CONFLICT (name) DO UPDATE SET program = excluded.program, host = excluded.host, key = excluded.key,
    since = excluded.since, until = NULL, leaf = excluded.leaf

-- name: machine_end
UPDATE machine SET until = :until, leaf = :leaf WHERE name = :name

-- name: machine_empty
DELETE FROM machine

-- name: machine_all
SELECT name, program, host, key, since, until, leaf FROM machine ORDER BY name

-- name: machine_get
SELECT name, program, host, key, since, until FROM machine WHERE name = :name

-- name: machine_live_of_program
SELECT name, host FROM machine WHERE program = :program AND until IS NULL ORDER BY name

-- name: machine_by_key
SELECT name, until FROM machine WHERE key = :key

-- name: machine_token_add
INSERT INTO machine_token (hash, id, program, host, made, until, person)
VALUES (:hash, :id, :program, :host, :made, :until, :person)

-- name: machine_token_get
SELECT id, program, host, made, until, person FROM machine_token WHERE hash = :hash

-- name: machine_token_drop
DELETE FROM machine_token WHERE hash = :hash

-- name: machine_tokens_drop_of
DELETE FROM machine_token WHERE program = :program AND host = :host

-- name: machine_tokens_drop_old
DELETE FROM machine_token WHERE until < :before

-- name: machine_tokens
SELECT id, program, host, made, until, person FROM machine_token ORDER BY made DESC, id

-- name: machine_contact_put
INSERT INTO machine_contact (name, at, version, revision, ahead, silent)
VALUES (:name, :at, :version, :revision, :ahead, NULL)
ON CONFLICT (name) DO UPDATE SET at = excluded.at, version = coalesce(excluded.version, machine_contact.version),
    revision = excluded.revision, ahead = excluded.ahead, silent = NULL

-- name: machine_contact_get
SELECT at, version, revision, ahead, silent FROM machine_contact WHERE name = :name

-- name: machine_contact_silent
UPDATE machine_contact SET silent = :since WHERE name = :name

-- name: machines_silent
SELECT m.name, m.program, m.host, c.at FROM machine m JOIN machine_contact c ON c.name = m.name
WHERE m.until IS NULL AND c.silent IS NULL AND c.at < :before ORDER BY m.name

-- name: machines_list
SELECT m.name, m.program, m.host, m.key, m.since, m.until, c.at, c.version, c.revision, c.ahead, c.silent
FROM machine m LEFT JOIN machine_contact c ON c.name = m.name ORDER BY m.until IS NOT NULL, m.name

-- name: effects_states_of
SELECT state, count(*) AS n FROM effect WHERE enforcer = :enforcer GROUP BY state ORDER BY state

-- name: effect_of_enforcer
SELECT no FROM effect WHERE matter = :matter AND enforcer = :enforcer ORDER BY no LIMIT 1

-- name: effects_refused_of
SELECT e.matter, e.no, e.kind, e.reason, e.optional FROM effect e JOIN matter m ON m.id = e.matter
WHERE e.enforcer = :enforcer AND e.state = 'refused' AND m.closed = 0 ORDER BY e.matter DESC, e.no LIMIT :n

-- name: effects_wanted_payloads
SELECT matter, payload FROM effect WHERE enforcer = :enforcer AND state IN ('wanted', 'applied')
    AND payload LIKE :holds ORDER BY matter, no

-- name: evidence_add
INSERT INTO evidence (leaf, machine, document, matter, seen, received, revision, erased)
VALUES (:leaf, :machine, :document, :matter, :seen, :received, :revision, :erased)

-- name: evidence_seen
SELECT leaf FROM evidence WHERE machine = :machine AND document = :document ORDER BY leaf LIMIT 1

-- name: evidence_empty
DELETE FROM evidence

-- name: evidence_all
SELECT leaf, machine, document, matter, seen, received, revision, erased FROM evidence ORDER BY leaf

-- name: evidence_item_add
INSERT INTO evidence_item (leaf, no, kind, effect, subject, digest, note, vals)
VALUES (:leaf, :no, :kind, :effect, :subject, :digest, :note, :vals)

-- name: evidence_item_empty
DELETE FROM evidence_item

-- name: evidence_item_all
SELECT leaf, no, kind, effect, subject, digest, note, vals FROM evidence_item ORDER BY leaf, no

-- name: evidence_article_add
INSERT INTO evidence_article (article, kind, leaf, no, matter) VALUES (:article, :kind, :leaf, :no, :matter)
ON CONFLICT (article, kind, leaf, no) DO NOTHING

-- name: evidence_article_empty
DELETE FROM evidence_article

-- name: evidence_article_all
SELECT article, kind, leaf, no, matter FROM evidence_article ORDER BY article, kind, leaf, no

-- name: evidence_newest_put
INSERT INTO evidence_newest (article, kind, leaf, no, matter) VALUES (:article, :kind, :leaf, :no, :matter)
ON CONFLICT (article, kind) DO UPDATE SET leaf = excluded.leaf, no = excluded.no, matter = excluded.matter

-- name: evidence_newest_empty
DELETE FROM evidence_newest

-- name: evidence_newest_all
SELECT article, kind, leaf, no, matter FROM evidence_newest ORDER BY article, kind

-- A sum stays at the largest number that JSON carries (JSON_INT_MAX): nothing reported makes it fail.
-- name: evidence_total_add
INSERT INTO evidence_total (matter, effect, subject, packets, bytes, uncertainty, since, until)
VALUES (:matter, :effect, :subject, :packets, :bytes, :uncertainty, :since, :until)
ON CONFLICT (matter, effect, subject) DO UPDATE SET
    packets = CASE WHEN evidence_total.packets > 9007199254740991 - excluded.packets THEN 9007199254740991
        ELSE evidence_total.packets + excluded.packets END,
    bytes = CASE WHEN evidence_total.bytes > 9007199254740991 - excluded.bytes THEN 9007199254740991
        ELSE evidence_total.bytes + excluded.bytes END,
    uncertainty = CASE WHEN evidence_total.uncertainty > 9007199254740991 - excluded.uncertainty THEN 9007199254740991
        ELSE evidence_total.uncertainty + excluded.uncertainty END,
    since = CASE WHEN excluded.since < evidence_total.since THEN excluded.since ELSE evidence_total.since END,
    until = CASE WHEN excluded.until > evidence_total.until THEN excluded.until ELSE evidence_total.until END

-- name: evidence_total_empty
DELETE FROM evidence_total

-- name: evidence_total_all
SELECT matter, effect, subject, packets, bytes, uncertainty, since, until FROM evidence_total
ORDER BY matter, effect, subject

-- name: evidence_total_drop
DELETE FROM evidence_total WHERE matter = :matter

-- name: evidence_leaves_of
SELECT leaf FROM evidence WHERE matter = :matter AND erased = 0 ORDER BY leaf

-- name: evidence_is
SELECT leaf FROM evidence WHERE leaf = :leaf

-- name: evidence_erase
UPDATE evidence SET erased = 1 WHERE leaf = :leaf

-- name: evidence_items_erase
UPDATE evidence_item SET subject = NULL, digest = NULL, note = NULL, vals = NULL WHERE leaf = :leaf

-- name: evidence_of_matter
SELECT e.leaf, e.machine, e.seen, e.received, e.revision, e.erased, i.no, i.kind, i.effect, i.subject, i.digest,
    i.note, i.vals
FROM evidence e JOIN evidence_item i ON i.leaf = e.leaf
WHERE e.matter = :matter AND (e.leaf < :before OR :before = 0)
ORDER BY e.leaf DESC, i.no LIMIT :n

-- name: evidence_totals_of
SELECT effect, subject, packets, bytes, uncertainty, since, until FROM evidence_total
WHERE matter = :matter ORDER BY effect, subject

-- name: evidence_newest_of_article
SELECT a.leaf, a.no, a.matter, e.machine, e.seen, e.received, e.revision, e.erased, i.kind, i.effect, i.subject,
    i.digest, i.note, i.vals
FROM evidence_newest a JOIN evidence e ON e.leaf = a.leaf JOIN evidence_item i ON i.leaf = a.leaf AND i.no = a.no
WHERE a.article = :article ORDER BY a.kind LIMIT :n
