#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""sekimori init founds a version of the catalogue; stage hands another in; adopt, only in need."""
import json
import os
import pathlib
import shutil
import sqlite3
import subprocess
import sys
import tempfile

SOURCE = pathlib.Path(os.environ.get('SEKIMORI_SOURCE', '.')).resolve()
sys.path.insert(0, str(SOURCE / 'tests'))
import tap  # noqa: E402

PROGRAM, SIGNER = os.environ['SEKIMORI'], os.environ['SEKIMORI_SIGNER']
SMALL = SOURCE / 'tests/catalogue/small'


def run(*args, lang='en'):
    return subprocess.run([PROGRAM, *map(str, args)], capture_output=True, text=True, timeout=120, check=False,
                          env={**os.environ, 'SEKIMORI_LANG': lang})


class Office:
    """An office that began with the small standard, and a folder of a candidate."""

    def __enter__(self):
        self.temp = tempfile.TemporaryDirectory()
        self.folder = pathlib.Path(self.temp.name) / 'office'
        self.candidate = pathlib.Path(self.temp.name) / 'candidate'
        (self.folder / 'keys').mkdir(parents=True, mode=0o700)
        shutil.copytree(SMALL, self.candidate)
        made = subprocess.run([SIGNER, '--init', '--instance', str(self.folder), '--origin', 'test.example/office'],
                              capture_output=True, text=True, timeout=60, check=False)
        assert made.returncode == 0, made.stderr
        r = run('init', '--instance', self.folder, '--name', 'Test', '--catalogue', SMALL)
        assert r.returncode == 0, r.stdout + r.stderr
        return self

    def __exit__(self, *_):
        self.temp.cleanup()

    def change(self, name, old, new):
        path = self.candidate / name
        text = path.read_text(encoding='utf-8')
        assert old in text, (name, old)
        path.write_text(text.replace(old, new, 1), encoding='utf-8')

    def stage(self, what='stage'):
        return run('catalogue', what, self.candidate, '--instance', self.folder)

    def rows(self, sql):
        db = sqlite3.connect(self.folder / 'db/office.sqlite')
        try:
            return db.execute(sql).fetchall()
        finally:
            db.close()

    def execute(self, sql):
        db = sqlite3.connect(self.folder / 'db/office.sqlite')
        with db:
            db.execute(sql)
        db.close()

    def records(self):
        return [(json.loads(e), json.loads(c) if c else None) for e, c in self.rows(
            "SELECT envelope, content FROM record WHERE kind = 'catalogue' ORDER BY idx")]


def digest_of(folder):
    return run('catalogue', 'check', folder).stdout.strip().split()[-1]


def test_init_is_the_act_with_which_a_version_begins():
    with Office() as o:
        (envelope, content), = o.records()
        assert envelope['source'] == 'init' and envelope['founding'] is True
        assert envelope['catalogue'] == digest_of(SMALL) and envelope['standard'] == 'small'
        # Every file stands in the record, by name and digest, and its text in the content.
        names = {str(p.relative_to(SMALL)) for p in SMALL.rglob('*') if p.is_file()}
        assert set(envelope['files']) == names
        for name, digest in envelope['files'].items():
            assert content[digest] == (SMALL / name).read_text(encoding='utf-8')


def test_a_candidate_is_recorded_and_has_no_force():
    with Office() as o:
        o.change('procedures/note.yaml', 'years: 3', 'years: 4')
        r = o.stage()
        assert r.returncode == 0 and 'as a candidate' in r.stdout, r.stdout + r.stderr
        assert digest_of(o.candidate) in r.stdout
        (_, _), (envelope, content) = o.records()
        assert envelope['founding'] is False and envelope['source'] == 'command'
        # Only what is new is in the content.
        assert list(content) == [envelope['files']['procedures/note.yaml']]
        assert o.rows('SELECT digest FROM catalogue_version WHERE founding = 1') == [(digest_of(SMALL),)]
        again = o.stage()
        assert again.returncode == 0 and 'before' in again.stdout and len(o.records()) == 2


def test_the_version_in_force_is_no_candidate():
    with Office() as o:
        r = o.stage()
        assert r.returncode == 0 and 'in force already' in r.stdout
        assert len(o.records()) == 1


def refused(o, *words):
    r = o.stage()
    assert r.returncode == 1, r.stdout
    for word in words:
        assert word in r.stdout + r.stderr, (word, r.stdout, r.stderr)
    assert len(o.records()) == 1 and o.rows('SELECT COUNT(*) FROM catalogue_version') == [(1,)]


