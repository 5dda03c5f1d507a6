-- Statements of src/kernel: the projections of acts.

-- name: kernel_acts
SELECT a.seq, a.leaf, r.envelope FROM act_index a JOIN record r ON r.idx = a.leaf
WHERE a.matter = :matter ORDER BY a.seq

-- name: kernel_history
SELECT a.seq, a.leaf, r.envelope, r.content FROM act_index a JOIN record r ON r.idx = a.leaf
WHERE a.matter = :matter ORDER BY a.seq

-- name: kernel_act_leaf
SELECT leaf FROM act_index WHERE matter = :matter AND seq = :seq

-- name: kernel_matter_seq
SELECT seq FROM matter WHERE id = :matter

-- name: kernel_last_number
SELECT max(number) AS last FROM matter WHERE division = :division AND fiscal_year = :fiscal_year

-- name: kernel_exception_stands
SELECT count(*) AS n FROM matter m JOIN link l ON l.matter = m.id
WHERE m.id = :exception AND m.state = 'in_force' AND l.kind = 'amends' AND l.target = :matter

-- name: kernel_due
SELECT matter, kind, duty, at FROM due WHERE at <= :now ORDER BY at, kind, matter, duty LIMIT :n

-- name: kernel_entry_of_key
SELECT id FROM entry WHERE book = :book AND keeper = :keeper AND key = :key

-- name: kernel_entry_get
SELECT book, keeper, key FROM entry WHERE id = :id

-- name: kernel_report_seen
SELECT seq FROM effect_report
WHERE enforcer = :enforcer AND report = :report AND matter = :matter AND effect = :effect

-- name: effects_snapshot
SELECT matter, no, kind, optional, state, payload, from_at, until_at, revision FROM effect
WHERE enforcer = :enforcer AND state IN ('wanted', 'applied') ORDER BY matter, no

-- name: effects_since
SELECT matter, no, kind, optional, state, payload, from_at, until_at, revision FROM effect
WHERE enforcer = :enforcer AND revision > :since ORDER BY revision, matter, no

-- name: effects_planned
SELECT e.matter, e.no, e.kind, e.optional, e.state, e.payload, e.from_at, e.until_at, e.revision
FROM effect e JOIN matter m ON m.id = e.matter
WHERE e.enforcer = :enforcer AND e.state = 'planned' AND m.state = 'in_review' ORDER BY e.matter, e.no

-- name: effects_revision
SELECT max(revision) AS revision FROM effect WHERE enforcer = :enforcer

-- name: effect_owner
SELECT state FROM effect WHERE enforcer = :enforcer AND matter = :matter AND no = :no

-- name: matter_put
INSERT INTO matter (id, shape, procedure, digest, catalogue, state, closed, overdue, seq, leaf, applicant,
    unit, division, department, fiscal_year, number, book, one_per, retention_years, opened, changed,
    from_at, until_at, began, ended)
VALUES (:id, :shape, :procedure, :digest, :catalogue, :state, :closed, :overdue, :seq, :leaf, :applicant,
    :unit, :division, :department, :fiscal_year, :number, :book, :one_per, :retention_years, :opened, :changed,
    :from_at, :until_at, :began, :ended)
ON CONFLICT (id) DO UPDATE SET digest = excluded.digest, catalogue = excluded.catalogue, state = excluded.state,
    closed = excluded.closed, overdue = excluded.overdue, seq = excluded.seq, leaf = excluded.leaf,
    unit = excluded.unit, department = excluded.department, book = excluded.book, one_per = excluded.one_per,
    retention_years = excluded.retention_years, changed = excluded.changed, from_at = excluded.from_at,
    until_at = excluded.until_at, began = excluded.began, ended = excluded.ended

-- name: proof_year_put
INSERT INTO proof_year (procedure, fiscal_year, n, last) VALUES (:procedure, :fiscal_year, :n, :last)
ON CONFLICT (procedure, fiscal_year) DO UPDATE SET n = proof_year.n + excluded.n,
    last = CASE WHEN excluded.last > proof_year.last THEN excluded.last ELSE proof_year.last END

-- name: act_index_add
INSERT INTO act_index (matter, seq, leaf, kind, verdict, person, entered)
VALUES (:matter, :seq, :leaf, :kind, :verdict, :person, :entered)

-- name: duty_put
INSERT INTO duty (matter, no, step, act, role, unit, info_system, target, state, opened, due, clock, overdue,
    closed, verdict, person, post)
VALUES (:matter, :no, :step, :act, :role, :unit, :info_system, :target, :state, :opened, :due, :clock, :overdue,
    :closed, :verdict, :person, :post)
ON CONFLICT (matter, no) DO UPDATE SET role = excluded.role, unit = excluded.unit,
    info_system = excluded.info_system, state = excluded.state, overdue = excluded.overdue,
    closed = excluded.closed, verdict = excluded.verdict, person = excluded.person, post = excluded.post

-- name: assignment_add
INSERT INTO assignment (matter, duty, no, post, person) VALUES (:matter, :duty, :no, :post, :person)

-- name: assignment_drop
DELETE FROM assignment WHERE matter = :matter AND duty = :duty

-- name: due_add
INSERT INTO due (matter, kind, duty, at) VALUES (:matter, :kind, :duty, :at)

-- name: due_drop
DELETE FROM due WHERE matter = :matter AND kind = :kind AND duty = :duty

-- name: link_add
INSERT INTO link (matter, no, kind, target) VALUES (:matter, :no, :kind, :target)

