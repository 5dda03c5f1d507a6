#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Extracts of the ledger, as an auditor takes them away: from the sample prefecture, and over a restore."""
import json
import os
import pathlib
import re
import shutil
import sqlite3
import sys
import time

SOURCE = pathlib.Path(os.environ.get('SEKIMORI_SOURCE', '.')).resolve()
sys.path.insert(0, str(SOURCE / 'tests'))
sys.path.insert(0, str(SOURCE / 'tests/cli'))
import tap  # noqa: E402
from ledger_office import PROGRAM, SIGNER, VERIFY, Office, run  # noqa: E402

kept = {}


def sample():
    """The sample prefecture, sealed; made once."""
    if 'office' not in kept:
        o = kept['office'] = Office('sample.example.jp/l')
        kept['done'] = run(PROGRAM, 'sample', '--instance', o.folder)
        if kept['done'].returncode == 0:
            o.grow(1)
    assert kept['done'].returncode == 0, kept['done']
    return kept['office']


def take(o, *args):
    path = o.top / 'extract'
    path.unlink(missing_ok=True)
    done = o.ledger('export', path, *args)
    return done, path


def verified(o, path, *more):
    """What our verifier says; the independent one agrees."""
    ours = run(PROGRAM, 'ledger', 'verify', path, '--key', o.vkey, *more)
    theirs = run('python3', VERIFY, 'bundle', o.vkey, path)
    assert ours.returncode == 0, ours
    assert theirs.returncode == 0 and b'extract of' in theirs.stdout, theirs
    return ours.stdout.decode()


def envelopes(path):
    lines = path.read_bytes().split(b'\n')
    return [json.loads(lines[i + 1]) for i, x in enumerate(lines) if x.startswith(b'leaf ')]


def rows(o, sql, *args):
    db = sqlite3.connect(o.folder / 'db/office.sqlite')
    try:
        return db.execute(sql, args).fetchall()
    finally:
        db.close()


def test_of_an_article():
    o = sample()
    done, path = take(o, '--article', '47(2)')
    assert done.returncode == 0, done
    text = verified(o, path)
    of = {e['matter'] for e in envelopes(path) if 'matter' in e}
    names = [f.stem for f in (SOURCE / 'catalogue/hokkaido/procedures').glob('*.yaml')
             if re.search(r'articles: \[[^]]*\b47(\(2\)|\b(?!\())', f.read_text(encoding='utf-8'))]
    assert 'media-take-out' in names, names
    want = {m for name in names for (m,) in rows(o, 'SELECT id FROM matter WHERE procedure = ?', name)}
    assert of and of == want, (of ^ want, names)
    assert f'Matters: {len(of)} from their first act' in text and '0 with acts missing' in text, text
    data = path.read_bytes()
    assert b'"kind":"fact"' not in data and b'\ncontent ' in data
    done, path = take(o, '--article', '第47条第2項', '--grade', 'envelopes')
    assert done.returncode == 0 and {e['matter'] for e in envelopes(path) if 'matter' in e} == of, done
    assert b'\ncontent ' not in path.read_bytes() and 'withheld' in verified(o, path)
    done, path = take(o, '--article', '47', '--grade', 'full')
    assert b'"kind":"fact"' in path.read_bytes(), 'the records that name who acted'
    assert verified(o, path)


def test_of_a_unit():
    o = sample()
    (code, unit), = rows(o, "SELECT u.code, u.id FROM unit u JOIN matter m ON m.division = u.id GROUP BY u.code, u.id "
                            "ORDER BY count(*) DESC LIMIT 1")
    done, path = take(o, '--unit', code)
    assert done.returncode == 0, done
    of = {e['matter'] for e in envelopes(path) if 'matter' in e}
    want = {m for (m,) in rows(o, 'SELECT id FROM matter WHERE division = ? OR department = ? OR unit = ?', unit, unit, unit)}
    assert of == want and len(of) > 0, (of, want)
    verified(o, path)


def test_of_a_period():
    o = sample()
    done, path = take(o, '--period', '2026-11-10..2026-11-12', '--grade', 'full')
    assert done.returncode == 0, done
    text = verified(o, path)
    assert 'The period is complete' in text, text
    inside = [e for e in envelopes(path) if 1794236400000 <= e.get('entered', e.get('at', 0)) < 1794495600000]
    assert len(inside) > 2 and f'complete: {len(inside)} records' in text, text
    # without its last record but one it is genuine, but no period any more
    done, path = take(o, '--period', '2026-11-10..2026-11-12', '--unit', 'NONE')
    assert done.returncode == 1 and not path.exists(), done
    done, path = take(o, '--period', '2031-01-01..')
    assert 'The period is complete: 0 records' in verified(o, path)


