#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""tools/sqlc.py: what it makes of good text, and where it says a mistake is."""
import os
import subprocess
import sys
import tempfile

SQLC = os.environ["SQLC"]
CASES = []


def compile_files(files):
    """Run sqlc.py over a folder with these files: (exit, stderr, header, source)."""
    with tempfile.TemporaryDirectory() as root:
        for path, text in files.items():
            full = os.path.join(root, "sql", path)
            os.makedirs(os.path.dirname(full), exist_ok=True)
            with open(full, "wb") as f:
                f.write(text if isinstance(text, bytes) else text.encode())
        h, c = os.path.join(root, "x.h"), os.path.join(root, "x.c")
        run = subprocess.run([sys.executable, SQLC, "--root", root, "--dir", "sql", "--enum", "x_id",
                              "--prefix", "X_", "--set", "x_set", "--include", "x.h",
                              "--header", h, "--source", c, "--depfile", os.path.join(root, "x.d")],
                             capture_output=True, text=True, check=False)
        if run.returncode:
            return run.returncode, run.stderr.strip(), "", ""
        with open(h, encoding="utf-8") as fh, open(c, encoding="utf-8") as fc:
            return 0, "", fh.read(), fc.read()


def good(what, files, *wanted):
    def case():
        rc, err, header, source = compile_files(files)
        both = header + source
        missing = [w for w in wanted if w not in both]
        return rc == 0 and not missing, f"{err} missing: {missing}\n{both}"
    CASES.append((what, case))


def bad(what, files, wanted):
    def case():
        rc, err, _, _ = compile_files(files)
        return rc == 1 and err.startswith(wanted), f"exit {rc}, said: {err}\nwanted: {wanted}"
    CASES.append((what, case))


A = "common/a.sql"
good("parameters get positions in the order of their first use",
     {A: "-- name: a\nSELECT :b, :a, :b\n"}, '"SELECT ?1, ?2, ?1"', '"SELECT $1, $2, $1"', '{"b", "a"}', "X_A,")
good("literals, quoted names and comments keep their colons",
     {A: "-- name: a\nSELECT ':x' AS \":y\", 'it''s :z' -- :c\n /* :d */ WHERE a = :e\n"},
     "SELECT ':x' AS \\\":y\\\", 'it''s :z' WHERE a = ?1")
good("casts are no parameters",
     {"postgres/a.sql": "-- name: a\nSELECT :x::bigint\n", "sqlite/a.sql": "-- name: a\nSELECT :x\n"},
     '"SELECT $1::bigint"', '"SELECT ?1"')
good("types of common text are translated, words of overrides are not",
     {A: "-- name: a\nSELECT CAST(:x AS INTEGER)\n-- name: b\nSELECT 1\n",
      "postgres/b.sql": "-- name: b\nSELECT 1::INTEGER\n"},
     '"SELECT CAST($1 AS BIGINT)"', '"SELECT CAST(?1 AS INTEGER)"', '"SELECT 1::INTEGER"')
good("a statement may end with a semicolon", {A: "-- name: a\nSELECT 1;\n"}, '"SELECT 1"')
good("tables become STRICT, texts sort by bytes, sections are kept apart",
     {"migrations/0001_a.sql": "CREATE TABLE t (a INTEGER, b TEXT, c BLOB);\n"
      "CREATE TABLE u (a TEXT PRIMARY KEY) WITHOUT ROWID;\n"
      "-- sqlite:\nCREATE INDEX l ON t (a);\n-- postgres:\nCREATE INDEX p ON t (a);\n"
      "-- both:\nCREATE INDEX x ON t (b);\n"},
     "c BLOB) STRICT;", "WITHOUT ROWID, STRICT;", "CREATE TABLE t (a BIGINT, b TEXT COLLATE \\\"C\\\", c BYTEA);",
     "CREATE TABLE u (a TEXT COLLATE \\\"C\\\" PRIMARY KEY);", "CREATE INDEX l", "CREATE INDEX p", "CREATE INDEX x")