def test_what_has_faults_is_refused_with_all_of_them():
    with Office() as o:
        o.change('procedures/note.yaml', 'writer: clerk', 'writer: clark')
        o.change('roles.yaml', 'en: Head', 'de: Haupt')
        refused(o, "unknown role 'clark'", "unknown key 'de'", 'Faults: 3.')


def test_another_standard_is_refused():
    with Office() as o:
        o.change('standard.yaml', 'standard: small', 'standard: large')
        refused(o, 'another standard (large)', 'this office has small')


def test_other_articles_are_refused_unless_the_standard_was_amended():
    with Office() as o:
        with open(o.candidate / 'articles/index.tsv', 'a', encoding='utf-8') as f:
            f.write('4\t0\t1\t-\n')
        o.change('articles/1-02.yaml', "  '3':\n",
                 "  '4':\n    paragraphs:\n      1: {force: may, ja: あ, en: a}\n  '3':\n")
        refused(o, 'amends: ')
        was = o.rows("SELECT digest FROM catalogue_part WHERE name = 'articles/index.tsv'")[0][0]
        o.change('standard.yaml', 'articles: complete', f'articles: complete\namends: {was}')
        r = o.stage()
        assert r.returncode == 0 and 'as a candidate' in r.stdout, r.stdout + r.stderr


def test_a_file_that_is_no_text_is_refused():
    with Office() as o:
        (o.candidate / 'picture.png').write_bytes(b'\x89PNG\xff\x00')
        refused(o, 'no text')


def test_adopt_is_refused_while_the_version_in_force_loads():
    with Office() as o:
        o.change('procedures/note.yaml', 'years: 3', 'years: 4')
        r = o.stage('adopt')
        assert r.returncode == 1 and 'loads well' in r.stderr, r.stdout + r.stderr
        assert len(o.records()) == 1


def test_files_changed_behind_the_ledger_are_noticed_and_adopt_helps():
    with Office() as o:
        o.execute("UPDATE catalogue_file SET bytes = replace(bytes, 'years: 3', 'years: 9')")
        r = run('account', 'create', '1', '--instance', o.folder)
        assert r.returncode == 1 and 'not those that the ledger names' in r.stderr, r.stderr
        o.change('procedures/note.yaml', 'years: 3', 'years: 4')
        r = o.stage('adopt')
        assert r.returncode == 0, r.stdout + r.stderr
        envelope, _ = o.records()[-1]
        assert envelope['source'] == 'adopt' and envelope['founding'] is True
        r = run('account', 'create', '1', '--instance', o.folder)
        assert 'ledger names' not in r.stderr and '1' in r.stderr, r.stderr


def test_adopt_heals_what_was_changed():
    with Office() as o:
        o.execute("UPDATE catalogue_file SET bytes = replace(bytes, 'en: Head', 'en: Nobody')")
        o.change('procedures/note.yaml', 'years: 3', 'years: 4')
        assert o.stage('adopt').returncode == 0
        r = run('account', 'create', '1', '--instance', o.folder)
        assert 'ledger names' not in r.stderr, r.stderr


def test_rows_changed_behind_the_ledger_are_noticed():
    with Office() as o:
        o.change('procedures/note.yaml', 'years: 3', 'years: 4')
        assert o.stage().returncode == 0
        assert run('store', 'check', '--instance', o.folder).returncode == 0
        # Each of these would put another version in force, or hide where the office began.
        for change, back in (('founding = 1 WHERE id = 2', 'founding = 0 WHERE id = 2'),
                             ('since = since + 1 WHERE id = 1', 'since = since - 1 WHERE id = 1'),
                             ("digest = 'x' || digest WHERE id = 2", 'digest = substr(digest, 2) WHERE id = 2')):
            o.execute(f'UPDATE catalogue_version SET {change}')
            r = run('store', 'check', '--instance', o.folder)
            assert r.returncode == 1 and 'nobody decided' in r.stderr, (change, r.stdout, r.stderr)
            o.execute(f'UPDATE catalogue_version SET {back}')
        assert run('store', 'check', '--instance', o.folder).returncode == 0
        o.execute('INSERT INTO catalogue_version SELECT 3, digest, standard, source, since + 9, 1, 999 FROM catalogue_version '
                  'WHERE id = 2')
        assert run('store', 'check', '--instance', o.folder).returncode == 1
        o.execute('DELETE FROM catalogue_version WHERE id > 1')
        assert run('store', 'check', '--instance', o.folder).returncode == 1


def test_wrong_use():
    assert run('catalogue', 'stage').returncode == 2
    assert run('catalogue', 'stage', 'a', 'b').returncode == 2
    assert run('catalogue', 'stage', '/nowhere').returncode == 1


if __name__ == '__main__':
    sys.exit(tap.main())