def test_each_is_an_act():
    o = sample()
    before = len(rows(o, "SELECT 1 FROM record WHERE kind = 'export'"))
    done, _ = take(o, '--article', '47', '--grade', 'envelopes')
    assert done.returncode == 0
    now = rows(o, "SELECT envelope FROM record WHERE kind = 'export' ORDER BY idx")
    assert len(now) == before + 1
    said = json.loads(now[-1][0])
    assert said['article'] == '47' and said['grade'] == 'envelopes' and said['by'] == 0 and said['records'] > 0, said
    # where it cannot be recorded nothing is given out
    os.chmod(o.folder / 'db', 0o500)
    lock = o.folder / 'db/office.sqlite-writer'
    import fcntl
    with open(lock, 'r+b') as f:
        fcntl.flock(f, fcntl.LOCK_EX)
        done, path = take(o, '--article', '47')
    os.chmod(o.folder / 'db', 0o700)
    assert done.returncode == 1 and not path.exists(), done
    assert len(rows(o, "SELECT 1 FROM record WHERE kind = 'export'")) == before + 1


def test_what_is_forged_is_found():
    o = sample()
    done, path = take(o, '--article', '47(2)', '--grade', 'full')
    data = path.read_bytes()
    assert done.returncode == 0
    at = data.index(b'\nskip ')
    line = data[at + 1:data.index(b'\n', at + 1)]
    leaf = data.index(b'"kind":"act"')
    forgeries = {
        'another matter': data.replace(b'"matter":', b'"matter":9', 1),
        'another person': data[:leaf - 60] + data[leaf - 60:].replace(b'"person":', b'"person":1', 1),
        'a content': data[:data.index(b'\ncontent ') + 60] + b'x' + data[data.index(b'\ncontent ') + 61:],
        'a hash': data.replace(line, line[:10] + (b'A' if line[10:11] != b'A' else b'B') + line[11:], 1),
        'a skip less': data.replace(line + b'\n', b'', 1),
        'a skip more': data.replace(line + b'\n', line + b'\n' + line + b'\n', 1),
        'the end': data[:-20],
        'something after': data + b'\n',
        'a bundle': data.replace(b'ledger-extract/1', b'ledger-bundle/2', 1),
        'nothing asked': data.replace(b'asked {', b'asket {', 1),
    }
    for what, other in forgeries.items():
        assert other != data, what
        forged = o.path('forged', other)
        ours = run(PROGRAM, 'ledger', 'verify', forged, '--key', o.vkey)
        theirs = run('python3', VERIFY, 'bundle', o.vkey, forged)
        assert ours.returncode == 1 and not ours.stdout, (what, ours)
        assert theirs.returncode == 1, (what, theirs)


def test_over_a_restore_and_with_a_witness():
    with Office() as o:
        for i in range(5):
            o.grow(30)
            time.sleep(0.01)
        state, witness = o.witness()
        _, lines = o.first(state)
        assert o.add(lines).returncode == 0
        o.grow(-4)
        o.hire()
        file, new = o.top / 'backup', o.top / 'new'
        assert run(PROGRAM, 'backup', file, '--instance', o.folder).returncode == 0
        (new / 'keys').mkdir(parents=True)
        o.ok(SIGNER, '--init', '--instance', new, '--origin', 'office.example.jp/l2')
        assert run(PROGRAM, 'restore', file, '--instance', new, '--decided-by', '100001', '--reason', 'x').returncode == 0
        o.stop_signer()
        shutil.rmtree(o.folder)
        shutil.move(new, o.folder)
        o.start_signer()
        o.grow(20)
        done, path = take(o, '--period', '2020-01-01..2099-12-31', '--grade', 'full')
        assert done.returncode == 0, done
        text = verified(o, path, '--witness', witness)
        assert 'co-signed 15' in text and 'The period is complete' in text, text
        only_new = o.path('new.vkey', o.vkey.read_bytes().split(b'\n')[0] + b'\n')
        assert run(PROGRAM, 'ledger', 'verify', path, '--key', only_new).returncode == 0
        only_old = o.path('old.vkey', o.vkey.read_bytes().split(b'\n')[1] + b'\n')
        assert run(PROGRAM, 'ledger', 'verify', path, '--key', only_old).returncode == 1


def test_wrong_use():
    o = sample()
    for args in (('--period', '2026'), ('--article', '47', '--without-contents'), ('--article', '47', '--store', 'sqlite:x')):
        assert take(o, *args)[0].returncode == 2, args
    for args in (('--grade', 'matters'), ('--article', 'x'), ('--article', '999'), ('--unit', 'x'), ('--period', 'x..y'),
                 ('--period', '2026-02-02..2026-02-01'), ('--article', '47', '--grade', 'some')):
        done, path = take(o, *args)
        assert done.returncode == 1 and not path.exists() and done.stderr.count(b'\n') == 1, (args, done)
    with Office() as empty:
        done, path = take(empty, '--article', '47')
        assert done.returncode == 1 and not path.exists(), done


if __name__ == '__main__':
    try:
        code = tap.main()
    finally:
        if 'office' in kept:
            kept['office'].__exit__()
    sys.exit(code)