def digest_case():
    def digest(text):
        return [line for line in compile_files({"migrations/0001_a.sql": text})[3].split("\n") if "0x" in line]
    one = digest("CREATE TABLE t (a INTEGER);")
    return (one == digest("-- why\nCREATE TABLE t (a\n  INTEGER) ;\n\n")
            and one != digest("CREATE TABLE t (a TEXT);")), str(one)


CASES.append(("comments and blanks do not change a migration's digest; the rest does", digest_case))

bad("text before a name", {A: "\nSELECT 1\n"}, "sql/common/a.sql:2: text before")
bad("a bad name", {A: "-- name: Abc\nSELECT 1\n"}, "sql/common/a.sql:1: 'Abc' is no name")
bad("a name written otherwise", {A: "--name : a\nSELECT 1\n"}, "sql/common/a.sql:1: write it as")
bad("a name twice", {A: "-- name: a\nSELECT 1\n\n-- name: a\nSELECT 2\n"}, "sql/common/a.sql:4: 'a' is defined a second time")
bad("a name twice in two files", {A: "-- name: a\nSELECT 1\n", "common/b.sql": "-- name: a\nSELECT 1\n"},
    "sql/common/b.sql:1: 'a' is defined a second time; first at sql/common/a.sql:1")
bad("an empty statement", {A: "-- name: a\n-- only this\n"}, "sql/common/a.sql:2: 'a' is empty")
bad("two statements", {A: "-- name: a\nSELECT 1;\nSELECT 2\n"}, "sql/common/a.sql:2: 'a' holds more than one")
bad("an open string", {A: "-- name: a\nSELECT 1,\n 'abc\n"}, "sql/common/a.sql:3: a string that does not end")
bad("an open comment", {A: "-- name: a\nSELECT 1 /* x\n"}, "sql/common/a.sql:2: a comment that does not end")
bad("a positional parameter", {A: "-- name: a\nSELECT\n ?1\n"}, "sql/common/a.sql:3: '?1': parameters are named")
bad("an override only", {"sqlite/a.sql": "-- name: a\nSELECT 1\n"}, "sql/sqlite/a.sql:1: 'a' has no text for postgres")
bad("parameters that differ", {A: "-- name: a\nSELECT :x\n", "postgres/a.sql": "-- name: a\nSELECT :y\n"},
    "sql/postgres/a.sql:1: 'a': parameters differ between back ends: x, y")
bad("a transaction", {A: "-- name: a\nCOMMIT\n"}, "sql/common/a.sql:2: 'a': transactions belong")
bad("a parameter whose type PostgreSQL cannot know", {A: "-- name: a\nSELECT 1\nWHERE :x IS NULL OR b = :x\n"},
    "sql/common/a.sql:3: 'a': before `:x IS NULL`")
bad("not UTF-8", {A: b"-- name: a\nSELECT '\xff'\n"}, "sql/common/a.sql:1: is not UTF-8")
bad("a migration without number", {"migrations/a.sql": "SELECT 1"}, "sql/migrations/a.sql:1: name it NNNN_what.sql")
bad("a number twice", {"migrations/0001_a.sql": "SELECT 1", "migrations/0001_b.sql": "SELECT 1"},
    "sql/migrations/0001_b.sql:1: number 0001 is taken")
bad("a constraint put off", {"migrations/0001_a.sql": "CREATE TABLE t (\na INTEGER REFERENCES t DEFERRABLE INITIALLY DEFERRED)"},
    "sql/migrations/0001_a.sql:2: DEFERRED")
bad("a transaction in a migration", {"migrations/0001_a.sql": "SELECT 1;\nCOMMIT;"}, "sql/migrations/0001_a.sql:2: COMMIT")

print(f"1..{len(CASES)}")
for number, (what, case) in enumerate(CASES, 1):
    ok, said = case()
    print(f"{'ok' if ok else 'not ok'} {number} - {what}")
    if not ok:
        print("# " + said.replace("\n", "\n# "))