-- name: effect_put
INSERT INTO effect (matter, no, kind, enforcer, optional, state, payload, from_at, until_at, revision, report, reason)
VALUES (:matter, :no, :kind, :enforcer, :optional, :state, :payload, :from_at, :until_at, :revision, :report, :reason)
ON CONFLICT (matter, no) DO UPDATE SET state = excluded.state, from_at = excluded.from_at,
    until_at = excluded.until_at, revision = excluded.revision, report = excluded.report, reason = excluded.reason

-- name: effect_answer
UPDATE effect SET state = :state, report = :report, reason = :reason WHERE matter = :matter AND no = :no

-- name: effect_report_add
INSERT INTO effect_report (enforcer, report, matter, effect, seq)
VALUES (:enforcer, :report, :matter, :effect, :seq)

-- name: thing_put
INSERT INTO thing (matter, no, entry, in_use, used, since, holder)
VALUES (:matter, :no, :entry, :in_use, :used, :since, :holder)
ON CONFLICT (matter, no) DO UPDATE SET in_use = excluded.in_use, used = excluded.used, since = excluded.since,
    holder = excluded.holder

-- name: thing_drop
DELETE FROM thing WHERE matter = :matter

-- name: entry_add
INSERT INTO entry (id, book, keeper, key, state, holder, matter, created, changed)
VALUES (:id, :book, :keeper, :key, :state, :holder, :matter, :at, :at)

-- name: entry_set_state
UPDATE entry SET state = :state, holder = :holder, changed = :at WHERE id = :id

-- name: entry_set_keeper
UPDATE entry SET keeper = :keeper, changed = :at WHERE id = :id

-- name: entry_set_key
UPDATE entry SET key = :key, changed = :at WHERE id = :id

-- name: entry_text_put
INSERT INTO entry_text (entry, name, value, search, matter, leaf)
VALUES (:entry, :name, :value, :search, :matter, :leaf)
ON CONFLICT (entry, name) DO UPDATE SET value = excluded.value, search = excluded.search,
    matter = excluded.matter, leaf = excluded.leaf

-- name: designation_put
INSERT INTO designation (matter, no, role, person, unit, info_system, from_at, until_at)
VALUES (:matter, :no, :role, :person, :unit, :info_system, :from_at, :until_at)
ON CONFLICT (matter, no) DO UPDATE SET until_at = excluded.until_at

-- name: setting_put
INSERT INTO setting (matter, no, kind, name, value, number, from_at, until_at)
VALUES (:matter, :no, :kind, :name, :value, :number, :from_at, :until_at)
ON CONFLICT (matter, no) DO UPDATE SET until_at = excluded.until_at

-- Emptying and reading all of each projection, for `store rebuild` and `store check`.

-- name: matter_empty
DELETE FROM matter

-- name: matter_all
SELECT id, shape, procedure, digest, catalogue, state, closed, overdue, seq, leaf, applicant, unit,
    division, department, fiscal_year, number, book, one_per, retention_years, opened, changed,
    from_at, until_at, began, ended
FROM matter ORDER BY id

-- name: proof_year_empty
DELETE FROM proof_year

-- name: proof_year_all
SELECT procedure, fiscal_year, n, last
FROM proof_year ORDER BY procedure, fiscal_year

-- name: act_index_empty
DELETE FROM act_index

-- name: act_index_all
SELECT matter, seq, leaf, kind, verdict, person, entered
FROM act_index ORDER BY matter, seq

-- name: duty_empty
DELETE FROM duty

-- name: duty_all
SELECT matter, no, step, act, role, unit, info_system, target, state, opened, due, clock, overdue,
    closed, verdict, person, post
FROM duty ORDER BY matter, no

-- name: assignment_empty
DELETE FROM assignment

-- name: assignment_all
SELECT matter, duty, no, post, person
FROM assignment ORDER BY matter, duty, no

-- name: due_empty
DELETE FROM due

-- name: due_all
SELECT matter, kind, duty, at
FROM due ORDER BY matter, kind, duty

-- name: link_empty
DELETE FROM link

-- name: link_all
SELECT matter, no, kind, target
FROM link ORDER BY matter, no

-- name: effect_empty
DELETE FROM effect

-- name: effect_all
SELECT matter, no, kind, enforcer, optional, state, payload, from_at, until_at, revision, report,
    reason
FROM effect ORDER BY matter, no

-- name: effect_report_empty
DELETE FROM effect_report

-- name: effect_report_all
SELECT enforcer, report, matter, effect, seq
FROM effect_report ORDER BY enforcer, report, matter, effect

-- name: thing_empty
DELETE FROM thing

-- name: thing_all
SELECT matter, no, entry, in_use, used, since, holder
FROM thing ORDER BY matter, no

-- name: entry_empty
DELETE FROM entry

-- name: entry_all
SELECT id, book, keeper, key, state, holder, matter, created, changed
FROM entry ORDER BY id

-- name: entry_text_empty
DELETE FROM entry_text

-- name: entry_text_all
SELECT entry, name, value, search, matter, leaf
FROM entry_text ORDER BY entry, name

-- name: designation_empty
DELETE FROM designation

-- name: designation_all
SELECT matter, no, role, person, unit, info_system, from_at, until_at
FROM designation ORDER BY matter, no

-- name: setting_empty
DELETE FROM setting

-- name: setting_all
SELECT matter, no, kind, name, value, number, from_at, until_at
FROM setting ORDER BY matter, no
