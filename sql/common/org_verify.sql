-- The tables of the organisation and of accounts, held against the ledger (src/office/org_verify.c).

-- name: unit_empty
DELETE FROM unit

-- name: unit_every
SELECT id, parent, kind, body_kind, code, name, name_en, kana, search_key, sort,
    valid_from, valid_until, recorded_from, recorded_until, leaf FROM unit ORDER BY id, valid_from, leaf

-- name: unit_successor_empty
DELETE FROM unit_successor

-- name: unit_successor_every
SELECT unit AS id, successor, kind, main, valid_from, valid_until, recorded_from, recorded_until, leaf
FROM unit_successor ORDER BY unit, valid_from, leaf, successor

-- name: post_empty
DELETE FROM post

-- name: post_every
SELECT id, unit, kind, charges, title, title_en, managerial, sort,
    valid_from, valid_until, recorded_from, recorded_until, leaf FROM post ORDER BY id, valid_from, leaf

-- name: person_empty
DELETE FROM person

-- name: person_every
SELECT id, number, family, given, family_kana, given_kana, mail, member, search_key,
    valid_from, valid_until, recorded_from, recorded_until, leaf FROM person ORDER BY id, valid_from, leaf

-- name: holding_empty
DELETE FROM holding

-- name: holding_every
SELECT id, person, post, kind, valid_from, valid_until, recorded_from, recorded_until, leaf
FROM holding ORDER BY id, valid_from, leaf

-- name: absence_empty
DELETE FROM absence

-- name: absence_every
SELECT id, person, valid_from, valid_until, recorded_from, recorded_until, leaf
FROM absence ORDER BY id, valid_from, leaf

-- name: info_system_empty
DELETE FROM info_system

-- name: info_system_every
SELECT id, code, name, name_en, division, manager_post,
    valid_from, valid_until, recorded_from, recorded_until, leaf FROM info_system ORDER BY id, valid_from, leaf

-- name: account_every
SELECT a.id, a.person, a.number, a.number_key, a.temporary, a.locked, a.set_at,
    (SELECT count(*) FROM person p WHERE p.id = a.person AND p.number = a.number) AS known
FROM account a ORDER BY a.id
