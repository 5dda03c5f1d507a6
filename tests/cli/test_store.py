#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""sekimori store migrate, check, rebuild."""
import os
import pathlib
import sqlite3
import subprocess
import sys
import tempfile

SOURCE = pathlib.Path(os.environ.get('SEKIMORI_SOURCE', '.')).resolve()
sys.path.insert(0, str(SOURCE / 'tests'))
import tap  # noqa: E402

PROGRAM = os.environ['SEKIMORI']
GOLDENS = SOURCE / 'tests/goldens'


def store(what, office, *args, lang='en'):
    return subprocess.run([PROGRAM, 'store', what, '--instance', str(office), *args], capture_output=True, text=True,
                          env={**os.environ, 'SEKIMORI_LANG': lang}, timeout=120, check=False)


class Office:
    """An instance whose ledger holds the acts of a golden, and nothing else yet."""

    def __enter__(self):
        self.temp = tempfile.TemporaryDirectory()
        self.folder = pathlib.Path(self.temp.name)
        (self.folder / 'db').mkdir()
        done = store('migrate', self.folder)
        assert done.returncode == 0, done.stderr
        acts = (GOLDENS / 'permit-enforced.jsonl').read_text(encoding='utf-8').splitlines()
        with self.open() as db:
            for i, act in enumerate(acts):
                db.execute('INSERT INTO ledger_leaf (idx, hash) VALUES (?, ?)', (i, bytes(32)))
                db.execute("INSERT INTO record (idx, kind, envelope) VALUES (?, 'act', ?)", (i, act))
        return self

    def __exit__(self, *_):
        self.temp.cleanup()

    def open(self):
        return sqlite3.connect(self.folder / 'db/office.sqlite')

    def rows(self, sql):
        db = self.open()
        try:
            return db.execute(sql).fetchall()
        finally:
            db.close()

    def change(self, sql):
        db = self.open()
        with db:
            db.execute(sql)
        db.close()


def test_rebuild_makes_the_tables_from_the_ledger():
    with Office() as o:
        bad = store('check', o.folder)
        assert bad.returncode == 1 and 'store rebuild' in bad.stderr, bad
        assert o.rows('SELECT count(*) FROM matter') == [(0,)], 'check changed something'
        good = store('rebuild', o.folder)
        assert good.returncode == 0, good.stderr
        assert o.rows('SELECT state FROM matter') == [('expired',)]
        assert store('check', o.folder).returncode == 0


def test_columns_that_are_new_are_filled_in_by_a_rebuild():
    with Office() as o:
        store('rebuild', o.folder)
        assert 'store rebuild' not in store('migrate', o.folder).stdout
        o.change("INSERT INTO entry_text (entry, name, value, search) VALUES (1, 'place', 'x', 'x')")
        assert 'store rebuild' in store('migrate', o.folder).stdout
        assert 'store rebuild' in store('migrate', o.folder, lang='ja').stdout
        store('rebuild', o.folder)
        assert 'store rebuild' not in store('migrate', o.folder).stdout


def test_a_changed_row_is_found_and_mended():
    with Office() as o:
        store('rebuild', o.folder)
        o.change("UPDATE matter SET state = 'in_force'")
        bad = store('check', o.folder, lang='ja')
        assert bad.returncode == 1 and '台帳' in bad.stderr, bad
        assert o.rows('SELECT state FROM matter') == [('in_force',)], 'check changed something'
        assert store('rebuild', o.folder).returncode == 0
        assert o.rows('SELECT state FROM matter') == [('expired',)]


def test_a_changed_record_stops_the_rebuild():
    with Office() as o:
        store('rebuild', o.folder)
        o.change("UPDATE record SET envelope = replace(envelope, '\"state\":\"effect_pending\"', '\"state\":\"in_force\"') WHERE idx = 1")
        bad = store('rebuild', o.folder)
        assert bad.returncode == 1 and 'ontradict' in bad.stderr, bad
        assert o.rows('SELECT state FROM matter') == [('expired',)], 'a failed rebuild left something'


def test_wrong_use():
    with Office() as o:
        assert store('check', o.folder, 'more').returncode == 2
        assert store('check', o.folder, '--unknown').returncode == 2


if __name__ == '__main__':
    sys.exit(tap.main())
