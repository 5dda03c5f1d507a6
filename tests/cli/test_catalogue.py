#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""sekimori catalogue check."""
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

SOURCE = pathlib.Path(os.environ.get('SEKIMORI_SOURCE', '.')).resolve()
sys.path.insert(0, str(SOURCE / 'tests'))
import tap  # noqa: E402

PROGRAM = os.environ['SEKIMORI']
STANDARD = SOURCE / 'catalogue/hokkaido'
LINE = re.compile(r'(?P<file>[^:]+):(?P<line>[0-9]+):(?P<column>[0-9]+): (?P<text>.+)')


def check(*args, cwd=None):
    return subprocess.run([PROGRAM, 'catalogue', 'check', *map(str, args)], capture_output=True, text=True,
                          cwd=cwd, timeout=60, check=False)


class Copy:
    """A copy of the standard in a temporary folder, to spoil."""

    def __init__(self, standard=STANDARD):
        self.standard = standard

    def __enter__(self):
        self.temp = tempfile.TemporaryDirectory()
        self.folder = pathlib.Path(self.temp.name) / 'standard'
        shutil.copytree(self.standard, self.folder)
        return self

    def __exit__(self, *_):
        self.temp.cleanup()

    def change(self, name, old, new):
        path = self.folder / name
        text = path.read_text(encoding='utf-8')
        assert old in text, (name, old)
        path.write_text(text.replace(old, new, 1), encoding='utf-8')


def test_the_standard_has_no_faults():
    for lang, word in (('ja', '誤りはありません'), ('en', 'no faults')):
        r = check(STANDARD, '--lang', lang)
        assert r.returncode == 0, r.stdout + r.stderr
        assert word in r.stdout and r.stderr == ''
        assert re.search(r'[0-9a-f]{64}$', r.stdout.strip())


def test_the_folder_is_the_one_of_the_current_place_unless_named():
    assert check(cwd=SOURCE).returncode == 0
    assert check(cwd='/').returncode == 1


def test_all_faults_are_told_in_order():
    with Copy() as c:
        c.change('procedures/exception.yaml', '    who: ciso\n', '    wo: ciso\n')
        c.change('procedures/exception.yaml', 'article: 154(2)', 'article: 154(3)')
        c.change('procedures/incident.yaml', 'within: promptly', 'within: quickly')
        c.change('roles.yaml', 'found: post department_head', 'found: somehow')
        r = check(c.folder, '--lang', 'en')
        assert r.returncode == 1
        lines = [LINE.fullmatch(line) for line in r.stdout.splitlines()]
        assert all(lines), r.stdout
        places = [(m['file'], int(m['line']), int(m['column'])) for m in lines]
        assert places == sorted(places), places
        texts = ' / '.join(m['text'] for m in lines)
        for word in ("unknown key 'wo': expected one of", "'who' is missing", 'no such paragraph as 154(3)',
                     "unknown clock 'quickly'", "unknown word 'somehow'"):
            assert word in texts, (word, texts)
        assert r.stderr == f'Faults: {len(lines)}.\n'


def test_japanese_unless_told_otherwise():
    with Copy() as c:
        c.change('procedures/exception.yaml', '    within: beforehand', '    wihtin: beforehand')
        r = check(c.folder)
        assert 'キー「wihtin」はありません。「within」の誤りではありませんか。' in r.stdout, r.stdout
        assert '誤りが 1 件あります。' in r.stderr
        r = check(c.folder, '--lang=en')
        assert "unknown key 'wihtin': did you mean 'within'?" in r.stdout


def test_the_place_is_that_of_the_word():
    with Copy() as c:
        c.change('procedures/media-take-out.yaml', 'exempt: field.exemption != none', 'exempt: field.exemptoin != none')
        r = check(c.folder, '--lang', 'en')
        m = LINE.fullmatch(r.stdout.splitlines()[0])
        line = (c.folder / 'procedures/media-take-out.yaml').read_text(encoding='utf-8').splitlines()[int(m['line']) - 1]
        assert line[int(m['column']) - 1:].startswith('field.exemptoin'), (m, line)


def test_wrong_use():
    for args in (['a', 'b'], ['--lang', 'fr'], ['--lang'], ['--colour']):
        r = check(*args)
        assert r.returncode == 2 and r.stdout == '' and r.stderr, (args, r)


def test_no_folder_and_an_empty_one():
    r = check('/nonexistent', '--lang', 'en')
    assert r.returncode == 1 and '/nonexistent' in r.stdout, r
    with tempfile.TemporaryDirectory() as empty:
        r = check(empty, '--lang', 'en')
        assert r.returncode == 1
        for name in ('words.yaml', 'roles.yaml', 'articles/index.tsv'):
            assert f"File '{name}' is missing." in r.stdout, r.stdout


