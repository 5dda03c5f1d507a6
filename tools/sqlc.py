#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Compile a folder of SQL into C tables.

  sqlc.py --root . --dir sql --enum sql_id --prefix SQL_ --set sql_product \\
          --include store/sql_ids.h --header OUT.h --source OUT.c [--depfile OUT.d]
          [--base sql_product --base-count SQL_COUNT_ --base-include store/sql_ids.h]

DIR/common/*.sql     statements, each begun by a line `-- name: matter_by_id`
DIR/sqlite/*.sql     the same name here replaces the common text for SQLite
DIR/postgres/*.sql   the same for PostgreSQL; a name that stands in an
                     override only must stand in both overrides
DIR/migrations/NNNN_name.sql   scripts; `-- sqlite:` and `-- postgres:` begin
                     a part for one back end, `-- both:` returns to common text

Parameters are named (:matter), never positional. Common text is written once
with the types of SQLite (INTEGER, TEXT, BLOB; tables become STRICT) and
translated for PostgreSQL: INTEGER becomes BIGINT, BLOB becomes BYTEA, text
columns get COLLATE "C", so that both back ends sort by bytes. Errors name file and line.
"""
import argparse
import hashlib
import os
import re
import sys
from dataclasses import dataclass, field

KINDS = ("sqlite", "postgres")  # in the order of enum store_kind
PARAMS_MAX = 64                 # SQL_PARAMS_MAX in store/sql.h
NAME = re.compile(r"^-- name: *(\S*) *$")
SECTION = re.compile(r"^-- (sqlite|postgres|both): *$")
TOKENS = re.compile(r"""
    (?P<blank>\s+)
  | (?P<comment>--[^\n]*|/\*.*?\*/)
  | (?P<string>'(?:[^']|'')*')
  | (?P<quoted>"(?:[^"]|"")*")
  | (?P<dollar>\$(?P<tag>[A-Za-z_]*)\$.*?\$(?P=tag)\$)
  | (?P<cast>::)
  | (?P<param>:[A-Za-z_][A-Za-z0-9_]*)
  | (?P<position>\?[0-9]*|\$[0-9]+)
  | (?P<number>[0-9][0-9A-Za-z.]*)
  | (?P<word>[A-Za-z_][A-Za-z0-9_]*)
  | (?P<bad>['"`\[]|/\*)
  | (?P<other>.)
""", re.X | re.S)


class Wrong(Exception):
    """A mistake in a source file, as `file:line: what`."""

    def __init__(self, path, line, what):
        super().__init__(f"{path}:{line}: {what}")


@dataclass
class Token:
    kind: str
    text: str
    line: int


@dataclass
class Text:
    """One text in one file: a statement or a part of a migration."""
    path: str
    line: int
    lines: list = field(default_factory=list)

    def tokens(self):
        out, line = [], self.line
        for m in TOKENS.finditer("\n".join(self.lines)):
            kind = m.lastgroup if m.lastgroup != "tag" else "dollar"
            if kind == "bad":
                what = {"'": "a string that does not end", '"': "a quoted name that does not end",
                        "/*": "a comment that does not end"}.get(m.group(), "quote names with \"\"")
                raise Wrong(self.path, line, what)
            out.append(Token(kind, m.group(), line))
            line += m.group().count("\n")
        return out


def bare(tokens):
    """Tokens without comments, runs of blanks as one, no blank or `;` at the ends."""
    out = []
    for t in tokens:
        if t.kind in ("blank", "comment"):
            if out and out[-1].kind != "blank":
                out.append(Token("blank", " ", t.line))
        else:
            out.append(t)
    while out and (out[-1].kind == "blank" or out[-1].text == ";"):
        out.pop()
    return out


# --- statements ---------------------------------------------------------------------------

def read_lines(path):
    try:
        with open(path, encoding="utf-8") as f:
            return f.read().split("\n")
    except UnicodeDecodeError:
        raise Wrong(path, 1, "is not UTF-8") from None


def read_statements(path, into):
    current = None
    for number, line in enumerate(read_lines(path), 1):
        m = NAME.match(line)
        if m:
            name = m.group(1)
            if not re.fullmatch(r"[a-z][a-z0-9_]*", name):
                raise Wrong(path, number, f"'{name}' is no name: want lower case letters, digits and _")
            if name in into:
                first = into[name]
                raise Wrong(path, number, f"'{name}' is defined a second time; first at {first.path}:{first.line - 1}")
            current = into[name] = Text(path, number + 1)
        elif re.match(r"^\s*--\s*name\b", line):
            raise Wrong(path, number, "write it as: -- name: the_name")
        elif current:
            current.lines.append(line)
        elif line.strip() and not line.startswith("--"):
            raise Wrong(path, number, "text before the first `-- name:`")


def check_statement(name, text):
    """The bare tokens of a statement that is well formed."""
    tokens = bare(text.tokens())
    if not tokens:
        raise Wrong(text.path, text.line, f"'{name}' is empty")
    for t in tokens:
        if t.text == ";":
            raise Wrong(text.path, t.line, f"'{name}' holds more than one statement")
        if t.kind == "position":
            raise Wrong(text.path, t.line, f"'{t.text}': parameters are named, as :matter")
    if tokens[0].text.upper() in ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE", "END"):
        raise Wrong(text.path, text.line, f"'{name}': transactions belong to the store")
    return tokens


def check_first_uses(name, text, tokens):
    """PostgreSQL takes a parameter's type from its first use; IS NULL tells none."""
    seen, plain = set(), [t for t in tokens if t.kind not in ("blank", "comment")]
    for t, after in zip(plain, plain[1:]):
        if t.kind == "param" and t.text not in seen:
            seen.add(t.text)
            if after.text.upper() == "IS":
                raise Wrong(text.path, t.line, f"'{name}': before `{t.text} IS NULL` use it where its type shows, "
                                               f"as in `x = {t.text} OR {t.text} IS NULL`, or CAST it")


def param_names(tokens):
    seen = []
    for t in tokens:
        if t.kind == "param" and t.text[1:] not in seen:
            seen.append(t.text[1:])
    return seen


def to_postgres(tokens, columns):
    """Common text in the words of PostgreSQL. `columns`: in the definition of tables."""
    out, last = [], ""
    for t in tokens:
        text, word = t.text, t.text.upper() if t.kind == "word" else ""
        if word == "INTEGER":
            text = "BIGINT"
        elif word == "BLOB":
            text = "BYTEA"
        elif word == "TEXT" and columns and last != "AS":
            text = 'TEXT COLLATE "C"'
        out.append(Token(t.kind, text, t.line))
        if t.kind not in ("blank", "comment"):
            last = t.text.upper()
    return out


def statement_text(tokens, kind, common, names):
    if kind == "postgres" and common:
        tokens = to_postgres(tokens, columns=False)
    mark = "?" if kind == "sqlite" else "$"
    return "".join(mark + str(names.index(t.text[1:]) + 1) if t.kind == "param" else t.text
                   for t in tokens)


def compile_statement(name, common, overrides):
    chosen = {k: overrides[k].get(name) or common.get(name) for k in KINDS}
    for kind, other in zip(KINDS, reversed(KINDS)):
        if chosen[kind] is None:
            t = chosen[other]
            raise Wrong(t.path, t.line - 1, f"'{name}' has no text for {kind}: give a common one or an override")
    tokens = {k: check_statement(name, t) for k, t in chosen.items()}
    names = param_names(tokens[KINDS[0]])
    for kind in KINDS:
        differ = set(names) ^ set(param_names(tokens[kind]))
        if differ:
            t = chosen[kind]
            raise Wrong(t.path, t.line - 1, f"'{name}': parameters differ between back ends: {', '.join(sorted(differ))}")
    check_first_uses(name, chosen["postgres"], tokens["postgres"])
    where = chosen[KINDS[0]]
    if len(names) > PARAMS_MAX:
        raise Wrong(where.path, where.line - 1, f"'{name}' has more than {PARAMS_MAX} parameters")
    texts = [statement_text(tokens[k], k, chosen[k] is common.get(name), names) for k in KINDS]
    return name, names, texts, f"{where.path}:{where.line - 1}"


# --- migrations ---------------------------------------------------------------------------

REFUSED = {
    "DEFERRED": "would let one act's mistake fail a whole group commit",
    "AUTOINCREMENT": "numbers come from db_next()",
    **{w: "has no place in a migration" for w in
       ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "VACUUM", "PRAGMA")},
}


def split(tokens):
    """The statements of a script, each without its `;`."""
    out, depth = [[]], 0
    for t in tokens:
        depth += (t.text == "(") - (t.text == ")")
        if t.text == ";" and depth == 0:
            out.append([])
        else:
            out[-1].append(t)
    return [b for b in map(bare, out) if b]


def words(tokens):
    return [t.text.upper() for t in tokens if t.kind not in ("blank", "comment")]


def table_options(tokens):
    """What stands behind the columns of a CREATE TABLE; None for other statements."""
    head = [w for w in words(tokens) if w not in ("TEMP", "TEMPORARY")][:2]
    if head != ["CREATE", "TABLE"]:
        return None
    last = max((i for i, t in enumerate(tokens) if t.text == ")"), default=len(tokens))
    return words(tokens[last + 1:])


def for_sqlite(tokens):
    """Tables are STRICT, whether that is written or not."""
    text, options = "".join(t.text for t in tokens), table_options(tokens)
    if options is None or "STRICT" in options:
        return text
    return text + (", STRICT" if options else " STRICT")


def for_postgres(tokens, common):
    """Without the table options that only SQLite knows."""
    if common and table_options(tokens):
        last = max(i for i, t in enumerate(tokens) if t.text == ")")
        tokens = tokens[:last + 1]
    return "".join(t.text for t in (to_postgres(tokens, True) if common else tokens))


def read_migration(path):
    parts = [("both", Text(path, 1))]
    for number, line in enumerate(read_lines(path), 1):
        m = SECTION.match(line)
        if m:
            parts.append((m.group(1), Text(path, number + 1)))
        else:
            parts[-1][1].lines.append(line)
    out, digest = {k: "" for k in KINDS}, hashlib.sha256()
    for part, text in parts:
        for tokens in split(text.tokens()):
            for t in tokens:
                if t.kind == "word" and t.text.upper() in REFUSED:
                    raise Wrong(path, t.line, f"{t.text.upper()} {REFUSED[t.text.upper()]}")
                if t.kind in ("param", "position"):
                    raise Wrong(path, t.line, f"'{t.text}': a migration has no parameters")
            digest.update(f"{part}\n{''.join(t.text for t in tokens)}\n".encode())
            if part != "postgres":
                out["sqlite"] += for_sqlite(tokens) + ";\n"
            if part != "sqlite":
                out["postgres"] += for_postgres(tokens, part == "both") + ";\n"
    return [out[k] for k in KINDS], digest.digest()


def read_migrations(folder):
    out, numbers = [], {}
    for name in sql_files(folder):
        path = os.path.join(folder, name)
        m = re.fullmatch(r"([0-9]{4})_([a-z0-9_]+)\.sql", name)
        if not m:
            raise Wrong(path, 1, "name it NNNN_what.sql")
        if m.group(1) in numbers:
            raise Wrong(path, 1, f"number {m.group(1)} is taken by {numbers[m.group(1)]}")
        numbers[m.group(1)] = path
        out.append((int(m.group(1)), m.group(2), *read_migration(path)))
    return out


# --- output -------------------------------------------------------------------------------

def c_string(s):
    """A C literal; a new source line at each line of the text."""
    esc = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t"}
    parts = s.split("\n")
    lines = [p + "\n" for p in parts[:-1]] + [parts[-1]]
    return "\n        ".join('"' + "".join(esc.get(c, c) for c in p) + '"' for p in lines if p) or '""'


HEAD = "/* Made by tools/sqlc.py from {dir}/; do not edit. */\n"


def header(a, statements):
    guard = re.sub(r"\W", "_", a.include).upper()
    out = [HEAD.format(dir=a.dir), f"#ifndef {guard}\n#define {guard}\n\n", '#include "store/sql.h"\n']
    if a.base_include:
        out.append(f'#include "{a.base_include}"\n')
    out.append(f"\nenum {a.enum} {{\n")
    first = f" = {a.base_count}" if a.base_count else ""
    for name, names, _, where in statements:
        out.append(f"    {a.prefix}{name.upper()}{first}, /* {where}: {', '.join(names) or 'no parameters'} */\n")
        first = ""
    out.append(f"    {a.prefix}COUNT_{first}\n}};\n\nextern const struct sql_set {a.set};\n\n#endif\n")
    return "".join(out)


def source(a, statements, migrations):
    out = [HEAD.format(dir=a.dir), f'#include "{a.include}"\n\n']
    for name, names, _, _ in statements:
        if names:
            out.append(f"static const char *const params_{name}[] = {{{', '.join(c_string(n) for n in names)}}};\n")
    out.append("\nstatic const struct sql_stmt stmts[] = {\n")
    for name, names, texts, where in statements:
        params = f"params_{name}" if names else "0"
        out.append(f"    {{{c_string(name)},\n     {{{(',' + chr(10) + '      ').join(map(c_string, texts))}}},\n"
                   f"     {params}, {len(names)}, {c_string(where)}}},\n")
    out.append("    {0}\n};\n\nstatic const struct sql_migration migrations[] = {\n")
    for number, name, texts, digest in migrations:
        octets = ", ".join(f"0x{b:02x}" for b in digest)
        out.append(f"    {{{number}, {c_string(name)},\n     {{{octets}}},\n"
                   f"     {{{(',' + chr(10) + '      ').join(map(c_string, texts))}}}}},\n")
    base = f"&{a.base}" if a.base else "0"
    out.append(f"    {{0}}\n}};\n\nconst struct sql_set {a.set} = {{{base}, stmts, {len(statements)}, "
               f"migrations, {len(migrations)}}};\n")
    return "".join(out)


# --- the command --------------------------------------------------------------------------

def sql_files(folder):
    if not os.path.isdir(folder):
        return []
    return sorted(n for n in os.listdir(folder) if n.endswith(".sql") and not n.startswith("."))


def compile_dir(folder):
    tables = {k: {} for k in ("common",) + KINDS}
    for kind, table in tables.items():
        for name in sql_files(os.path.join(folder, kind)):
            read_statements(os.path.join(folder, kind, name), table)
    names = sorted(set().union(*tables.values()))
    statements = [compile_statement(n, tables["common"], tables) for n in names]
    return statements, read_migrations(os.path.join(folder, "migrations"))


def dependencies(folder):
    """Files and folders that decide the output; a new file changes its folder."""
    out = []
    for kind in ("common",) + KINDS + ("migrations",):
        sub = os.path.join(folder, kind)
        if os.path.isdir(sub):
            out += [sub] + [os.path.join(sub, n) for n in sql_files(sub)]
    return [os.path.abspath(p).replace(" ", "\\ ") for p in out]


def main():
    p = argparse.ArgumentParser(description="Compile SQL into C tables.")
    for option in ("root", "dir", "enum", "prefix", "set", "include", "header", "source"):
        p.add_argument("--" + option, required=True)
    for option in ("depfile", "base", "base-count", "base-include"):
        p.add_argument("--" + option)
    a = p.parse_args()
    outputs = {n: os.path.abspath(v) for n, v in vars(a).items() if n in ("header", "source", "depfile") and v}
    os.chdir(a.root)  # so that messages and the output name files from the root
    try:
        statements, migrations = compile_dir(a.dir)
    except Wrong as e:
        print(e, file=sys.stderr)
        return 1
    texts = {"header": header(a, statements), "source": source(a, statements, migrations)}
    if a.depfile:
        texts["depfile"] = f"{a.header}: {' '.join(dependencies(a.dir))}\n"
    for name, path in outputs.items():
        with open(path, "w", encoding="utf-8") as f:
            f.write(texts[name])
    return 0


if __name__ == "__main__":
    sys.exit(main())
