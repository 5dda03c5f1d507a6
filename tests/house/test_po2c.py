# SPDX-License-Identifier: Apache-2.0
"""tools/po2c.py refuses what would reach a reader as a missing or broken sentence."""
import os
import pathlib
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
import tap

TOOL = pathlib.Path(__file__).resolve().parents[2] / 'tools' / 'po2c.py'
HEAD = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n'


def entry(i, text):
    return f'msgid "{i}"\nmsgstr "{text}"\n\n'


def compiled(ja, en, modules=('m',), more=()):
    """(what it says, the C text or None)"""
    with tempfile.TemporaryDirectory() as folder:
        root = pathlib.Path(folder)
        for lang, text in (('ja', ja), ('en', en)):
            (root / lang).mkdir()
            if text is not None:
                (root / lang / 'm.po').write_text(HEAD + text, encoding='utf-8')
        for name in more:
            (root / name).write_text(HEAD, encoding='utf-8')
        out = root / 'out.c'
        r = subprocess.run([sys.executable, TOOL, root, out, *modules], capture_output=True, text=True)
        return r.stderr, out.read_text() if r.returncode == 0 else None


def refused(word, ja, en, **more):
    said, out = compiled(ja, en, **more)
    assert out is None, 'it was accepted'
    assert word in said and ':' in said, said


def test_good_files_become_a_table_in_order():
    said, out = compiled(entry('m.b', '{0}は{1}です') + entry('m.a', 'あ'), entry('m.a', 'a') + entry('m.b', '{1} of {0}'))
    assert out is not None, said
    assert out.index('m.a') < out.index('m.b') and '\\343\\201\\202' in out


def test_continued_strings_and_escapes_are_joined():
    said, out = compiled('msgid "m.a"\nmsgstr "x"\n"\\"y\\"\\n"\n', entry('m.a', 'z'))
    assert out is not None and 'x\\"y\\"\\012' in out, said + (out or '')


def test_an_id_in_one_language_only_is_refused():
    refused("no text in 'en'", entry('m.a', 'x') + entry('m.b', 'x'), entry('m.a', 'x'))
    refused("no text in 'ja'", entry('m.a', 'x'), entry('m.a', 'x') + entry('m.b', 'x'))


def test_an_id_that_stands_twice_is_refused():
    refused('stands already', entry('m.a', 'x') + entry('m.a', 'y'), entry('m.a', 'x'))


def test_wrong_arguments_are_refused():
    refused('gap', entry('m.a', '{0} {2}'), entry('m.a', '{0} {2}'))
    refused('brace', entry('m.a', '{x}'), entry('m.a', 'x'))
    refused('brace', entry('m.a', '{0'), entry('m.a', 'x'))
    refused('brace', entry('m.a', '{10}'), entry('m.a', 'x'))
    refused('other arguments', entry('m.a', '{0}'), entry('m.a', 'x'))


def test_empty_texts_and_odd_ids_are_refused():
    refused('no text', entry('m.a', ''), entry('m.a', ''))
    refused('form', entry('Hello', 'x'), entry('Hello', 'x'))
    refused('escape', entry('m.a', 'x\\q'), entry('m.a', 'x'))
    refused('not understood', 'nonsense\n', '')
    refused('not a quoted', 'msgid "m.a"\nmsgstr "x\n', entry('m.a', 'x'))


def test_files_and_the_list_of_modules_agree():
    refused('is missing', entry('m.a', 'x'), None)
    refused('not in the list', entry('m.a', 'x'), entry('m.a', 'x'), more=('ja/n.po', 'en/n.po'))


if __name__ == '__main__':
    sys.exit(tap.main())
