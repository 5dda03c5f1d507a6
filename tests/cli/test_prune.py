#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""sekimori backup prune: only backups whose own term has ended go, and that is recorded."""
import json
import os
import pathlib
import sqlite3
import sys
import time

SOURCE = pathlib.Path(os.environ.get('SEKIMORI_SOURCE', '.')).resolve()
sys.path.insert(0, str(SOURCE / 'tests'))
sys.path.insert(0, str(SOURCE / 'tests/cli'))
import tap  # noqa: E402
from ledger_office import PROGRAM, Office, run  # noqa: E402
from test_backup import parts_of, put_together  # noqa: E402

DAY = 24 * 3600 * 1000
NOW = int(time.time() * 1000)


class Shelf(Office):
    """An office, one backup of it, and a folder of backups made from that one."""

    def __init__(self, conf=''):
        super().__init__()
        if conf:
            with open(self.folder / 'office.conf', 'a', encoding='utf-8') as f:
                f.write(conf)
        self.grow(5)
        self.good = self.top / 'good'
        assert run(PROGRAM, 'backup', self.good, '--instance', self.folder).returncode == 0
        self.parts, self.manifest = parts_of(self.good.read_bytes())
        self.shelf = self.top / 'shelf'
        self.shelf.mkdir()

    def put(self, name, age=0, term=90, **more):
        manifest = {**self.manifest, 'at': NOW - age * DAY - 5000, 'term_days': term, **more}
        if term is None:
            del manifest['term_days']
        (self.shelf / name).write_bytes(put_together(self.parts, manifest))
        return self.shelf / name

    def prune(self, *more, instance=True):
        own = ('--instance', self.folder) if instance else ()
        return run(PROGRAM, 'backup', 'prune', self.shelf, *own, *more)

    def names(self):
        return sorted(p.name for p in self.shelf.iterdir())

    def recorded(self):
        db = sqlite3.connect(self.folder / 'db/office.sqlite')
        try:
            rows = db.execute("SELECT envelope FROM record WHERE kind = 'command' ORDER BY idx").fetchall()
        finally:
            db.close()
        return [e for e in (json.loads(r[0]) for r in rows) if e.get('command') == 'backup prune']


def test_the_term_stands_in_the_backup():
    with Shelf() as o:
        assert o.manifest['term_days'] == 90
    with Shelf('backup_term_days = 7\n') as o:
        assert o.manifest['term_days'] == 7


def test_what_has_ended_goes_and_is_recorded():
    with Shelf() as o:
        for name, age, term in (('a', 91, 90), ('b', 90, 90), ('c', 89, 90), ('d', 8, 7), ('e', 1, 7)):
            o.put(name, age, term)
        before = {n: (o.shelf / n).read_bytes() for n in o.names()}
        dry = o.prune('--dry-run')
        assert dry.returncode == 0 and dry.stdout.count(b'would be deleted') == 3, dry
        assert {n: (o.shelf / n).read_bytes() for n in o.names()} == before and not o.recorded()
        done = o.prune()
        assert done.returncode == 0 and b'3 deleted, 2 stay' in done.stdout, done
        assert o.names() == ['c', 'e']
        said = o.recorded()
        assert len(said) == 1 and len(said[0]['digests']) == 3 and all(len(d) == 64 for d in said[0]['digests']), said
        assert o.prune().returncode == 0 and len(o.recorded()) == 1, 'nothing went, and that is no act'
        assert run(PROGRAM, 'store', 'check', '--instance', o.folder).returncode == 0


def test_the_newest_stays_unless_told():
    with Shelf() as o:
        o.put('old', 300)
        o.put('newest', 200)
        damaged = o.put('damaged', 100)
        damaged.write_bytes(damaged.read_bytes()[:-40])
        done = o.prune()
        assert done.returncode == 4 and b'damaged' in done.stderr, done
        assert o.names() == ['damaged', 'newest'], 'a damaged backup is no reason to lose the last good one'
        assert b'newest good backup' in done.stdout
        assert o.prune('--all').returncode == 4 and o.names() == ['damaged']


def test_what_is_not_ours_stays():
    with Shelf() as o:
        o.put('gone', 500)
        o.put('newest', 1)
        o.put('other', 500, origin='other.example.jp/l')
        o.put('other2', 400, origin='other.example.jp/l')
        o.put('unsaid', 500, term=None)
        future = o.put('future', -10, term=1)
        outside = o.top / 'outside'
        outside.write_bytes(o.put('x', 500).read_bytes())
        (o.shelf / 'x').unlink()
        (o.shelf / 'link').symlink_to(outside)
        (o.shelf / 'notes.txt').write_text('sekimori-backup', encoding='utf-8')
        (o.shelf / 'empty').touch()
        (o.shelf / 'sub').mkdir()
        (o.shelf / 'sub/inner').write_bytes(outside.read_bytes())
        (o.shelf / 'now.part').write_bytes(outside.read_bytes())
        os.mkfifo(o.shelf / 'pipe')
        done = o.prune('--all')
        assert done.returncode == 0, done
        assert o.names() == ['empty', 'future', 'link', 'newest', 'notes.txt', 'now.part', 'other', 'other2', 'pipe', 'sub', 'unsaid']
        assert outside.exists() and (o.shelf / 'sub/inner').exists() and future.exists()
        assert b'other.example.jp/l' in done.stdout and b'--term' in done.stdout
        done = o.prune('--term', '90')
        assert done.returncode == 0 and 'unsaid' not in o.names() and 'other' in o.names(), done
        # without an instance each ledger keeps its newest, and nothing is recorded
        n = len(o.recorded())
        done = o.prune(instance=False)
        assert done.returncode == 0 and b'nothing was recorded' in done.stdout, done
        assert 'other' not in o.names() and 'other2' in o.names() and len(o.recorded()) == n


def test_wrong_use():
    with Shelf() as o:
        o.put('old', 500)
        for args in (('--term', '0'), ('--term', 'x'), ('--term', '4000'), ('--nothing',)):
            assert o.prune(*args).returncode == 2, args
        assert run(PROGRAM, 'backup', 'prune').returncode == 2
        assert run(PROGRAM, 'backup', 'prune', o.top / 'nowhere').returncode == 3
        assert run(PROGRAM, 'backup', 'prune', o.shelf, '--instance', o.top / 'nowhere').returncode == 3
        assert o.names() == ['old']


if __name__ == '__main__':
    sys.exit(tap.main())
