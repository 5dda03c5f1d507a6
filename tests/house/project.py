# SPDX-License-Identifier: Apache-2.0
"""The files of the project, for the tests of the house."""
import os
import re

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
# Made here, never part of the project.
NOT_OURS = re.compile(r'^(build[^/]*|var|node_modules|\.git|.*/__pycache__)(/|$)')


def walk(*suffixes, under=''):
    """Paths from the root of the project of all its files that end so."""
    found = []
    for folder, folders, names in os.walk(os.path.join(ROOT, under)):
        here = os.path.relpath(folder, ROOT)
        here = '' if here == '.' else here + '/'
        folders[:] = sorted(d for d in folders if not NOT_OURS.match(here + d))
        names = [n for n in names if not NOT_OURS.match(here + n)]  # .git is a file in a worktree
        found += [here + n for n in sorted(names) if not suffixes or n.endswith(suffixes)]
    return found


def read(path):
    with open(os.path.join(ROOT, path), encoding='utf-8', errors='replace') as f:
        return f.read()


C_TOKEN = re.compile(r'//[^\n]*|/\*.*?\*/|"(?:[^"\\\n]|\\.)*"|\'(?:[^\'\\\n]|\\.)*\'', re.S)


def blank(text, strings=True):
    """C without comments (and string literals), every line where it was."""
    def one(hit):
        s = hit.group(0)
        if s[0] == '"' and not strings:
            return s
        kept = '""' if s[0] == '"' else "' '" if s[0] == "'" else ' '
        return kept + '\n' * s.count('\n')
    return C_TOKEN.sub(one, text)


def lines_with(pattern, text):
    """(line number, match) of each hit."""
    return [(text.count('\n', 0, m.start()) + 1, m) for m in re.finditer(pattern, text)]


def none(faults):
    """Fails with every fault on a line of its own."""
    assert not faults, '\n' + '\n'.join(faults)
