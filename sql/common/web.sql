-- Sign-in (src/web).

-- name: account_by_number
SELECT id, person, number, password, temporary, locked, lang FROM account
WHERE number_key = :number_key

-- name: account_by_person
SELECT id, person, number, password, temporary, locked, lang FROM account WHERE person = :person

-- name: account_put
INSERT INTO account (id, person, number, number_key, password, temporary, locked, lang, set_at)
VALUES (:id, :person, :number, :number_key, :password, :temporary, 0, :lang, :at)
ON CONFLICT DO NOTHING

-- name: account_set_password
UPDATE account SET password = :password, temporary = :temporary, set_at = :at WHERE id = :id

-- name: account_set_locked
UPDATE account SET locked = :locked WHERE id = :id

-- name: account_set_lang
UPDATE account SET lang = :lang WHERE id = :id

-- name: account_signed_in
UPDATE account SET last_at = :at, last_source = :source WHERE id = :id

-- name: account_last
SELECT last_at, last_source FROM account WHERE id = :id

-- name: session_put
INSERT INTO session (hash, account, began, seen, source, before_at, before_source)
VALUES (:hash, :account, :began, :began, :source, :before_at, :before_source)

-- name: session_get
SELECT s.account, s.began, s.seen, s.before_at, s.before_source, a.person, a.number, a.temporary,
    a.locked, a.lang
FROM session s JOIN account a ON a.id = s.account WHERE s.hash = :hash

-- name: session_touch
UPDATE session SET seen = :now WHERE hash = :hash AND seen < :now

-- name: session_end
DELETE FROM session WHERE hash = :hash

-- name: session_end_all
DELETE FROM session WHERE account = :account

-- name: session_sweep
DELETE FROM session WHERE seen < :idle OR began < :oldest

-- name: throttle_get
SELECT attempts, last_at, until FROM throttle WHERE key = :key

-- name: throttle_put
INSERT INTO throttle (key, attempts, last_at, until) VALUES (:key, :attempts, :last_at, :until)
ON CONFLICT (key) DO UPDATE SET attempts = excluded.attempts, last_at = excluded.last_at,
    until = excluded.until

-- name: throttle_forgive
DELETE FROM throttle WHERE key = :key

-- name: throttle_take_back
UPDATE throttle SET attempts = attempts - 1, until = 0 WHERE key = :key AND attempts > 0

-- name: throttle_sweep
DELETE FROM throttle WHERE last_at < :before