def test_a_file_in_the_wrong_place():
    with Copy() as c:
        (c.folder / 'procedures/exception.yaml').rename(c.folder / 'procedures/except.yaml')
        r = check(c.folder, '--lang', 'en')
        assert 'The file must be called exception.yaml' in r.stdout, r.stdout


def coverage(*args):
    return subprocess.run([PROGRAM, 'catalogue', 'coverage', *map(str, args)], capture_output=True, text=True,
                          timeout=60, check=False)


def test_coverage_counts_what_it_shows():
    r = coverage(STANDARD, '--tsv')
    assert r.returncode == 0, r.stderr
    rows = [line.split('\t') for line in r.stdout.splitlines()]
    head, rows = rows[0], rows[1:]
    assert head == ['number', 'force', 'served', 'who', 'when', 'mechanisms', 'gap', 'words']
    assert all(len(row) == len(head) for row in rows)
    totals = json.loads(coverage(STANDARD, '--json').stdout)['totals']
    assert totals['paragraphs'] == len(rows) and totals['articles'] == 202
    for force in ('must', 'must_not', 'should', 'may', 'states'):
        for served, n in totals[force].items():
            assert n == sum(row[1] == force and row[2] == served for row in rows), (force, served)
    # What the table says serves it names it.
    for row in rows:
        assert (row[2] in ('served', 'partly')) <= bool(row[5]), row


def test_coverage_follows_what_the_procedures_say():
    with Copy(SOURCE / 'tests/catalogue/small') as c:
        def row(number):
            return [line for line in coverage(c.folder, '--tsv').stdout.splitlines() if line.startswith(number + '\t')][0]
        assert '\tneeds_none\t' in row('3(1)')
        c.change('procedures/note.yaml', 'articles: [', "articles: ['3', ")
        assert '\tserved\t' in row('3(1)') and 'procedure:note' in row('3(1)')
        # A claim that there is nothing is refused once there is something.
        c.change('procedures/note.yaml', 'articles: [', 'articles: [2の2(2), ')
        r = coverage(c.folder, '--lang', 'en')
        assert r.returncode == 1 and "2の2(2) says `served: nothing`, but note serves it" in r.stdout, r.stdout


def test_coverage_refuses_what_check_refuses():
    with Copy() as c:
        c.change('controls.yaml', 'by: server', 'by: nobody')
        r = coverage(c.folder, '--lang', 'en')
        assert r.returncode == 1 and 'controls.yaml' in r.stdout and 'must' not in r.stdout
    assert coverage('--json', '--tsv').returncode == 2
    assert coverage('--lang', 'fr').returncode == 2
    assert coverage('/nowhere').returncode == 1


TEXT = """小さな基準
第１条 この基準は、趣旨を定める。
２ 職員は、記録を残さなければならない。
(1) 甲
(2) 乙
(3) 丙
第２条 職員は、次に掲げることをしてはならない。
(1) 短い合言葉を使うこと。
(2) 貸すこと。
第２条の２ 何人も、努めなければならない。
２ 記録は、保管しなければならない。
第３条 長は、定めることができる。
附 則
この基準は、平成14年4月1日から施行する。
"""


def check_text(c, text):
    path = pathlib.Path(c.temp.name) / 'text.txt'
    path.write_text(text, encoding='utf-8')
    return check(c.folder, '--lang', 'en', '--text', path)


def test_an_official_text_beside_it():
    with Copy(SOURCE / 'tests/catalogue/small') as c:
        r = check_text(c, TEXT)
        assert r.returncode == 0, r.stdout
        for ours, paragraph, word in (('force: must,', '1(2)', 'must'), ('force: must_not,', '2(1)', 'must not'),
                                      ('force: should,', '2の2(1)', 'should')):
            for name in ('articles/1-01.yaml', 'articles/1-02.yaml'):
                path = c.folder / name
                text = path.read_text(encoding='utf-8')
                if ours in text:
                    path.write_text(text.replace(ours, 'force: states,', 1), encoding='utf-8')
                    r = check_text(c, TEXT)
                    assert r.returncode == 1, (ours, r.stdout)
                    assert f"The official text of {paragraph} says '{word}'" in r.stdout, r.stdout
                    assert LINE.fullmatch(r.stdout.splitlines()[0])
                    path.write_text(text, encoding='utf-8')
                    break
        r = check_text(c, TEXT.replace('２ 記録は、保管しなければならない。\n', ''))
        assert r.returncode == 1 and '2の2(2) of the catalogue does not stand' in r.stdout, r.stdout
        r = check_text(c, TEXT.replace('附 則', '第４条 丁。\n附 則'))
        assert r.returncode == 1 and 'Article 4 of the official text' in r.stdout, r.stdout
        r = check_text(c, 'これは基準ではありません。\n')
        assert r.returncode == 1 and 'text.txt' in r.stdout, r.stdout
        assert check(c.folder, '--text', '/nowhere').returncode == 1


if __name__ == '__main__':
    sys.exit(tap.main())
