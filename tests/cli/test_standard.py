#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""sekimori standard check, import, list, show, compare: without an office, in one that stands still, in one that runs."""
import functools
import os
import pathlib
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time

SOURCE = pathlib.Path(os.environ.get('SEKIMORI_SOURCE', '.')).resolve()
sys.path.insert(0, str(SOURCE / 'tests'))
import tap  # noqa: E402

PROGRAM, SIGNER, SERVER = os.environ['SEKIMORI'], os.environ['SEKIMORI_SIGNER'], os.environ['SEKIMORI_SERVER']
TEXTS = SOURCE / 'tests/unit/standard/texts'
FIRST = TEXTS / 'reiki.txt'


def run(*args, lang='en'):
    return subprocess.run([*map(str, args)], capture_output=True, text=True, timeout=120, check=False,
                          env={**os.environ, 'SEKIMORI_LANG': lang})


def standard(what, *args, lang='en'):
    return run(PROGRAM, 'standard', what, *args, lang=lang)


class Office:
    def __enter__(self):
        self.temp = tempfile.TemporaryDirectory(prefix='sk')
        self.folder = pathlib.Path(self.temp.name) / 'o'
        (self.folder / 'keys').mkdir(parents=True, mode=0o700)
        made = run(SIGNER, '--init', '--instance', self.folder, '--origin', 'test.example/office')
        assert made.returncode == 0, made.stderr
        made = run(PROGRAM, 'init', '--instance', self.folder, '--catalogue', SOURCE / 'catalogue/hokkaido')
        assert made.returncode == 0, made.stderr
        self.started = []
        return self

    def start(self):
        with open(self.folder / 'server.log', 'ab') as log:
            self.started = [subprocess.Popen([SIGNER, '--instance', self.folder], stderr=log),
                            subprocess.Popen([SERVER, '--instance', self.folder], stderr=log)]
        for _ in range(300):
            if (self.folder / 'run/admin.sock').exists() and (self.folder / 'run/people.sock').exists():
                return
            time.sleep(0.1)
        raise AssertionError((self.folder / 'server.log').read_text(encoding='utf-8'))

    def __exit__(self, *_):
        for p in reversed(self.started):
            p.send_signal(signal.SIGTERM)
            assert p.wait(30) in (0, -signal.SIGTERM), (self.folder / 'server.log').read_text(encoding='utf-8')
        self.temp.cleanup()

    def standard(self, what, *args, lang='en'):
        return standard(what, *args, '--instance', self.folder, lang=lang)

    def leaves(self):
        db = sqlite3.connect(f'file:{self.folder}/db/office.sqlite?mode=ro', uri=True)
        try:
            return db.execute("SELECT count(*) FROM record WHERE kind = 'standard.import'").fetchone()[0]
        finally:
            db.close()

    def write(self, name, text, encoding='utf-8'):
        path = self.folder / name
        path.write_bytes(text.encode(encoding))
        return path


@functools.cache
def second():
    text = FIRST.read_text(encoding='utf-8')
    text = text.replace('管理者は、次条から', '責任者は、次条から')
    return text.replace('第4条の2 前条の分類は、同条の定めるところによる。\n', '')


def test_check_needs_no_office():
    done = standard('check', FIRST)
    assert done.returncode == 0, done.stderr
    assert '    10  articles' in done.stdout and '     3  supplementary provisions' in done.stdout, done.stdout
    assert 'line 63, ' in done.stdout
    done = standard('check', FIRST, lang='ja')
    assert '    10  条\n' in done.stdout and '63行目 様式第1号: ' in done.stdout, done.stdout


def test_a_refusal_names_file_and_line():
    with Office() as o:
        cut = o.write('cut.txt', '第１条 この基準は、必要な事項を定める。\n第２条 職員は、前条の\n')
        done = standard('check', cut)
        assert done.returncode == 1 and done.stdout == '' and f'{cut}' in done.stderr and '2' in done.stderr, done
        done = o.standard('import', cut, '--effective', '2024-04-01', lang='ja')
        assert done.returncode == 1 and '2行目' in done.stderr and '途中で終わって' in done.stderr, done
        assert o.leaves() == 0


def test_wrong_use():
    for args in (['check'], ['check', FIRST, 'x'], ['check', '--what', FIRST], ['import'], ['import', FIRST],
                 ['show'], ['show', '1', '2'], ['compare', '1'], ['list', 'x']):
        done = standard(*args)
        assert done.returncode == 2 and done.stderr, (args, done)
    done = standard('check', '/nowhere/x.txt')
    assert done.returncode == 1 and '/nowhere/x.txt' in done.stderr, done


def story(o):
    """The same whether the office runs or not."""
    done = o.standard('list')
    assert done.returncode == 1 and 'standard import' in done.stderr, done
    done = o.standard('import', FIRST, '--effective', 'some day')
    assert done.returncode == 1 and o.leaves() == 0, done
    done = o.standard('import', FIRST, '--effective', '平成27年10月1日', '--dry-run')
    assert done.returncode == 0 and 'nothing was stored' in done.stdout and o.leaves() == 0, done
    done = o.standard('import', FIRST, '--effective', '平成27年10月1日')
    assert done.returncode == 0 and 'version 1' in done.stdout and o.leaves() == 1, done
    done = o.standard('import', FIRST, '--effective', '2016-04-01')
    assert done.returncode == 1 and '2015-10-01' in done.stderr and o.leaves() == 1, done
    new = o.write('new.txt', second(), 'cp932')
    done = o.standard('import', new, '--effective', '2015-10-01')
    assert done.returncode == 1 and o.leaves() == 1, done
    done = o.standard('import', new, '--effective', '2024/4/1', '--title', '霧島川市 新しい規程')
    assert done.returncode == 0 and o.leaves() == 2, done
    done = o.standard('list', lang='ja')
    lines = done.stdout.splitlines()
    assert len(lines) == 2 and '霧島川市 新しい規程' in lines[0] and '現行' in lines[0] and '現行' not in lines[1], lines
    done = o.standard('show', '第五条')
    assert '責任者は、次条から第8条まで' in done.stdout, done
    done = o.standard('show', '5', '--version', '2020-01-01')
    assert '管理者は、次条から第8条まで' in done.stdout, done
    done = o.standard('show', '4の2')
    assert done.returncode == 1 and '4の2' in done.stderr, done
    done = o.standard('compare', '1', '2')
    assert done.returncode == 0 and '[-管理者-]は、次条から' in done.stdout and '{+責任者+}は、次条から' in done.stdout, done
    assert 'removed 第4条の2' in done.stdout, done
    done = o.standard('compare', '1', '3')
    assert done.returncode == 1, done


def test_in_an_office_that_stands_still():
    with Office() as o:
        story(o)
        done = run(PROGRAM, 'store', 'check', '--instance', o.folder)
        assert done.returncode == 0, done.stderr
        db = sqlite3.connect(o.folder / 'db/office.sqlite')
        with db:
            source, = db.execute('SELECT source FROM standard_version WHERE id = 1').fetchone()
            db.execute('UPDATE standard_version SET source = ? WHERE id = 1', (source.replace(b'1', b'2', 1),))
        db.close()
        done = run(PROGRAM, 'store', 'check', '--instance', o.folder)
        assert done.returncode == 1 and 'differs from its record' in done.stderr, done


def test_in_an_office_that_runs():
    with Office() as o:
        o.start()
        story(o)
        done = run(PROGRAM, 'store', 'check', '--instance', o.folder)
        assert done.returncode == 0, done.stderr


if __name__ == '__main__':
    sys.exit(tap.main())
